"""Facts as readers see them, and templates filled with them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.model import Fact, KnowledgeBase, Origin, Qualifier, Source, Unit
from bot.knowledge.render import (
    Placeholder,
    fill,
    format_date,
    format_fact,
    format_number,
    placeholders,
    stray_braces,
)

HERE = Origin("f", 1, 1)
KB = KnowledgeBase(
    sources={
        "paper": Source(
            id="paper",
            title={"en": "Title", "zh": "题"},
            publisher={"en": "Daily"},
            section={"en": "News"},
            updated=date(2021, 4, 8),
            origin=HERE,
        )
    },
    units={"people": Unit(id="people", text={"en": "{n} people", "zh": "{n}人"}, origin=HERE)},
    facts={
        "jobs": Fact(id="jobs", source="paper", value=68000, unit="people", origin=HERE),
        "some": Fact(
            id="some", source=None, value=68000, unit="people", qualifier=Qualifier.ABOUT, origin=HERE
        ),
        "day": Fact(id="day", source=None, value=date(2020, 2, 29), origin=HERE),
        "words": Fact(id="words", source=None, text={"en": "online", "zh": "线上"}, origin=HERE),
    },
)


@pytest.mark.parametrize(
    ("value", "english", "chinese", "german"),
    [
        (0, "0", "0", "0"),
        (102, "102", "102", "102"),
        (5700, "5,700", "5700", "5\u202f700"),
        (10000, "10,000", "1万", "10\u202f000"),
        (68000, "68,000", "6.8万", "68\u202f000"),
        (68010, "68,010", "68010", "68\u202f010"),
        (68100, "68,100", "6.81万", "68\u202f100"),
        (1_000_000, "1 million", "100万", "1\u202f000\u202f000"),
        (1_234_567, "1,234,567", "1234567", "1\u202f234\u202f567"),
        (15_290_000, "15.29 million", "1529万", "15\u202f290\u202f000"),
        (100_000_000, "100 million", "1亿", "100\u202f000\u202f000"),
        (150_000_000, "150 million", "1.5亿", "150\u202f000\u202f000"),
        (1_000_000_000, "1 billion", "10亿", "1\u202f000\u202f000\u202f000"),
        (1_230_000_000_000, "1,230 billion", "12300亿", "1\u202f230\u202f000\u202f000\u202f000"),
        (Decimal("15.29"), "15.29", "15.29", "15.29"),
        (Decimal("6.80"), "6.80", "6.80", "6.80"),
        (-68000, "-68,000", "-6.8万", "-68\u202f000"),
    ],
)
def test_numbers_are_written_as_each_language_does(value, english, chinese, german):
    assert [format_number(value, code) for code in ("en", "zh", "de")] == [english, chinese, german]


def test_dates_are_written_as_each_language_does():
    day = date(2021, 4, 8)

    assert [format_date(day, code) for code in ("en", "zh", "de")] == [
        "8 April 2021",
        "2021年4月8日",
        "2021-04-08",
    ]


@pytest.mark.parametrize(
    ("qualifier", "english", "chinese", "german"),
    [
        (Qualifier.EXACT, "68,000 people", "6.8万人", "68\u202f000 people"),
        (Qualifier.ABOUT, "about 68,000 people", "约6.8万人", "≈ 68\u202f000 people"),
        (Qualifier.MORE_THAN, "more than 68,000 people", "超过6.8万人", "> 68\u202f000 people"),
        (Qualifier.AT_LEAST, "at least 68,000 people", "至少6.8万人", "≥ 68\u202f000 people"),
        (Qualifier.UP_TO, "up to 68,000 people", "最多6.8万人", "≤ 68\u202f000 people"),
    ],
)
def test_the_qualifier_is_written_with_the_figure(qualifier, english, chinese, german):
    fact = Fact(id="f", source=None, value=68000, unit="people", qualifier=qualifier, origin=HERE)

    assert [format_fact(fact, KB, code) for code in ("en", "zh", "de")] == [english, chinese, german]


@pytest.mark.parametrize(
    ("template", "english", "chinese"),
    [
        ("**{jobs}**", "**68,000 people**", "**6.8万人**"),
        ("{jobs.number}", "68,000", "6.8万"),
        ("{some.number}", "about 68,000", "约6.8万"),
        ("{day}", "29 February 2020", "2020年2月29日"),
        ("{words}, {words}", "online, online", "线上, 线上"),
        ("{paper.title} {paper.updated}", "Title 8 April 2021", "题 2021年4月8日"),
        ("{paper.publisher}/{paper.section}", "Daily/News", "Daily/News"),
        ("{{jobs}} {{{jobs.number}}}", "{jobs} {68,000}", "{jobs} {6.8万}"),
        ("a { b } c", "a { b } c", "a { b } c"),
    ],
)
def test_a_template_is_filled_in_the_readers_language(template, english, chinese):
    assert fill(template, KB, "en") == english
    assert fill(template, KB, "zh") == chinese


def test_values_given_are_filled_in_as_they_are():
    assert fill("Hi {name}: {jobs}", KB, "en", {"name": "{jobs}"}) == "Hi {jobs}: 68,000 people"


@pytest.mark.parametrize("template", ["{none}", "{jobs.unit}", "{paper}", "{paper.url}"])
def test_a_placeholder_that_nothing_fills_raises(template):
    with pytest.raises(KeyError, match=template.strip("{}")):
        fill(template, KB, "en")


def test_placeholders_are_found_in_order():
    assert placeholders("{a} {{b}} {c.d} {a}") == (Placeholder("a"), Placeholder("c", "d"), Placeholder("a"))


@given(st.text(alphabet="{}ab. \n*"))
def test_any_template_is_filled_or_names_what_is_missing(template):
    wanted = placeholders(template)

    if wanted:
        with pytest.raises(KeyError) as caught:
            fill(template, KB, "en")
        assert caught.value.args == (str(wanted[0]),)
    else:
        assert len(fill(template, KB, "en")) <= len(template)


@given(st.text())
def test_text_with_its_braces_doubled_comes_back_as_it_was(text):
    template = text.replace("{", "{{").replace("}", "}}")

    assert fill(template, KB, "zh") == text
    assert stray_braces(template) == 0
    assert placeholders(template) == ()

"""What `check` finds where facts of several articles meet."""

import pytest
from knowledge.samples import entry

from bot.knowledge import KnowledgeError, load

SOURCES = """\
sources:
- {id: old, title: {en: T}, publisher: {en: P}, updated: 2021-04-08}
- {id: new, title: {en: T}, publisher: {en: P}, updated: 2022-01-15}
units: [{id: books, text: {en: "{n} books"}}, {id: days, text: {en: "{n} days"}}]
facts:
"""
OLD = "- {id: a, value: 1, unit: books, source: old, name: {en: Books kept}}\n"
NEW = "- {id: b, value: 2, unit: books, source: new, name: {en: books  kept}}\n"
DAYS = "- {id: d, value: 9, unit: days, source: new}\n"
BOTH = entry(answer="{a} {b} {d}")


def found(problems, facts, rest):
    return [line.removeprefix("kb/base.yaml:") for line in problems(SOURCES + facts + DAYS + rest)]


def test_two_articles_that_disagree_are_reported_at_the_newer_with_both_ways_out(problems):
    rest = entry(answer="{a} {d}") + "- {id: y, questions: {en: [r]}, answer: {en: '{b}'}}\n"
    assert found(problems, OLD + NEW, rest) == [
        (
            "7:8: b: 'books  kept' is 2 books here, and 1 books in 'a' at kb/base.yaml:6:3; "
            "add 'supersedes: a' if this is what holds now, or let one entry name both"
        )
    ]


@pytest.mark.parametrize(
    ("older", "newer", "rest"),
    [
        (OLD, NEW, BOTH),
        (OLD, NEW.replace("}}\n", "}, supersedes: a}\n"), entry(answer="{a} {d}")),
        (OLD, NEW.replace("value: 2", "value: 1"), entry(answer="{a} {d}", questions="[q, '{b}']")),
        (OLD, NEW.replace("books  kept", "Books lent"), BOTH),
        (OLD, NEW.replace("source: new", "source: old"), BOTH),
    ],
    ids=["named together", "superseded", "the same", "another thing", "the same article"],
)
def test_articles_do_not_disagree_where(problems, older, newer, rest):
    if "value: 1" in newer:
        rest += "- {id: y, questions: {en: [r]}, answer: {en: '{b}'}}\n"
    assert found(problems, older + newer, rest) == []


def test_a_newer_fact_takes_name_and_unit_from_the_one_it_supersedes(base):
    newer = (
        "- {id: b, value: 2, source: new, supersedes: a}\n- {id: c, value: 3, source: new, supersedes: b}\n"
    )
    kb = base(SOURCES + OLD + newer + DAYS + entry(answer="{a} {d}"))
    assert kb.facts["c"].name == {"en": "Books kept"}
    assert kb.facts["c"].unit == "books"
    assert kb.fact("a") is kb.fact("b") is kb.facts["c"]
    assert [fact.id for fact in kb.earlier(kb.facts["c"])] == ["b", "a"]


@pytest.mark.parametrize(
    ("newer", "answer", "expected"),
    [
        (
            "- {id: b, value: 2, unit: days, source: new, supersedes: a}\n",
            "{a} {d}",
            "7:58: b: 'a' is a number of 'books', this one a number of 'days'; make them alike",
        ),
        (
            "- {id: b, text: {en: two}, source: new, supersedes: a}\n",
            "{a} {d}",
            "7:53: b: 'a' is a number of 'books', this one a text; make them alike",
        ),
        (
            "- {id: b, value: 2, source: new, supersedes: a}\n",
            "{a} {b} {d}",
            (
                "11:11: x: '{a}' shows 'b', which supersedes it and is named as well; "
                "the older one is added by itself"
            ),
        ),
        (
            (
                "- {id: b, value: 2, source: new, supersedes: a}\n"
                "- {id: c, value: 3, source: new, supersedes: a}\n"
            ),
            "{a} {d} {c}",
            "8:46: c: 'a' is superseded by 'b' already, at kb/base.yaml:7:46; supersede 'b' instead",
        ),
        (
            "- {id: b, value: 2, source: new, supersedes: b}\n",
            "{a} {b} {d}",
            "7:46: b: 'supersedes' names the fact itself; delete it",
        ),
        (
            "- {id: b, value: 2, source: new, supersedes: aa}\n",
            "{a} {b} {d}",
            "7:46: b: there is no fact 'aa'; did you mean 'a'?",
        ),
        (
            "- {id: b, value: 2, source: new, supersedes: a, valid_until: soon}\n",
            "{a} {d}",
            "7:62: b: 'valid_until' must be a day written like 2021-04-08, not 'soon'",
        ),
    ],
)
def test_what_cannot_supersede_is_reported(problems, newer, answer, expected):
    assert found(problems, OLD + newer, entry(answer=answer)) == [expected]


def test_an_older_article_does_not_supersede_a_newer_one(problems):
    facts = OLD.replace("}}\n", "}, supersedes: b}\n") + NEW
    assert found(problems, facts, entry(answer="{b} {d}")) == [
        (
            "6:83: a: its source (2021-04-08) is older than that of 'b' (2022-01-15); "
            "let 'b' supersede this one instead"
        )
    ]


def test_a_fact_nobody_names_is_reported_though_it_supersedes_one(problems):
    newer = "- {id: b, value: 2, source: new, supersedes: a}\n"
    assert found(problems, OLD + newer, entry(answer="{d}")) == [
        "6:8: a: the fact is not used; write {a} in an answer or delete the fact",
        "7:8: b: the fact is not used; write {b} in an answer or delete the fact",
    ]


def test_facts_that_go_in_a_circle_are_reported_once_and_stop_loading(write, problems):
    facts = OLD.replace("}}\n", "}, supersedes: b}\n") + NEW.replace("}}\n", "}, supersedes: a}\n")
    said = found(problems, facts, BOTH)
    assert "6:83: a: 'supersedes' goes in a circle (a > b > a); delete one step of it" in said
    assert sum("circle" in line for line in said) == 1
    with pytest.raises(KnowledgeError, match="circle"):
        load(write(SOURCES + facts + DAYS + BOTH))

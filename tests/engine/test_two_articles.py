"""Two made-up articles: each is cited for its own, the newer one wins, and what is over says so."""

from datetime import date
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.knowledge import check, load
from bot.languages import Language
from bot.matching.confidence import calibration

HERE = Path(__file__).parent
FIRST = "Source: Elmford Gazette, “A year in Elmford”, as of 2 May 2023"
SECOND = "Source: Elmford Radio, “Elmford grows”, as of 1 June 2024"
LAST_DAY = date(2023, 12, 31)
DAY_AFTER = date(2024, 1, 1)


@pytest.fixture(scope="module")
def engine():
    return Engine(load(HERE / "articles"), calibration(HERE / "calibration.yaml"))


def test_the_articles_have_no_problems():
    assert [str(problem) for problem in check(HERE / "articles")] == []


@pytest.mark.parametrize(
    ("question", "body", "footer"),
    [
        ("what does a library card cost?", "A card costs **4 pounds**.", FIRST),
        ("how large is the museum?", "The museum has **6 rooms**.", SECOND),
        ("how many books does the library have?", "The library has **15,000 books**.", SECOND),
    ],
)
def test_each_answer_cites_its_own_article(ask, question, body, footer):
    reply = ask(question)
    assert (reply.body, reply.footer) == (body, footer)


def test_an_answer_from_both_articles_cites_both(ask):
    reply = ask("what does a library card cost, and how large is the museum?")
    assert reply.footer == f"{FIRST}\n{SECOND}"


def test_what_a_newer_article_supersedes_is_told_as_what_was_before(engine):
    reply = engine.show("book_count", Language.EN)
    assert reply.details == "Before that: 12,000 books (Elmford Gazette, 2 May 2023)."
    assert reply.sources == ("news",)
    chinese = engine.show("book_count", Language.ZH_HANS)
    assert chinese.body == "图书馆有**1.5万本书**。"
    assert chinese.details == "此前：1.2万本书（榆渡公报，2023年5月2日）。"


def test_without_the_newer_article_the_older_one_holds(tmp_path):
    (tmp_path / "a.yaml").write_text((HERE / "articles" / "2023.yaml").read_text("utf-8"), "utf-8")
    reply = Engine(load(tmp_path)).show("book_count", Language.EN)
    assert (reply.body, reply.details, reply.footer) == ("The library has **12,000 books**.", "", FIRST)


def test_a_superseded_figure_is_no_longer_right(ask):
    assert ask("the number of books, is it 12,000?").body.startswith("No, the source says: ")
    assert ask("the number of books, is it 15,000?").body.startswith("Yes. ")


def test_an_entry_that_is_over_says_so_before_anything_else(engine):
    reply = engine.on(DAY_AFTER).respond("how large is the stall grant?").reply
    assert reply.body == (
        "**No longer valid:** this held until 31 December 2023.\n\nWhoever opens a stall gets **500 pounds**."
    )
    assert reply.expired == LAST_DAY
    chinese = engine.on(DAY_AFTER).respond("摊位补贴多少").reply
    assert chinese.body.startswith("**已过期：**以下内容的有效期截至2023年12月31日。\n\n")


def test_an_entry_holds_through_its_last_day_and_where_nobody_knows_the_day(engine):
    for each in (engine, engine.on(LAST_DAY)):
        reply = each.respond("how large is the stall grant?").reply
        assert (reply.body, reply.expired) == ("Whoever opens a stall gets **500 pounds**.", None)


def test_what_is_over_confirms_nothing(engine):
    question = "the stall grant, is it 500 pounds?"
    assert engine.respond(question).reply.body.startswith("Yes. ")
    assert engine.on(DAY_AFTER).respond(question).reply.body.startswith("**No longer valid:**")


def test_of_two_answers_only_the_one_that_is_over_says_so(engine):
    question = "what does a library card cost, and how large is the stall grant?"
    first, note, second = engine.on(DAY_AFTER).respond(question).reply.body.split("\n\n")
    assert first == "A card costs **4 pounds**."
    assert note.startswith("**No longer valid:**")
    assert "500 pounds" in second


@pytest.mark.parametrize("what", ["sources", "facts"])
def test_an_entry_is_over_with_the_source_or_the_fact_it_rests_on(tmp_path, what):
    until = {"sources": "", "facts": "", what: ", valid_until: 2023-12-31"}
    (tmp_path / "a.yaml").write_text(
        f"""
sources: [{{id: a, title: {{en: T}}, publisher: {{en: P}}, updated: 2023-01-01{until["sources"]}}}]
facts: [{{id: fee, value: 4, source: a{until["facts"]}}}]
entries: [{{id: fee, questions: {{en: [what is the fee]}}, answer: {{en: "{{fee}}."}}}}]
""",
        "utf-8",
    )
    engine = Engine(load(tmp_path))
    assert engine.on(LAST_DAY).show("fee", Language.EN).body == "4."
    assert engine.on(DAY_AFTER).show("fee", Language.EN).body.startswith("**No longer valid:**")

"""Two made-up articles in the real application: each is cited for its own, and a third one changes that."""

import shutil
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.knowledge import check, load
from bot.reloading import LiveEngine

ARTICLES = Path(__file__).parents[1] / "engine" / "articles"
FIRST = "Source: Elmford Gazette, “A year in Elmford”, as of 2 May 2023"
SECOND = "Source: Elmford Radio, “Elmford grows”, as of 1 June 2024"
THIRD = """
sources:
- {id: post, title: {en: Dearer cards, zh: 涨价}, publisher: {en: Elmford Post, zh: 报}, updated: 2025-01-01}
facts: [{id: fee_2025, value: 5, source: post}]
"""


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(ARTICLES, tmp_path / "town"))


@pytest.fixture
def engine(folder):
    return LiveEngine(Engine(load(folder)))


@pytest.mark.parametrize(
    ("question", "source", "other"),
    [
        ("What does a library card cost?", FIRST, SECOND),
        ("How large is the museum?", SECOND, FIRST),
        ("How many books does the library have?", SECOND, FIRST),
    ],
)
async def test_each_answer_cites_its_own_article(fake, anna, question, source, other):
    [message] = await fake.say(anna, question)
    assert source in message.text
    assert other not in message.text


async def test_each_answer_leads_to_its_own_article(fake, anna):
    [message] = await fake.say(anna, "What does a library card cost?")
    assert "A year in Elmford" in (await fake.press(anna, "Source", message)).toast
    [message] = await fake.say(anna, "How large is the museum?")
    assert "https://elmford.example/news" in [button.get("url") for row in message.rows for button in row]


async def test_both_articles_are_listed(fake, anna):
    [message] = await fake.say(anna, "/sources")
    assert "A year in Elmford" in message.text
    assert "Elmford grows" in message.text


async def test_a_figure_is_told_with_what_was_before_it(fake, anna):
    [message] = await fake.say(anna, "How many books does the library have?")
    assert "The library has 15,000 books." in message.text
    assert "Before that: 12,000 books (Elmford Gazette, 2 May 2023)." in message.text


async def test_a_third_article_is_found_to_disagree_and_settled_by_a_word(fake, anna, engine, folder):
    third = folder / "2025.yaml"
    third.write_text(
        THIRD.replace("source: post}", "source: post, unit: pounds, name: {en: price of a library card}}"),
        "utf-8",
    )
    disagreement = "'price of a library card' is 5 pounds here, and 4 pounds in 'fee'"
    assert [problem for problem in check(folder) if disagreement in problem.message]
    third.write_text(THIRD.replace("source: post}", "source: post, supersedes: fee}"), "utf-8")
    assert check(folder) == []
    engine.engine = Engine(load(folder))
    [message] = await fake.say(anna, "What does a library card cost?")
    assert "A card costs 5 pounds." in message.text
    assert "Before that: 4 pounds (Elmford Gazette, 2 May 2023)." in message.text
    assert "Source: Elmford Post, “Dearer cards”, as of 1 January 2025" in message.text

"""The editor's guide: its examples work, and what it says of ids and limits is so."""

import re
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.knowledge import check, load
from bot.knowledge.checks.limits import MAX_BODY
from bot.knowledge.fields import LISTS, VOCABULARY, Kind
from bot.knowledge.loading import default_texts
from bot.knowledge.render import fill
from bot.languages import Language

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "knowledge" / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def folder(tmp_path):
    assert len(EXAMPLES) > 5
    for number, example in enumerate(EXAMPLES):
        (tmp_path / f"{number:02}.yaml").write_text(example, encoding="utf-8")
    return tmp_path


def test_the_examples_make_up_a_knowledge_base_without_problems(folder):
    assert [str(problem) for problem in check(folder)] == []


def test_the_example_of_articles_that_disagree_reads_well(folder):
    kb = load(folder)

    assert fill(kb.entries["book_count"].answer["en"], kb, "en") == (
        "**70,000 books** according to City Hall (15 January 2022); "
        "68,000 books according to City Library (8 April 2021)."
    )
    assert fill(kb.entries["book_count"].answer["zh"], kb, "zh") == (
        "市政府（2022年1月15日）的说法是**7万册**，市图书馆（2021年4月8日）的说法是6.8万册。"
    )


def test_the_example_of_a_newer_article_reads_as_the_guide_says(folder):
    reply = Engine(load(folder)).show("opening_hours", Language.EN)

    assert "It opens on 310 days a year." in reply.details
    assert reply.details.endswith("Before that: about 300 days (City Library, 8 April 2021).")
    assert reply.sources == ("notice", "bulletin")


def test_the_last_example_is_a_whole_knowledge_base_by_itself(tmp_path):
    (tmp_path / "base.yaml").write_text(EXAMPLES[-1], encoding="utf-8")

    assert check(tmp_path) == []
    assert list(load(tmp_path).entries) == ["wifi"]


def test_every_choice_an_editor_has_is_in_the_guide():
    choices = [
        choice
        for section in LISTS
        for field in section.fields
        if field.kind is Kind.CHOICE
        for choice in field.choices
    ]

    assert [choice for choice in choices if f"`{choice}`" not in GUIDE] == []
    assert VOCABULARY.name in GUIDE


def test_the_limits_in_the_guide_are_those_of_the_check():
    assert f"stay under\n  {MAX_BODY} characters" in GUIDE


def test_the_text_the_guide_replaces_is_one_the_bot_has():
    assert "unknown" in default_texts()

"""`baotou-bot new`: a knowledge base to begin with, which works as it is."""

import re
import shutil
from pathlib import Path

import pytest

from bot import cli
from bot.cli_new import contents
from bot.engine import Engine
from bot.knowledge import check, load
from bot.knowledge.fields import SECTION_NAMES, TEXTS
from bot.quality.judging import Grade, evaluate
from bot.quality.question_sets import load_questions
from bot.reply import Answer, Refuse, Smalltalk, Unknown

ROOT = Path(__file__).parents[1]
SET = Path("questions", "examples.yaml")
WORDS = "5-words.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What the command writes into a folder that is not there yet."""
    folder = tmp_path_factory.mktemp("new") / "my" / "town"
    assert cli.main(["new", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module", params=["with its words", "without any"])
def engine(folder, request, tmp_path_factory):
    if request.param == "without any":
        copy = tmp_path_factory.mktemp("without") / "town"
        shutil.copytree(folder, copy)
        (copy / WORDS).unlink()
        folder = copy
    return Engine(load(folder))


def test_it_has_no_problems_and_says_what_it_wrote(folder, capsys, tmp_path):
    assert [str(problem) for problem in check(folder)] == []
    assert cli.main(["new", str(tmp_path / "other")]) == 0
    out, err = capsys.readouterr()
    written = {str(path) for path in (tmp_path / "other").rglob("*") if path.is_file()}
    assert set(out.split()) == written
    assert f"baotou-bot play --knowledge {tmp_path / 'other'}" in err


def test_it_brings_the_guide_and_the_schema_its_files_name(folder):
    assert (folder / "README.md").read_text("utf-8") == (ROOT / "knowledge/README.md").read_text("utf-8")
    for path in folder.glob("*.yaml"):
        assert path.read_text("utf-8").startswith("# yaml-language-server: $schema=schema.json\n")
    assert (folder / "schema.json").read_text("utf-8") == (ROOT / "knowledge/schema.json").read_text("utf-8")


def test_every_kind_of_thing_a_knowledge_base_holds_is_in_it(folder):
    written = "".join(path.read_text("utf-8") for path in folder.glob("*.yaml"))
    assert [
        name for name in SECTION_NAMES if name != TEXTS and not re.search(f"^{name}:", written, re.MULTILINE)
    ] == []
    kb = load(folder)
    kinds = [entry.kind.value for entry in kb.entries.values()]
    assert set(kinds) == {"answer", "unknown", "refuse", "smalltalk"}
    assert kb.languages == ("en", "zh")
    assert {fact.qualifier.value for fact in kb.facts.values()} >= {"exact", "about", "up_to"}


def test_its_facts_stand_in_the_article_it_says_they_are_from(folder):
    text = (folder / "1-article.yaml").read_text("utf-8")
    article = dict(re.findall(r"#   (\d)\. (.*(?:\n#      .*)*)", text))
    assert len(article) == 4
    for fact in load(folder).facts.values():
        shown = f"{fact.value:,}" if isinstance(fact.value, int) else f"{fact.value.day} {fact.value:%B %Y}"
        assert shown in article[fact.paragraph]


def test_nothing_is_written_over(folder, tmp_path, capsys):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine", "utf-8")
    assert cli.main(["new", str(mine)]) == 1
    assert [path.name for path in mine.iterdir()] == ["notes.txt"]
    assert f"{mine} is not empty" in capsys.readouterr().err
    assert cli.main(["new", str(mine / "notes.txt")]) == 1
    assert (mine / "notes.txt").read_text("utf-8") == "mine"
    assert "cannot be written" in capsys.readouterr().err


def test_an_empty_folder_is_taken(tmp_path):
    assert cli.main(["new", str(tmp_path)]) == 0
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")} == set(contents())


@pytest.mark.parametrize(
    ("question", "kind", "entry"),
    [
        ("how much cash is there for a new workshop", Answer, "grant"),
        ("what do I have to do to qualify", Answer, "who"),
        ("how many workshops are on the hill", Answer, "workshops"),
        ("can I learn it for free", Answer, "course"),
        ("最多能拿多少补助", Answer, "grant"),
        ("開作坊補助多少", Answer, "grant"),
        ("有没有培训班", Answer, "course"),
        ("when is the deadline", Unknown, "apply"),
        ("怎么申请啊", Unknown, "apply"),
        ("what does a kite cost", Refuse, "buying"),
        ("风筝多少钱一只", Refuse, "buying"),
        ("hi there!", Smalltalk, "hello"),
    ],
)
def test_it_answers_what_its_entries_do_not_say_word_for_word(engine, question, kind, entry):
    reply = engine.respond(question).reply
    assert (type(reply), reply.entries) == (kind, (entry,))


def test_its_own_question_set_finds_nothing_wrong(folder, engine):
    judged = list(evaluate(engine, load_questions(folder / SET)))
    assert len(judged) > 20
    assert [each.question.text for each in judged if each.grade is not Grade.RIGHT] == []

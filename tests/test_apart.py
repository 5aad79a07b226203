"""An engine made by another process is the one that would be made here, without what making it takes."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot import apart
from bot.compiled import kept_engine
from bot.engine import Engine
from bot.knowledge import KnowledgeError, load
from bot.reply import Why

BASE = """
entries:
  - id: money
    questions: {en: [how much money], zh: [有多少资金]}
    answer: {en: Seven coins., zh: 七枚。}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE, "utf-8")
    return tmp_path


@pytest.fixture
def nobody(monkeypatch):
    """There is no other process to be had."""

    def fail(*_, **__):
        raise OSError

    monkeypatch.setattr(apart.subprocess, "Popen", fail)


def body(engine):
    return engine.respond("how much money").reply.body


def test_it_answers_like_one_made_here_and_is_kept_for_the_next_start(folder):
    turns = [made.respond("有多少资金") for made in (apart.begin(folder)(), Engine(load(folder)))]
    # Confidences may differ in their last digits.
    first, second = (replace(turn, reply=replace(turn.reply, why=Why())) for turn in turns)
    assert first == second
    confidences = [turn.reply.why.candidates[0].confidence for turn in turns]
    assert confidences[0] == pytest.approx(confidences[1])
    assert body(kept_engine(folder)) == "Seven coins."


def test_its_phrasings_are_placed_there_and_kept(folder):
    assert apart.begin(folder)().placed
    assert kept_engine(folder).placed


def test_what_is_kept_needs_no_other_process(folder, request):
    apart.begin(folder)()
    request.getfixturevalue("nobody")
    assert body(apart.begin(folder)()) == "Seven coins."


def test_where_there_is_no_other_process_it_is_made_here(folder, nobody):
    assert body(apart.begin(folder)()) == "Seven coins."
    assert body(apart.examined(folder)[0]) == "Seven coins."


@pytest.mark.parametrize("program", ["/bin/false", "/bin/true"])
def test_where_the_other_process_fails_it_is_made_here(folder, monkeypatch, program):
    monkeypatch.setattr(sys, "executable", program)
    assert body(apart.begin(folder)()) == "Seven coins."


def test_a_folder_that_cannot_be_used_is_told_of_as_ever(folder):
    (folder / "base.yaml").write_text(BASE.replace("answer:", "answr:"), "utf-8")
    with pytest.raises(KnowledgeError) as told:
        apart.begin(folder)()
    with pytest.raises(KnowledgeError) as expected:
        load(folder)
    assert str(told.value) == str(expected.value)


def test_what_is_wrong_comes_with_the_engine_the_fatal_first(folder):
    (folder / "base.yaml").write_text(BASE + "    related: [money]\n", "utf-8")
    engine, problems = apart.examined(folder)
    assert body(engine) == "Seven coins."
    assert problems
    assert not any(problem.fatal for problem in problems)
    (folder / "more.yaml").write_text("entries: 3", "utf-8")
    engine, problems = apart.examined(folder)
    assert engine is None
    assert problems[0].fatal


def test_the_tables_it_was_made_with_are_not_loaded_here(tmp_path):
    code = (
        "import sys; from bot.apart import begin; from bot.knowledge import default_directory;"
        "engine = begin(default_directory())();"
        "assert engine.respond('zijin duoshao').reply.entries;"
        "engine.respond('有多少紫金');"
        "assert 'pypinyin' not in sys.modules"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "XDG_CACHE_HOME": str(tmp_path),
    }
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)

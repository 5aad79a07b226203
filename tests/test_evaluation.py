"""Judging replies, and fitting confidences to what was judged."""

import json
from dataclasses import replace

import pytest

from bot import cli
from bot.calibration import cost, examples, fit, to_yaml, with_thresholds
from bot.engine import Engine
from bot.evaluation import Grade, evaluate, load_questions, tally, wrong_share
from bot.evaluation_report import as_json, below, failures, table
from bot.knowledge import load
from bot.matching.confidence import NAMES, calibration
from bot.problems import FileError

BASE = """
entries:
  - {id: cats, questions: {en: [how many cats are there, number of cats]}, answer: {en: Seven cats.}}
  - {id: dogs, questions: {en: [how many dogs are there, number of dogs]}, answer: {en: Nine dogs.}}
  - {id: food, kind: unknown, questions: {en: [what do the cats eat]}, answer: {en: The source does not say.}}
  - {id: hello, kind: smalltalk, questions: {en: [hello]}, answer: {en: Hello!}}
"""
QUESTIONS = """
- {group: cats, kind: answer, say: [seven], en: [how many cats are there, number of cats]}
- {group: dogs, kind: answer, say: [nine], en: [number of dogs, are there whales]}
- {group: trap, kind: answer, say: [eleven], en: [how many dogs are there]}
- {group: food, kind: unknown, en: [what do the cats eat]}
- {group: far, kind: refuse, en: [who won the cup]}
- {group: hi, kind: chitchat, en: [hello]}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "base.yaml").write_text(BASE)
    (tmp_path / "questions.yaml").write_text(QUESTIONS)
    return tmp_path


@pytest.fixture
def engine(folder):
    return Engine(load(folder / "kb"))


@pytest.fixture
def judged(engine, folder):
    return list(evaluate(engine, load_questions(folder / "questions.yaml")))


def test_each_reply_is_judged_by_what_it_should_say(judged):
    grades = {each.question.text: each.grade for each in judged}
    assert grades["how many cats are there"] is Grade.RIGHT
    assert grades["how many dogs are there"] is Grade.WRONG
    assert grades["are there whales"] is Grade.SILENT
    assert grades["what do the cats eat"] is Grade.RIGHT
    assert grades["who won the cup"] is Grade.RIGHT
    assert grades["hello"] is Grade.RIGHT


def test_shares_are_told_per_kind_and_language(judged):
    answers = next(row for row in tally(judged) if row.kind == "answer")
    assert (answers.language, answers.count) == ("en", 5)
    assert (answers.right, answers.wrong, answers.silent) == (60, 20, 20)
    assert wrong_share(judged) == pytest.approx(100 / 8)


def test_the_report_names_figures_and_failures(judged):
    assert "answer.en" in table(judged)
    assert "trap: 'how many dogs are there'" in failures(judged)
    assert json.loads(as_json(judged))["rows"]["answer.en"]["right"] == 60


def test_floors_and_the_ceiling_that_do_not_hold_are_named(judged):
    assert below(judged, {"answer.en": 50}, 20) == []
    missed = below(judged, {"answer.en": 90, "answer.zh": 1}, 5)
    assert [line.split(":")[0] for line in missed] == ["answer.en", "answer.zh", "wrong answers shown"]


@pytest.mark.parametrize(
    "text", ["{}", "- {kind: answer}", "- {group: x, kind: answer, say: ['('], en: [y]}", "- 3", "["]
)
def test_a_broken_question_set_is_named_with_its_file(tmp_path, text):
    file = tmp_path / "broken.yaml"
    file.write_text(text)
    with pytest.raises(FileError, match=r"broken\.yaml"):
        load_questions(file)


def test_a_fit_tells_right_candidates_from_others(engine, folder):
    found = examples(engine, load_questions(folder / "questions.yaml"))
    fitted = fit(found)
    sure = [
        fitted.confidence(f) for e in found for f, meant in zip(e.features, e.meant, strict=True) if meant
    ]
    others = [
        fitted.confidence(f) for e in found for f, meant in zip(e.features, e.meant, strict=True) if not meant
    ]
    assert min(sure) > max(others)


def test_thresholds_are_those_of_least_cost(engine, folder):
    questions = load_questions(folder / "questions.yaml")
    chosen = with_thresholds(engine, fit(examples(engine, questions)), questions)
    least = cost(evaluate(engine.with_model(chosen), questions))
    for answer_at in (0.45, 0.55, 0.7):
        other = replace(chosen, answer_at=answer_at, ask_at=answer_at - 0.05)
        assert least <= cost(evaluate(engine.with_model(other), questions))
    assert 0 < chosen.ask_at <= chosen.answer_at < 1


def test_a_fit_without_contrast_is_refused():
    with pytest.raises(ValueError, match="needs questions"):
        fit([])


def test_a_calibration_is_read_back_as_it_was_written(engine, folder, tmp_path):
    fitted = fit(examples(engine, load_questions(folder / "questions.yaml")))
    file = tmp_path / "calibration.yaml"
    file.write_text(to_yaml(fitted, ["questions.yaml"], 8))
    again = calibration(file)
    assert again.weights == pytest.approx(fitted.weights, abs=0.001)
    assert set(again.weights) == set(NAMES)


def test_the_command_fails_under_a_floor(folder, capsys):
    words = ["eval", str(folder / "questions.yaml"), "--knowledge", str(folder / "kb")]
    assert cli.main(words) == 0
    assert cli.main([*words, "--min", "answer.en=99", "--show"]) == 1
    assert "and not 99 %" in capsys.readouterr().err


def test_the_command_writes_a_calibration_where_it_is_told_to(folder, capsys):
    target = folder / "fitted.yaml"
    words = [
        "calibrate",
        str(folder / "questions.yaml"),
        "--knowledge",
        str(folder / "kb"),
        "--output",
        str(target),
    ]
    assert cli.main(words) == 0
    assert calibration(target).answer_at > 0


def test_a_missing_question_set_is_one_plain_line(capsys):
    assert cli.main(["eval", "nowhere.yaml"]) == 1
    assert capsys.readouterr().err.startswith("baotou-bot: nowhere.yaml: cannot be read")

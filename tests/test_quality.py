"""How well the bot answers what people ask: floors under the figures of the project's own question sets.

The floors stand two or three points under what was measured when they were set (`baotou-bot eval` tells
today's), so that a change for the worse fails, and an editor's small change does not.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.knowledge import default_directory, load
from bot.quality.evaluation import Evaluation
from bot.quality.figures import Floors, below
from bot.quality.judging import evaluate
from bot.quality.question_sets import load_questions
from bot.quality.report import failures

QUESTIONS = Path(__file__).parent / "questions"
FLOORS = {
    "people.yaml": Floors(
        {
            "answer.en": 95,
            "answer.zh": 96,
            "unknown.en": 97,
            "unknown.zh": 97,
            "refuse.en": 93,
            "refuse.zh": 95,
        },
        most_wrong=2.0,
        most_asked=2.0,
    ),
    "people-2.yaml": Floors(
        {
            "answer.en": 90,
            "answer.zh": 94,
            "unknown.en": 90,
            "unknown.zh": 93,
            "refuse.en": 95,
            "refuse.zh": 95,
        },
        most_wrong=3.5,
        most_asked=3.0,
    ),
    "people-3.yaml": Floors(
        {
            "answer.en": 94,
            "answer.zh": 97,
            "unknown.en": 93,
            "unknown.zh": 93,
            "refuse.en": 92,
            "refuse.zh": 95,
        },
        most_wrong=2.5,
        most_asked=3.0,
    ),
    "people-4.yaml": Floors(
        {
            "answer.en": 75,
            "answer.zh": 90,
            "unknown.en": 89,
            "unknown.zh": 88,
            "refuse.en": 93,
            "refuse.zh": 96,
        },
        most_wrong=2.9,
        most_asked=6.0,
    ),
    "people-5.yaml": Floors(
        {
            "answer.en": 90,
            "answer.zh": 94,
            "unknown.en": 87,
            "unknown.zh": 75,
            "refuse.en": 94,
            "refuse.zh": 84,
        },
        most_wrong=6.0,
        most_asked=4.0,
    ),
    "people-6.yaml": Floors(
        {
            "answer.en": 90,
            "answer.zh": 89,
            "unknown.en": 95,
            "unknown.zh": 89,
            "refuse.en": 88,
            "refuse.zh": 84,
        },
        most_wrong=5.0,
        most_asked=4.0,
    ),
    "people-7.yaml": Floors(
        {
            "answer.en": 90,
            "answer.zh": 90,
            "unknown.en": 80,
            "unknown.zh": 90,
            "refuse.en": 93,
            "refuse.zh": 93,
        },
        most_wrong=4.0,
        most_asked=4.0,
    ),
    "held-out.yaml": Floors(
        {
            "answer.en": 92,
            "answer.zh": 93,
            "unknown.en": 95,
            "unknown.zh": 92,
            "refuse.en": 93,
            "refuse.zh": 95,
        },
        most_wrong=4.0,
        most_asked=2.5,
    ),
    "held-out-2.yaml": Floors(
        {
            "answer.en": 93,
            "answer.zh": 93,
            "unknown.en": 80,
            "unknown.zh": 73,
            "refuse.en": 88,
            "refuse.zh": 94,
        },
        most_wrong=4.5,
        most_asked=2.5,
    ),
    "dialogues.yaml": Floors({"dialogue.en": 90, "dialogue.zh": 92}, most_wrong=4.5),
}
SHY, BOLD = 0.95, 0.15


@pytest.fixture(scope="module")
def engine():
    return Engine(load(default_directory()))


def missed(engine, name):
    """The floors of a set that do not hold, and every failure."""
    judged = list(evaluate(engine, load_questions(QUESTIONS / name)))
    return below(judged, FLOORS[name]), failures(Evaluation.of(engine, judged))


def test_every_set_has_floors():
    assert set(FLOORS) == {path.name for path in QUESTIONS.glob("*.yaml")}


@pytest.mark.parametrize("name", FLOORS)
def test_people_s_questions_are_answered_as_well_as_before(engine, name):
    lines, failed = missed(engine, name)
    assert lines == [], failed


@pytest.mark.parametrize(
    ("name", "threshold", "expected"),
    [
        ("people-4.yaml", SHY, ["answer.en: ", "answer.zh: "]),
        ("people-2.yaml", BOLD, ["wrong answers shown: "]),
    ],
    ids=["too little", "too much"],
)
def test_the_floors_fail_where_the_bot_says_too_little_or_too_much(engine, name, threshold, expected):
    worse = replace(engine.matcher.model, answer_at=threshold, ask_at=threshold - 0.05)
    lines, _ = missed(engine.with_model(worse), name)
    for line in expected:
        assert any(each.startswith(line) for each in lines), lines

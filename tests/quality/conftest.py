"""A knowledge base of a few animals, and questions some of which it gets wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.knowledge import load
from bot.matching.confidence import calibration
from bot.quality.evaluation import Evaluation
from bot.quality.judging import evaluate
from bot.quality.question_sets import load_questions

BASE = """
entries:
  - {id: cats, questions: {en: [how many cats are there, number of cats]}, answer: {en: Seven cats.}}
  - {id: dogs, questions: {en: [how many dogs are there, number of dogs]}, answer: {en: Nine dogs.}}
  - {id: food, kind: unknown, questions: {en: [what do the cats eat]}, answer: {en: The source does not say.}}
  - {id: hello, kind: smalltalk, questions: {en: [hello]}, answer: {en: Hello!}}
vocabulary:
  - {id: cat, words: {en: [cats]}}
  - {id: dog, words: {en: [dogs]}}
  - {id: count, role: question, words: {en: [how many, number]}}
  - {id: eat, words: {en: [eat]}}
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
    """One that answers, asks back and declines, however the bot's own confidences are fitted."""
    fixed = calibration(Path(__file__).with_name("calibration.yaml"))
    return Engine(load(folder / "kb"), replace(fixed, answer_at=0.52, ask_at=0.42))


@pytest.fixture
def questions(folder):
    return load_questions(folder / "questions.yaml")


@pytest.fixture
def asked(engine, tmp_path):
    """Ask the questions of a set given as YAML; the replies, judged."""

    def ask(text):
        file = tmp_path / "asked.yaml"
        file.write_text(text, "utf-8")
        return list(evaluate(engine, load_questions(file)))

    return ask


@pytest.fixture
def found(engine, questions):
    return Evaluation.of(engine, list(evaluate(engine, questions)))

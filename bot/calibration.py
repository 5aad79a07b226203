"""Fitting confidences and thresholds to a question set; `baotou-bot calibrate` runs it.

Logistic regression with a small ridge penalty, by Newton's method (Hastie, Tibshirani and Friedman, The
Elements of Statistical Learning, 4.4.1). The thresholds are those of least cost on the same questions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.engine import Engine
from bot.evaluation import Grade, Question, judge
from bot.knowledge.model import EntryKind
from bot.languages import Language, to_simplified
from bot.matching.confidence import NAMES, Calibration, Features
from bot.reply import MAX_CHOICES
from bot.text import clean

WRONG_COST = 2.5  # of showing a wrong answer, where
SILENCE_COST = 1.0  # is that of not answering what could be answered
ASK_COST = 0.8  # of asking back with the right entry among the choices
_PENALTY = 1.0
_STEPS = 60
_GRID = np.linspace(0.05, 0.95, 91)

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """What became of a question: its candidates, and which of them were meant."""

    features: tuple[Features, ...]  # of each candidate
    meant: tuple[bool, ...]  # whether it settles the question
    answers: tuple[bool, ...]  # whether it shows an answer, and not that the sources do not tell
    answerable: bool


def examples(engine: Engine, questions: Iterable[Question]) -> list[Example]:
    """What the matcher makes of each question that one entry can settle, small talk left out."""
    found = []
    for question in questions:
        meant = _meant(engine, question)
        if question.kind == "chitchat" or (question.kind == "answer" and not meant):
            continue
        scored = engine.matcher.rank(to_simplified(clean(question.text))).scored
        if scored:
            found.append(
                Example(
                    features=tuple(each.features for each in scored if each.features),
                    meant=tuple(each.entry in meant for each in scored),
                    answers=tuple(engine.kb.entries[each.entry].kind is EntryKind.ANSWER for each in scored),
                    answerable=question.kind == "answer",
                )
            )
    return found


def _meant(engine: Engine, question: Question) -> set[str]:
    """The entries that settle a question."""
    language = Language.ZH_HANS if question.language == "zh" else Language.EN
    match question.kind:
        case "answer":
            shown = ((entry, engine.show(entry, language)) for entry in engine.kb.entries)
            return {entry for entry, reply in shown if judge(question, reply) is Grade.RIGHT}
        case "unknown":
            return {e.id for e in engine.kb.entries.values() if e.kind is EntryKind.UNKNOWN}
        case _:
            return set()


def fit(found: Sequence[Example]) -> Calibration:
    """The calibration that fits the examples. ValueError if they are all alike."""
    target = np.array([meant for example in found for meant in example.meant], dtype=np.float64)
    if not target.size or target.min() == target.max():
        raise ValueError("calibration needs questions that are answered rightly and others that are not")
    rows = [[1.0, *features.values()] for example in found for features in example.features]
    weights = _logistic(np.array(rows), target)
    answer_at, ask_at = _thresholds(found, weights)
    named = dict(zip(NAMES, (float(weight) for weight in weights[1:]), strict=True))
    return Calibration(float(weights[0]), named, answer_at, ask_at)


def _logistic(inputs: _Array, target: _Array) -> _Array:
    penalty = np.full(inputs.shape[1], _PENALTY)
    penalty[0] = 0.0  # the intercept is free
    weights = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (target - expected) - penalty * weights
        curvature = (inputs * (expected * (1 - expected))[:, None]).T @ inputs + np.diag(penalty)
        weights = weights + np.linalg.solve(curvature, slope)
    return weights


def _thresholds(found: Sequence[Example], weights: _Array) -> tuple[float, float]:
    """The pair of thresholds of least cost."""
    outcomes = [_outcome(example, weights) for example in found]
    costs = [
        (sum(_cost(outcome, answer, ask) for outcome in outcomes), answer, ask)
        for answer in _GRID
        for ask in _GRID
        if ask <= answer
    ]
    _, answer_at, ask_at = min(costs)
    return round(float(answer_at), 2), round(float(ask_at), 2)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the most likely candidate of a question would lead to."""

    confidence: float
    right: bool
    among_choices: bool
    answers: bool
    answerable: bool


def _outcome(example: Example, weights: _Array) -> _Outcome:
    logits = np.array([[1.0, *features.values()] for features in example.features]) @ weights
    order = np.argsort(-logits)
    return _Outcome(
        confidence=float(1 / (1 + np.exp(-logits[order[0]]))),
        right=example.meant[order[0]],
        among_choices=any(example.meant[place] for place in order[:MAX_CHOICES]),
        answers=example.answers[order[0]],
        answerable=example.answerable,
    )


def _cost(outcome: _Outcome, answer_at: float, ask_at: float) -> float:
    if outcome.confidence >= answer_at:
        if outcome.right:
            return 0.0
        return WRONG_COST if outcome.answers else SILENCE_COST * outcome.answerable
    if outcome.confidence >= ask_at:
        return ASK_COST if outcome.among_choices else SILENCE_COST
    return SILENCE_COST * outcome.answerable


def to_yaml(calibration: Calibration, used: Sequence[str], count: int) -> str:
    """The calibration as the file `bot.matching.confidence.calibration` reads."""
    lines = [
        "# Written by `baotou-bot calibrate`; what each weight means stands in bot/matching/confidence.py.",
        f"# Fitted to {count} questions of {', '.join(used)}.",
        f"intercept: {calibration.intercept:.3f}",
        "weights:",
        *(f"  {name}: {calibration.weights[name]:.3f}" for name in NAMES),
        "thresholds:",
        f"  answer: {calibration.answer_at:.2f}",
        f"  ask: {calibration.ask_at:.2f}",
    ]
    return "\n".join(lines) + "\n"

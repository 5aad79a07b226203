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
from bot.matching.matcher import Matcher
from bot.text import clean

WRONG_COST = 4.0  # of showing a wrong answer, where
SILENCE_COST = 1.0  # is that of not answering what could be answered
ASK_COST = 0.4  # of asking back with the right entry among the choices
_PENALTY = 1.0
_STEPS = 60
_GRID = np.linspace(0.05, 0.95, 91)

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question's first candidate, and whether it was the entry meant."""

    features: Features
    right: bool
    among_choices: bool  # whether one of the first three was
    answers: bool  # whether the candidate shows an answer, and not that the sources do not tell
    answerable: bool


def examples(engine: Engine, matcher: Matcher, questions: Iterable[Question]) -> list[Example]:
    """What the matcher makes of each question that one entry can settle, small talk left out."""
    found = []
    for question in questions:
        meant = _meant(engine, question)
        if question.kind == "chitchat" or (question.kind == "answer" and not meant):
            continue
        ranking = matcher.rank(to_simplified(clean(question.text)))
        if ranking.best is None or ranking.best.features is None:
            continue
        first = [each.entry for each in ranking.scored[:3]]
        found.append(
            Example(
                features=ranking.best.features,
                right=first[0] in meant,
                among_choices=bool(meant & set(first)),
                answers=engine.kb.entries[first[0]].kind is EntryKind.ANSWER,
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
    target = np.array([example.right for example in found], dtype=np.float64)
    if not found or target.min() == target.max():
        raise ValueError("calibration needs questions that are answered rightly and others that are not")
    inputs = np.array([[1.0, *example.features.values()] for example in found])
    weights = _logistic(inputs, target)
    confidence = 1 / (1 + np.exp(-inputs @ weights))
    answer_at, ask_at = _thresholds(found, confidence)
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


def _thresholds(found: Sequence[Example], confidence: _Array) -> tuple[float, float]:
    """The pair of thresholds of least cost."""
    costs = [
        (sum(_cost(e, c, answer, ask) for e, c in zip(found, confidence, strict=True)), answer, ask)
        for answer in _GRID
        for ask in _GRID
        if ask <= answer
    ]
    _, answer_at, ask_at = min(costs)
    return round(float(answer_at), 2), round(float(ask_at), 2)


def _cost(example: Example, confidence: float, answer_at: float, ask_at: float) -> float:
    if confidence >= answer_at:
        if example.right:
            return 0.0
        return WRONG_COST if example.answers else SILENCE_COST * example.answerable
    if confidence >= ask_at:
        return ASK_COST if example.among_choices else SILENCE_COST
    return SILENCE_COST * example.answerable


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

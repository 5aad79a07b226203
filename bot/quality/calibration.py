"""Fitting confidences and thresholds to a question set; `baotou-bot calibrate` runs it.

Logistic regression with a small ridge penalty, by Newton's method (Hastie, Tibshirani and Friedman, The
Elements of Statistical Learning, 4.4.1). The thresholds are chosen by what the replies cost
to questions that the confidences were not fitted to (see `bot.quality.thresholds`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bot.engine import Engine
from bot.languages import to_simplified
from bot.matching.compound import split
from bot.matching.confidence import (
    LOWERING,
    NAMES,
    NAMES_OF_LIKENESS,
    RAISING,
    Calibration,
    Features,
    Logistic,
    Models,
)
from bot.matching.logistic import fit_logistic
from bot.matching.ranking import Scored
from bot.quality.judging import Grade, settling
from bot.quality.question_sets import TURN, Question
from bot.quality.thresholds import choices, chosen, costs
from bot.text import clean

FOLDS = 5
_ENOUGH_SETS = 3
_PENALTY = 1.0
_FOR_HALVES = 0.6  # confidence that two halves of a question need
_FEWEST = 5  # examples of either sort that a model of one kind of entry needs

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """What became of a question: its candidates, and which of them were meant."""

    features: tuple[Features, ...]  # of each candidate
    meant: tuple[bool, ...]  # whether it settles the question


def examples(engine: Engine, questions: Iterable[Question], *, meaning: bool = False) -> list[Example]:
    """What the matcher makes of each question that one entry can settle by itself, small talk left out.

    What it reads as two questions is left out, too. With `meaning`, likeness in meaning is looked at.
    """
    found = []
    settle = settling(engine)
    # What reads as two questions must not depend on the thresholds in use, or each fit would move the next.
    engine = engine.with_model(replace(engine.matcher.model, answer_at=_FOR_HALVES))
    for question in questions:
        meant = settle(question)
        if question.kind in {"chitchat", TURN} or (question.kind == "answer" and not meant):
            continue
        text = to_simplified(clean(question.text))
        ranking = engine.matcher.rank(text)
        if meaning and not (ranking.heard or ranking.whole):
            ranking = engine.matcher.heard(ranking, text)
        scored = ranking.scored
        if scored and split(engine.matcher, ranking) is None:
            found.append(_example(scored, meant, first_only=question.kind == "unknown"))
    return found


def _example(scored: Sequence[Scored], meant: frozenset[str], *, first_only: bool) -> Example:
    """The candidates of a question. Where any of several would do, the first tells, and the rest nothing."""
    first = next((each for each in sorted(scored, key=lambda s: -s.score) if each.entry in meant), None)
    judged = [each for each in scored if each.features]  # where the vocabulary ranks, and not the sentence
    told = [each for each in judged if not first_only or each.entry not in meant or each is first]
    return Example(
        features=tuple(each.features for each in told if each.features),
        meant=tuple(each.entry in meant for each in told),
    )


def fit(found: Sequence[Example]) -> Calibration:
    """The confidences that fit the examples, with thresholds yet to choose. ValueError if all are alike."""
    pairs = [pair for example in found for pair in zip(example.features, example.meant, strict=True)]
    by_words = _models(pairs, fewest=1)
    if by_words is None:
        raise ValueError("calibration needs questions that are answered rightly and others that are not")
    return Calibration(
        by_words, answer_at=0.5, ask_at=0.5, by_meaning=_models(_heard(pairs), NAMES_OF_LIKENESS)
    )


def _heard(pairs: Sequence[tuple[Features, bool]]) -> list[tuple[Features, bool]]:
    """Those whose likeness in meaning was looked at; small talk, for one, has no place among the points."""
    return [pair for pair in pairs if pair[0].likeness is not None]


def _models(
    pairs: Sequence[tuple[Features, bool]], more: Sequence[str] = (), fewest: int = _FEWEST
) -> Models | None:
    """A model each for entries that answer and that leave something open; one for both of too few."""
    answers = _fitted([pair for pair in pairs if not pair[0].open], more)
    left_open = _fitted([pair for pair in pairs if pair[0].open], more)
    if answers is not None and left_open is not None:
        return Models(answers, left_open)
    both = _fitted(pairs, more, fewest)
    return None if both is None else Models(both)


def _fitted(
    pairs: Sequence[tuple[Features, bool]], more: Sequence[str] = (), fewest: int = _FEWEST
) -> Logistic | None:
    """The model that fits the pairs in `NAMES` and `more`; None if there are not `fewest` of either sort."""
    target = np.array([meant for _, meant in pairs], dtype=np.float64)
    if min(target.sum(), (1 - target).sum()) < fewest:
        return None
    names = (*NAMES, *more)
    inputs = np.array([[1.0, *features.values()[: len(names)]] for features, _ in pairs])
    weights = _sensible(inputs, target, names)
    return Logistic(float(weights[0]), {name: float(w) for name, w in zip(names, weights[1:], strict=True)})


def calibrated(engine: Engine, sets: Sequence[Sequence[Question]]) -> tuple[Calibration, int]:
    """Confidences fitted to sets of questions, with thresholds; and to how many questions they could be.

    A question says nothing about thresholds when the confidences were fitted to it. So each of several parts
    is answered at every threshold with confidences fitted to the others (cross-validation). ValueError if the
    questions are all alike.
    """
    parts = dealt(sets)
    found = [examples(engine, part, meaning=True) for part in parts]
    everything = [example for part in found for example in part]
    fitted = fit(everything)
    spent: dict[tuple[float, float], Counter[Grade]] = {}
    for number, part in enumerate(parts):
        others = [example for n, each in enumerate(found) if n != number for example in each]
        try:
            model = fit(others)
        except ValueError:  # too few to do without a part
            model = fitted
        for each in costs(engine, choices(model), part):
            spent.setdefault((each.limits.answer_at, each.limits.ask_at), Counter()).update(each.by_grade)
    answer_at, ask_at = chosen(spent, sum(map(len, parts)))
    return replace(fitted, answer_at=answer_at, ask_at=ask_at), len(everything)


def dealt(sets: Sequence[Sequence[Question]]) -> list[list[Question]]:
    """The parts of which each is judged by the others.

    Of enough sets each is one: what one author writes is alike, and people who ask are strangers. Of fewer,
    the questions are dealt out to `FOLDS` parts, those of a group to one.
    """
    if len(sets) >= _ENOUGH_SETS:
        return [[*each] for each in sets]
    questions = [question for each in sets for question in each]
    groups = {group: n for n, group in enumerate(dict.fromkeys(question.group for question in questions))}
    return [[q for q in questions if groups[q.group] % FOLDS == part] for part in range(FOLDS)]


def _sensible(inputs: _Array, target: _Array, names: Sequence[str]) -> _Array:
    """The weights, none with the wrong sign: a feature that would get one is left out."""
    used = np.ones(inputs.shape[1], dtype=bool)
    while True:
        weights = np.zeros(inputs.shape[1])
        weights[used] = _ridge(inputs[:, used], target)
        named = dict(zip(names, weights[1:], strict=True))
        wrong = [(name in RAISING and w < 0) or (name in LOWERING and w > 0) for name, w in named.items()]
        if not any(wrong):
            return weights
        used[1:] &= ~np.array(wrong)


def _ridge(inputs: _Array, target: _Array) -> _Array:
    penalty = np.full(inputs.shape[1], _PENALTY)
    penalty[0] = 0.0  # the intercept is free
    return fit_logistic(inputs, target, penalty)


def to_yaml(calibration: Calibration, used: Sequence[str], count: int) -> str:
    """The calibration as the file `bot.matching.confidence.calibration` reads."""
    lines = [
        "# Written by `baotou-bot calibrate`; what each weight means stands in bot/matching/confidence.py.",
        f"# Fitted to {count} questions of {', '.join(used)}.",
        *_lines("by_words", calibration.by_words),
        *_lines("by_meaning", calibration.by_meaning),
        "thresholds:",
        f"  answer: {calibration.answer_at:.2f}",
        f"  ask: {calibration.ask_at:.2f}",
    ]
    return "\n".join(lines) + "\n"


def _lines(name: str, models: Models | None) -> list[str]:
    if models is None:
        return []
    left_open = ["  open:", *_lines_of(models.open, "    ")] if models.open else []
    return [f"{name}:", *_lines_of(models.answers, "  "), *left_open]


def _lines_of(model: Logistic, indent: str) -> list[str]:
    weights = (f"{indent}  {feature}: {weight:.3f}" for feature, weight in model.weights.items())
    return [f"{indent}intercept: {model.intercept:.3f}", f"{indent}weights:", *weights]

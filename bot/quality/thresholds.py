"""What replies cost, and the thresholds at which they cost least."""

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from bot.engine import Engine
from bot.matching.confidence import Calibration
from bot.matching.matcher import Matcher
from bot.matching.ranking import Ranking
from bot.quality.judging import Grade, Judged, evaluate
from bot.quality.question_sets import Question

COSTS: Mapping[Grade, float] = MappingProxyType(
    {Grade.RIGHT: 0.0, Grade.ASKED: 0.6, Grade.SILENT: 1.0, Grade.WRONG: 2.0}
)
"""A wrong answer costs twice as much as none, and a question back a little more than half."""

MOST_WRONG = 0.02
"""The share of all questions that should get a wrong answer at most."""

_ANSWER_AT = (0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85)
_ASKING = (0.05, 0.1)  # below the threshold for answering; where unsure, the bot asks
_STEP = 0.05


@dataclass(frozen=True, slots=True)
class Cost:
    """What all replies cost at one pair of thresholds, by the grades that cost something."""

    limits: Calibration
    by_grade: Mapping[Grade, float]

    @property
    def total(self) -> float:
        """Of all replies together."""
        return sum(self.by_grade.values())


def cost(judged: Iterable[Judged], limits: Calibration) -> Cost:
    """What the replies cost, `limits` being the thresholds they were given at."""
    spent = dict.fromkeys(COSTS, 0.0)
    for each in judged:
        spent[each.grade] += COSTS[each.grade]
    return Cost(limits, spent)


def choices(model: Calibration) -> list[Calibration]:
    """The model with each pair of thresholds that may be chosen."""
    return [
        replace(model, answer_at=answer_at, ask_at=round(answer_at - gap, 2))
        for answer_at in _ANSWER_AT
        for gap in _ASKING
    ]


def chosen(spent: Mapping[tuple[float, float], Mapping[Grade, float]], questions: int) -> tuple[float, float]:
    """The pair of thresholds to use, by what was spent at each on how many questions.

    It is the one at which all cost least, of those at which no more than `MOST_WRONG` get a wrong answer; of
    all where that is nowhere so.
    """
    most = MOST_WRONG * questions * COSTS[Grade.WRONG]
    few = [limits for limits, grades in spent.items() if grades[Grade.WRONG] <= most]
    return min(few or spent, key=lambda limits: sum(spent[limits].values()))


def sweep(model: Calibration) -> list[Calibration]:
    """The model with thresholds from low to high, its own among them, as far apart as its own are."""
    gap = model.answer_at - model.ask_at
    steps = {round(number * _STEP, 2) for number in range(1, round(1 / _STEP))} | {model.answer_at}
    return [replace(model, answer_at=step, ask_at=max(step - gap, 0.0)) for step in sorted(steps)]


def costs(engine: Engine, models: Iterable[Calibration], questions: Sequence[Question]) -> Iterator[Cost]:
    """What the replies cost with each of the models, which may differ in nothing but their thresholds."""
    kept: dict[Any, Any] = {}
    for model in models:
        other = engine.with_model(model)
        other.matcher = _Remembering(other.matcher, kept)
        yield cost(evaluate(other, questions), model)


class _Remembering(Matcher):
    """A matcher that ranks each question once: no threshold changes a ranking."""

    def __init__(self, matcher: Matcher, kept: dict[Any, Any]) -> None:
        vars(self).update(vars(copy.copy(matcher)))
        self._kept = kept

    def rank(self, *args: Any, **named: Any) -> Ranking:
        """See `Matcher`."""
        return self._once("rank", args, named)

    def rank_part(self, *args: Any, **named: Any) -> Ranking:
        """See `Matcher`."""
        return self._once("rank_part", args, named)

    def _once(self, name: str, args: tuple[Any, ...], named: dict[str, Any]) -> Ranking:
        key = (name, args, tuple(named.items()))
        if key not in self._kept:
            self._kept[key] = getattr(super(), name)(*args, **named)
        found: Ranking = self._kept[key]
        return found

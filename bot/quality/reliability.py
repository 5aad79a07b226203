"""Whether confidences mean what they say: of the candidates given 70 %, do seven in ten settle the question?

The reliability diagram and the expected calibration error are those of Guo et al., On Calibration of Modern
Neural Networks (ICML 2017); the interval is Wilson's (1927), which holds for small counts as well.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.quality.confusions import considered
from bot.quality.judging import Judged
from bot.quality.question_sets import TURN, Question

BINS = 10
_Z = 1.96  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose best candidate got about the same confidence. Shares are in 0..1."""

    start: float  # the confidence from which on; the bin is `1 / BINS` wide
    count: int
    confidence: float  # on average
    right: float  # the share of best candidates that settle their question
    low: float  # of a 95 % interval around it
    high: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How well confidences and outcomes agree."""

    bins: tuple[Bin, ...]  # by rising confidence, empty ones left out
    error: float  # expected calibration error, in 0..1
    brier: float  # mean squared difference of confidence and outcome, in 0..1

    @property
    def count(self) -> int:
        """The questions it rests on."""
        return sum(each.count for each in self.bins)


def reliability(judged: Iterable[Judged], settle: Callable[[Question], frozenset[str]]) -> Reliability:
    """The agreement for the best candidate of each question; `settle` tells which entries settle one.

    Left out are small talk, turns of conversations, answers that take more than one entry, and questions
    without a candidate.
    """
    pairs = []
    for each in judged:
        meant, near = settle(each.question), considered(each)
        if each.question.kind in {"chitchat", TURN} or (each.question.kind == "answer" and not meant):
            continue
        if near:
            pairs.append((near[0].confidence, near[0].entry in meant))
    return agreement(pairs)


def agreement(pairs: Iterable[tuple[float, bool]]) -> Reliability:
    """The agreement of confidences with what came true."""
    binned: dict[int, list[tuple[float, bool]]] = {}
    for pair in pairs:
        binned.setdefault(min(int(pair[0] * BINS), BINS - 1), []).append(pair)
    bins = tuple(_bin(number / BINS, binned[number]) for number in sorted(binned))
    every = [pair for each in binned.values() for pair in each]
    count = len(every) or 1
    return Reliability(
        bins=bins,
        error=sum(each.count * abs(each.confidence - each.right) for each in bins) / count,
        brier=sum((confidence - true) ** 2 for confidence, true in every) / count,
    )


def _bin(start: float, pairs: list[tuple[float, bool]]) -> Bin:
    count = len(pairs)
    right = sum(true for _, true in pairs) / count
    middle = (right + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
    half = _Z / (1 + _Z**2 / count) * math.sqrt(right * (1 - right) / count + _Z**2 / (4 * count**2))
    mean = sum(confidence for confidence, _ in pairs) / count
    return Bin(start, count, mean, right, max(middle - half, 0.0), min(middle + half, 1.0))

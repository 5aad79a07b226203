"""How likely a candidate entry is the one that was meant: a logistic model over a few readable features.

One model judges the entries that answer, another those that say that the sources leave something open: the
same signs tell different things of them. Each confidence is how often it is right, so they can be compared:
an open entry competes with the answers next to it.

The weights are fitted by `baotou-bot calibrate` (see `bot.quality.calibration`) and kept in
`calibration.yaml` next to this module, together with the thresholds; nothing here is tuned by hand.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from operator import mul
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.matching.meaning import Likeness
from bot.problems import FileError

CALIBRATION = Path(__file__).with_name("calibration.yaml")


class Features(NamedTuple):
    """What a confidence is computed from. Shares are of the telling words, by weight, in 0..1."""

    score: float  # of the best phrasing, in 0..1
    score_squared: float
    lead: float  # over the best other entry; negative for all but the first
    leads: float  # 1 where that is above 0
    precision: float  # the share of the question that the best phrasing explains
    recall: float  # the share of the best phrasing that the question asks for
    support: float  # the share of the entry's phrasings among the ten best
    strange: float  # words the knowledge base knows, but the entry never mentions
    any_strange: float  # 1 where there is one
    unknown: float  # words nothing explains, in the part that was answered
    any_unknown: float  # 1 where there is one
    unknown_anywhere: float  # the same in the whole question
    off_topic: float  # words of other matters, in the part that was answered
    off_topic_anywhere: float  # the same in the whole question
    elsewhere: float  # 1 where another place is named
    topics: float  # concepts the question names, 1 for four and more
    focus: float  # the share of the whole question in the part that was answered
    asks: float  # 1 where it says what is asked: how many, who, when
    best: float  # the best score of any entry
    open: float  # 1 where the entry says that the sources do not tell
    likeness: Likeness | None = None  # in meaning, where that was looked at

    def values(self) -> tuple[float, ...]:
        """The features in the order of `NAMES`, and those of `NAMES_OF_LIKENESS` where they are known."""
        values = self[:-1]
        return values if self.likeness is None else (*values, *self.likeness[:3])


NAMES = Features._fields[:-1]
NAMES_OF_LIKENESS = ("nearest_in_meaning", "lead_in_meaning", "vote_in_meaning")


RAISING = frozenset(
    {"score", "score_squared", "lead", "leads", "precision", "recall", "support", "topics", "focus"}
    | set(NAMES_OF_LIKENESS)
)
"""Features that may only raise a confidence."""

LOWERING = frozenset(
    {
        "strange",
        "any_strange",
        "unknown",
        "any_unknown",
        "unknown_anywhere",
        "off_topic",
        "off_topic_anywhere",
        "elsewhere",
    }
)
"""Features that may only lower it: no unknown word ever makes an answer more likely."""


@dataclass(frozen=True)
class Logistic:
    """A fitted logistic model; a feature without a weight has none."""

    intercept: float
    weights: Mapping[str, float]

    @cached_property
    def _in_order(self) -> tuple[float, ...]:
        return tuple(self.weights.get(name, 0.0) for name in (*NAMES, *NAMES_OF_LIKENESS))

    def probability(self, values: Sequence[float]) -> float:
        """The probability, in 0..1, for feature values as `Features.values` gives them."""
        logit = self.intercept + sum(map(mul, self._in_order, values))
        return 1 / (1 + math.exp(-logit))


@dataclass(frozen=True, slots=True)
class Models:
    """The models for some features: of entries that answer, and of those that leave something open."""

    answers: Logistic
    open: Logistic | None = None  # where there were too few to fit one to, the other judges them, too

    def probability(self, features: Features) -> float:
        """The probability, in 0..1, that the entry is the one meant."""
        model = self.open if self.open is not None and features.open else self.answers
        return model.probability(features.values())


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted models and the thresholds that go with them."""

    by_words: Models
    answer_at: float  # from this confidence on an entry is shown
    ask_at: float  # from here on it is offered
    by_meaning: Models | None = None  # where likeness in meaning was looked at

    @property
    def needs_meaning(self) -> bool:
        """Whether likeness in meaning is of use."""
        return self.by_meaning is not None

    def confidence(self, features: Features) -> float:
        """The probability, in 0..1, that the entry is the one meant."""
        models = self.by_words if features.likeness is None else self.by_meaning or self.by_words
        return models.probability(features)


@cache
def calibration(path: Path = CALIBRATION) -> Calibration:
    """The calibration in a file. FileError if it is not one."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return Calibration(
            by_words=_models(content["by_words"]),
            answer_at=float(content["thresholds"]["answer"]),
            ask_at=float(content["thresholds"]["ask"]),
            by_meaning=_models(content["by_meaning"], NAMES_OF_LIKENESS) if "by_meaning" in content else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise FileError(f"{path}: not a calibration: {error!r}; run 'baotou-bot calibrate'") from error


def _models(content: Mapping[str, Any], more: Sequence[str] = ()) -> Models:
    return Models(_logistic(content, more), _logistic(content["open"], more) if "open" in content else None)


def _logistic(content: Mapping[str, Any], more: Sequence[str] = ()) -> Logistic:
    weights = {name: float(content["weights"][name]) for name in (*NAMES, *more)}
    return Logistic(float(content["intercept"]), weights)

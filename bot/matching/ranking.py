"""What ranking a question comes to: its reading, the part that is answered, and the entries for that."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.knowledge.model import Role
from bot.matching.confidence import Features
from bot.matching.index import Hit
from bot.matching.lexicon import Term
from bot.matching.segments import Segment


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry's best phrasing for a question, and the confidence that it is the entry meant."""

    entry: str
    score: float
    hit: Hit
    features: Features | None = None
    confidence: float = 0.0  # in 0..1, comparable between questions

    @property
    def likely(self) -> float:
        """How well it fits, by words and by all signs together: the geometric mean of both."""
        return math.sqrt(self.score * self.confidence)


@dataclass(frozen=True)
class Ranking:
    """What a question was read as, the part of it that was answered, and the entries for that part."""

    text: str
    terms: tuple[Term, ...]  # of the whole question
    focus: Segment
    scored: tuple[Scored, ...] = ()  # best first, each entry once
    hits: tuple[Hit, ...] = ()  # the phrasings behind them
    carried: tuple[Term, ...] = ()  # the subject of an earlier question, where it was needed
    whole: bool = False  # compared as whole sentences, so that no single word need be known
    heard: bool = False  # whether likeness in meaning was taken into account

    @property
    def best(self) -> Scored | None:
        """The first candidate, if there is any."""
        return self.scored[0] if self.scored else None

    @property
    def said(self) -> str:
        """The part that was answered, in its words."""
        return self.text[self.focus.start : self.focus.end]

    @cached_property
    def focus_terms(self) -> tuple[Term, ...]:
        """The terms within the part that was answered."""
        return within(self.terms, self.focus)

    def terms_of(self, *roles: Role) -> tuple[Term, ...]:
        """The terms of any of `roles` within the part that was answered."""
        return tuple(term for term in self.focus_terms if term.keys and term.role in roles)


def within(terms: Sequence[Term], part: Segment) -> tuple[Term, ...]:
    """The terms that lie in `part`."""
    return tuple(term for term in terms if part.start <= term.start and term.end <= part.end)

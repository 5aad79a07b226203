"""Scoring phrasings against a question: an inverted index over the terms they were read as.

A phrasing's score is the weighted share of the question it explains (precision) and the share of itself
the question asks for (recall), as a weighted geometric mean. Words weigh by inverse entry frequency
(Spärck Jones 1972): what stands in the phrasings of every entry tells nothing. Words of the question that
nothing explains weigh as much as a rare one, so a half-understood question scores low.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.knowledge.model import Concept, Role
from bot.matching.lexicon import NUMBER, Term

PRECISION_SHARE = 0.6
CARRIED = 0.6  # what a word of the last question is worth in the next
KINSHIP = 0.6  # how much of a concept its broader or narrower one is worth
_NUMBER_WEIGHT = 0.5  # of a rare word's weight
_UNKNOWN_WEIGHT = 0.75
_SINGLE_CHAR_WEIGHT = 0.4
_HERE_WEIGHT = 0.15


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One phrasing of an entry, read."""

    entry: str
    text: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrasing that shares something with the question; the shares are in 0..1."""

    phrasing: Phrasing
    precision: float
    recall: float
    own: float  # precision over the question's own terms, without carried ones

    @property
    def score(self) -> float:
        """The weighted geometric mean of precision and recall."""
        return float(self.precision**PRECISION_SHARE * self.recall ** (1 - PRECISION_SHARE))


class PhrasingIndex:
    """All phrasings, findable by the concepts and literals in them."""

    def __init__(self, phrasings: Sequence[Phrasing], concepts: Mapping[str, Concept]) -> None:
        self._phrasings = tuple(phrasings)
        self._kin = _kin(concepts)
        entries_with: dict[str, set[str]] = defaultdict(set)
        for phrasing in phrasings:
            for term in phrasing.terms:
                for key in term.keys:
                    entries_with[key].add(phrasing.entry)
        total = len({phrasing.entry for phrasing in phrasings})
        self._idf = {key: math.log(1 + total / len(found)) for key, found in entries_with.items()}
        self._rare = math.log(1 + total)
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._weights: list[tuple[float, ...]] = []
        for number, phrasing in enumerate(phrasings):
            self._weights.append(tuple(self.weight(term) for term in phrasing.terms))
            for place, term in enumerate(phrasing.terms):
                for key in term.keys:
                    self._postings[key].append((number, place))
        self._totals = [sum(weights) for weights in self._weights]

    def weight(self, term: Term) -> float:
        """How much `term` tells; a filler nothing, a word nothing explains almost as much as a rare one."""
        if term.role is Role.FILLER:
            return 0.0
        if not term.keys:
            scarce = len(term.surface) == 1
            return self._rare * (_SINGLE_CHAR_WEIGHT if scarce else _UNKNOWN_WEIGHT)
        if term.role is Role.HERE:
            return self._rare * _HERE_WEIGHT
        known = [self._idf[key] for key in term.keys if key in self._idf]
        if known:
            return max(known) * (_NUMBER_WEIGHT if all(key[0] == NUMBER for key in term.keys) else 1.0)
        if all(key[0] == NUMBER for key in term.keys):
            return 0.0  # a figure nobody mentions is a premise to check, not a word to know
        return self._rare

    def search(self, terms: Sequence[Term], carried: Sequence[Term] = (), keep: int = 40) -> list[Hit]:
        """The best `keep` phrasings for the terms of a question, best first.

        `carried` terms come from an earlier question and weigh less.
        """
        weights = [self.weight(term) for term in terms]
        asked_itself = sum(weights)
        weights += [self.weight(term) * CARRIED for term in carried]
        asked = sum(weights)
        if not asked:
            return []
        explained: dict[int, float] = defaultdict(float)
        by_itself: dict[int, float] = defaultdict(float)
        covered: dict[int, dict[int, float]] = defaultdict(dict)
        for place_asked, (term, weight) in enumerate(zip((*terms, *carried), weights, strict=True)):
            if not weight:
                continue
            strongest: dict[int, float] = {}
            for key, strength in self._expand(term):
                for number, place in self._postings.get(key, ()):
                    if strength > strongest.get(number, 0.0):
                        strongest[number] = strength
                    places = covered[number]
                    if strength > places.get(place, 0.0):
                        places[place] = strength
            for number, strength in strongest.items():
                explained[number] += weight * strength
                if place_asked < len(terms):
                    by_itself[number] += weight * strength
        hits = [
            Hit(
                self._phrasings[number],
                min(1.0, share / asked),
                self._recall(number, covered[number]),
                by_itself[number] / asked_itself if asked_itself else 0.0,
            )
            for number, share in explained.items()
        ]
        hits.sort(key=lambda hit: hit.score, reverse=True)
        return hits[:keep]

    def _recall(self, number: int, places: Mapping[int, float]) -> float:
        if not self._totals[number]:
            return 0.0
        weights = self._weights[number]
        return min(1.0, sum(weights[place] * share for place, share in places.items()) / self._totals[number])

    def _expand(self, term: Term) -> list[tuple[str, float]]:
        keys = [(key, 1.0) for key in term.keys]
        return keys + [(kin, KINSHIP) for key in term.keys for kin in self._kin.get(key, ())]


def _kin(concepts: Mapping[str, Concept]) -> dict[str, set[str]]:
    """Concept to its direct broader and narrower ones."""
    kin: dict[str, set[str]] = defaultdict(set)
    for concept in concepts.values():
        for broader in concept.broader:
            kin[concept.id].add(broader)
            kin[broader].add(concept.id)
    return kin

"""Scoring phrasings against a question: an inverted index over the terms they were read as.

A phrasing's score is the weighted share of the question it explains (precision) and the share of itself
the question asks for (recall), as a weighted geometric mean. Words weigh by inverse entry frequency
(Spärck Jones 1972): what stands in the phrasings of every entry tells nothing. Words of the question that
nothing explains weigh almost as much as a rare one, so a half-understood question scores low.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.knowledge.model import Concept, Role
from bot.matching.lexicon import NUMBER, Term

PRECISION_SHARE = 0.55
CARRIED = 0.6  # what a word of the last question is worth in the next
KINSHIP = 0.6  # how much of a concept its broader or narrower one is worth
_NUMBER_WEIGHT = 0.5  # of a rare word's weight
_UNKNOWN_WEIGHT = 0.75
_LIGHT = 0.25  # what a light word is worth of what it would weigh otherwise
_SINGLE_CHAR_WEIGHT = 0.4
_HERE_WEIGHT = 0.15

_Floats = npt.NDArray[np.float32]
_Places = npt.NDArray[np.int32]
_Chosen = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One phrasing of an entry, and the keys of its terms: the terms would take five times the memory."""

    entry: str
    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrasing that shares something with the question; all figures are in 0..1."""

    phrasing: Phrasing
    score: float
    precision: float
    recall: float
    own: float  # precision over the question's own terms, without carried ones


class PhrasingIndex:
    """All phrasings, findable by the concepts and literals in them."""

    def __init__(
        self,
        phrasings: Sequence[Phrasing],
        readings: Sequence[Sequence[Term]],
        concepts: Mapping[str, Concept],
        figures: Collection[str] = (),
        beside: Container[str] = (),
    ) -> None:
        """`readings` are the terms of each of `phrasings`.

        `figures` are the numbers that tell something; where there are none, all do.

        `beside` holds entries about other matters: they do not make a word a common one.
        """
        self._phrasings = tuple(phrasings)
        self._figures = frozenset(figures)
        self._kin = _kin(concepts)
        entries_with: dict[str, set[str]] = defaultdict(set)
        about = [phrasing for phrasing in phrasings if phrasing.entry not in beside]
        for phrasing in about:
            for key in phrasing.keys:
                entries_with[key].add(phrasing.entry)
        entries = len({phrasing.entry for phrasing in about})
        self._idf = {key: math.log(1 + entries / len(found)) for key, found in entries_with.items()}
        self._rare = math.log(1 + entries)

        # A slot is one term of one phrasing.
        slots = [(number, term) for number, terms in enumerate(readings) for term in terms]
        self._slot_phrasing = np.array([number for number, _ in slots], dtype=np.int32)
        weights: dict[tuple[frozenset[str], Role, bool], float] = {}  # few kinds of terms, many slots
        for _, term in slots:
            if (term.keys, term.role, term.light) not in weights:
                weights[term.keys, term.role, term.light] = self.weight(term)
        self._slot_weight = np.array([weights[t.keys, t.role, t.light] for _, t in slots], dtype=np.float32)
        self._totals = self._by_phrasing(self._slot_weight)
        with_key: dict[str, list[int]] = defaultdict(list)
        for slot, (_, term) in enumerate(slots):
            for key in term.keys:
                with_key[key].append(slot)
        self._slots_with = {key: np.array(found, dtype=np.int32) for key, found in with_key.items()}
        self._reach = {key: self._reached(key) for key in {*with_key, *self._kin}}

    def phrasing(self, number: int) -> Phrasing:
        """A phrasing by its place among those given."""
        return self._phrasings[number]

    def weight(self, term: Term) -> float:
        """How much `term` tells; a filler nothing, a word nothing explains almost as much as a rare one."""
        if term.role is Role.FILLER:
            return 0.0
        return self._weight(term) * (_LIGHT if term.light else 1.0)

    def _weight(self, term: Term) -> float:
        if not term.keys:
            scarce = len(term.surface) == 1
            return self._rare * (_SINGLE_CHAR_WEIGHT if scarce else _UNKNOWN_WEIGHT)
        if term.role in {Role.HERE, Role.THERE}:
            return self._rare * _HERE_WEIGHT
        number = all(key.startswith(NUMBER) for key in term.keys)
        if number and self._figures and not term.keys & self._figures:
            return 0.0  # a figure no fact holds is a premise to check, not a word
        known = [self._idf[key] for key in term.keys if key in self._idf]
        if known:
            return max(known) * (_NUMBER_WEIGHT if number else 1.0)
        return 0.0 if number else self._rare

    def search(self, terms: Sequence[Term], carried: Sequence[Term] = (), keep: int = 40) -> list[Hit]:
        """The best `keep` phrasings for the terms of a question, best first.

        `carried` terms come from an earlier question and weigh less.
        """
        asked_itself = sum(self.weight(term) for term in terms)
        asked = asked_itself + sum(CARRIED * self.weight(term) for term in carried)
        if not asked:
            return []
        explained = np.zeros(len(self._phrasings), dtype=np.float32)
        for term in terms:
            self._explain(term, self.weight(term), explained)
        own = explained.copy()
        for term in carried:
            self._explain(term, CARRIED * self.weight(term), explained)
        # Whatever comes next is done for those alone that share something: of many phrasings, few do.
        sharing = np.flatnonzero(explained)
        precision = np.minimum(explained[sharing] / asked, 1.0)
        recall = self._recall((*terms, *carried), sharing)
        score = precision**PRECISION_SHARE * recall ** (1 - PRECISION_SHARE)
        # The best in any order first, then those few in order: sorting all would take longest of all.
        few = np.argpartition(-score, keep)[:keep] if len(score) > keep else np.arange(len(score))
        best = few[np.lexsort((few, -score[few]))]
        return [
            Hit(
                self._phrasings[sharing[place]],
                float(score[place]),
                float(precision[place]),
                float(recall[place]),
                float(own[sharing[place]]) / asked_itself if asked_itself else 0.0,
            )
            for place in best
            if score[place] > 0
        ]

    def with_kin(self, keys: Iterable[str]) -> frozenset[str]:
        """The keys, and those of their broader and narrower concepts."""
        return frozenset(kin for key in keys for kin in (key, *self._kin.get(key, ())))

    def _explain(self, term: Term, weight: float, explained: _Floats) -> None:
        """Add to each phrasing in `explained` what it holds of `term`."""
        reached = [self._reach[key] for key in term.keys if key in self._reach]
        if not weight or not reached:
            return
        if len(reached) == 1:
            phrasings, strengths = reached[0]
            explained[phrasings] += weight * strengths
            return
        strongest = np.zeros_like(explained)
        for phrasings, strengths in reached:
            strongest[phrasings] = np.maximum(strongest[phrasings], strengths)
        explained += weight * strongest

    def _recall(self, terms: Iterable[Term], sharing: _Chosen) -> _Floats:
        """The share of each phrasing in `sharing` that the terms ask for."""
        keys = {key for term in terms for key in term.keys}
        kin = {kin for key in keys for kin in self._kin.get(key, ())}
        asked_for = np.zeros(len(self._phrasings))
        seen = np.zeros(len(self._slot_weight), dtype=bool)  # a slot may be found by several keys
        # What is asked for itself comes first, since it counts for more.
        for found, worth in ((keys, 1.0), (kin - keys, KINSHIP)):
            for key in found:
                slots = self._slots_with.get(key)
                if slots is None:
                    continue
                new = slots[~seen[slots]]
                seen[new] = True
                np.add.at(asked_for, self._slot_phrasing[new], worth * self._slot_weight[new])
        totals = self._totals[sharing]
        asked = asked_for[sharing].astype(np.float32)
        return np.divide(asked, totals, out=np.zeros_like(asked), where=totals > 0)

    def _by_phrasing(self, values: _Floats) -> _Floats:
        sums = np.bincount(self._slot_phrasing, weights=values, minlength=len(self._phrasings))
        return sums.astype(np.float32)

    def _reached(self, key: str) -> tuple[_Places, _Floats]:
        """The phrasings that `key` or a kindred one stands in, and how much of it they hold."""
        strengths: dict[int, float] = {}
        for kin in self._kin.get(key, ()):
            strengths |= dict.fromkeys(self._phrasings_with(kin), KINSHIP)
        strengths |= dict.fromkeys(self._phrasings_with(key), 1.0)
        return (
            np.fromiter(strengths.keys(), dtype=np.int32, count=len(strengths)),
            np.fromiter(strengths.values(), dtype=np.float32, count=len(strengths)),
        )

    def _phrasings_with(self, key: str) -> list[int]:
        slots = self._slots_with.get(key)
        return [] if slots is None else [int(number) for number in self._slot_phrasing[slots]]


def _kin(concepts: Mapping[str, Concept]) -> dict[str, set[str]]:
    """Concept to its direct broader and narrower ones."""
    kin: dict[str, set[str]] = defaultdict(set)
    for concept in concepts.values():
        for broader in concept.broader:
            kin[concept.id].add(broader)
            kin[broader].add(concept.id)
    return kin

"""Scoring phrasings against a question: an index over the terms they were read as.

A phrasing's score is the weighted share of the question it explains (precision) and the share of itself
the question asks for (recall), as a weighted geometric mean. Words weigh by inverse entry frequency
(Spärck Jones 1972): what stands in the phrasings of every entry tells nothing. Words of the question that
nothing explains weigh almost as much as a rare one, so a half-understood question scores low.

Terms that were read alike are of one *kind*: of those there are few, however many phrasings. Each key leads
to the phrasings it stands in, which tells how much of the question they explain. How much of themselves the
question asks for is looked at for those alone that may be among the best.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.knowledge.model import Concept, Role
from bot.matching.lexicon import NUMBER, Term
from bot.matching.lists import Chosen, Lists, Numbers

PRECISION_SHARE = 0.55
CARRIED = 0.6  # what a word of the last question is worth in the next
KINSHIP = 0.6  # how much of a concept its broader or narrower one is worth
_NUMBER_WEIGHT = 0.5  # of a rare word's weight
_UNKNOWN_WEIGHT = 0.75
_LIGHT = 0.25  # what a light word is worth of what it would weigh otherwise
_SINGLE_CHAR_WEIGHT = 0.4
_HERE_WEIGHT = 0.15
_LOOSE = 1 - 1e-5  # so that no bound suffers from rounding
_FIRST = (0.8, 0.6, 0.4, 0.2, 0.0)  # of what the best phrasing explains, to find some good ones

_Floats = npt.NDArray[np.float32]
_Weights = npt.NDArray[np.float64]
_NONE: Numbers = np.zeros(0, dtype=np.int32)


class Phrasing(NamedTuple):
    """One phrasing of an entry, cleaned and case-folded."""

    entry: str
    text: str
    number: int
    among: "PhrasingIndex"

    @property
    def keys(self) -> frozenset[str]:
        """The concepts, literals and numbers in it."""
        return self.among.keys_of(self.number)


class Hit(NamedTuple):
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
        phrasings: Sequence[tuple[str, str]],
        readings: Iterable[Sequence[Term]],
        concepts: Mapping[str, Concept],
        figures: Collection[str] = (),
        beside: Container[str] = (),
    ) -> None:
        """`phrasings`: entry and text of each; `readings` are their terms.

        `figures` are the numbers that tell something; where there are none, all do.

        `beside` holds entries about other matters: they do not make a word a common one.
        """
        self._texts = tuple(text for _, text in phrasings)
        self._entries = tuple(dict.fromkeys(entry for entry, _ in phrasings))
        places = {entry: place for place, entry in enumerate(self._entries)}
        self._entry_of = np.array([places[entry] for entry, _ in phrasings], dtype=np.int32)
        self._figures = frozenset(figures)
        self._kin = _kin(concepts)
        self._kinds, terms = _kinds(readings)
        self._keys_of = tuple(term.keys for term in terms)
        self._number_of = {key: number for number, key in enumerate(dict.fromkeys(_each(self._keys_of)))}
        keys = Lists.of([self._number_of[key] for key in _each(self._keys_of)], map(len, self._keys_of))
        self._kinds_with = keys.inverted(len(self._number_of))
        found, lengths = keys.gathered(self._kinds.values)
        ends = np.concatenate([[0], np.cumsum(lengths)])[self._kinds.begins]
        self._with = Lists.of(found, np.diff(ends)).inverted(len(self._number_of))
        self._kin_with = {key: self._only_kin_with(key) for key in self._kin}

        about = np.array([entry not in beside for entry in self._entries], dtype=bool)
        self._rare = math.log(1 + np.count_nonzero(about))
        self._idf = self._rarities(about)
        weights = [self.weight(term) for term in terms]
        self._weights = np.array(weights, dtype=np.float32)
        slots = self._weights[self._kinds.values]
        phrasing_of = np.arange(len(self._texts)).repeat(np.diff(self._kinds.begins))
        self._totals = np.bincount(phrasing_of, slots, len(self._texts)).astype(np.float32)

    def _only_kin_with(self, key: str) -> Numbers:
        """The phrasings with a kindred key, but not `key` itself."""
        held = [self._phrasings_with(kin) for kin in self._kin[key]]
        return np.setdiff1d(np.concatenate(held), self._phrasings_with(key))

    def _phrasings_with(self, key: str) -> Numbers:
        number = self._number_of.get(key)
        return _NONE if number is None else self._with.list(number)

    def _rarities(self, about: npt.NDArray[np.bool_]) -> dict[str, float]:
        """The inverse entry frequency of each key, by the entries that `about` marks."""
        entries = self._entry_of[self._with.values]
        keys = np.arange(len(self._number_of)).repeat(np.diff(self._with.begins))
        held = np.unique((keys * len(about) + entries)[about[entries]]) // max(len(about), 1)
        counts = np.bincount(held, minlength=len(self._number_of)).tolist()
        return {
            key: math.log(1 + np.count_nonzero(about) / count)
            for key, count in zip(self._number_of, counts, strict=True)
            if count
        }

    def phrasing(self, number: int) -> Phrasing:
        """A phrasing by its place among those given."""
        return Phrasing(self._entries[self._entry_of[number]], self._texts[number], number, self)

    def keys_of(self, number: int) -> frozenset[str]:
        """What the terms of a phrasing were read as."""
        return frozenset().union(*(self._keys_of[kind] for kind in self._kinds.list(number).tolist()))

    def keys_by_entry(self) -> dict[str, frozenset[str]]:
        """What the terms of the phrasings of each entry were read as."""
        found: dict[str, set[str]] = {entry: set() for entry in self._entries}
        for key, number in self._number_of.items():
            for entry in np.unique(self._entry_of[self._with.list(number)]).tolist():
                found[self._entries[entry]].add(key)
        return {entry: frozenset(keys) for entry, keys in found.items()}

    def share_in(self, concepts: Container[str]) -> float:
        """The share of the terms with keys that one of `concepts` explains; 1 if there are none."""
        counts = np.bincount(self._kinds.values, minlength=len(self._keys_of)).tolist()
        told = [(count, keys) for count, keys in zip(counts, self._keys_of, strict=True) if keys]
        explained = sum(count for count, keys in told if any(key in concepts for key in keys))
        return explained / (sum(count for count, _ in told) or 1) if told else 1.0

    def weight(self, term: Term) -> float:
        """How much `term` tells; a filler nothing, a word nothing explains almost as much as a rare one."""
        if term.role is Role.FILLER:
            return 0.0
        return self._weight(term) * (_LIGHT if term.light else 1.0)

    def _weight(self, term: Term) -> float:
        if not term.keys:
            scarce = len(term.surface) == 1
            return self._rare * (_SINGLE_CHAR_WEIGHT if scarce else _UNKNOWN_WEIGHT)
        if term.role is Role.HERE or term.role is Role.THERE:
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
        weights = [self.weight(term) for term in terms]
        asked_itself = sum(weights)
        asked = asked_itself + sum(CARRIED * self.weight(term) for term in carried)
        if not asked:
            return []
        explained = np.zeros(len(self._texts), dtype=np.float32)
        for term, weight in zip(terms, weights, strict=True):
            self._explain(term, weight, explained)
        own = explained.copy() if carried else explained
        for term in carried:
            self._explain(term, CARRIED * self.weight(term), explained)
        numbers, *figures = self._best(explained, asked, self._worths((*terms, *carried)), keep)
        figures.append(own[numbers] / (asked_itself or 1.0))
        entries = self._entry_of[numbers]
        found = zip(numbers.tolist(), entries.tolist(), *(each.tolist() for each in figures), strict=True)
        return [
            Hit(Phrasing(self._entries[entry], self._texts[number], number, self), *rest)
            for number, entry, *rest in found
            if rest[0] > 0
        ]

    def _best(
        self, explained: _Floats, asked: float, worths: _Weights, keep: int
    ) -> tuple[Chosen, _Floats, _Floats, _Floats]:
        """The best `keep` phrasings by number, and their scores, precisions and recalls, best first."""
        # First those that explain most. Once there are enough of them, the score of the last tells how much
        # any other would have to explain, even if the question asked for all of it.
        most = float(explained.max(initial=0.0))
        limits = [most * share for share in _FIRST]
        while True:
            limit = limits.pop(0)
            chosen = np.flatnonzero(explained > limit)
            if limit and len(chosen) < keep:
                continue
            precision = np.minimum(explained[chosen] / np.float32(asked), 1.0)
            recall = self._recall(chosen, worths)
            score = precision**PRECISION_SHARE * recall ** (1 - PRECISION_SHARE)
            least = np.partition(score, -keep)[-keep] if len(score) > keep else np.float32(0)
            needed = asked * float(least) ** (1 / PRECISION_SHARE) * _LOOSE
            if limit <= needed or not limit:
                break
            limits = [needed]
        near = np.flatnonzero(score >= least)
        best = near[np.lexsort((near, -score[near]))][:keep]
        return chosen[best], score[best], precision[best], recall[best]

    def with_kin(self, keys: Iterable[str]) -> frozenset[str]:
        """The keys, and those of their broader and narrower concepts."""
        return frozenset(kin for key in keys for kin in (key, *self._kin.get(key, ())))

    def _explain(self, term: Term, weight: float, explained: _Floats) -> None:
        """Add to each phrasing in `explained` what it holds of `term`."""
        if not (weight and term.keys):
            return
        reached = [(self._phrasings_with(key), self._kin_with.get(key, _NONE)) for key in term.keys]
        if len(reached) == 1:
            [(itself, kin)] = reached
            np.add.at(explained, itself, np.float32(weight))  # in half the time of +=
            np.add.at(explained, kin, np.float32(weight * KINSHIP))
            return
        strongest = np.zeros_like(explained)
        for _, kin in reached:
            strongest[kin] = KINSHIP
        for itself, _ in reached:
            strongest[itself] = 1
        explained += weight * strongest

    def _worths(self, terms: Iterable[Term]) -> _Weights:
        """What each kind of term in a phrasing is worth to those who ask for `terms`."""
        keys = {key for term in terms for key in term.keys}
        kin = {kin for key in keys for kin in self._kin.get(key, ())}
        worths = np.zeros(len(self._weights))
        # What is asked for itself comes last, since it counts for more.
        for found, worth in ((kin - keys, KINSHIP), (keys, 1.0)):
            for key in found & self._number_of.keys():
                kinds = self._kinds_with.list(self._number_of[key])
                worths[kinds] = worth * self._weights[kinds]
        return worths

    def _recall(self, chosen: Chosen, worths: _Weights) -> _Floats:
        """The share of each chosen phrasing, none of them without a term, that is asked for."""
        kinds, lengths = self._kinds.gathered(chosen)
        if not len(chosen):
            return np.zeros(0, dtype=np.float32)
        asked_for = np.add.reduceat(worths[kinds], np.cumsum(lengths) - lengths).astype(np.float32)
        totals = self._totals[chosen]
        return np.divide(asked_for, totals, out=np.zeros_like(asked_for), where=totals > 0)


def _kinds(readings: Iterable[Sequence[Term]]) -> tuple[Lists, list[Term]]:
    """For each reading the kinds of its terms, and a term of each kind."""
    numbers: dict[tuple[frozenset[str], Role, bool], int] = {}
    terms: list[Term] = []
    kinds: list[int] = []
    lengths: list[int] = []
    for reading in readings:
        lengths.append(len(reading))
        for term in reading:
            number = numbers.setdefault((term.keys, term.role, term.light), len(terms))
            kinds.append(number)
            if number == len(terms):
                terms.append(term)
    return Lists.of(kinds, lengths), terms


def _each(groups: Iterable[Iterable[str]]) -> Iterator[str]:
    return (each for group in groups for each in group)


def _kin(concepts: Mapping[str, Concept]) -> dict[str, set[str]]:
    """Concept to its direct broader and narrower ones."""
    kin: dict[str, set[str]] = defaultdict(set)
    for concept in concepts.values():
        for broader in concept.broader:
            kin[concept.id].add(broader)
            kin[broader].add(concept.id)
    return kin

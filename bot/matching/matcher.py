"""Ranking the entries of a knowledge base for a question."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from rapidfuzz import fuzz

from bot.knowledge.model import EntryKind, KnowledgeBase, Role
from bot.matching.index import Hit, Phrasing, PhrasingIndex
from bot.matching.lexicon import Lexicon, Term
from bot.matching.segments import Segment, segments
from bot.text import fold

FUZZY_SHARE = 0.12  # of a score that plain string similarity decides; it breaks ties between near phrasings
FOCUS_POWER = 0.2  # how much a clause loses for leaving the rest of the question aside
_SLOPE, _MIDDLE = 11.0, 0.58  # of the logistic curve from score to confidence


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry's best phrasing for a question."""

    entry: str
    score: float
    precision: float
    own: float  # precision over the question's own terms, without carried ones
    phrasing: str

    @property
    def confidence(self) -> float:
        """How likely the entry is meant, in 0..1; comparable between questions."""
        return 1 / (1 + math.exp(-_SLOPE * (self.score - _MIDDLE)))


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a question was read as, the part of it that was answered, and the entries for that part."""

    text: str
    terms: tuple[Term, ...]  # of the whole question
    focus: Segment
    scored: tuple[Scored, ...]  # best first, each entry once

    @property
    def best(self) -> Scored | None:
        """The first candidate, if there is any."""
        return self.scored[0] if self.scored else None

    @property
    def focus_terms(self) -> tuple[Term, ...]:
        """The terms within the part that was answered."""
        return within(self.terms, self.focus)

    def terms_of(self, role: Role) -> tuple[Term, ...]:
        """The terms of `role` within the part that was answered."""
        return tuple(term for term in self.focus_terms if term.keys and term.role is role)


class Matcher:
    """A knowledge base made ready for ranking."""

    def __init__(self, kb: KnowledgeBase) -> None:
        matched = [e for e in kb.entries.values() if e.kind is not EntryKind.SMALLTALK]
        texts = [(e.id, fold(text)) for e in matched for group in e.questions.values() for text in group]
        self.lexicon = Lexicon(kb.concepts, filler_words())
        readings = self.lexicon.learn(text for _, text in texts)
        phrasings = [
            Phrasing(entry, text, terms) for (entry, text), terms in zip(texts, readings, strict=True)
        ]
        self._index = PhrasingIndex(phrasings, kb.concepts)
        self._keys: dict[str, frozenset[str]] = {}
        for phrasing in phrasings:
            keys = self._keys.get(phrasing.entry, frozenset())
            self._keys[phrasing.entry] = keys.union(*(term.keys for term in phrasing.terms))

    def weight(self, term: Term) -> float:
        """How much a term tells."""
        return self._index.weight(term)

    def keys_of(self, entry: str) -> frozenset[str]:
        """The concepts and literals that stand in the phrasings of an entry."""
        return self._keys.get(entry, frozenset())

    def read(self, question: str) -> tuple[Term, ...]:
        """The terms of a question."""
        return self.lexicon.read(fold(question))

    def rank(self, question: str, carried: Sequence[Term] = ()) -> Ranking:
        """The entries for a question, judged by the clause of it that fits an entry best.

        `carried` terms are the subject of an earlier question that this one may refer to.
        """
        text = fold(question)
        terms = self.lexicon.read(text)
        whole = self._known_weight(terms)
        best = Ranking(text, terms, Segment(0, len(text)), ())
        best_value = 0.0
        for part in segments(text):
            ranking = self.rank_part(text, terms, part, carried)
            share = self._known_weight(ranking.focus_terms) / whole if whole else 0.0
            value = ranking.best.score * share**FOCUS_POWER if ranking.best else 0.0
            if value > best_value:
                best, best_value = ranking, value
        return best

    def rank_part(
        self, text: str, terms: Sequence[Term], part: Segment, carried: Sequence[Term] = ()
    ) -> Ranking:
        """The entries for one part of a text that was read already."""
        inside = within(terms, part)
        scored = self._score(inside, text[part.start : part.end].strip(), carried)
        return Ranking(text, tuple(terms), part, scored)

    def _score(self, terms: Sequence[Term], text: str, carried: Sequence[Term]) -> tuple[Scored, ...]:
        """The entries for the terms of a text, best first."""
        found: dict[str, Scored] = {}
        for hit in self._index.search(terms, carried):
            score = _blend(hit, text)
            entry = hit.phrasing.entry
            if entry not in found or score > found[entry].score:
                found[entry] = Scored(entry, score, hit.precision, hit.own, hit.phrasing.text)
        return tuple(sorted(found.values(), key=lambda scored: -scored.score))

    def _known_weight(self, terms: Sequence[Term]) -> float:
        return sum(self.weight(term) for term in terms if term.keys)


def within(terms: Sequence[Term], part: Segment) -> tuple[Term, ...]:
    """The terms that lie in `part`."""
    return tuple(term for term in terms if part.start <= term.start and term.end <= part.end)


def _blend(hit: Hit, text: str) -> float:
    similarity = fuzz.ratio(text, hit.phrasing.text) / 100
    return (1 - FUZZY_SHARE) * hit.score + FUZZY_SHARE * similarity


@cache
def filler_words() -> dict[str, list[str]]:
    """Words that say nothing about the matter of a question, by language; part of the package."""
    path = Path(__file__).with_name("filler.yaml")
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=_loader()))  # noqa: S506 - a safe loader


def _loader() -> type[yaml.SafeLoader]:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)

"""Ranking the entries of a knowledge base for a question."""

import copy
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from rapidfuzz import fuzz

from bot.knowledge.model import EntryKind, KnowledgeBase
from bot.matching.confidence import Calibration, Features, calibration
from bot.matching.index import Hit, Phrasing, PhrasingIndex
from bot.matching.lexicon import Lexicon, Term, figure_key
from bot.matching.meaning import Meaning, sample, spoken
from bot.matching.measures import Measures
from bot.matching.origin import places_told_apart
from bot.matching.ranking import Ranking, Scored, within
from bot.matching.segments import Segment, segments
from bot.matching.slips import doubtful_repairs_undone
from bot.matching.smalltalk import reads_as
from bot.matching.texting import spelt_out
from bot.matching.voice import Voice
from bot.numbers import find_numbers
from bot.text import fold

FUZZY_SHARE = 0.12  # of a score that plain string similarity decides; it breaks ties between near phrasings
FOCUS_POWER = 0.35  # how much a clause loses for leaving the rest of the question aside
_KEPT = 6  # candidates
_VOCABULARY = 0.5  # of the words of phrasings, from which on the vocabulary ranks the entries
_ENOUGH = 50  # phrasings from which on there is something to learn about whole sentences
_MANY = 4_000  # phrasings; of more, so many are compared as whole sentences, and all by their words
# The power of a score by words alone that is a confidence; chosen on the validation part of a public set.
_BY_WORDS = 4
# Where words fit so well, by score and by confidence, and lead any other entry by so much of either, they
# say by themselves which is meant: for half of 3,600 questions, 9 of which are then answered less well and 7
# better. A question's point of meaning takes as long as all else.
_WORDS_FIT = 0.75
_LEADING_SCORE, _LEADING_CONFIDENCE = 0.15, 0.3
# Thresholds for whole sentences, whose confidences no question set fitted.
_SURE_OF_WHOLE, _ASK_WHOLE = 0.7, 0.45
_HEARD = 3  # entries that may become candidates by likeness in meaning alone


class Matcher:
    """A knowledge base made ready for ranking."""

    def __init__(self, kb: KnowledgeBase, model: Calibration | None = None) -> None:
        self.model = model or calibration()
        entries = kb.entries.values()
        asked = ((e.id, text) for e in entries for group in e.questions.values() for text in group)
        texts = [(entry, _in_full(text)) for entry, text in asked]
        self.lexicon = Lexicon(kb.concepts, word_list("filler"), word_list("light"))
        claims = [(e.id, fold(text)) for e in entries for text in e.claims]
        # One at a time: all readings at once would take several times the memory of what is kept of them.
        readings = self.lexicon.learn(text for _, text in (*texts, *claims))
        own = itertools.islice(readings, len(texts))
        beside = frozenset(entry.id for entry in entries if entry.kind is EntryKind.REFUSE)
        self._index = PhrasingIndex(texts, own, kb.concepts, _figures(kb), beside)
        self._keys = self._index.keys_by_entry()
        for (entry, _), terms in zip(claims, readings, strict=True):
            self._keys[entry] = self._keys.get(entry, frozenset()).union(*(term.keys for term in terms))
        self._chat = frozenset(entry.id for entry in entries if entry.kind is EntryKind.SMALLTALK)
        self._open = frozenset(entry.id for entry in entries if entry.kind is EntryKind.UNKNOWN)
        self._asking = np.array(
            [number for number, (entry, _) in enumerate(texts) if not self.is_chat(entry)], dtype=np.int32
        )
        # Where too few words are in the vocabulary for it to rank the entries, whole sentences do.
        whole = len(texts) >= _ENOUGH and self._index.share_in(kb.concepts) < _VOCABULARY
        asking = spoken(kb)
        self._voiced = sample(asking, _MANY, _MANY)
        self._voice = Voice([asking[place] for place in self._voiced]) if whole and asking else None
        if self._voice is not None and model is None:
            self.model = replace(self.model, answer_at=_SURE_OF_WHOLE, ask_at=_ASK_WHOLE)
        self.meaning = Meaning(asking, kb.points)
        self._kindred = {entry: self._index.with_kin(keys) for entry, keys in self._keys.items()}

    def with_model(self, model: Calibration) -> "Matcher":
        """The same matcher with other confidences."""
        other = copy.copy(self)
        other.model = model
        return other

    @property
    def placed(self) -> bool:
        """Whether the phrasings have been placed by meaning, if that is of use."""
        return self._voice is not None or not self.model.needs_meaning or self.meaning.placed

    def weight(self, term: Term) -> float:
        """How much a term tells."""
        return self._index.weight(term)

    def _phrasing(self, place: int) -> Phrasing:
        """A phrasing by its place among those that ask something."""
        return self._index.phrasing(int(self._asking[place]))

    def is_chat(self, entry: str) -> bool:
        """Whether an entry is small talk."""
        return entry in self._chat

    def keys_of(self, entry: str) -> frozenset[str]:
        """The concepts and literals that stand in the phrasings of an entry."""
        return self._keys.get(entry, frozenset())

    def kindred_of(self, entry: str) -> frozenset[str]:
        """The same, and the broader and narrower concepts of those."""
        return self._kindred.get(entry, frozenset())

    def read(self, question: str) -> tuple[Term, ...]:
        """The terms of a question."""
        text = _in_full(question)
        return places_told_apart(text, doubtful_repairs_undone(self.lexicon.read(text)))

    def rank(self, question: str, carried: Sequence[Term] = ()) -> Ranking:
        """The entries for a question, judged by the clause of it that fits an entry best.

        `carried` terms are the subject of an earlier question that this one may refer to.
        """
        text = _in_full(question)
        terms = self.read(text)
        if self._voice is not None:
            return self._by_voice(self._voice, question, text, terms, Segment(0, len(text)), carried)
        whole = self._known_weight(terms)
        best = Ranking(text, terms, Segment(0, len(text)))
        best_value = 0.0
        hits: dict[tuple[Term, ...], list[Hit]] = {}  # what differs in marks alone is looked for once
        for part in segments(text):
            inside = within(terms, part)
            if inside not in hits:
                hits[inside] = self._index.search(inside, carried)
            ranking = self._by_words(text, terms, part, carried, hits[inside])
            share = self._known_weight(ranking.focus_terms) / whole if whole else float(bool(carried))
            value = ranking.best.likely * share**FOCUS_POWER if ranking.best else 0.0
            if value > best_value:
                best, best_value = ranking, value
        return self.understood(best, question)

    def understood(self, ranking: Ranking, question: str) -> Ranking:
        """The ranking of a question by its words, taken by meaning as well where that may add to it.

        It adds nothing to small talk, nor where the words say all.
        """
        if ranking.carried or not self.model.needs_meaning or self._say_all(ranking):
            return ranking
        return self.heard(ranking, question)

    def _say_all(self, ranking: Ranking) -> bool:
        """Whether the words of a question leave nothing to ask of its meaning."""
        if not ranking.scored:
            return False
        best, *others = ranking.scored
        fit = min(best.score, best.confidence) >= _WORDS_FIT
        leads = (
            best.score - max((each.score for each in others), default=0.0) >= _LEADING_SCORE
            or best.confidence - max((each.confidence for each in others), default=0.0) >= _LEADING_CONFIDENCE
        )
        return self.is_chat(best.entry) or (fit and leads)

    def heard(self, ranking: Ranking, question: str) -> Ranking:
        """The ranking of a question with its likeness in meaning taken into account."""
        near = self.meaning.near(_as_meant(spelt_out(question), ranking))
        named = {each.entry for each in ranking.scored}
        more = [
            Scored(entry, 0.0, Hit(self._phrasing(near[entry].phrasing), 0.0, 0.0, 0.0, 0.0))
            for entry in near.loudest(_HEARD)
            if entry not in named
        ]
        measures = Measures(ranking, self.weight, self._kindred, self._open)
        judged = []
        for each in (*ranking.scored, *more):
            features = each.features or measures.of(each)
            judged.append(self._judged(each, features._replace(likeness=near.get(each.entry))))
        return replace(ranking, scored=_ordered(judged), heard=True)

    def rank_part(
        self, text: str, terms: Sequence[Term], part: Segment, carried: Sequence[Term] = ()
    ) -> Ranking:
        """The entries for one part of a text that was read already, as if it stood alone."""
        if self._voice is not None:
            said = text[part.start : part.end]
            return self._by_voice(self._voice, said, text, within(terms, part), part, carried)
        inside = within(terms, part)
        hits = self._index.search(inside, carried)
        return self._by_words(text, inside, part, carried, hits)

    def _by_voice(
        self,
        voice: Voice,
        said: str,
        text: str,
        terms: Sequence[Term],
        part: Segment,
        carried: Sequence[Term],
    ) -> Ranking:
        """The entries for a part of a text by what it `said` as a whole, case as typed."""
        found: dict[str, Scored] = {}
        for each in voice.hear(" ".join([said.strip(), *(term.surface for term in carried)])):
            phrasing = self._phrasing(self._voiced[each.phrasing])
            hit = Hit(phrasing, each.score, each.score, each.score, each.score)
            found[each.entry] = Scored(each.entry, each.score, hit, confidence=each.confidence)
        scored = tuple(found.values())
        if len(self._voiced) < len(self._asking):
            for hit in self._index.search(within(terms, part), carried, _KEPT):
                entry, sure = hit.phrasing.entry, hit.score**_BY_WORDS
                if not self.is_chat(entry) and (entry not in found or sure > found[entry].confidence):
                    found[entry] = Scored(entry, hit.score, hit, confidence=sure)
            scored = _ordered(found.values())[:_KEPT]
        return Ranking(text, tuple(terms), part, scored, carried=tuple(carried), whole=True)

    def _by_words(
        self,
        text: str,
        terms: Sequence[Term],
        part: Segment,
        carried: Sequence[Term],
        hits: Sequence[Hit],
    ) -> Ranking:
        """The same by the phrasings that share something with the part."""
        inside = within(terms, part)
        wording = text[part.start : part.end].strip()
        found: dict[str, tuple[float, Hit]] = {}
        for hit in hits:
            entry = hit.phrasing.entry
            if entry in self._chat and not (len(inside) == len(terms) and reads_as(hit, wording, inside)):
                continue  # small talk is all of a message or none of it
            score = _blend(hit, wording)
            if entry not in found or score > found[entry][0]:
                found[entry] = score, hit
        best = sorted(found.items(), key=lambda each: -each[1][0])[:_KEPT]
        scored = tuple(Scored(entry, *fit) for entry, fit in best)
        ranking = Ranking(text, tuple(terms), part, scored, tuple(hits), tuple(carried))
        measures = Measures(ranking, self.weight, self._kindred, self._open)
        judged = (self._judged(each, measures.of(each)) for each in scored)
        return replace(ranking, scored=_ordered(judged))

    def _judged(self, scored: Scored, features: Features) -> Scored:
        """A candidate with its features, and the confidence that comes of them."""
        return Scored(scored.entry, scored.score, scored.hit, features, self.model.confidence(features))

    def _known_weight(self, terms: Sequence[Term]) -> float:
        return sum(self.weight(term) for term in terms if term.keys)


def _in_full(text: str) -> str:
    """A text as it is compared: cleaned, no word of it shortened, case-folded."""
    return spelt_out(fold(text))


def _as_meant(question: str, ranking: Ranking) -> str:
    """A question, or a part of one, with its slips repaired and its pinyin in characters.

    The encoder was taught by words as they are written, and makes little of others.
    """
    slips = [term for term in ranking.terms if term.repaired]
    folded = question.casefold()
    start = ranking.text.find(folded) if slips and len(folded) == len(question) else -1
    if start >= 0:
        for term in reversed(slips):
            if start <= term.start and term.end <= start + len(folded):
                question = question[: term.start - start] + term.repaired + question[term.end - start :]
    return question


def _ordered(judged: Iterable[Scored]) -> tuple[Scored, ...]:
    """The surest first."""
    return tuple(sorted(judged, key=lambda each: -each.confidence))


def _figures(kb: KnowledgeBase) -> frozenset[str]:
    """The keys of the numbers that facts hold, and of the years of dates."""
    dates = (source.updated for source in kb.sources.values())
    values = (fact.value for fact in kb.facts.values() if fact.value is not None)
    texts = (text for fact in kb.facts.values() for text in fact.text.values())
    written = (number.value for text in texts for number in find_numbers(text))
    numbers = (v.year if isinstance(v, date) else v for v in (*dates, *values, *written))
    return frozenset(figure_key(Decimal(number)) for number in numbers) if kb.facts else frozenset()


def _blend(hit: Hit, text: str) -> float:
    similarity = fuzz.ratio(text, hit.phrasing.text) / 100
    return (1 - FUZZY_SHARE) * hit.score + FUZZY_SHARE * similarity


@cache
def word_list(name: str) -> dict[str, list[str]]:
    """Words by language from a list of the package: `filler` says nothing of a matter, `light` little."""
    path = Path(__file__).with_name(f"{name}.yaml")
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=_loader()))  # noqa: S506 - a safe loader


def _loader() -> type[yaml.SafeLoader]:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)

"""Recognising greetings, thanks and the like: texts that hold nothing but phrases of small talk."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from bot.knowledge.model import Role
from bot.languages import han_count
from bot.matching.index import Hit
from bot.matching.lexicon import Term
from bot.matching.pinyin import PinyinIndex
from bot.matching.texting import spelt_out
from bot.text import fold

_SIMILAR = 88  # of 100; a letter more or less in a short greeting
_ALIKE = 70  # of 100; a single word and the phrase it may be
_ALL_OF_IT = 0.8  # of the telling words of both, from which on they say the same
_MIN_FUZZY = 4  # shorter phrases must be exact: "hi" is one letter from "who"
_REPEATED = re.compile(r"(.)\1{2,}")
_EDGES = re.compile(r"^[\s!?.,~…！？。，、～]+|[\s!?.,~…！？。，、～]+$")
_PARTICLES = "呀啊呢哈哦嘛啦呗"  # at the end of a sentence, they add but a tone
_PARTS = re.compile(r"[!?.,;~…！？。，、；～\n]+")


class SmallTalk:
    """Phrases of small talk, each leading to an entry."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        """`phrases`: entry and phrase."""
        self._exact = {_plain(phrase): entry for entry, phrase in phrases if _plain(phrase)}
        self._long = [phrase for phrase in self._exact if len(phrase) >= _MIN_FUZZY]
        self._pinyin = PinyinIndex(phrase for phrase in self._exact if han_count(phrase) == len(phrase))
        self._longest = max((len(phrase.split()) for phrase in self._exact), default=0)

    def prepare(self) -> None:
        """Makes ready what only the first text in pinyin would need."""
        self._pinyin.prepare()

    def entry_for(self, text: str) -> str | None:
        """The entry if all of `text` is small talk (the last one of several), else None."""
        found = None
        for part in _PARTS.split(fold(text)):
            if _plain(part):
                found = self._part(_plain(part))
                if found is None:
                    return None
        return found

    def within(self, text: str) -> str | None:
        """The entry of the last part of `text` that is small talk, whatever else is said; None if none is."""
        found = (self._part(_plain(part)) for part in reversed(_PARTS.split(fold(text))) if _plain(part))
        return next((entry for entry in found if entry is not None), None)

    def without_greeting(self, text: str) -> str:
        """`text` without the greeting it opens with, if it goes on after that."""
        head, mark, tail = text.partition(next(iter(_PARTS.findall(text)), "\n"))
        if mark and tail.strip() and self._part(_plain(fold(head))) is not None:
            return tail.strip()
        return text

    def _part(self, part: str) -> str | None:
        found = self._exact.get(part) or self._exact.get(part.rstrip(_PARTICLES))
        if found is not None:
            return found
        spelt = self._pinyin.whole(part)
        if spelt:
            return self._exact[spelt]
        words = part.split()
        # A run of phrases: "ok cool thanks".
        if 1 < len(words) <= 2 * self._longest:
            return self._run(words) or self._similar(part)
        return self._similar(part)

    def _run(self, words: list[str]) -> str | None:
        found = None
        while words:
            for length in range(min(len(words), self._longest), 0, -1):
                entry = self._exact.get(" ".join(words[:length]))
                if entry is not None:
                    found, words = entry, words[length:]
                    break
            else:
                return None
        return found

    def _similar(self, part: str) -> str | None:
        # Chinese phrases are too short for a character to be a slip: 叫什么名字 is not 你叫什么名字.
        if len(part) < _MIN_FUZZY or han_count(part):
            return None
        found = process.extractOne(part, self._long, scorer=fuzz.ratio, score_cutoff=_SIMILAR)
        return self._exact[found[0]] if found else None


def reads_as(hit: Hit, wording: str, terms: Sequence[Term]) -> bool:
    """Whether a whole message of these terms may be meant as the phrase of small talk that was hit.

    A single word may only as it is written ("AI" asks about an industry, and not whether this is one), and so
    may what names no matter ("why is that?").
    """
    if min(hit.precision, hit.recall) < _ALL_OF_IT:
        return False
    single = len(terms) == 1 and len(terms[0].surface) >= _ALL_OF_IT * len(wording)
    if single or not any(term.role is Role.TOPIC for term in terms):
        return fuzz.ratio(wording, hit.phrasing.text) >= _ALIKE
    return True


def _plain(phrase: str) -> str:
    """`phrase` without punctuation around it, no word shortened, no letter thrice: "hiiii" is "hii"."""
    return _REPEATED.sub(r"\1", _EDGES.sub("", spelt_out(fold(phrase))))

"""Repairing misspelt words of a whole question, by a dictionary of English and the words of a knowledge base.

A noisy channel (Kernighan, Church and Gale 1990): of the words one slip away the likeliest counts, where
words of the knowledge base are likelier than elsewhere. Known words are left alone.
"""

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from string import ascii_lowercase

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

_WORD = re.compile(r"[a-zA-Z]+")
_SHORTEST = 4  # letters; of three almost any are one slip away from something
_LONG = 7  # letters from which on two slips are forgiven, if the word is one of the knowledge base
_LONGEST = 20  # letters of a word in the dictionary
_REMEMBERED = 4096
_COUNTED = re.compile(rb'"([a-z]{4,15})": (\d+)')  # faster than reading all of the JSON
_EVERY_DAY = 100  # times in the texts the dictionary was counted in, of 1.6 thousand million words
# Natural logarithms of probabilities.
_UNLISTED = -14.0  # a word of the knowledge base that the dictionary lacks
_OWN = 4.0  # a word of the knowledge base, rather than any other
_SLIP = -9.0
_FIRST_LETTER = -2.0  # is mistyped less often than others
_LEAST = -27.0  # else it is not a slip but a word nobody knows


class Repairer:
    """Finds the words that were meant."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._own = {word.lower() for text in texts for word in _WORD.findall(text)}
        self._long = sorted(word for word in self._own if len(word) >= _LONG)
        self._listed, self._likely = _dictionary()
        self._repaired: dict[str, str] = {}  # people misspell the same words

    def __call__(self, text: str) -> str:
        """The text with its misspelt words repaired, in upper case where they were."""
        return _WORD.sub(lambda found: self._like(found[0]), text)

    def _like(self, word: str) -> str:
        lower = word.lower()
        if len(lower) < _SHORTEST or lower in self._own:
            return word
        meant = self._repaired.get(lower)
        if meant is None:
            meant = self._meant(lower)
            if len(self._repaired) >= _REMEMBERED:
                self._repaired.clear()
            self._repaired[lower] = meant
        if meant == lower:
            return word
        return meant.capitalize() if word[0].isupper() else meant

    def _meant(self, word: str) -> str:
        if len(word) > _LONGEST or self._likelihoods([word])[0] > -np.inf:
            return word
        slips = sorted(set(_one_slip_away(word)))
        scores = self._likelihoods(slips)
        for place, slip in enumerate(slips):
            if slip in self._own:
                scores[place] = max(scores[place], _UNLISTED) + _OWN
            if slip[:1] != word[0]:
                scores[place] += _FIRST_LETTER
        best = int(scores.argmax())
        if scores[best] + _SLIP > _LEAST:
            return slips[best]
        near = process.extractOne(word, self._long, scorer=OSA.distance, score_cutoff=2)
        return str(near[0]) if near and len(word) >= _LONG and near[0][0] == word[0] else word

    def _likelihoods(self, words: list[str]) -> npt.NDArray[np.float32]:
        """How likely each word is; minus infinity where the dictionary lacks it."""
        asked = np.array(words, dtype=self._listed.dtype)
        places = np.minimum(np.searchsorted(self._listed, asked), len(self._listed) - 1)
        return np.where(self._listed[places] == asked, self._likely[places], np.float32(-np.inf))


def _one_slip_away(word: str) -> Iterator[str]:
    """The words with one letter more, less, other, or in its neighbour's place (Damerau 1964)."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield from (before + letter + after for letter in ascii_lowercase)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in ascii_lowercase)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


@cache
def everyday_words() -> npt.NDArray[np.bytes_]:
    """The words of English that are met with every day, of four letters and more, in order."""
    found = _COUNTED.findall(_packed())
    return np.array(sorted(word for word, count in found if int(count) >= _EVERY_DAY))


def _packed() -> bytes:
    return gzip.decompress((files("spellchecker") / "resources" / "en.json.gz").read_bytes())


@cache
def _dictionary() -> tuple[npt.NDArray[np.bytes_], npt.NDArray[np.float32]]:
    """The words of English in order, and how likely each is."""
    counts = json.loads(_packed())
    total = sum(counts.values())
    words = sorted(word for word in counts if len(word) <= _LONGEST and word.isascii() and word.isalpha())
    listed = np.array(words, dtype=f"S{_LONGEST + 1}")
    return listed, np.log(np.array([counts[word] for word in words], dtype=np.float32) / total)

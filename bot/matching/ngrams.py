"""How alike texts are by what they are made of: tf-idf of word stems and pairs of them, or of letters.

The weight of a feature is Salton's: rare ones tell most, and repeating one adds little. What a question
holds that no text does makes it less like all of them. Features are numbers (of a hash), so that all of a
question's are looked up at once.
"""

import re
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.matching.lists import ranges
from bot.matching.tokens import stem

Features = npt.NDArray[np.uint64]
Similarities = npt.NDArray[np.float32]
Weights = npt.NDArray[np.float64]

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # of Knuth's multiplicative hash
_MIXER = np.uint64(0xD6E8FEB86659FD93)  # tells runs of letters from stems


class NGrams:
    """Texts that a question can be compared with, by several kinds of features at once."""

    def __init__(
        self, texts: Sequence[str], kinds: Sequence[tuple[float, Callable[[str], Features]]]
    ) -> None:
        """`kinds`: what share of the similarity each is worth, and what finds its features."""
        self._count = len(texts)
        self._kinds = [features for _, features in kinds]
        held = [self._found(text) for text in texts]
        self._known, texts_with = np.unique(np.concatenate([found for found, *_ in held]), return_counts=True)
        self._rarities = self._rarity(texts_with)
        self._unknown = self._rarity(np.zeros(1))[0]
        # By feature, the texts it is in and its weight in each.
        shares = np.array([share for share, _ in kinds])
        weighted = [self._weighted(*each, shares) for each in held]
        order = np.argsort(np.concatenate([places for places, _ in weighted]), kind="stable")
        numbers = np.repeat(np.arange(len(texts)), [len(places) for places, _ in weighted])
        self._texts = numbers[order]
        self._values = np.concatenate([values for _, values in weighted])[order]
        self._ends = np.concatenate([[0], np.cumsum(texts_with)])
        self._one = np.ones(len(kinds))

    def __call__(self, text: str) -> Similarities:
        """How alike a question and each text are, from 0 to the sum of the shares."""
        places, weights = self._weighted(*self._found(text), self._one)
        starts = self._ends[places]
        lengths = self._ends[places + 1] - starts
        inside = ranges(starts, lengths)
        shares = self._values[inside] * weights.repeat(lengths)
        return np.bincount(self._texts[inside], shares, minlength=self._count).astype(np.float32)

    def _rarity(self, texts_with: npt.NDArray[Any]) -> Weights:
        rarity: Weights = np.log((self._count + 1) / (texts_with + 1)) + 1
        return rarity

    def _found(self, text: str) -> tuple[Features, Weights, list[int]]:
        """The features of a text, each once, what repeating adds, and how many there are of each kind."""
        found = [_counted(features(text)) for features in self._kinds]
        features, counts = (np.concatenate(column) for column in zip(*found, strict=True))
        return features, 1 + np.log(counts), [len(each) for each, _ in found]

    def _weighted(
        self, found: Features, repeated: Weights, counts: list[int], shares: Weights
    ) -> tuple[npt.NDArray[np.int64], Weights]:
        """The known features of a text by place, and their weights; those of a kind have length `share`."""
        places = np.minimum(self._known.searchsorted(found), len(self._known) - 1)
        known = self._known[places] == found
        weights = np.where(known, self._rarities[places], self._unknown) * repeated
        first = 0
        for count, share in zip(counts, shares, strict=True):
            kind = weights[first : first + count]
            kind *= share / (np.sqrt(kind @ kind) or 1)
            first += count
        return places[known], weights[known]


def stems(text: str) -> Features:
    """The word stems of a case-folded text, Chinese characters each as one, and the pairs of neighbours."""
    words = np.array([_stem_number(word) for word in _WORD.findall(text)], dtype=np.uint64)
    return np.concatenate([words, words[:-1] * _FACTOR + words[1:]])


def letters(text: str) -> Features:
    """The runs of four letters of a case-folded text, blanks between words among them."""
    plain = f"  {' '.join(_WORD.findall(text))} "
    codes = np.frombuffer(plain.encode("utf-32-le", errors="replace"), dtype=np.uint32).astype(np.uint64)
    pairs = codes[:-1] * _FACTOR + codes[1:]
    return (pairs[:-2] * _FACTOR + pairs[2:]) * _MIXER


def _counted(features: Features) -> tuple[Features, npt.NDArray[np.int64]]:
    """The features, each once, and how often there is each."""
    if not len(features):
        return features, np.zeros(0, dtype=np.int64)
    features.sort()
    first = np.flatnonzero(np.concatenate([[True], features[1:] != features[:-1]]))
    return features[first], np.diff(first, append=len(features))


@cache
def _stem_number(word: str) -> int:
    return zlib.crc32(stem(word).encode("utf-8", errors="replace"))

"""Repairing misspelt words against the words the knowledge base uses."""

from collections.abc import Collection, Iterable

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.tokens import stem

Words = npt.NDArray[np.bytes_]

_MIN_LENGTH = 4
_LONG = 8
_REMEMBERED = 4096


class Speller:
    """Finds the word that was meant, by optimal string alignment distance (swaps count as one slip).

    Short words allow one slip, words of eight letters and more two; below four letters nothing is
    repaired, since almost any three letters are one slip away from something. A word that is spelt right is
    no slip for another ("buses" are no bases), but for a form of itself.
    """

    def __init__(
        self, words: Iterable[str], common: Collection[str] = (), right: Words | None = None
    ) -> None:
        """`words` are those that can be meant; of two as near, one in `common` is the less likely.

        `right` are other words that are spelt right, in order.
        """
        self._common = frozenset(common)
        self._right = right
        self._words = sorted({word for word in words if len(word) >= _MIN_LENGTH and word.isalpha()})
        self._corrected: dict[str, str | None] = {}  # people misspell the same words

    def correct(self, word: str) -> str | None:
        """The nearest known word, or None where nothing is near enough."""
        if word not in self._corrected:
            if len(self._corrected) >= _REMEMBERED:
                self._corrected.clear()
            self._corrected[word] = self._nearest(word)
        return self._corrected[word]

    def _nearest(self, word: str) -> str | None:
        if len(word) < _MIN_LENGTH:
            return None
        slips = 1 if len(word) < _LONG else 2
        found = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=slips, limit=8)
        # Among equally near words the one that starts alike: first letters are seldom mistyped.
        near = sorted(
            (distance, word[0] != meant[0], meant in self._common, meant) for meant, distance, _ in found
        )
        if not near or (near[0][1] and len(word) <= _MIN_LENGTH + 1):
            return None
        meant = near[0][3]
        return None if self._is_right(word) and stem(word) != stem(meant) else meant

    def _is_right(self, word: str) -> bool:
        if self._right is None or not word.isascii():
            return False
        asked = word.encode()
        place = int(np.searchsorted(self._right, asked))
        return place < len(self._right) and bool(self._right[place] == asked)

"""Ranking entries by whole sentences, for a knowledge base that has no vocabulary to be read by.

Kernel ridge regression (Saunders et al. 1998), one entry against the rest: a question is likened to every
phrasing by what it means (`bot.matching.sentences`) and by what it is made of (`bot.matching.ngrams`), and
the weights that tell the phrasings' own entries apart tell which entry it belongs to.

That takes memory by the square of the phrasings. Of very many, some of each entry are heard, and the others
found by their words (see `bot.matching.matcher`).

How sure to be is learnt from the same phrasings (see `bot.matching.sureness`).
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.matching.ngrams import NGrams, letters, stems
from bot.matching.sentences import encoder
from bot.matching.spelling import Repairer
from bot.matching.sureness import Sureness
from bot.text import fold

# All of these were chosen on the validation part of a public set, for no knowledge base in particular.
_MEANING, _STEMS, _LETTERS = 0.6, 0.2, 0.2  # shares of the similarity
_SHARPNESS = 2.0  # how much more nearness in meaning counts than likeness
_DIRECTIONS = 192  # of 512
_RIDGE = 0.2
_NEAREST = 0.5  # what the nearest phrasing of an entry with only one is worth; of one with more, less

_KEPT = 6
_REMEMBERED = 64
_PART = re.compile(r"(?<=[?!.;？！。；])\s*")
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]")
_PART_LETTERS = 12
_BLOCK = 128

Matrix = npt.NDArray[np.float32]


class Heard(NamedTuple):
    """An entry for a question."""

    entry: str
    phrasing: int  # its nearest, by place among those given
    score: float
    confidence: float  # that it is the one meant


class Voice:
    """Phrasings that a question can be compared with as a whole."""

    def __init__(self, phrasings: Sequence[tuple[str, str]]) -> None:
        """`phrasings`: entry and text, case as written; those of an entry stand together."""
        rows = [
            (place, part) for place, (_, text) in enumerate(phrasings) for part in dict.fromkeys(_parts(text))
        ]
        texts = [text for _, text in rows]
        folded = [fold(text) for text in texts]
        self._phrasing = np.array([place for place, _ in rows])
        self._entries = tuple(dict.fromkeys(entry for entry, _ in phrasings))
        numbers = {entry: number for number, entry in enumerate(self._entries)}
        self._entry = np.array([numbers[phrasings[place][0]] for place, _ in rows])
        # The nearest row of each entry is a maximum over a slice.
        self._starts = np.flatnonzero(np.diff(self._entry, prepend=-1))
        self._nearest = (_NEAREST / np.bincount(self._entry)).astype(np.float32)
        self._repair = Repairer(texts)
        self._lexical = NGrams(folded, [(_STEMS, stems), (_LETTERS, letters)])
        vectors = encoder().encode(texts)
        # Their main directions tell them apart as well as all, in half the time.
        self._directions = np.linalg.eigh(vectors.T @ vectors)[1][:, -_DIRECTIONS:].copy()
        self._vectors = vectors @ self._directions
        self._heard: dict[str, tuple[Heard, ...]] = {}

        kernel = np.stack([self._alike(*each) for each in zip(vectors, folded, strict=True)])
        kernel.flat[:: len(kernel) + 1] += _RIDGE
        inverse = _inverse(kernel)
        targets = np.zeros((len(kernel), len(self._entries)), dtype=np.float32)
        targets[np.arange(len(kernel)), self._entry] = 1
        self._weights: Matrix = inverse @ targets
        self._sureness = Sureness()
        for entry, left_out, asked in self._left_out():
            # What the regression would say of these rows had it never seen them, in closed form.
            block = inverse[np.ix_(left_out, left_out)]
            unseen = targets[left_out] - np.linalg.solve(block, self._weights[left_out])
            alike = kernel[left_out[asked]]
            alike[:, left_out] = 0
            self._sureness.learn(self._scores(alike, unseen[asked]), entry)
        self._sureness.fit()

    def hear(self, text: str) -> tuple[Heard, ...]:
        """The likeliest entries for a text, best first."""
        heard = self._heard.get(text)
        if heard is None:
            heard = self._ranked(text)
            if len(self._heard) >= _REMEMBERED:
                self._heard.clear()
            self._heard[text] = heard
        return heard

    def _ranked(self, text: str) -> tuple[Heard, ...]:
        repaired = self._repair(text)
        alike = self._alike(encoder().encode([repaired])[0], fold(repaired))
        scores = self._scores(alike, alike @ self._weights)
        best = np.argsort(-scores, kind="stable")[:_KEPT]
        sure = self._sureness(scores[best])
        return tuple(
            Heard(
                self._entries[entry], self._nearest_phrasing(alike, entry), float(scores[entry]), confidence
            )
            for entry, confidence in zip(best.tolist(), sure.tolist(), strict=True)
        )

    def _alike(self, vector: Matrix, folded: str) -> Matrix:
        """How alike a text and each row are, in 0..1."""
        alike: Matrix = self._vectors @ (vector @ self._directions)
        alike -= 1
        alike *= _SHARPNESS
        np.exp(alike, out=alike)
        alike *= _MEANING
        alike += self._lexical(folded)
        return alike

    def _scores(self, alike: Matrix, regressed: Matrix) -> Matrix:
        """The score of each entry: what the regression says, and partly the nearest phrasing."""
        nearest = np.maximum.reduceat(alike, self._starts, axis=-1)
        scores: Matrix = (1 - self._nearest) * regressed + self._nearest * nearest
        return scores

    def _nearest_phrasing(self, alike: Matrix, entry: int) -> int:
        first = self._starts[entry]
        end = self._starts[entry + 1] if entry + 1 < len(self._starts) else len(alike)
        return int(self._phrasing[first + alike[first:end].argmax()])

    def _left_out(self) -> Iterator[tuple[int | None, npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
        """Of entries with several phrasings: all of them together, and each by itself.

        With each come the entry that then answers them and, among the rows left out, those to ask.
        """
        for entry in range(len(self._entries)):
            rows = np.flatnonzero(self._entry == entry)
            whole = np.flatnonzero(np.diff(self._phrasing[rows], prepend=-1))
            if len(whole) > 1:
                yield None, rows, whole
                for own in np.split(rows, whole[1:]):
                    yield entry, own, np.array([0])


def _inverse(matrix: Matrix) -> Matrix:
    """The inverse of a positive definite matrix, by blocks (Gauss, Jordan); numpy's takes more memory."""
    inverse = matrix.copy()
    for start in range(0, len(matrix), _BLOCK):
        block = slice(start, start + _BLOCK)
        pivot = np.linalg.inv(inverse[block, block])
        across = pivot @ inverse[block]
        down = inverse[:, block].copy()
        for first in range(0, len(matrix), _BLOCK):
            rows = slice(first, first + _BLOCK)
            inverse[rows] -= down[rows] @ across
        inverse[block] = across
        inverse[:, block] = -down @ pivot
        inverse[block, block] = pivot
    return inverse


def _parts(text: str) -> Iterator[str]:
    """A phrasing as a whole, without asides, and each of its sentences: people ask any of them."""
    yield text
    yield _ASIDE.sub("", text)
    yield from (part for part in _PART.split(text) if len(part) >= _PART_LETTERS)

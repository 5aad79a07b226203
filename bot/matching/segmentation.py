"""Cutting a run of Chinese characters into words of a dictionary."""

import math
import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from bot.numbers import Number, find_numbers

_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]")
_UNKNOWN_CHAR_COST = 2.0  # where a word costs 1


class Piece(NamedTuple):
    """A part of a run: a word of the dictionary, a number, or characters that are neither."""

    text: str
    start: int
    known: bool
    number: Number | None = None


class HanWords:
    """A dictionary of Chinese words."""

    def __init__(self, words: Collection[str]) -> None:
        self._words = frozenset(words)
        # By two characters, since most pairs of them begin no word, while almost every single one does.
        self._lengths = lengths((word[:2], len(word)) for word in self._words if len(word) > 1)

    def cut(self, run: str) -> list[Piece]:
        """The pieces of a run in order; unknown characters that touch are one piece.

        The cheapest way to cover the run wins, by dynamic programming: as few unknown characters as
        possible, then as few words.
        """
        numbers = {(n.start, n.end): n for n in find_numbers(run)} if _NUMERAL.search(run) else {}
        pieces: list[Piece] = []
        for start, end in self._cheapest(run, numbers):
            text = run[start:end]
            number = None if text in self._words else numbers.get((start, end))
            known = text in self._words or number is not None
            if not known and pieces and not pieces[-1].known:
                before = pieces.pop()
                pieces.append(Piece(before.text + text, before.start, known))
            else:
                pieces.append(Piece(text, start, known, number))
        return pieces

    def _cheapest(self, run: str, numbers: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        cost = [0.0, *(math.inf for _ in run)]  # of the cheapest way to cover the run up to each place
        origin = [0] * (len(run) + 1)  # where the last piece of that way starts
        numbers_at: dict[int, list[int]] = {}
        for first, end in numbers:
            numbers_at.setdefault(first, []).append(end)
        words, by_pair = self._words, self._lengths
        for start, char in enumerate(run):
            price = cost[start]
            step = price + (1.0 if char in words else _UNKNOWN_CHAR_COST)
            if step < cost[start + 1]:
                cost[start + 1], origin[start + 1] = step, start
            price += 1.0
            for length in by_pair.get(run[start : start + 2], ()):
                end = start + length
                if end < len(cost) and price < cost[end] and run[start:end] in words:
                    cost[end], origin[end] = price, start
            for end in numbers_at.get(start, ()):
                if price < cost[end]:
                    cost[end], origin[end] = price, start
        spans: list[tuple[int, int]] = []
        end = len(run)
        while end:
            spans.append((origin[end], end))
            end = origin[end]
        return spans[::-1]


def lengths(found: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """By first part the lengths that occur, longest first."""
    by_first: dict[str, set[int]] = {}
    for first, length in found:
        by_first.setdefault(first, set()).add(length)
    shared: dict[tuple[int, ...], tuple[int, ...]] = {}  # there are few kinds of them
    ordered = ((first, tuple(sorted(each, reverse=True))) for first, each in by_first.items())
    return {first: shared.setdefault(each, each) for first, each in ordered}

"""Reads English number words: "sixty-eight thousand", "a hundred and two"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_UNITS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
}
_TEENS = {
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_HUNDRED = 100
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}

_WORD = "|".join(sorted((*_UNITS, *_TEENS, *_TENS, "hundred", *_SCALES), key=len, reverse=True))
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|[a-z]{3,6}teenth|[a-z]{3,5}tieth|hundredth|thousandth|millionth)"
)
_NOT_ORDINAL = rf"(?![\s-]{_ORDINAL}s?\b|[\s-]quarters\b)"

PATTERN = (
    r"\b(?=[abefhmnost])"  # fails fast where no number word begins
    rf"(?<![\w-])(?:an?\s(?=hundred\b|thousand\b|[mbt]r?illion\b))?"
    rf"(?:{_WORD})\b(?:(?:\sand\s|\s?-\s?|\s)(?:{_WORD})\b){{0,24}}{_NOT_ORDINAL}"
)
"""What may be number words, for a case-insensitive pattern."""

_TOKEN = re.compile(rf"(?P<and>and\s)?(?<![a-z])(?P<word>an?(?=\s)|{_WORD})(?![a-z])", re.IGNORECASE)


@dataclass(slots=True)
class _Reader:
    """One number as it grows word by word."""

    start: int
    end: int
    total: int = 0
    group: int | None = None  # what is below the next scale
    scale: int = 10**15  # the last scale; the next must be smaller

    @property
    def value(self) -> int:
        return self.total + (self.group or 0)

    def take(self, word: str, *, joined: bool) -> bool:
        """Whether `word` goes on with this number; `joined` if an "and" stands before it."""
        group = self.group
        if word in _SCALES:
            if joined or _SCALES[word] >= self.scale or (group is None and self.total):
                return False
            self.scale = _SCALES[word]
            self.total += (group or 1) * self.scale
            self.group = None
            return True
        if word == "hundred":
            if joined or (group is not None and group >= _HUNDRED) or (group is None and self.total):
                return False
            self.group = (group or 1) * _HUNDRED
            return True
        small = _UNITS.get(word) or _TEENS.get(word) or _TENS[word]
        if group is None:
            fits = not joined or bool(self.total)
        elif group % _HUNDRED == 0:
            fits = True
        else:
            fits = not joined and word in _UNITS and group % 10 == 0 and group % _HUNDRED in _TENS.values()
        if fits:
            self.group = (group or 0) + small
        return fits


def read(text: str, start: int, end: int) -> Iterator[tuple[Decimal, int, int]]:
    """The numbers in `text[start:end]`, which matches `PATTERN`, with their places."""
    reader: _Reader | None = None
    article: int | None = None  # where an "a" stands that belongs to the next word
    for match in _TOKEN.finditer(text, start, end):
        word = match["word"].lower()
        if word in {"a", "an"}:
            article = match.start("word")
            continue
        if reader is None or not reader.take(word, joined=match["and"] is not None):
            if reader is not None:
                yield Decimal(reader.value), reader.start, reader.end
            reader = _Reader(match.start("word") if article is None else article, match.end())
            reader.take(word, joined=False)
        article = None
        reader.end = match.end()
    if reader is not None:
        yield Decimal(reader.value), reader.start, reader.end

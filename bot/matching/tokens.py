"""Cutting a cleaned text into words of alphabetic scripts, runs of Chinese characters, and numbers."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from bot.numbers import Number, find_numbers

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
# A word keeps no apostrophe: "what's" is "what" + a dropped ending, so is "don't".
_PIECE = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<word>[^\W\d_{_HAN}]+)(?:['’][^\W\d_{_HAN}]{{1,2}}\b)?")


class Script(Enum):
    """What a token is made of."""

    WORD = auto()
    HAN = auto()
    NUMBER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text with its place in it; `number` is set for numbers."""

    text: str
    start: int
    end: int
    script: Script
    number: Number | None = None


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of a cleaned, case-folded text in order; punctuation and symbols fall out.

    A number that is written with digits is a token of its own ("100m", "15.29 million"). Numbers in words
    stay words here, since "one" and "一" are mostly not meant as numbers.
    """
    tokens: list[Token] = []
    numbers = [
        n for n in find_numbers(text) if any(c.isdigit() and c.isascii() for c in text[n.start : n.end])
    ]
    place = 0
    for number in numbers:
        tokens += _pieces(text, place, number.start)
        tokens.append(Token(text[number.start : number.end], number.start, number.end, Script.NUMBER, number))
        place = number.end
    tokens += _pieces(text, place, len(text))
    return tuple(tokens)


def _pieces(text: str, start: int, end: int) -> list[Token]:
    return [
        Token(
            match["han"] or match["word"],
            match.start(),
            match.start() + len(match["han"] or match["word"]),
            Script.HAN if match["han"] else Script.WORD,
        )
        for match in _PIECE.finditer(text, start, end)
    ]


@cache
def stem(word: str) -> str:
    """The English stem of a lower-case word (Snowball, https://snowballstem.org)."""
    return str(_stemmer().stemWord(word)) if word.isascii() else word


@cache
def _stemmer():  # type: ignore[no-untyped-def]  # noqa: ANN202 - the package has no types
    import snowballstemmer

    return snowballstemmer.stemmer("english")

"""Cutting a cleaned text into words of alphabetic scripts, runs of Chinese characters, and numbers."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import cache, lru_cache
from sys import intern
from typing import Any, NamedTuple

import Stemmer

from bot.numbers import Number, find_numbers

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
# A word keeps no apostrophe: "what's" is "what" + a dropped ending, so is "don't".
_HAN_ONLY = re.compile(rf"[{_HAN}]+")
# A digit, or the beginning of an English number word: it only saves looking for numbers where none are.
_FIGURE = re.compile(r"\d|\b(?:thr|thir|fo|fif|fiv|six|sev|eig|nin|ten|elev|twe|hun|tho|mil|a hun|one hun)")
_FEW = 2
_STEMS = 30_000  # words whose stem is known: of a large vocabulary all, but not all that anybody ever types
_PIECE = re.compile(
    rf"(?P<han>[{_HAN}]+)|(?P<word>[a-z]{{1,3}}\d{{1,2}}\b|[^\W\d_{_HAN}]+)(?:['’](?:[smdt]|re|ll|ve)\b)?"
)


class Script(Enum):
    """What a token is made of."""

    WORD = auto()
    HAN = auto()
    NUMBER = auto()


_KINDS = {"han": Script.HAN, "word": Script.WORD}


class Token(NamedTuple):  # made by the ten thousand at start-up; a dataclass takes three times as long
    """A piece of the text with its place in it; `number` is set for numbers."""

    text: str
    start: int
    end: int
    script: Script
    number: Number | None = None


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of a cleaned, case-folded text in order; punctuation and symbols fall out.

    A number is a token of its own ("100m", "15.29 million", "seventeen"), but for "one" and "two" in words,
    which are mostly not meant as figures, and for Chinese numerals, which are found among the words of a run.
    """
    if is_han(text):
        return (Token(text, 0, len(text), Script.HAN),)
    figures = _FIGURE.search(text) is not None
    if not figures and text.isascii() and text.replace(" ", "").isalpha():
        return tuple(_words(text))
    tokens: list[Token] = []
    numbers = [n for n in find_numbers(text) if _is_figure(n, text)] if figures else []
    place = 0
    for number in numbers:
        tokens += _pieces(text, place, number.start)
        tokens.append(Token(text[number.start : number.end], number.start, number.end, Script.NUMBER, number))
        place = number.end
    tokens += _pieces(text, place, len(text))
    return tuple(tokens)


def _words(text: str) -> Iterator[Token]:
    """The tokens of plain words between blanks, as most of a vocabulary and many phrasings are."""
    place = 0
    for word in text.split(" "):
        end = place + len(word)
        if word:
            yield Token(intern(word), place, end, Script.WORD)
        place = end + 1


def _is_figure(number: Number, text: str) -> bool:
    return not number.words or (number.value > _FEW and text[number.start].isascii())


def words_in(text: str) -> tuple[str, ...]:
    """The texts of the tokens of a cleaned, case-folded text."""
    if text.isascii() and text.replace(" ", "").isalpha():  # the same, but faster
        return tuple(map(intern, text.split()))
    return tuple(token.text for token in tokenize(text))


def is_han(text: str) -> bool:
    """Whether `text` is one run of Chinese characters and nothing else."""
    return _HAN_ONLY.fullmatch(text) is not None


def _pieces(text: str, start: int, end: int) -> list[Token]:
    pieces = []
    for match in _PIECE.finditer(text, start, end):
        kind = match.lastgroup or ""
        first, last = match.span(kind)
        # The same words come again and again, and most are kept: each is to be there once.
        pieces.append(Token(intern(text[first:last]), first, last, _KINDS[kind]))
    return pieces


@lru_cache(maxsize=_STEMS)
def stem(word: str) -> str:
    """The English stem of a lower-case word (Snowball, https://snowballstem.org)."""
    return intern(str(_stemmer().stemWord(word))) if word.isascii() else word


@cache
def _stemmer() -> Any:
    return Stemmer.Stemmer("english")

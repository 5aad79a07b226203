"""Finds the numbers in a text, in digits, English words or Chinese numerals.

Kept libraries were looked at first: they read one language each, raise on odd input or give no places
(cn2an, numerizer), or bring a large framework (recognizers-text). The grammar of English numbers is the
usual one of groups below a thousand, each with its scale; that of Chinese numerals is of sections below
ten thousand (https://en.wikipedia.org/wiki/Chinese_numerals).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot import chinese_numerals, english_numerals


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `text[start:end]`. `words` tells "twelve" from "12"; 5 % has the value 5.

    "One" and 一个 are found like any other, though they are articles more often than counts.
    """

    value: Decimal
    start: int
    end: int
    words: bool = False
    percent: bool = False


_DIGIT = "[0-9０-９]"
# 68,000 68 000 68'000: groups of three behind the same separator.
_GROUPED = (
    rf"{_DIGIT}{{1,3}}(?P<sep>[,，'’ \u00a0\u2009\u202f]){_DIGIT}{{3}}(?:(?P=sep){_DIGIT}{{3}})*(?!{_DIGIT})"
)
_PLAIN = rf"{_DIGIT}++"
_FRACTION = rf"(?:[.．]{_DIGIT}++)?+"
_SCALE = (
    r"(?P<scale>[kmb](?![a-z0-9²³])"  # attached, and not the start of "m²" or "km"
    r"|[\s-]{0,2}(?:mn|mln|mio|bn|tn)\b"
    r"|(?:[\s-]{0,2}(?:hundred|thousand|million|billion|trillion|lakh|crore)s?\b){1,2})"
)
_PERCENT = r"(?P<percent>\s?[%％]|\s(?:percent|per\scent)\b)"
_TOKEN = re.compile(
    rf"(?P<chinese>{chinese_numerals.PATTERN})"
    rf"|(?<![A-Za-z_0-9０-９])(?<!{_DIGIT}[.．])(?P<digits>(?:{_GROUPED}|{_PLAIN}){_FRACTION})"
    rf"(?i:(?!st\b|nd\b|rd\b|th\b){_SCALE}?)"
    rf"|(?P<english>(?i:{english_numerals.PATTERN}))"
)
_PERCENT_SIGN = re.compile(_PERCENT, re.IGNORECASE)
_SEPARATOR = re.compile(r"[^0-9０-９.．]")
_POWERS = {"hundred": 2, "lakh": 5, "crore": 7, "k": 3, "th": 3, "m": 6, "b": 9, "t": 12}
_SCALE_WORD = re.compile("hundred|lakh|crore|k|th|m|b|t", re.IGNORECASE)


def find_numbers(text: str) -> tuple[Number, ...]:
    """The numbers in `text`, in order, without ordinals ("first", 第一) and fractions. Never raises."""
    return tuple(_find(text))


def _find(text: str) -> Iterator[Number]:
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match["digits"] is not None:
            yield from _with_percent(text, _digits(text, match), words=False)
        elif match["english"] is not None:
            yield from _with_percent(text, english_numerals.read(text, start, end), words=True)
        else:
            words = not text[start].isdecimal()
            yield from _with_percent(text, chinese_numerals.read(text, start, end), words=words)


def _digits(text: str, match: re.Match[str]) -> Iterator[tuple[Decimal, int, int]]:
    start, end = match.span()
    if text[:start].endswith(("第", "分之")) and not text[:start].endswith("百分之"):
        return
    value = Decimal(_SEPARATOR.sub("", match["digits"]).replace("．", "."))
    for scale in _SCALE_WORD.findall(match["scale"] or ""):
        value *= 10 ** _POWERS[scale.lower()]
    yield value, start, end


def _with_percent(text: str, found: Iterable[tuple[Decimal, int, int]], *, words: bool) -> Iterator[Number]:
    for value, start, end in found:
        sign = _PERCENT_SIGN.match(text, end)
        before = text[max(0, start - 3) : start] == "百分之"
        yield Number(
            value,
            start - 3 if before else start,
            sign.end() if sign else end,
            words,
            percent=before or sign is not None,
        )

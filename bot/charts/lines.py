"""Breaks a text into lines that fit a width: between words, and between Chinese characters."""

import re
from collections.abc import Callable

_HAN = r"\u2e80-\u2fff\u3005-\u3007\u3400-\u9fff\uf900-\ufaff"
_OPENING, _CLOSING = "“‘《〈「『（【", "，。、；：！？…”’》〉」』）】％%"
_PIECE = re.compile(
    rf"[{_OPENING}]*(?:"
    rf"(?:[0-9.,]+[{_HAN}])+"  # a figure with its unit, a date
    rf"|[{_HAN}]"
    rf"|\s*[^\s{_HAN}{_OPENING}]+"  # a word
    rf")[{_CLOSING}]*"  # what may not begin a line
    rf"|\s+|[{_OPENING}]+"
)


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """`text` in lines no wider than `width` by `measure`; a word that is too long by itself is broken."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for piece in _PIECE.findall(paragraph):
            if measure((line + piece).rstrip()) <= width:
                line += piece
                continue
            if line.strip():
                lines.append(line.strip())
            line = _broken(piece.lstrip(), width, measure, lines)
        lines.append(line.strip())
    return [line for line in lines if line]


def _broken(word: str, width: float, measure: Callable[[str], float], lines: list[str]) -> str:
    """What is left of `word` once it fits; the rest goes into `lines`."""
    while len(word) > 1 and measure(word) > width:
        fits = max((n for n in range(1, len(word)) if measure(word[:n]) <= width), default=1)
        lines.append(word[:fits])
        word = word[fits:]
    return word

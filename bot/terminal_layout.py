"""How text looks on a terminal: bold where it can be, wrapped to the width, safe to print.

A Chinese character takes two columns. A line of Chinese may break between any two characters, but not
before closing or after opening punctuation (*kinsoku*, as in JLREQ and CLREQ of the W3C).
"""

import re
import shutil
import unicodedata

from bot.markup import parse

MAX_WIDTH = 88  # longer lines are hard to read
_BOLD, _DIM, _END = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
# What opens a list item: "1. ", "•  ", "/topics  ", "  93%  ".
_LABEL = re.compile(r" *(?:\d+\. |•  |/\w+(?: N)?  +|\d+%  )")
_PIECE = re.compile(r"\x1b\[[0-9;]*m|[^\S\n]+|[^\s\x1b]+")
_NOT_FIRST = frozenset("，。、；：！？）】》」』”’…％")
_NOT_LAST = frozenset("（【《「『“‘")
_JOINERS = frozenset("\u200c\u200d")  # hold emoji and letters together, and show nothing by themselves


class Style:
    """Bold and dim on a terminal that shows them, nothing elsewhere."""

    def __init__(self, *, enabled: bool = False) -> None:
        self._enabled = enabled

    def bold(self, text: str) -> str:
        """`text` in bold."""
        return f"{_BOLD}{text}{_END}" if self._enabled and text else text

    def dim(self, text: str) -> str:
        """`text` in a fainter colour."""
        return f"{_DIM}{text}{_END}" if self._enabled and text else text

    def markup(self, text: str) -> str:
        """Markup (see `bot.markup`) made printable, its bold words bold, links with their address."""
        shown = []
        for span in parse(text):
            words = printable(f"{span.text} ({span.url})" if span.url else span.text)
            shown.append(self.bold(words) if span.bold else words)
        return "".join(shown)


def printable(text: str) -> str:
    """`text` without what could steer a terminal: control, bidirectional and unpaired surrogate characters.

    Line ends stay; a tab becomes a space.
    """
    return "".join(char for char in text.replace("\t", " ") if char == "\n" or not _steers(char))


def _steers(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in _JOINERS


def columns(text: str) -> int:
    """How many columns `text` takes (Unicode Standard Annex 11), styling not counted."""
    return sum(_width(char) for char in _ANSI.sub("", text))


def _width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def pad(text: str, width: int) -> str:
    """`text` followed by spaces up to `width` columns."""
    return text + " " * (width - columns(text))


def fit(text: str) -> str:
    """`text` wrapped to the terminal's width."""
    return wrap(text, min(shutil.get_terminal_size().columns - 1, MAX_WIDTH))


def wrap(text: str, width: int) -> str:
    """`text` broken into lines of at most `width` columns, list items indented where they run over.

    Lines are only broken, never joined. A word longer than a line is broken inside. A width under eight
    columns is taken for eight.
    """
    return "\n".join(_wrap_line(line, max(width, 8)) for line in text.split("\n"))


def _wrap_line(text: str, width: int) -> str:
    label = _LABEL.match(_ANSI.sub("", text))
    indent = " " * columns(label[0]) if label and columns(label[0]) <= width // 2 else ""
    lines, line, used = [], "", 0
    for piece in _unbreakable(text, width - len(indent)):
        size = columns(piece)
        if used + size > width and not piece.isspace() and line.strip():
            lines.append(line.rstrip())
            line, used = indent, len(indent)
        if piece.isspace() and lines and used == len(indent):
            continue  # the space at which the line was broken
        line, used = line + piece, used + size
    return "\n".join([*lines, line.rstrip()])


def _unbreakable(text: str, limit: int) -> list[str]:
    """`text` in pieces no line may break inside: words, spaces, single Chinese characters."""
    pieces: list[str] = []
    for token in _PIECE.findall(text):
        if token.isspace() or token.startswith("\x1b"):
            pieces.append(token)
        else:
            pieces.extend(part for word in _characters(token) for part in _hard_split(word, limit))
    return pieces


def _characters(token: str) -> list[str]:
    """A run without spaces, split where East Asian text may break."""
    parts: list[str] = []
    for char in token:
        last = parts[-1][-1] if parts else ""
        wide = max(_width(char), _width(last) if last else 0) > 1
        breakable = wide and char not in _NOT_FIRST and last not in _NOT_LAST and _width(char) > 0
        if parts and not breakable:
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def _hard_split(word: str, limit: int) -> list[str]:
    """`word`, or its pieces of at most `limit` columns."""
    if columns(word) <= limit:
        return [word]
    parts, used = [""], 0
    for char in word:
        if used + _width(char) > limit and parts[-1]:
            parts.append("")
            used = 0
        parts[-1] += char
        used += _width(char)
    return parts

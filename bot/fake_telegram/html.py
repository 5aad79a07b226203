"""Telegram's HTML, read as strictly as its documentation describes it.

https://core.telegram.org/bots/api#html-style
"""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-zA-Z-]+)(?P<rest>[^<>]*)>|&(?P<entity>[a-z]+|#\d+|#x[0-9a-fA-F]+);"
)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
_HREF = re.compile(r'\s+href="(https?://[^"]+|tg://[^"]+|mailto:[^"]+)"')


class BadHtmlError(ValueError):
    """The HTML is not as documented."""


@dataclass(frozen=True)
class Entity:
    """A formatted part of a text; offset and length in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The entity as the API hands it out (https://core.telegram.org/bots/api#messageentity)."""
        entity: dict[str, Any] = {"type": self.type, "offset": self.offset, "length": self.length}
        return entity | ({"url": self.url} if self.url else {})


@dataclass(frozen=True)
class Formatted:
    """A text as people see it."""

    text: str
    entities: tuple[Entity, ...]

    def stripped(self) -> "Formatted":
        """Without white space at both ends; entities are moved and shortened accordingly."""
        text = self.text.strip()
        before = utf16_length(self.text) - utf16_length(self.text.lstrip())
        moved = []
        for entity in self.entities:
            start = max(0, entity.offset - before)
            end = min(utf16_length(text), entity.offset + entity.length - before)
            if start < end:
                moved.append(Entity(entity.type, start, end - start, entity.url))
        return Formatted(text, tuple(moved))

    def parts(self, kind: str) -> list[str]:
        """The parts of the text that are `kind`."""
        raw = self.text.encode("utf-16-le")
        return [
            raw[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le")
            for entity in self.entities
            if entity.type == kind
        ]


def utf16_length(text: str) -> int:
    """The length of `text` as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> Formatted:
    """The visible text of `source` and its entities. BadHtmlError if it is not as documented."""
    visible: list[str] = []
    entities: list[Entity] = []
    open_tags: list[tuple[str, str, int, str | None]] = []
    place = length = 0

    def add(text: str) -> None:
        nonlocal length
        visible.append(text)
        length += utf16_length(text)

    for token in _TOKEN.finditer(source):
        add(_plain(source[place : token.start()], place))
        place = token.end()
        if token["entity"]:
            add(_character(token["entity"]))
        elif token["close"]:
            if not open_tags or open_tags[-1][0] != token["tag"].lower() or token["rest"].strip():
                raise BadHtmlError(f"unmatched end tag at byte offset {token.start()}")
            _, kind, offset, url = open_tags.pop()
            if length > offset:
                entities.append(Entity(kind, offset, length - offset, url))
        else:
            tag = token["tag"].lower()
            kind, url = _opened(tag, token["rest"], [entry[1] for entry in open_tags])
            open_tags.append((tag, kind, length, url))
    add(_plain(source[place:], place))
    if open_tags:
        raise BadHtmlError(f'can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return Formatted("".join(visible), tuple(entities))


def _plain(text: str, place: int) -> str:
    for character in "<>&":
        if character in text:
            raise BadHtmlError(f'unescaped "{character}" at byte offset {place + text.index(character)}')
    return text


def _character(entity: str) -> str:
    if entity.startswith("#"):
        return unescape(f"&{entity};")
    if entity not in _NAMED:
        raise BadHtmlError(f"unsupported entity &{entity};")
    return _NAMED[entity]


def _opened(tag: str, rest: str, around: list[str]) -> tuple[str, str | None]:
    """The entity type and address of a start tag, given the types it stands in."""
    if tag not in _TYPES:
        raise BadHtmlError(f'unsupported start tag "{tag}"')
    kind, url = _TYPES[tag], None
    if {"code", "pre"} & set(around):
        raise BadHtmlError("code and pre can't contain other entities")
    if tag == "a":
        if not (href := _HREF.fullmatch(rest)):
            raise BadHtmlError("a link needs an address")
        url = href[1]
    elif tag == "blockquote":
        if "blockquote" in around or "expandable_blockquote" in around:
            raise BadHtmlError("blockquotes can't be nested")
        if rest.strip() == "expandable":
            kind = "expandable_blockquote"
        elif rest.strip():
            raise BadHtmlError(f"unsupported attribute of blockquote: {rest}")
    elif rest.strip():
        raise BadHtmlError(f"unsupported attribute of {tag}: {rest}")
    return kind, url

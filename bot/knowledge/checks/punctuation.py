"""Checks for signs of Chinese keyboards and word processors where YAML and templates need plain ones.

Whoever means such a sign puts the text in plain quotes.
"""

import re
from collections.abc import Iterator
from typing import Any

from bot.knowledge.checks.templates import templates
from bot.knowledge.fields import Field, Kind
from bot.knowledge.reader import Item, Reading
from bot.knowledge.yamltree import Scalar

_BRACES = re.compile(r"｛\s*([\w.]+)\s*｝|｛\s*([\w.]+)\s*\}|\{([\w.]+)\s*｝")
_QUOTED = re.compile(r"[“”„«「『].*[“”»」』]", re.DOTALL)
_PARTS = re.compile(r"[，、]")

Path = tuple[str | int, ...]


def check_punctuation(reading: Reading) -> None:
    """Report texts in other than plain quotes, placeholders in wide braces, and lists parted by '，'."""
    for item, origin, _, text in templates(reading):
        for match in _BRACES.finditer(text):
            name = match[1] or match[2] or match[3]
            reading.report(origin, item.id, f"'{match[0]}' fills in nothing; write {{{name}}}")
    for item, path in _texts(reading):
        node = item.at(*path)
        if isinstance(node, Scalar) and node.plain and _QUOTED.fullmatch(node.text):
            message = (
                f'readers will see the quotes {node.text[0]} {node.text[-1]} as well; write " instead of them'
            )
            reading.report(item.place(*path), item.id, message)
    for item, path in _lists_of_one(reading):
        node = item.at(*path)
        if isinstance(node, Scalar) and node.plain and (found := _PARTS.search(node.text)):
            message = (
                f"this is one text; part several with ',' and not with '{found[0]}', or put it in quotes"
            )
            reading.report(item.place(*path), item.id, message)


def _texts(reading: Reading) -> Iterator[tuple[Item, Path]]:
    """Every text in a language: its item and its place in it."""
    for item, field, code, content in _by_language(reading):
        if field.kind is Kind.LOCALIZED:
            yield item, (field.name, code)
        else:
            yield from ((item, (field.name, code, number)) for number in range(len(content)))


def _lists_of_one(reading: Reading) -> Iterator[tuple[Item, Path]]:
    for item, field, code, content in _by_language(reading):
        if field.kind is Kind.PHRASINGS and len(content) == 1:
            yield item, (field.name, code, 0)


def _by_language(reading: Reading) -> Iterator[tuple[Item, Field, str, Any]]:
    for items in reading.items.values():
        for item in items.values():
            for field in item.section.fields:
                if field.kind in {Kind.LOCALIZED, Kind.PHRASINGS}:
                    for code, content in item.values.get(field.name, {}).items():
                        yield item, field, code, content

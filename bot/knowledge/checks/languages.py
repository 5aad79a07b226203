"""Checks that every text is there in every language."""

from collections.abc import Mapping

from bot.knowledge.fields import Kind
from bot.knowledge.model import KnowledgeBase, Localized
from bot.knowledge.problems import did_you_mean
from bot.knowledge.reader import Item, Reading, text_of
from bot.knowledge.values import MEANT


def check_languages(reading: Reading, kb: KnowledgeBase, defaults: Mapping[str, Localized]) -> None:
    """Report texts that lack a language of the knowledge base, or have one that is none of them."""
    declared = kb.languages
    items = [*(item for items in reading.items.values() for item in items.values())]
    if reading.bot is not None:
        items.append(reading.bot)
    for item in items:
        for field in item.section.fields:
            if field.kind in {Kind.LOCALIZED, Kind.PHRASINGS} and field.name in item.values:
                written = item.values[field.name]
                # A word may have no counterpart in another language.
                needed = () if item.section.name == "vocabulary" else declared
                codes = {code for code in written if written[code]}
                # What is there and could not be read has been reported.
                unread = {code for code in needed if code not in written and _stands(item, field.name, code)}
                _compare(reading, item, (field.name,), codes | unread, needed, declared)
            elif field.kind is Kind.BARS:
                for number, bar in enumerate(item.values.get(field.name, ())):
                    if bar.label:
                        path = (field.name, number, "label")
                        _compare(reading, item, path, set(bar.label), declared, declared)
    for item in reading.texts.values():
        written = text_of(item)
        needed = tuple(code for code in declared if code not in defaults.get(item.id, {}))
        _compare(reading, item, (item.id,), set(written), needed, declared)


def _stands(item: Item, field: str, code: str) -> bool:
    return item.place(field, code) != item.place(field)


def _compare(
    reading: Reading,
    item: Item,
    path: tuple[str | int, ...],
    written: set[str],
    needed: tuple[str, ...],
    declared: tuple[str, ...],
) -> None:
    name = path[-1]
    for code in needed:
        if code not in written:
            message = f"'{name}' has no text in '{code}'; add '{code}:' to it"
            reading.report(item.place(*path), item.id, message)
    for code in sorted(written.difference(declared)):
        message = f"'{name}' has a text in '{code}', which is not among the languages ({', '.join(declared)})"
        meant = MEANT.get(code)
        hint = f"; write '{meant}'" if meant in declared else did_you_mean(code, declared)
        reading.report(item.place(*path, code), item.id, message + hint)

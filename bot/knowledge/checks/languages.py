"""Checks that every text is there in every language."""

from collections.abc import Mapping

from bot.knowledge.fields import Kind
from bot.knowledge.model import KnowledgeBase, Localized
from bot.knowledge.problems import did_you_mean
from bot.knowledge.reader import Item, Reading, text_of


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
                _compare(
                    reading, item, field.name, {code for code in written if written[code]}, needed, declared
                )
    for item in reading.texts.values():
        written = text_of(item)
        needed = tuple(code for code in declared if code not in defaults.get(item.id, {}))
        _compare(reading, item, item.id, set(written), needed, declared)


def _compare(
    reading: Reading,
    item: Item,
    name: str,
    written: set[str],
    needed: tuple[str, ...],
    declared: tuple[str, ...],
) -> None:
    for code in needed:
        if code not in written:
            message = f"'{name}' has no text in '{code}'; add '{code}:' to it"
            reading.report(item.place(name), item.id, message)
    for code in sorted(written.difference(declared)):
        message = f"'{name}' has a text in '{code}', which is not among the languages ({', '.join(declared)})"
        reading.report(item.place(name, code), item.id, message + did_you_mean(code, declared))

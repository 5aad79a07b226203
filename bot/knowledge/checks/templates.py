"""Checks that every template can be filled and shown: placeholders, braces, bold, links."""

from collections.abc import Iterator, Mapping

from bot.knowledge.model import KnowledgeBase, Localized, Origin
from bot.knowledge.problems import did_you_mean
from bot.knowledge.reader import Item, Reading, text_of
from bot.knowledge.render import SOURCE_FIELDS, Placeholder, placeholders, stray_braces

ENTRY_TEMPLATES = ("title", "answer", "more")


def templates(reading: Reading) -> Iterator[tuple[Item, Origin, str, str]]:
    """Every template: its item, place, language and text."""
    for item in reading.items["entries"].values():
        for name in ENTRY_TEMPLATES:
            for code, text in item.values.get(name, {}).items():
                yield item, item.place(name, code), code, text
    for item in (*reading.items["charts"].values(), *reading.items["audiences"].values()):
        for code, text in item.values.get("title", {}).items():
            yield item, item.place("title", code), code, text
    for item in reading.texts.values():
        for code, text in text_of(item).items():
            yield item, item.place(item.id, code), code, text


def check_placeholders(reading: Reading, kb: KnowledgeBase, defaults: Mapping[str, Localized]) -> None:
    """Report placeholders that nothing fills, and braces that belong to none."""
    for item, origin, _, text in templates(reading):
        is_text = item is reading.texts.get(item.id)
        if ("{" not in text and "}" not in text) or (is_text and item.id not in defaults):
            continue
        own = {str(name) for wording in defaults.get(item.id, {}).values() for name in placeholders(wording)}
        allowed = own if is_text else set()
        for wanted in dict.fromkeys(placeholders(text)):
            if str(wanted) not in allowed and (problem := _unknown(wanted, kb, allowed, reading)):
                reading.report(origin, item.id, problem, fatal=True)
        if stray_braces(text):
            reading.report(
                origin, item.id, "a single '{' or '}' stands here; write {fact} for a fact, '{{' for a brace"
            )


def _unknown(wanted: Placeholder, kb: KnowledgeBase, allowed: set[str], reading: Reading) -> str:
    """What is wrong with a placeholder; empty if a fact or a source fills it."""
    name, part = wanted.name, wanted.part
    if name in kb.facts and part in {"", "number"}:
        return ""
    if name in kb.sources and part in SOURCE_FIELDS:
        return ""
    if name in kb.facts:
        return f"'{{{wanted}}}' asks a fact for '{part}'; write {{{name}}} or {{{name}.number}}"
    if name in kb.sources:
        known = ", ".join(f"{{{name}.{field}}}" for field in SOURCE_FIELDS)
        return f"'{{{wanted}}}' names a source; write one of {known}"
    if name in reading.items["facts"] or name in reading.items["sources"]:
        return ""  # it is there, and what is wrong with it has been reported
    hint = did_you_mean(name, [*kb.facts, *kb.sources, *allowed], "{{{}}}")
    if allowed and not hint:
        names = ", ".join(f"{{{known}}}" for known in sorted(allowed))
        hint = f"; this text may hold {names}, facts and sources"
    return f"nothing fills '{{{wanted}}}'{hint or '; add a fact of that name'}"

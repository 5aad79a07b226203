"""From items read to the knowledge base: complete, and closed, so that every name in it leads somewhere."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.knowledge.fields import COMMAND_PATTERN, LISTS, OWN_COMMANDS, Field, Kind
from bot.knowledge.model import Fact, KnowledgeBase, Localized, frozen
from bot.knowledge.reader import Item, Reading, text_of

_COMMAND = re.compile(COMMAND_PATTERN)


def assemble(reading: Reading, defaults: Mapping[str, Localized]) -> KnowledgeBase:
    """The knowledge base made of every item that is complete, with `defaults` for texts not given.

    A reference to nothing and a command Telegram would refuse are left out: `check` reports them, and the
    entry is of use without them.
    """
    complete = {
        name: {item.id: item for item in items.values() if _is_complete(item)}
        for name, items in reading.items.items()
    }
    made = {
        section.name: {item.id: _made(item, complete) for item in complete[section.name].values()}
        for section in LISTS
    }
    bot_values: dict[str, Any] = reading.bot.values if reading.bot else {}
    texts = dict(defaults)
    for item in reading.texts.values():
        texts[item.id] = frozen({**texts.get(item.id, {}), **text_of(item)})
    return KnowledgeBase(
        name=bot_values.get("name", {}),
        languages=bot_values.get("languages") or _languages_of(reading),
        sources=made["sources"],
        units=made["units"],
        facts=_with_heritage(made["facts"]),
        topics=made["topics"],
        charts=made["charts"],
        entries=made["entries"],
        audiences=made["audiences"],
        concepts=made["vocabulary"],
        texts=texts,
    )


def _is_complete(item: Item) -> bool:
    section = item.section
    if section.one_of and not any(name in item.values for name in section.one_of):
        return False
    return all(spec.name in item.values for spec in section.fields if spec.required)


def _made(item: Item, known: Mapping[str, Mapping[str, Item]]) -> Any:
    values = dict(item.values)
    for spec in item.section.fields:
        if spec.name not in values:
            continue
        value = values[spec.name]
        if spec.kind is Kind.REFERENCE and (value not in known[spec.to] or _is_itself(item, spec, value)):
            del values[spec.name]
        elif spec.kind is Kind.REFERENCES:
            values[spec.name] = tuple(name for name in value if name in known[spec.to] and name != item.id)
        elif spec.kind is Kind.BARS:
            values[spec.name] = tuple(bar for bar in value if _is_number(known[spec.to].get(bar.fact)))
        elif spec.kind is Kind.COMMAND and (value in OWN_COMMANDS or not _COMMAND.fullmatch(value)):
            del values[spec.name]
    if item.section.name == "facts":
        sources = known["sources"]
        values.setdefault("source", next(iter(sources)) if len(sources) == 1 else None)
    return item.section.model(**values, origin=item.place())


def _is_itself(item: Item, spec: Field, value: str) -> bool:
    return spec.to == item.section.name and value == item.id


def _with_heritage(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts; a newer one has the name and the unit of the one it supersedes where it gives none."""
    found = dict(facts)
    for fact in facts.values():
        name, unit, seen = fact.name, fact.unit, {fact.id}
        older = fact
        while (older_id := older.supersedes) and older_id not in seen:
            seen.add(older_id)
            older = facts[older_id]
            name, unit = name or older.name, unit or older.unit
        if not isinstance(fact.value, int | Decimal):
            unit = fact.unit
        if (name, unit) != (fact.name, fact.unit):
            found[fact.id] = replace(fact, name=name, unit=unit)
    return found


def _is_number(fact: Item | None) -> bool:
    return fact is not None and isinstance(fact.values.get("value"), int | Decimal)


def _languages_of(reading: Reading) -> tuple[str, ...]:
    """Every language that entries are written in, in the order of appearance."""
    seen: dict[str, None] = {}
    for item in reading.items["entries"].values():
        for name in ("questions", "answer"):
            seen.update(dict.fromkeys(item.values.get(name, {})))
    return tuple(seen) or ("en",)

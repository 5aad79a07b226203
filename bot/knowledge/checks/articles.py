"""Checks on facts of several articles: what replaces what, and where two say different things."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import combinations

from bot.knowledge.checks.templates import ENTRY_TEMPLATES
from bot.knowledge.model import Fact, KnowledgeBase
from bot.knowledge.reader import Item, Reading
from bot.knowledge.render import format_fact, in_language, placeholders


def check_circles(reading: Reading) -> None:
    """Report facts that supersede themselves, step by step: one problem a circle."""
    facts = reading.items["facts"]
    done: set[str] = set()
    for name in facts:
        steps: list[str] = []
        step: str | None = name
        while step in facts and step not in done and step not in steps:
            steps.append(step)
            step = facts[step].values.get("supersedes")
        if step in steps and (circle := steps[steps.index(step) :])[1:]:
            message = f"'supersedes' goes in a circle ({' > '.join([*circle, step])}); delete one step of it"
            reading.report(facts[step].place("supersedes"), step, message, fatal=True)
        done.update(steps)


def check_supersession(reading: Reading, kb: KnowledgeBase) -> None:
    """Report facts that cannot take the place of those they supersede, and answers that name both."""
    taken: dict[str, Item] = {}
    for item in reading.items["facts"].values():
        newer, older = kb.facts.get(item.id), kb.facts.get(item.values.get("supersedes", ""))
        if newer is None or older is None or older is newer:
            continue  # reported elsewhere
        at = item.place("supersedes")
        first = taken.setdefault(older.id, item)
        if first is not item:
            message = f"'{older.id}' is superseded by '{first.id}' already, at {first.place('supersedes')}"
            reading.report(at, item.id, f"{message}; supersede '{first.id}' instead")
        if _form(newer) != _form(older):
            message = f"'{older.id}' is {_described(older)}, this one {_described(newer)}; make them alike"
            reading.report(at, item.id, message)
        dates = [kb.sources[fact.source].updated for fact in (newer, older) if fact.source]
        if len(dates) > 1 and dates[0] < dates[1]:
            message = f"its source ({dates[0]}) is older than that of '{older.id}' ({dates[1]})"
            reading.report(at, item.id, f"{message}; let '{older.id}' supersede this one instead")
    _check_named_once(reading, kb)


def _check_named_once(reading: Reading, kb: KnowledgeBase) -> None:
    for item in reading.items["entries"].values():
        named = _named_in(item)
        for name in named:
            fact = kb.fact(name)
            if fact and fact.id != name and fact.id in named:
                message = f"'{{{name}}}' shows '{fact.id}', which supersedes it and is named as well"
                reading.report(item.place("answer"), item.id, f"{message}; the older one is added by itself")


def check_disagreements(reading: Reading, kb: KnowledgeBase) -> None:
    """Report facts of two sources that have the same name and say different things.

    An entry that names both leaves it to the reader, and one that supersedes the other settles it.
    """
    told = [set(_named_in(item)) for item in reading.items["entries"].values()]
    facts = [fact for fact in kb.facts.values() if fact.name and kb.fact(fact.id) is fact]
    for one, other in combinations(facts, 2):
        if one.source == other.source or not _same_name(one, other) or not _differ(one, other):
            continue
        if any({one.id, other.id} <= names for names in told):
            continue
        older, newer = sorted((one, other), key=lambda fact: _updated(fact, kb))
        code = next(iter(newer.name))
        message = (
            f"'{in_language(newer.name, code)}' is {format_fact(newer, kb, code)} here, and "
            f"{format_fact(older, kb, code)} in '{older.id}' at {older.origin}; add 'supersedes: {older.id}' "
            "if this is what holds now, or let one entry name both"
        )
        reading.report(reading.items["facts"][newer.id].place("id"), newer.id, message)


def _named_in(item: Item) -> dict[str, None]:
    texts = (text for name in ENTRY_TEMPLATES for text in item.values.get(name, {}).values())
    return dict.fromkeys(found.name for text in texts for found in placeholders(text))


def _updated(fact: Fact, kb: KnowledgeBase) -> date:
    return kb.sources[fact.source].updated if fact.source else date.min


def _form(fact: Fact) -> tuple[str, str | None]:
    if isinstance(fact.value, int | Decimal):
        return "number", fact.unit
    return ("day", None) if fact.value is not None else ("text", None)


def _described(fact: Fact) -> str:
    form, unit = _form(fact)
    return f"a {form} of '{unit}'" if unit else f"a {form}"


def _same_name(one: Fact, other: Fact) -> bool:
    return any(_folded(one.name[code]) == _folded(other.name[code]) for code in one.name.keys() & other.name)


def _differ(one: Fact, other: Fact) -> bool:
    if _form(one) != _form(other):
        return False  # nothing that could be compared
    if one.value is not None:
        return one.value != other.value
    return any(a != b for a, b in _pairs(one.text, other.text))


def _pairs(one: Mapping[str, str], other: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((_folded(one[code]), _folded(other[code])) for code in one.keys() & other)


def _folded(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())

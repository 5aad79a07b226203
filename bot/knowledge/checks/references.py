"""Checks that what is named exists, and that what exists is named."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter

from bot.knowledge.checks.templates import templates
from bot.knowledge.fields import LISTS, Kind, Section
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.problems import did_you_mean
from bot.knowledge.reader import Item, Reading
from bot.knowledge.render import placeholders

_ONE = {section.name: section.one for section in LISTS}


def check_references(reading: Reading) -> None:
    """Report names of sources, units, topics, entries and concepts that do not exist."""
    for item, path, to, name in _references(reading):
        known = reading.items[to]
        if name not in known:
            hint = did_you_mean(name, known) or f"; add it under '{to}' or name another"
            if any(sign in name for sign in "，、"):
                hint = "; part names with ','"
            reading.report(item.place(*path), item.id, f"there is no {_ONE[to]} '{name}'{hint}")
        elif known[name] is item:
            reading.report(item.place(*path), item.id, f"'{path[0]}' names the {_ONE[to]} itself; delete it")


def check_circles(reading: Reading) -> None:
    """Report concepts that are, step by step, broader than themselves: one problem a circle."""
    concepts = reading.items["vocabulary"]
    broader = {item.id: set(item.values.get("broader", ())) - {item.id} for item in concepts.values()}
    while circle := _circle(broader):
        first = min(circle, key=list(concepts).index)
        steps = _around(first, circle, broader)
        message = f"'broader' goes in a circle ({' > '.join([*steps, first])}); delete one step of it"
        reading.report(concepts[first].place("broader"), first, message, fatal=True)
        broader[first] -= set(circle)  # look for others


def _circle(broader: Mapping[str, set[str]]) -> list[str]:
    """The concepts of some circle; empty if there is none."""
    try:
        TopologicalSorter(broader).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found[1:]
    return []


def _around(first: str, circle: list[str], broader: Mapping[str, set[str]]) -> list[str]:
    """The circle from `first` on, in the direction in which concepts get broader."""
    start = circle.index(first)
    steps = circle[start:] + circle[:start]
    forwards = len(steps) > 1 and steps[1] in broader[first]
    return steps if forwards else [first, *reversed(steps[1:])]


def check_unused(reading: Reading, kb: KnowledgeBase) -> None:
    """Report facts, sources, units, topics and charts that nothing uses, once all can be read."""
    if any(problem.fatal for problem in reading.problems):
        return  # what could not be read may use them
    used: dict[str, set[str]] = {section.name: set() for section in LISTS}
    for _, path, to, name in _references(reading):
        if path != ("supersedes",):
            used[to].add(name)
    for _, _, _, text in templates(reading):
        for placeholder in placeholders(text):
            used["facts"].add(placeholder.name)
            used["sources"].add(placeholder.name)
    used["facts"] |= _shown_with(used["facts"], kb)
    used["sources"].update(fact.source for fact in kb.facts.values() if fact.source)
    if len(kb.sources) == 1:
        used["sources"].update(kb.sources)  # every entry rests on it
    used["charts"].update(list(kb.charts)[:1])  # shown with /stats
    ways = {
        "facts": "write {%s} in an answer or delete the fact",
        "sources": "name %s as the source of a fact or entry, or delete it",
        "units": "name %s as the unit of a fact or delete it",
        "topics": "give an entry the topic %s or delete it",
        "charts": "give an entry the chart %s or delete it",
    }
    for section, way in ways.items():
        for item in reading.items[section].values():
            if item.id not in used[section]:
                message = f"the {_ONE[section]} is not used; {way % item.id}"
                reading.report(item.place("id"), item.id, message)


def _shown_with(named: set[str], kb: KnowledgeBase) -> set[str]:
    """The facts that supersede one another, where any of them is named: then all of them are shown."""
    one_another = [{fact.id, *(older.id for older in kb.earlier(fact))} for fact in kb.facts.values()]
    return {name for group in one_another if named & group for name in group}


def check_facts(reading: Reading) -> None:
    """Report facts whose source is open, and units that do not fit."""
    several = len(reading.items["sources"]) > 1
    for item in reading.items["facts"].values():
        if several and "source" not in item.values:
            ids = ", ".join(reading.items["sources"])
            message = f"there are several sources; add 'source:' with one of {ids}"
            reading.report(item.place(), item.id, message)
        unread = "value" not in item.values and item.place("value") != item.place()  # has been reported
        if "unit" in item.values and not unread and not isinstance(item.values.get("value"), int | Decimal):
            message = "'unit' stands with something that is not a number; delete it"
            reading.report(item.place("unit"), item.id, message)
    for item in reading.items["units"].values():
        for code, text in item.values.get("text", {}).items():
            if "{n}" not in text:
                message = "the unit's text has no {n}; write {n} where the number goes"
                reading.report(item.place("text", code), item.id, message)


def _references(reading: Reading) -> Iterator[tuple[Item, tuple[str | int, ...], str, str]]:
    """Every reference: its item, its place in it, the section it points into, and the name."""
    for section in LISTS:
        for item in reading.items[section.name].values():
            yield from _of_item(section, item)


def _of_item(section: Section, item: Item) -> Iterator[tuple[Item, tuple[str | int, ...], str, str]]:
    for field in section.fields:
        value = item.values.get(field.name)
        if value is None or not field.to:
            continue
        if field.kind is Kind.REFERENCE:
            yield item, (field.name,), field.to, value
        elif field.kind is Kind.BARS:
            for number, bar in enumerate(value):
                yield item, (field.name, number, "fact"), field.to, bar.fact
        else:
            for number, name in enumerate(value):
                yield item, (field.name, number), field.to, name

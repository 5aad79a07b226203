"""Checks that every chart can be drawn, and drawn honestly."""

from collections.abc import Mapping
from decimal import Decimal

from bot.knowledge.reader import Item, Reading

MAX_FIGURES, MAX_BARS = 4, 8  # more do not fit on a phone
_ROOM = {"figures": MAX_FIGURES, "bars": MAX_BARS}


def check_charts(reading: Reading) -> None:
    """Report charts that show nothing or too much, and bars that no common scale can show."""
    facts = reading.items["facts"]
    for chart in reading.items["charts"].values():
        if all(chart.place(name) == chart.place() for name in _ROOM):  # neither stands there
            message = "the chart shows nothing; add 'bars:' or 'figures:', each item like '- fact: jobs'"
            reading.report(chart.place(), chart.id, message)
        for name, room in _ROOM.items():
            shown = chart.values.get(name, ())
            if len(shown) > room:
                message = f"a phone shows {room} {name} at most; delete some or make two charts of them"
                reading.report(chart.place(name), chart.id, message)
            _check_facts(chart, name, facts, reading)
        _check_scale(chart, facts, reading)


def _check_facts(chart: Item, name: str, facts: Mapping[str, Item], reading: Reading) -> None:
    seen: set[str] = set()
    for number, bar in enumerate(chart.values.get(name, ())):
        fact, at = facts.get(bar.fact), chart.place(name, number, "fact")
        if fact is None:
            continue  # reported with the other references
        if bar.fact in seen:
            reading.report(at, chart.id, f"'{bar.fact}' stands in '{name}' before; delete it here")
        seen.add(bar.fact)
        if not isinstance(fact.values.get("value"), int | Decimal):
            message = f"'{bar.fact}' is no number, so nothing can be drawn for it; delete it here"
            reading.report(at, chart.id, message)
        if not bar.label and not fact.values.get("name"):
            message = f"the fact '{bar.fact}' has no name to show; add 'label:' here or 'name:' there"
            reading.report(at, chart.id, message)


def _check_scale(chart: Item, facts: Mapping[str, Item], reading: Reading) -> None:
    """Bars are compared by their length: all must count the same, from zero up."""
    first: Item | None = None
    for number, bar in enumerate(chart.values.get("bars", ())):
        fact, at = facts.get(bar.fact), chart.place("bars", number, "fact")
        if fact is None or not isinstance(value := fact.values.get("value"), int | Decimal):
            continue
        if value < 0:
            message = f"'{bar.fact}' is below zero, where no bar begins; name it under 'figures' instead"
            reading.report(at, chart.id, message)
        first = first or fact
        if fact.values.get("unit") != first.values.get("unit"):
            message = (
                f"'{bar.fact}' counts {_counted(fact)}, but '{first.id}' {_counted(first)}, and bars share "
                "one scale; name it under 'figures' instead"
            )
            reading.report(at, chart.id, message)


def _counted(fact: Item) -> str:
    return str(fact.values.get("unit", "nothing named"))

"""Notes what was not answered, for the editor, and counts what is asked; neither with who asked."""

from typing import TYPE_CHECKING

from bot.reply import Reply
from bot.telegram.shell import Observer, Said
from bot.telegram.unit import current

if TYPE_CHECKING:
    from bot.store.store import Store

_MISSED = frozenset({"unknown", "refuse", "clarify"})
_NEAREST = 3


def noting(store: "Store", observe: Observer) -> Observer:
    """An observer that notes misses and counts in `store`, and passes everything on to `observe`."""

    def heard(said: Said) -> None:
        unit = current.get()
        reply = said.reply
        if unit and said.question:
            if reply.kind in _MISSED:
                miss = store.misses.add(said.question, reply.kind, reply.lang.value, _nearest(reply))
                unit.write(miss)
            unit.write(store.usage.add(reply.kind, _topic(said)))
        observe(said)

    return heard


def _topic(said: Said) -> str:
    """The topic of what was shown; empty where there is none."""
    entries = said.engine.kb.entries
    shown = (entries[entry].topic for entry in said.reply.entries if entry in entries)
    return next((topic for topic in shown if topic), "")


def _nearest(reply: Reply) -> tuple[str, ...]:
    return tuple(candidate.entry for candidate in reply.why.candidates[:_NEAREST])

"""Notes what was not answered, for the editor, without who asked."""

from typing import TYPE_CHECKING

from bot.reply import Reply
from bot.telegram.shell import Observer, Said
from bot.telegram.unit import current

if TYPE_CHECKING:
    from bot.store.store import Store

_MISSED = frozenset({"unknown", "refuse", "clarify"})
_NEAREST = 3


def noting(store: "Store", observe: Observer) -> Observer:
    """An observer that notes misses in `store`, and passes everything on to `observe`."""

    def heard(said: Said) -> None:
        unit = current.get()
        if unit and said.question and said.reply.kind in _MISSED:
            reply = said.reply
            unit.work.append(store.misses.add(said.question, reply.kind, reply.lang.value, _nearest(reply)))
        observe(said)

    return heard


def _nearest(reply: Reply) -> tuple[str, ...]:
    return tuple(candidate.entry for candidate in reply.why.candidates[:_NEAREST])

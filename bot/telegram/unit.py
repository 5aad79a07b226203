"""A unit of work: what handling one update leaves to be written, all of it or nothing.

It is written when the replies are out, together with the mark that the update was handled. So an update
that is handled again, because the process was killed half way, finds everything as it was the first time.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.store.database import Work


@dataclass(slots=True)
class Unit:
    """What is to be written, what was read or written before, and whether a reply could not be sent."""

    work: list["Work[Any]"] = field(default_factory=list)
    known: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    called: bool = False  # whether Telegram was called, and something may have been sent
    unsent: bool = False


current: ContextVar[Unit | None] = ContextVar("unit", default=None)  # that of the update being handled


def calling() -> None:
    """Telegram is called now, because of the update being handled."""
    if unit := current.get():
        unit.called = True


def reply_unsent() -> None:
    """A reply to the update being handled could not be sent, for a reason that may pass."""
    if unit := current.get():
        unit.unsent = True

"""A unit of work: what handling one update leaves to be written, all of it or nothing.

It is written when the replies are out, together with the mark that the update was handled. So an update
that is handled again, because the process was killed half way, finds everything as it was the first time.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.store.database import Work


@dataclass(slots=True)
class Unit:
    """What is to be written, what was read or written before, and whether a reply could not be sent."""

    number: int = 0  # of the update
    work: list["Work[Any]"] = field(default_factory=list)
    known: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    called: bool = False  # whether Telegram was called, and something may have been sent
    unsent: bool = False
    made: ExitStack = field(default_factory=ExitStack)  # closed when a reply is ready to be sent
    over: ExitStack = field(default_factory=ExitStack)  # closed when the update is marked as answered
    is_over: bool = False  # what is sent from now on is not marked
    forget: Callable[[int, int], None] = lambda *_: None  # what is in hand and before a number, of a user
    forgotten: bool = False  # whoever wrote it has asked so since

    def write(self, work: "Work[Any]") -> None:
        """Has `work` done when the replies are out."""
        if not self.forgotten:
            self.work.append(work)

    def leave_nothing(self) -> None:
        """Nothing is to be written, whatever was or will be said."""
        self.forgotten, self.work = True, []
        self.known.clear()


class Making:
    """So many replies are made at a time. Those that wait to be sent are not among them."""

    def __init__(self, most: int) -> None:
        self._places = asyncio.Semaphore(most)

    @asynccontextmanager
    async def one(self, unit: Unit) -> AsyncIterator[None]:
        """The time in which an update is handled and marked, as far as `unit` does not end it earlier."""
        with unit.over, unit.made:
            await self._places.acquire()
            unit.made.callback(self._places.release)
            try:
                yield
            finally:
                unit.is_over = True


current: ContextVar[Unit | None] = ContextVar("unit", default=None)  # that of the update being handled


def replying() -> None:
    """A reply to the update being handled is ready, and waits to be sent."""
    if unit := current.get():
        unit.made.close()
        unit.over.close()  # an earlier reply is not to be waited for


def until_marked(end: Callable[[], None]) -> None:
    """Calls `end` when the update being handled is marked as answered; at once where there is none."""
    if (unit := current.get()) and not unit.is_over:
        unit.over.callback(end)
    else:
        end()


def calling() -> None:
    """Telegram is called now, because of the update being handled."""
    if unit := current.get():
        unit.called = True


def forgetting(user: int) -> None:
    """What `user` wrote before the update being handled is to leave nothing behind, if it is in hand."""
    if unit := current.get():
        unit.forget(unit.number, user)


def is_forgotten() -> bool:
    """Whether nothing may be kept of the update being handled."""
    return bool((unit := current.get()) and unit.forgotten)


def reply_unsent() -> None:
    """A reply to the update being handled could not be sent, for a reason that may pass."""
    if unit := current.get():
        unit.unsent = True

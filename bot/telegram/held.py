"""An update that was taken up, and reading it again as it was kept."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from telegram import Update

from bot.store.problems import StoreUnavailable
from bot.telegram import payload
from bot.telegram.unit import Unit

if TYPE_CHECKING:
    from telegram import Bot

    from bot.store.inbox import Waiting

_logger = logging.getLogger(__name__)

TOO_OLD = 86_400.0  # seconds; Telegram keeps updates no longer either
TOO_OFTEN = 10  # times an update was taken up by a copy that died then: it may have been the reason


class CannotKeep(StoreUnavailable):
    """An update that no database would take. It is handled all the same."""


@dataclass(slots=True)
class Held:
    """An update that was taken up."""

    update: Update
    kept: bool  # in the database
    since: float  # when it was known to be ours
    good_until: float = 0.0  # of the lease
    keepable: bool = True
    tries: int = 0  # to answer it, since it was last taken up
    started: bool = False
    forgotten: bool = False  # whoever wrote it has asked so since: it is to leave nothing behind
    unit: Unit = field(default_factory=Unit)
    task: "asyncio.Task[Any] | None" = None
    finished: asyncio.Event = field(default_factory=asyncio.Event)


def forget(all_held: Iterable[Held], before: int, user: int) -> None:
    """Has those leave nothing behind that are of `user` and have a number before `before`."""
    for held in all_held:
        sender = held.update.effective_sender
        if sender and sender.id == user and held.update.update_id < before:
            held.forgotten = True
            held.unit.leave_nothing()


def hopeless(held: Held) -> bool:
    """Whether to give up an update whose reply could not be sent once more, which is logged then."""
    held.tries += 1
    if held.kept or held.keepable or held.tries < TOO_OFTEN:
        return False
    number = held.update.update_id
    _logger.error("Update %s is given up: no database takes it, nor Telegram its reply.", number)
    return True


def cannot_keep(update: Update, error: Exception) -> CannotKeep:
    """What to raise where `error` shows that an update cannot be kept. Logs it."""
    _logger.error("Update %s cannot be kept (%s).", update.update_id, type(error).__name__)
    return CannotKeep()


def readable(waiting: "Waiting", bot: "Bot") -> Update | None:
    """The update, unless there is a reason to give it up, which is logged."""
    if waiting.age > TOO_OLD:
        reason = "it is more than a day old"
    elif waiting.attempts > TOO_OFTEN:
        reason = f"it was begun {TOO_OFTEN} times and never finished"
    else:
        try:
            return payload.read(waiting.payload, bot)
        except Exception as error:  # noqa: BLE001 - whatever is the matter with it
            reason = f"it cannot be read ({type(error).__name__})"
    _logger.error("Update %s is given up: %s.", waiting.update_id, reason)
    return None

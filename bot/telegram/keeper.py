"""What goes on beside the updates: leases are renewed, what others left is taken up, old things deleted."""

import asyncio
import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.store.problems import StoreUnavailable
from bot.telegram.intake import Intake

if TYPE_CHECKING:
    from telegram import Bot

    from bot.store.ledger import Ledger
    from bot.store.store import Store

_logger = logging.getLogger(__name__)

TICK = 0.25  # seconds; how long an update may lie between two copies
RECOVER_EVERY = 1.0
PURGE_EVERY = 3600.0
TIDY_EVERY = 5.0  # how long what was deleted can be read in the database's journal
_A_LEASES_PART = 4  # a lease is renewed when this part of it is over


class Keeper:
    """Keeps `intake` and its store in step. `days` is how long what is not used is kept."""

    def __init__(self, intake: Intake, bot: "Bot", days: int) -> None:
        self._intake = intake
        self._bot = bot
        self._days = days
        self._not_before = 0.0  # when others' updates may be taken up
        self._due = {"recover": 0.0, "renew": 0.0, "purge": 0.0, "tidy": 0.0}
        self._strays: set[int] = set()  # ours in the store, but not in the intake
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Opens the store. Raises NewerSchemaError."""
        if store := self._intake.store:
            store.database.on_change.append(self._changed)
            store.database.on_loss.append(self._intake.lost)
            await store.database.open()

    def start(self) -> None:
        """From now on, what is due is done."""
        if (store := self._intake.store) and (ledger := self._intake.ledger):
            self._task = asyncio.create_task(self._run(store, ledger))

    async def close(self) -> None:
        """Gives back what was not finished, and closes the store."""
        if self._task:
            self._stop.set()  # a transaction that is cancelled half way may leave a lock behind
            await self._task
        if (store := self._intake.store) and (ledger := self._intake.ledger):
            with suppress(StoreUnavailable):
                await ledger.settle()
            await self._intake.give_back()
            await store.database.close()

    async def _run(self, store: "Store", ledger: "Ledger") -> None:
        while not self._stop.is_set():
            try:
                await self._round(store, ledger)
            except StoreUnavailable:
                pass
            except Exception as error:
                _logger.error("The store cannot be looked after: %s", type(error).__name__)  # noqa: TRY400
                _logger.debug("The traceback", exc_info=error)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), TICK)

    async def _round(self, store: "Store", ledger: "Ledger") -> None:
        if self._is_due("recover", RECOVER_EVERY):
            await store.database.recover()
        if not store.database.is_up:
            return
        await ledger.settle()
        await self._intake.keep_late()
        if self._intake.holds_kept and self._is_due("renew", store.inbox.lease / _A_LEASES_PART):
            since = time.monotonic()
            strays = self._intake.still_ours(await store.inbox.renew(), since)
            if lost := strays & self._strays:  # the first time, it may be on its way in or out
                await store.inbox.release(lost)
            self._strays = strays
        if self._is_due("purge", PURGE_EVERY):
            await store.purge(self._days)
        if self._is_due("tidy", TIDY_EVERY):
            await store.database.tidy()
        room, since, given_up = self._intake.room, time.monotonic(), []
        if room > 0 and since >= self._not_before:
            async with self._intake.claiming:
                found = await store.inbox.claim(room)
                given_up = self._intake.take(found, self._bot, since)
        for number in given_up:
            await store.inbox.done(number)

    def _is_due(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now < self._due[what]:
            return False
        self._due[what] = now + every
        return True

    def _changed(self, is_up: bool) -> None:
        if is_up and self._intake.store:
            # While it was away nobody could renew a lease: the others get the time to do so.
            self._not_before = time.monotonic() + self._intake.store.inbox.lease

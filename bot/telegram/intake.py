"""The application's update queue: an update that is put into it is kept before anybody is told so.

Polling awaits `put`, and the webhook `receive`, before Telegram counts an update as delivered. While the
database is away, Telegram keeps the update in its place, for a while: `receive` returns when it is handled,
and with polling `settled` holds back the next request, which would confirm it.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from telegram import Update

from bot.store.problems import StoreUnavailable
from bot.telegram import payload
from bot.telegram.held import CannotKeep, Held, cannot_keep, forget, hopeless, readable
from bot.telegram.metrics import Metrics
from bot.telegram.state import Bounded, SeenUpdates
from bot.telegram.unit import Making, Unit, current

if TYPE_CHECKING:
    from telegram import Bot

    from bot.store.inbox import Waiting
    from bot.store.ledger import Ledger
    from bot.store.store import Store

_logger = logging.getLogger(__name__)

MOST = 200  # kept updates taken up at a time; the rest wait in the database
REPLIES = 4  # made at a time: with more, each is ready later, and so are the marks of those that were sent
SETTLED_SECONDS = 30.0  # how long Telegram is kept waiting for updates that are in memory only
LAST_SECONDS = 1.0  # likewise, when the bot is being stopped
SHORTEST_PAUSE, LONGEST_PAUSE = 5.0, 60.0  # before a reply that could not be sent is made once more


class Intake(asyncio.Queue[Any]):
    """Takes updates in, and knows which are being handled. Without `store`, all is in memory."""

    def __init__(
        self, metrics: Metrics, store: "Store | None" = None, ledger: "Ledger | None" = None
    ) -> None:
        super().__init__()
        self.store = store
        self.ledger = ledger
        self.metrics = metrics
        self._held: dict[int, Held] = {}
        self._seen = SeenUpdates()
        self.claiming = asyncio.Lock()  # held from claiming updates to taking them up
        self._chats: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._put_off_at: Bounded[int, float] = Bounded(MOST)  # by chat
        self._stopping = False
        self._making = Making(REPLIES)

    @property
    def holds_kept(self) -> bool:
        """Whether a kept update was taken up that is not finished."""
        return any(held.kept for held in self._held.values())

    @property
    def room(self) -> int:
        """How many more kept updates may be taken up."""
        return MOST - sum(held.kept for held in self._held.values())

    @property
    def held(self) -> int:
        """How many updates were taken up and are not finished."""
        return len(self._held)

    async def put(self, item: Any) -> None:
        """Takes an update in, once. Anything else is an errand of the application's own."""
        if isinstance(item, Update):
            await self.take_in(item)
        else:
            await super().put(item)

    async def receive(self, update: Update, data: dict[str, Any]) -> bool:
        """Takes in an update that came by webhook as `data`; False if it has to be delivered again.

        While the database is away, that is known only when the update was handled.
        """
        held = self._held.get(update.update_id)
        if held is None:
            is_away = self.store is not None and not self.store.database.is_up
            if is_away and (self._stopping or len(self._in_memory()) >= MOST):
                return False
            held = await self.take_in(update, data)
        if held is None or held.kept or self.store is None or update.inline_query:
            return True
        with suppress(TimeoutError):
            await asyncio.wait_for(held.finished.wait(), SETTLED_SECONDS)
            return True
        return held.kept  # meanwhile

    async def take_in(self, update: Update, data: dict[str, Any] | None = None) -> Held | None:
        """Takes an update in, once; `data` is what it was. The result is what this copy is to handle."""
        if self._seen.has(update.update_id):
            return None
        if self.store is None or update.inline_query:  # what is typed inline is of no use later
            return self._hold(update, kept=False)
        chat = payload.place(update)
        async with self._chats.setdefault(chat, asyncio.Lock()):  # first come, first served
            since = time.monotonic()
            try:
                taken = await self._keep(update, self.store, data)
            except StoreUnavailable as error:
                return self._hold(update, kept=False, keepable=not isinstance(error, CannotKeep))
            self._seen.is_new(update.update_id)
            if not taken:
                return None
            async with self.claiming:  # what is being claimed may belong before it
                # Its chat may have been put off since, and this update with it.
                late = since <= (self._put_off_at.get(chat) or 0.0)
                return None if late else self._hold(update, kept=True, since=since)

    async def settled(self) -> bool:
        """Waits a while for updates that are in memory only. False if they are to come again after a stop."""
        waiting = [asyncio.ensure_future(held.finished.wait()) for held in self._in_memory()]
        if not waiting:
            return True
        _, late = await asyncio.wait(waiting, timeout=LAST_SECONDS if self._stopping else SETTLED_SECONDS)
        for task in late:
            task.cancel()
        return not late or not self._stopping  # one that takes long is not to keep all others waiting

    async def keep_late(self) -> None:
        """Keeps what was taken in while the database was away. Raises StoreUnavailable."""
        for held in self._in_memory():
            since = time.monotonic()
            if self.store and held.keepable:
                try:
                    await self._keep(held.update, self.store)
                except CannotKeep:
                    held.keepable = False
                    continue
                held.kept, held.since, held.good_until = True, time.monotonic(), since + self._lease
                if held.finished.is_set():
                    await self.store.inbox.done(held.update.update_id)

    def lost(self) -> None:
        """The store has lost what was kept: what is not finished is in memory only, until it is kept anew."""
        for held in self._held.values():
            held.kept = False

    def take(self, found: Iterable["Waiting"], bot: "Bot", since: float) -> list[int]:
        """Takes up what was claimed at the time `since`. The result is what is given up."""
        given_up = []
        for waiting in found:
            update = readable(waiting, bot)
            if update is None:
                given_up.append(waiting.update_id)
            elif held := self._held.get(waiting.update_id):
                held.kept = True
            else:
                self._seen.is_new(waiting.update_id)
                self._hold(update, kept=True, since=since)
        return given_up

    def still_ours(self, numbers: Collection[int], since: float) -> set[int]:
        """Of what was held at the time `since`, only `numbers` are: somebody else has taken up the rest.

        The result is those of `numbers` that are not held.
        """
        for number, held in tuple(self._held.items()):
            if not held.kept or held.since > since:
                continue
            if number in numbers:
                held.good_until = since + self._lease
            elif not held.started:
                del self._held[number]
        return set(numbers) - self._held.keys()

    @asynccontextmanager
    async def handling(self, update: object) -> AsyncIterator[bool]:
        """The time in which `update` is handled, if at all: False if it was, or others do."""
        async with AsyncExitStack() as stack:
            if wanted := await stack.enter_async_context(self._turn(update)):
                await stack.enter_async_context(self.metrics.handling(update))
            yield wanted

    @asynccontextmanager
    async def _turn(self, update: object) -> AsyncIterator[bool]:
        if not isinstance(update, Update):
            yield True
            return
        unit = Unit(update.update_id, forget=partial(forget, self._held.values()))
        async with self._making.one(unit):
            held = self._held.get(update.update_id)
            if held is None:  # it was let go, or came past the queue
                yield self._seen.is_new(update.update_id)
                return
            if self._stopping or not await self._reassured(held):
                yield False
                return
            held.started, held.unit, held.task = True, unit, asyncio.current_task()
            token = current.set(unit)
            try:
                yield not held.forgotten
            except Exception:  # of the application's own; handlers' errors do not come here
                unit.unsent = True
                await self._finish(held, unit)
                raise
            else:
                await self._finish(held, unit)
            finally:
                current.reset(token)

    def stop(self) -> None:
        """From now on nothing more is begun. What has called Telegram may be finished."""
        self._stopping = True
        for held in self._held.values():
            if held.task and held.kept and not held.unit.called:
                held.task.cancel()

    async def give_back(self) -> None:
        """Lets other copies, or the next start, have what was not finished."""
        left = [number for number, held in self._held.items() if held.kept]
        self._held.clear()
        if left and self.store:
            with suppress(StoreUnavailable):
                await self.store.inbox.release(left)
                _logger.info("%d updates are left for later.", len(left))

    @property
    def _lease(self) -> float:
        return self.store.inbox.lease if self.store else 0.0

    def _in_memory(self) -> list[Held]:
        """What is not finished and would be lost with the process."""
        all_held = self._held.values() if self.store else ()
        return [held for held in all_held if not held.kept and not held.update.inline_query]

    async def _keep(self, update: Update, store: "Store", data: dict[str, Any] | None = None) -> bool:
        """Whether the update, kept now, is to be handled by this copy. Raises StoreUnavailable."""
        take = self.room > 0 and not self._stopping
        try:
            text = payload.write(data or update.to_dict())
            return await store.inbox.put(update.update_id, payload.place(update), text, take=take)
        except StoreUnavailable:
            raise
        except Exception as error:
            raise cannot_keep(update, error) from error

    def _hold(self, update: Update, *, kept: bool, since: float = 0.0, keepable: bool = True) -> Held | None:
        number = update.update_id
        if not kept and not self._seen.is_new(number):
            return None
        # The lease counts from before it was asked for, and the update as ours from after it was given: what
        # was renewed in between may know nothing of it yet.
        now = time.monotonic()
        held = self._held[number] = Held(update, kept, now, (since or now) + self._lease, keepable)
        if not self._stopping:  # nobody would take it out of the queue, which has to be empty in the end
            self.put_nowait(update)
        return held

    async def _reassured(self, held: Held) -> bool:
        """Whether an update is still ours, also where its lease has run out by our clock."""
        if self.store is None or not held.kept or time.monotonic() <= held.good_until:
            return True
        since = time.monotonic()
        with suppress(StoreUnavailable):  # then nobody else can have taken it up either
            self.still_ours(await self.store.inbox.renew(), since)
        return held.update.update_id in self._held

    async def _finish(self, held: Held, unit: Unit) -> None:
        if unit.unsent and self.store and not (held.update.inline_query or hopeless(held)):
            await self._put_off(held, self.store)
            return
        if self.ledger:
            await self.ledger.enter(unit.work, unit.number if held.kept else None)
        self._held.pop(unit.number, None)
        held.finished.set()

    async def _put_off(self, held: Held, store: "Store") -> None:
        """Leaves an update whose reply could not be sent for later, and what came after it in its chat."""
        pause = min(max(time.monotonic() - held.since, SHORTEST_PAUSE), LONGEST_PAUSE)
        if not held.kept:
            held.started = False
            asyncio.get_running_loop().call_later(pause, self._again, held)
            return
        chat = payload.place(held.update)
        # What comes for the chat meanwhile is kept before, and put off with the rest, or after, and waits.
        async with self._chats.setdefault(chat, asyncio.Lock()):
            self._put_off_at.put(chat, time.monotonic())
            for number, other in tuple(self._held.items()):
                if other is held or (
                    other.kept and not other.started and payload.place(other.update) == chat
                ):
                    del self._held[number]
            with suppress(StoreUnavailable):  # then the leases run out, to the same effect
                await store.inbox.put_off(chat, pause)

    def _again(self, held: Held) -> None:
        if held.update.update_id in self._held and not self._stopping:
            self.put_nowait(held.update)

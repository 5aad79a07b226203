"""The pace of sending and of handling: limits as Telegram asks, and one chat's messages in order."""

import asyncio
import inspect
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseRateLimiter, BaseUpdateProcessor

from bot.telegram.doubt import Doubt
from bot.telegram.limits import OFF, Limits, refused
from bot.telegram.retries import persistently
from bot.telegram.state import Bounded
from bot.telegram.unit import calling, replying, until_marked

# Calls in flight: enough for the 30 messages a second that Telegram allows, where it takes half a second for
# each. More would be in doubt when the process is killed.
AT_ONCE = 16
WAITING = 10_000  # updates that may wait for their turn
CHATS = 10_000  # chats whose pace is known

# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
_OVERALL = (30, 1.0)  # messages, seconds
# A burst is sent in half a second, not at once: of what is on its way when the process is killed nobody knows
# whether it arrived, so it is sent once more.
_SPREAD = 0.5
_A_GROUP = (20, 60.0)
_A_CHAT = (5, 5.0)  # one a second; "short bursts" are allowed


class Window:
    """Lets at most `most` pass in any `seconds`, in the order they came, no two within `gap` seconds.

    A leaky bucket would not do: full, then draining, it lets twice as many pass in its first period.
    """

    def __init__(self, most: int, seconds: float, gap: float = 0.0) -> None:
        self._seconds = seconds
        self._gap = gap
        self._passed: deque[float] = deque(maxlen=most)
        self._lock = asyncio.Lock()

    async def enter(self) -> None:
        """Returns when the caller may pass."""
        clock = asyncio.get_running_loop().time
        async with self._lock:
            if self._passed:
                free = self._passed[-1] + self._gap
                if len(self._passed) == self._passed.maxlen:
                    free = max(free, self._passed[0] + self._seconds)
                await asyncio.sleep(max(0.0, free - clock()))
            self._passed.append(clock())


class Pace(BaseRateLimiter[int]):
    """Paces messages, and repeats what did not arrive.

    Where Telegram asks to wait, only the chat concerned waits (AIORateLimiter would hold back all others
    too, for however long). Changes to the bot's profile are limited for hours on end, and "typing" is of no
    use later: both are tried once. At most `at_once` calls are in flight.
    `retried` hears of each call that is repeated.
    """

    def __init__(self, at_once: int = AT_ONCE, retried: Callable[[str], None] = lambda _: None) -> None:
        self._retried = retried
        most, seconds = _OVERALL
        self._overall = Window(most, seconds, gap=seconds * _SPREAD / most)
        self._doubt = Doubt(at_once, most / seconds)
        self._line = asyncio.Lock()
        self._places = asyncio.Semaphore(at_once)
        self._chats: Bounded[int, Window] = Bounded(CHATS)

    async def initialize(self) -> None:
        """Nothing to make ready."""

    async def shutdown(self) -> None:
        """Nothing to clean up."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,  # noqa: ARG002 - part of the interface
    ) -> Any:
        """See BaseRateLimiter."""
        if endpoint.startswith(("setMy", "getMy", "deleteMy")) or endpoint in {"getMe", "sendChatAction"}:
            with self._doubt.timing():
                return await callback(*args, **kwargs)
        replying()

        async def call() -> Any:
            async with self._places:  # last: who waits for a pace takes up none
                calling()
                with self._doubt.timing():
                    return await callback(*args, **kwargs)

        chat = data.get("chat_id")
        paced = call if chat is None else lambda: self._message(chat, call)
        return await persistently(paced, endpoint, self._retried)

    async def _message(self, chat: Any, call: Callable[[], Awaitable[Any]]) -> Any:
        if isinstance(chat, int):
            own = self._chats.get(chat) or Window(*(_A_CHAT if chat > 0 else _A_GROUP))
            self._chats.put(chat, own)
            await own.enter()
        async with self._line:
            await self._doubt.room()
            await self._overall.enter()
            end = self._doubt.begin()
        try:
            result = await call()
        except BaseException:
            end(marked=False)
            raise
        until_marked(end)
        return result


Around = Callable[[object], AbstractAsyncContextManager[bool]]
"""The time in which an update is handled, and whether it is to be."""


@asynccontextmanager
async def _always(_: object) -> AsyncIterator[bool]:
    yield True


class _Turn:
    """Whose turn it is in one place."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()  # serves those who wait in the order they came
        self.newest = 0  # the update that came last


class PerChat(BaseUpdateProcessor):
    """Handles the updates of one chat one after the other, those of different chats side by side.

    What somebody typed inline is dropped once more has been typed: only the last is still shown. What is over
    `limits` takes no turn, or it would hold up whatever waits with it. `around` has the last word on whether
    an update is handled.
    """

    def __init__(self, around: Around = _always, limits: Limits | None = None) -> None:
        # Who waits, for a turn or for Telegram, is to keep nobody else waiting: `Pace` bounds what is costly.
        super().__init__(WAITING)
        self._around = around
        self._limits = limits or Limits(OFF)
        self._turns: WeakValueDictionary[tuple[str, int], _Turn] = WeakValueDictionary()

    async def initialize(self) -> None:
        """Nothing to make ready."""

    async def shutdown(self) -> None:
        """Nothing to clean up."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Awaits `coroutine` when the earlier updates of its chat (or person) are done."""
        refusal = await self._limits.refusal(update)
        if refusal and not refusal.tell:
            async with self._around(update):
                _drop(coroutine)
            return
        refused.set(refusal)  # for this task, which handles this update and no other
        place = kind, _ = _place(update)
        turn = self._turns.setdefault(place, _Turn())
        number = update.update_id if isinstance(update, Update) else 0
        turn.newest = max(turn.newest, number)
        async with turn.lock, self._around(update) as wanted:
            if wanted and (kind != "inline" or number >= turn.newest):
                await coroutine
            else:
                _drop(coroutine)


def _drop(coroutine: Awaitable[Any]) -> None:
    if inspect.iscoroutine(coroutine):
        coroutine.close()


def _place(update: object) -> tuple[str, int]:
    if isinstance(update, Update):
        if update.inline_query:
            return "inline", update.inline_query.from_user.id
        if update.effective_chat:
            return "chat", update.effective_chat.id
        if update.effective_user:
            return "person", update.effective_user.id
    return "", 0

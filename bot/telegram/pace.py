"""The pace of sending and of handling: limits as Telegram asks, and one chat's messages in order."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from aiolimiter import AsyncLimiter
from telegram import Update
from telegram.ext import BaseRateLimiter, BaseUpdateProcessor

from bot.telegram.retries import persistently
from bot.telegram.state import Bounded
from bot.telegram.unit import calling

# Calls in flight. httpx does most calls a second with 16: 150 where Telegram takes 50 ms, still more than
# the 30 messages it allows where it takes 300 ms. With 32 it does half as many, with 256 a sixth.
AT_ONCE = 16
WAITING = 10_000  # updates that may wait for their turn
GROUPS = 1_000  # groups whose pace is known

# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
_OVERALL = (30, 1)  # messages, seconds
_A_GROUP = (20, 60)


class Pace(BaseRateLimiter[int]):
    """Paces messages, and repeats what did not arrive.

    Where Telegram asks to wait, only the chat concerned waits (AIORateLimiter would hold back all others
    too, for however long). Changes to the bot's profile are limited for hours on end, and "typing" is of no
    use later: both are tried once. At most `at_once` calls are in flight.
    `retried` hears of each call that is repeated.
    """

    def __init__(self, at_once: int = AT_ONCE, retried: Callable[[str], None] = lambda _: None) -> None:
        self._retried = retried
        self._overall = AsyncLimiter(*_OVERALL)
        self._places = asyncio.Semaphore(at_once)
        self._groups: Bounded[int, AsyncLimiter] = Bounded(GROUPS)

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
            return await callback(*args, **kwargs)

        async def paced() -> Any:
            async with AsyncExitStack() as limits:
                for limiter in self._limiters(data.get("chat_id")):
                    await limits.enter_async_context(limiter)
                await limits.enter_async_context(self._places)  # last: who waits for a pace takes up none
                calling()
                return await callback(*args, **kwargs)

        return await persistently(paced, endpoint, self._retried)

    def _limiters(self, chat: Any) -> list[AsyncLimiter]:
        if chat is None:
            return []
        if not isinstance(chat, int) or chat > 0:
            return [self._overall]
        group = self._groups.get(chat) or AsyncLimiter(*_A_GROUP)
        self._groups.put(chat, group)
        return [group, self._overall]


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

    What somebody typed inline is dropped once more has been typed: only the last is still shown. `around`
    has the last word on whether an update is handled.
    """

    def __init__(self, around: Around = _always) -> None:
        # Who waits, for a turn or for Telegram, is to keep nobody else waiting: `Pace` bounds what is costly.
        super().__init__(WAITING)
        self._around = around
        self._turns: WeakValueDictionary[tuple[str, int], _Turn] = WeakValueDictionary()

    async def initialize(self) -> None:
        """Nothing to make ready."""

    async def shutdown(self) -> None:
        """Nothing to clean up."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Awaits `coroutine` when the earlier updates of its chat (or person) are done."""
        place = kind, _ = _place(update)
        turn = self._turns.setdefault(place, _Turn())
        number = update.update_id if isinstance(update, Update) else 0
        turn.newest = max(turn.newest, number)
        async with turn.lock, self._around(update) as wanted:
            if wanted and (kind != "inline" or number >= turn.newest):
                await coroutine
            elif inspect.iscoroutine(coroutine):
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

"""The pace of sending and of handling: limits as Telegram asks, and one chat's messages in order."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any
from weakref import WeakValueDictionary

from aiolimiter import AsyncLimiter
from telegram import Update
from telegram.ext import BaseRateLimiter, BaseUpdateProcessor

from bot.telegram.retries import persistently
from bot.telegram.state import Bounded

AT_ONCE = 32  # updates handled side by side
WAITING = 10_000  # updates that may wait for their turn
GROUPS = 1_000  # groups whose pace is known

# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
_OVERALL = (30, 1)  # messages, seconds
_A_GROUP = (20, 60)


class Pace(BaseRateLimiter[int]):
    """Paces messages, and repeats what did not arrive.

    Where Telegram asks to wait, only the chat concerned waits (AIORateLimiter would hold back all others
    too, for however long). Changes to the bot's profile are limited for hours on end, and "typing" is of no
    use later: both are tried once.
    """

    def __init__(self) -> None:
        self._overall = AsyncLimiter(*_OVERALL)
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
                return await callback(*args, **kwargs)

        return await persistently(paced, endpoint)

    def _limiters(self, chat: Any) -> list[AsyncLimiter]:
        if chat is None:
            return []
        if not isinstance(chat, int) or chat > 0:
            return [self._overall]
        group = self._groups.get(chat) or AsyncLimiter(*_A_GROUP)
        self._groups.put(chat, group)
        return [group, self._overall]


class _Turn:
    """Whose turn it is in one place."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()  # serves those who wait in the order they came
        self.newest = 0  # the update that came last


class PerChat(BaseUpdateProcessor):
    """Handles the updates of one chat one after the other, those of different chats side by side.

    What somebody typed inline is dropped once more has been typed: only the last is still shown.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        # The base class counts whoever waits for a turn, so a single busy chat could use up all its places.
        super().__init__(WAITING)
        self._places = asyncio.Semaphore(at_once)
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
        async with turn.lock, self._places:
            if kind == "inline" and number < turn.newest:
                if inspect.iscoroutine(coroutine):
                    coroutine.close()
                return
            await coroutine


def _place(update: object) -> tuple[str, int]:
    if isinstance(update, Update):
        if update.inline_query:
            return "inline", update.inline_query.from_user.id
        if update.effective_chat:
            return "chat", update.effective_chat.id
        if update.effective_user:
            return "person", update.effective_user.id
    return "", 0

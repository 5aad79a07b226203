"""The pace of sending and of handling: limits as Telegram asks, and one chat's messages in order."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import AIORateLimiter, BaseUpdateProcessor

AT_ONCE = 32  # chats served side by side
RETRIES = 3  # how often a message is sent again after Telegram asked to wait


class Pace(AIORateLimiter):
    """Paces messages and waits when Telegram says so, except for the bot's profile.

    Telegram limits changes to command menus and descriptions for hours on end, and while the base class
    waits for one request, it holds back all others.
    """

    def __init__(self) -> None:
        super().__init__(max_retries=RETRIES)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """See BaseRateLimiter."""
        if endpoint.startswith(("setMy", "getMy", "deleteMy")):
            return await callback(*args, **kwargs)
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)


class PerChat(BaseUpdateProcessor):
    """Handles the updates of one chat one after the other, those of different chats side by side."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        super().__init__(at_once)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def initialize(self) -> None:
        """Nothing to make ready."""

    async def shutdown(self) -> None:
        """Nothing to clean up."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Awaits `coroutine` when the earlier updates of its chat (or person) are done."""
        turn = self._turns.setdefault(_place(update), asyncio.Lock())
        async with turn:  # a lock serves those who wait in the order they came
            await coroutine


def _place(update: object) -> int:
    if isinstance(update, Update):
        if update.effective_chat:
            return update.effective_chat.id
        if update.effective_user:
            return update.effective_user.id
    return 0

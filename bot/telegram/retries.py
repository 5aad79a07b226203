"""Calls that arrive: what a bad moment of the network or Telegram's own pace refuses is tried again.

A call is repeated as it was, so a message whose answer was lost on the way back comes twice: that is better
than not at all. What Telegram understood and refused is not tried again.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from telegram.error import BadRequest, NetworkError, RetryAfter

_T = TypeVar("_T")
_logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 16.0  # seconds between attempts; each pause is twice the one before
PATIENCE = 120.0  # seconds for which a message is tried
# Later than about this, Telegram calls the query too old.
SOON = {"answerInlineQuery": 5.0, "answerCallbackQuery": 10.0}
_MARGIN = 0.1  # seconds waited in addition to what Telegram asks for


async def persistently(
    call: Callable[[], Awaitable[_T]], endpoint: str, retried: Callable[[str], None] = lambda _: None
) -> _T:
    """The result of `call`, tried until it succeeds, is refused, or would come too late.

    `retried` is told each time it is tried again. Raises what the last attempt raised.
    """
    deadline = time.monotonic() + SOON.get(endpoint, PATIENCE)
    pause = FIRST_PAUSE
    while True:
        try:
            return await call()
        except BadRequest:  # a NetworkError by its class only
            raise
        except RetryAfter as error:
            wait = _seconds(error.retry_after) + _MARGIN
            if time.monotonic() + wait > deadline:
                raise
        except NetworkError:
            wait = pause * random.uniform(0.5, 1.0)  # noqa: S311 - so that not all chats come back at once
            pause = min(pause * 2, LONGEST_PAUSE)
            if time.monotonic() + wait > deadline:
                raise
        _logger.debug("%s is tried again in %.1f s", endpoint, wait)
        retried(endpoint)
        await asyncio.sleep(wait)


def _seconds(wait: float | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)

"""The line to Telegram: one plain log line when it breaks, one when it is back.

python-telegram-bot reports a failed poll as a traceback, every time, and a successful one not at all. So
the watch is kept one level below, where every request passes.
"""

import json
import logging
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_logger = logging.getLogger(__name__)

STALLED_SECONDS = 180.0  # polling asks every minute at least, also while Telegram is away
STEADY_SECONDS = 60.0  # after the line came back: what breaks again sooner is told of only if it lasts
LASTING_SECONDS = 5.0
REPEAT_SECONDS = 600.0  # how long the complaint about a second poller is not repeated

_POLL = "poll"


class Link:
    """What is known about the line. `on_revoked` is called if Telegram stops accepting the token.

    Polling and sending are watched apart (`kind`): where one gets through and the other does not, the line
    is not back yet.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.on_revoked: Callable[[], None] = lambda: None
        self._clock = clock
        self.proven = False  # whether Telegram has answered at all
        self._failing: set[str] = set()
        self._broke, self._back = 0.0, -STEADY_SECONDS  # when
        self._told = False
        self._polled: float | None = None
        self._complained: float | None = None

    @property
    def is_up(self) -> bool:
        """Whether Telegram has answered, and answers now."""
        return self.proven and not self._failing

    @property
    def hears(self) -> bool:
        """Whether updates can arrive. A message that was lost says nothing about that.

        Else a copy that a balancer leaves out would never get the traffic that shows that the line is back.
        """
        return self.proven and _POLL not in self._failing

    @property
    def is_stalled(self) -> bool:
        """Whether polling has begun, and stopped asking."""
        return self._polled is not None and self._clock() - self._polled > STALLED_SECONDS

    def failed(self, reason: str, kind: str = "send") -> None:
        """A request got no answer, or none that made sense."""
        self._note(kind)
        now = self._clock()
        if not self._failing:
            self._broke = now
        self._failing.add(kind)
        is_news = self._broke - self._back >= STEADY_SECONDS or now - self._broke >= LASTING_SECONDS
        if is_news and not self._told:
            self._told = True
            _logger.warning("Telegram cannot be reached (%s). Trying again until it can.", reason)

    def answered(self, code: int, kind: str = "send") -> None:
        """Telegram answered a request with the HTTP status `code`."""
        if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.failed(f"HTTP {code}", kind)
            return
        self._note(kind)
        self.proven = True
        was_down = bool(self._failing)
        self._failing.discard(kind)
        if was_down and not self._failing:
            self._back = self._clock()
            if self._told:
                self._told = False
                _logger.info("Telegram is reached again.")
        if code == HTTPStatus.CONFLICT and self._may_complain():
            _logger.warning(
                "Another program receives this bot's updates with the same token: stop one of the two. "
                "Trying again until then."
            )
        if code == HTTPStatus.UNAUTHORIZED:
            self.on_revoked()

    def _note(self, kind: str) -> None:
        if kind == _POLL:
            self._polled = self._clock()

    def _may_complain(self) -> bool:
        # Two pollers get answers by turns, so an answer does not mean that the trouble is over.
        now = self._clock()
        if self._complained is not None and now - self._complained < REPEAT_SECONDS:
            return False
        self._complained = now
        return True


class WatchedRequest(BaseRequest):
    """A request object that passes everything on to another, and tells a `Link` how it went.

    It waits for `ready` first, and gives up with TimedOut where that is False.
    """

    def __init__(
        self,
        inner: BaseRequest,
        link: Link,
        kind: str = "send",
        ready: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        self._inner = inner
        self._link = link
        self._kind = kind
        self._ready = ready

    @property
    def read_timeout(self) -> float | None:
        """See BaseRequest."""
        return self._inner.read_timeout

    async def initialize(self) -> None:
        """See BaseRequest."""
        await self._inner.initialize()

    async def shutdown(self) -> None:
        """See BaseRequest."""
        await self._inner.shutdown()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> tuple[int, bytes]:
        """See BaseRequest."""
        if self._ready and not await self._ready():
            raise TimedOut("not ready for more")
        try:
            code, body = await self._inner.do_request(url, method, request_data, *args, **kwargs)
        except TelegramError as error:
            # Only the kind: the message may hold the address, and with it the token.
            cause = error.__cause__ or error
            self._link.failed(type(cause).__name__, self._kind)
            raise
        if not _is_telegrams(code, body):
            self._link.failed(f"HTTP {code}, not from Telegram", self._kind)
            # Before Telegram ever answered, the address may be wrong: then the status says so.
            if self._link.proven or code < HTTPStatus.MULTIPLE_CHOICES:
                raise NetworkError(f"an answer that is not Telegram's (HTTP {code})")
            return code, body
        self._link.answered(code, self._kind)
        return code, body


def _is_telegrams(code: int, body: bytes) -> bool:
    """Whether `body` has the form of every answer (https://core.telegram.org/bots/api#making-requests).

    Otherwise a proxy, a captive portal or a broken connection is speaking.
    """
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and ("result" in answer or code >= HTTPStatus.MULTIPLE_CHOICES)

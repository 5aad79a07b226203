"""What the bot counts about itself, for Prometheus. No label tells anything about a person."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from telegram import Update
from telegram.constants import UpdateType

from bot.reply import Kind
from bot.telegram.limits import Refusal
from bot.telegram.senders import ALLOWED_UPDATES
from bot.telegram.shell import Said

_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_KINDS = tuple(kind.value for kind in UpdateType)
_TOLD = ("yes", "no")
_METHODS = ("sendMessage", "sendPhoto", "editMessageText", "answerCallbackQuery", "answerInlineQuery")
_ERRORS = ("BadRequest", "NetworkError", "RetryAfter", "TimedOut")  # others are mistakes of ours


class Metrics:
    """Counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)  # memory, processor time, open files
        self._updates = Counter("bot_updates", "Updates handled.", ["kind"], registry=self.registry)
        self._replies = Counter("bot_replies", "Replies by outcome.", ["outcome"], registry=self.registry)
        self._latency = Histogram(
            "bot_handling_seconds",
            "From an update's turn to its last reply.",
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._retried = Counter(
            "bot_sends_retried", "Calls to Telegram that were repeated.", ["method"], registry=self.registry
        )
        self._refused = Counter("bot_refused", "Updates over the limit.", ["told"], registry=self.registry)
        self._errors = Counter("bot_errors", "Updates that failed.", ["kind"], registry=self.registry)
        self._begin()
        self.held = Gauge("bot_held_updates", "Updates this copy has taken up.", registry=self.registry)
        self.waiting = Gauge(
            "bot_inbox_waiting", "Updates not answered, of all copies.", registry=self.registry
        )
        self.oldest = Gauge(
            "bot_inbox_oldest_seconds", "For how long the oldest of them has waited.", registry=self.registry
        )
        self.store_up = Gauge("bot_store_up", "Whether the database can be used.", registry=self.registry)
        self.ready = Gauge("bot_ready", "Whether updates are received.", registry=self.registry)

    def _begin(self) -> None:
        """Counts 0 of all that is known to happen: where a count begins with 1, nobody sees that it rose."""
        for kind in ALLOWED_UPDATES:
            self._updates.labels(kind)
        for outcome in get_args(Kind):
            self._replies.labels(outcome)
        for told in _TOLD:
            self._refused.labels(told)
        for method in _METHODS:
            self._retried.labels(method)
        for error in _ERRORS:
            self._errors.labels(error)

    @asynccontextmanager
    async def handling(self, update: object) -> AsyncIterator[None]:
        """Counts an update and times it."""
        kind = next((k for k in _KINDS if getattr(update, k, None)), "other")
        self._updates.labels(kind if isinstance(update, Update) else "other").inc()
        start = time.monotonic()
        yield
        self._latency.observe(time.monotonic() - start)

    def replied(self, said: Said) -> None:
        """Counts a reply."""
        self._replies.labels(said.reply.kind).inc()

    def retried(self, method: str) -> None:
        """Counts a call that is tried again."""
        self._retried.labels(method).inc()

    def refused(self, refusal: Refusal) -> None:
        """Counts an update that is over the limit."""
        self._refused.labels("yes" if refusal.tell else "no").inc()

    def failed(self, error: BaseException) -> None:
        """Counts an update that could not be handled or answered."""
        self._errors.labels(type(error).__name__).inc()

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self.registry)

"""How much one person, and one chat, may ask for; whoever asks for more is told once, then nothing.

Only what the bot would act on counts, so a group may talk as much as it likes. In a group one member may use
up half of what the group may, so that something is left for the others. Counted is in this process: copies of
the bot each count what they handle.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from math import ceil
from typing import Any

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter
from telegram import Chat, InlineQueryResultArticle, InputTextMessageContent, Message, Update
from telegram.ext import ApplicationHandlerStop, BaseHandler, ContextTypes

from bot.telegram.render import Screen, layout
from bot.telegram.sending import acknowledge, send
from bot.telegram.shell import Sender, Shell
from bot.telegram.state import Bounded

OFF = "off"
LETTERS = 10  # inline queries for a question: there is one for each letter or two that are typed
_A_MINUTE = 60
_ADMITTED = 10_000  # updates that were; one that is handled again, since a reply was lost, counts once
_GROUPS = (Chat.GROUP, Chat.SUPERGROUP)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An update that is one too many: for how many seconds more would be, and whether its sender is told."""

    wait: float
    tell: bool


refused: ContextVar[Refusal | None] = ContextVar("refused", default=None)  # the update being handled


class Limits:
    """Judges updates by `rule`, such as `20/minute`, or lets all pass (`off`).

    `concerns` says whether the bot would act on an update; `heard` hears of each refusal.
    """

    def __init__(self, rule: str, heard: Callable[[Refusal], None] = lambda _: None) -> None:
        self.concerns: Callable[[Update], bool] = lambda _: True
        self._heard = heard
        self._rule = None if rule == OFF else parse(rule)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._admitted: Bounded[int, bool] = Bounded(_ADMITTED)

    async def refusal(self, update: object) -> Refusal | None:
        """Whether `update` is one too many. To be asked when it comes, before it waits for anything."""
        if self._rule is None or not isinstance(update, Update):
            return None
        if self._admitted.get(update.update_id) or not self.concerns(update):
            return None
        for rule, key in _counts(update, self._rule):
            if not await self._limiter.hit(rule, *key):
                refusal = await self._refuse(update, rule, key)
                self._heard(refusal)
                return refusal
        self._admitted.put(update.update_id, value=True)
        return None

    async def _refuse(self, update: Update, rule: RateLimitItem, key: Sequence[str]) -> Refusal:
        once = _times(rule, 1, "told")
        tell = _can_be_told(update) and await self._limiter.hit(once, *key)
        stats = await self._limiter.get_window_stats(rule, *key)
        return Refusal(max(0.0, stats.reset_time - time.time()), tell)


def _counts(update: Update, rule: RateLimitItem) -> Iterator[tuple[RateLimitItem, Sequence[str]]]:
    """What an update counts towards, each with the most there may be of it."""
    person = str(_sender(update).id)
    if update.inline_query:
        yield _times(rule, rule.amount * LETTERS), ("inline", person)
        return
    chat = update.effective_chat
    in_group = chat is not None and chat.type in _GROUPS and not update.guest_message
    if chat and in_group:
        yield _times(rule, max(1, rule.amount // 2)), ("member", str(chat.id), person)
    yield rule, ("person", person)
    if chat and in_group:
        yield rule, ("chat", str(chat.id))


def _times(rule: RateLimitItem, amount: int, namespace: str = "") -> RateLimitItem:
    """So many times in the period of `rule`."""
    return type(rule)(amount, rule.multiples, namespace or rule.namespace)


def _sender(update: Update) -> Sender:
    message = _message(update)
    return Sender.of(message) if message else Sender.person(update.effective_user)


def _message(update: Update) -> Message | None:
    return update.message or update.edited_message or update.guest_message


def _can_be_told(update: Update) -> bool:
    return bool(_message(update) or update.callback_query)


class Refusals:
    """Tells whoever asked for too much."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        """The handlers of this surface. They come before all others, in a group of their own."""
        return (_Refused(self.told),)

    async def told(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Says for how long there will be no answer, and keeps all other handlers from giving one."""
        refusal, message = refused.get(), _message(update)
        minutes = max(1, ceil(refusal.wait / _A_MINUTE)) if refusal else 1
        language = await self._shell.language(_sender(update))
        text = self._shell.engine.text("telegram_limited", language, minutes=str(minutes))
        if update.callback_query:
            await acknowledge(update.callback_query, text)
        elif update.guest_message:
            said = InlineQueryResultArticle("limited", text, InputTextMessageContent(layout(text)))
            await update.guest_message.answer_guest_query(said)
        elif message:
            await send(message, Screen(layout(text)))
        raise ApplicationHandlerStop


class _Refused(BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]):
    """Updates that are one too many."""

    def check_update(self, update: object) -> bool:
        return isinstance(update, Update) and refused.get() is not None

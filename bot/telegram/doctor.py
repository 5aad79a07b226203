"""`baotou-bot doctor`: how Telegram sees the bot, and what to change about that.

Asks Telegram who the bot is and where it delivers; what is to be changed in BotFather's settings or in the
bot's own follows from the answers and the settings alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from telegram import Bot, User, WebhookInfo
from telegram.error import InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.settings import Settings
from bot.telegram.failures import describe
from bot.telegram.senders import ALLOWED_UPDATES
from bot.telegram.transport import over_http

_RECENT = timedelta(days=1)
_MANY = 100  # updates that wait: more than a bot that runs ever leaves
_CONNECTIONS = 2


class Mark(StrEnum):
    """What a finding asks for."""

    WELL = "ok"
    NOTE = "note"  # may be as it is meant to be
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about the bot's set-up: how it is, and what to do where it should be otherwise."""

    mark: Mark
    text: str


async def examine(settings: Settings, now: datetime, request: BaseRequest | None = None) -> list[Finding]:
    """What Telegram says about the bot of `settings`; `request` makes the calls instead of HTTP.

    Raises ValueError if the settings hold no token.
    """
    if not settings.token:
        raise ValueError("a token is needed to talk to Telegram")
    bot = Bot(settings.token, base_url=f"{settings.api_url}/bot", request=request or over_http(_CONNECTIONS))
    try:
        async with bot:
            me, webhook = await bot.get_me(), await bot.get_webhook_info()
    except InvalidToken:
        return [
            Finding(
                Mark.CHANGE,
                "Telegram does not accept the token in BOT_TOKEN. @BotFather shows the right one: /mybots, "
                "the bot, API Token.",
            )
        ]
    except TelegramError as error:
        return [Finding(Mark.CHANGE, f"{settings.api_url} does not answer as Telegram: {describe(error)}.")]
    return [*of_the_bot(me), *of_delivery(webhook, settings, now)]


def of_the_bot(me: User) -> Iterator[Finding]:
    """What BotFather's settings are."""
    yield Finding(Mark.WELL, f"Telegram knows the bot as @{me.username} ({me.full_name}).")
    yield _switch(
        on=me.supports_inline_queries,
        well=f"Inline mode is on: @{me.username} works in every chat.",
        change=f"Inline mode is off: nothing is found when somebody types @{me.username} in another chat. "
        "@BotFather: /setinline, then a short text to show in the empty field.",
    )
    yield _switch(
        on=not me.can_read_all_group_messages,
        well="Privacy mode is on: in groups Telegram passes on only what is meant for the bot.",
        change="Privacy mode is off: Telegram passes on all that is said in its groups, of which the bot "
        "needs nothing. @BotFather: /setprivacy, Enable; then take it out of its groups and add it again.",
    )
    yield _switch(
        on=me.can_join_groups,
        well="It can be added to groups.",
        change="It cannot be added to groups. If it should be: @BotFather, /setjoingroups, Enable.",
        otherwise=Mark.NOTE,
    )
    yield _switch(
        on=me.supports_guest_queries,
        well="Guest mode is on: it answers mentions in chats it is not in.",
        change="Guest mode is off: mentions in chats it is not in are not answered. If they should be: "
        "@BotFather, /mybots, the bot, Bot Settings.",
        otherwise=Mark.NOTE,
    )


def of_delivery(webhook: WebhookInfo, settings: Settings, now: datetime) -> Iterator[Finding]:
    """Where updates go, and whether they arrive."""
    yield _address(webhook.url, settings)
    if webhook.url and webhook.allowed_updates and (gone := {*ALLOWED_UPDATES} - {*webhook.allowed_updates}):
        kinds = ", ".join(sorted(gone))
        yield Finding(
            Mark.CHANGE, f"Telegram keeps back {kinds}. `run` asks for them when it is started anew."
        )
    if webhook.last_error_date and now - webhook.last_error_date < _RECENT:
        ago = _ago(now - webhook.last_error_date)
        yield Finding(
            Mark.CHANGE,
            f"A delivery failed {ago} ago: {webhook.last_error_message}. Look whether BOT_WEBHOOK_URL is "
            "reached from outside, with a valid certificate, and every copy has the same BOT_WEBHOOK_SECRET.",
        )
    waiting = webhook.pending_update_count
    if waiting:
        text = f"{waiting} updates wait to be delivered"
        many = waiting >= _MANY
        yield Finding(Mark.CHANGE if many else Mark.NOTE, f"{text}{': is the bot running?' if many else '.'}")


def _address(url: str, settings: Settings) -> Finding:
    wanted = settings.webhook_url or ""
    if settings.mode == "polling":
        if not url:
            return Finding(Mark.WELL, "No webhook is set: the bot asks for updates (BOT_MODE=polling).")
        return Finding(
            Mark.CHANGE,
            f"A webhook on {_host(url)} is set, and BOT_MODE is polling. `run` takes the webhook away; if "
            "another copy still answers there, stop that one first, or set BOT_MODE=webhook here.",
        )
    if not url:
        return Finding(Mark.CHANGE, "No webhook is set. `run` sets it; if it runs, its log says why not.")
    if url == wanted:
        return Finding(Mark.WELL, f"The webhook is set to BOT_WEBHOOK_URL, on {_host(url)}.")
    if _host(url) == _host(wanted):
        # Its path is not shown: some bots put their token there.
        return Finding(
            Mark.CHANGE,
            f"The webhook is on {_host(url)} with another path than in BOT_WEBHOOK_URL. `run` sets it.",
        )
    return Finding(
        Mark.CHANGE,
        f"The webhook is on {_host(url)}, and BOT_WEBHOOK_URL on {_host(wanted)}. `run` sets it; if "
        "another bot answers there with this token, stop that one first.",
    )


def _switch(*, on: bool | None, well: str, change: str, otherwise: Mark = Mark.CHANGE) -> Finding:
    return Finding(Mark.WELL, well) if on else Finding(otherwise, change)


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def _ago(past: timedelta) -> str:
    minutes = int(past.total_seconds() // 60)
    return f"{minutes // 60} h" if minutes >= 60 else f"{minutes} min"  # noqa: PLR2004 - minutes of an hour

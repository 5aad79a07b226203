"""Wires the application: which updates are asked for, who handles them, how requests are made."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.ext import ApplicationBuilder, BaseHandler, Defaults
from telegram.request import BaseRequest

from bot import logs
from bot.engine import Engine
from bot.knowledge import default_directory
from bot.memory import settle
from bot.reloading import LiveEngine
from bot.settings import Settings
from bot.store.ledger import Ledger
from bot.telegram.admins import Admins
from bot.telegram.arrivals import Arrivals
from bot.telegram.buttons import Buttons
from bot.telegram.commands import Commands
from bot.telegram.edits import Edits
from bot.telegram.errors import Errors
from bot.telegram.feedback import Feedback, Tally
from bot.telegram.following import Following
from bot.telegram.groups import Groups
from bot.telegram.guests import Guests
from bot.telegram.inline import Inline
from bot.telegram.intake import Intake
from bot.telegram.limits import Limits, Refusals
from bot.telegram.link import Link, WatchedRequest
from bot.telegram.messages import PrivateMessages
from bot.telegram.metrics import Metrics
from bot.telegram.noting import noting
from bot.telegram.pace import AT_ONCE, Pace, PerChat
from bot.telegram.pictures import FileIds, Pictures
from bot.telegram.reading import PollingBot
from bot.telegram.remembered import Remembered, RememberedFeedback, RememberedFiles
from bot.telegram.running import FAILED, App, serve
from bot.telegram.shell import Observer, Shell, both
from bot.telegram.state import InMemory, Memory
from bot.telegram.transport import over_http

if TYPE_CHECKING:
    from bot.store.store import Store

_logger = logging.getLogger(__name__)

ADMINS = "admins"  # where an application keeps its `Admins`


def build(
    settings: Settings,
    engine: Engine | LiveEngine,
    request: BaseRequest | None = None,
    *,
    memory: Memory | None = None,
    files: FileIds | None = None,
    link: Link | None = None,
    store: "Store | None" = None,
    observe: Observer = lambda _: None,
    feedback: Feedback | None = None,
) -> App:
    """The application, ready to be initialized.

    A `LiveEngine` may be swapped while it runs. `request` makes the requests instead of aiohttp, `memory`
    keeps conversations and `files` the ids of pictures elsewhere, `link` is told how requests go, `observe`
    hears of each reply, and `feedback` of what people think of it. With `store`, what is to outlast the
    process is kept there, without it in memory. Raises ValueError if the settings hold no token.
    """
    if not settings.token:
        raise ValueError("a token is needed to talk to Telegram")
    link = link or Link()
    live = engine if isinstance(engine, LiveEngine) else LiveEngine(engine)
    metrics = Metrics()
    intake = Intake(metrics)
    if store:
        intake = Intake(metrics, store, ledger := Ledger(store))
        memory = memory or Remembered(store, ledger, settings.retention_days)
        files = files or RememberedFiles(store, ledger)
        feedback, observe = feedback or RememberedFeedback(store, ledger), noting(store, observe)
    observe = both(metrics.replied, observe)
    pictures = Pictures(files)
    if live.engine.kb.charts:
        pictures.can_draw()  # if not, whoever starts the bot is told now
    shell = Shell(live, memory or InMemory(), pictures, observe, feedback or Tally(), settings.admin_ids)
    limits = Limits(settings.rate_limit, metrics.refused)
    admins = Admins(shell, store)
    bot = PollingBot(
        settings.token,
        f"{settings.api_url}/bot",
        f"{settings.api_url}/file/bot",
        request=WatchedRequest(request or over_http(AT_ONCE * 2), link),
        get_updates_request=WatchedRequest(request or over_http(2), link, "poll", intake.settled),
        defaults=Defaults(
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            allow_sending_without_reply=True,  # the question may be deleted by then
        ),
        rate_limiter=Pace(retried=metrics.retried),
        take=intake.take_in,
    )
    turns = PerChat(intake.handling, limits)
    builder = ApplicationBuilder().bot(bot).update_queue(intake).concurrent_updates(turns)
    app: App = builder.build()
    app.add_handlers(Refusals(shell).handlers(), group=-1)
    app.bot_data[ADMINS] = admins
    if settings.admin_ids and store:  # imported late: who has no administrators needs none of it
        from bot.telegram.editing import Editing
        from bot.telegram.usage import Usage

        app.add_handlers(Editing(admins, store, folder_of(settings)).handlers())
        app.add_handlers(Usage(admins, store, pictures).handlers())
    for surface in (Commands, Groups, PrivateMessages, Edits, Arrivals, Inline, Guests, Buttons):
        app.add_handlers(surface(shell).handlers())
    limits.concerns = lambda update: any(_acts(handler, update) for handler in app.handlers[0])
    app.add_error_handler(Errors(shell, metrics.failed).handle)
    return app


def _acts(handler: BaseHandler[Any, Any, Any], update: Update) -> bool:
    """Whether a handler takes an update, as PTB judges it."""
    check = handler.check_update(update)
    return check is not None and check is not False


def run(settings: Settings, make: Callable[[], Engine] | None = None) -> int:
    """Runs the bot until it is told to stop; the result is the exit code, see `bot.telegram.running`.

    `make` gives the engine; without it, that is made from the knowledge folder the settings name. Sets up
    logging. Raises KnowledgeError if the folder cannot be used.
    """
    secrets = filter(None, (settings.token, settings.webhook_secret))
    logs.setup(settings.log_level, settings.log_format, secrets=secrets)
    for warning in settings.warnings:
        logging.getLogger("bot.settings").warning(warning)
    if not settings.token:
        raise ValueError("a token is needed to talk to Telegram")
    from bot import apart
    from bot.store.store import Store

    folder = folder_of(settings)
    live = LiveEngine((make or apart.begin(folder))())
    link = Link()
    try:
        store = Store(settings.database_url, settings.token)
    except ModuleNotFoundError as error:
        what = error.name
        _logger.error("BOT_DATABASE_URL needs the package %s: install baotou-policy-bot[postgres].", what)  # noqa: TRY400
        return FAILED
    app = build(settings, live, link=link, store=store)
    settle()

    async def warmed(_: asyncio.Event) -> None:
        """Loads what the first question would otherwise wait for."""
        await asyncio.to_thread(live.engine.prepare)
        settle()

    async def running() -> int:
        admins: Admins = app.bot_data[ADMINS]
        # Changed knowledge is read elsewhere, too: what that takes would never be given back.
        beside = [Following(app, live, folder, admins, apart.examined).run, warmed]
        if settings.digest_at and settings.admin_ids:
            from bot.telegram.digest import Digest

            beside.append(Digest(app, admins, store, settings.digest_at).run)
        return await serve(app, settings, live.engine, link, beside=beside)

    return asyncio.run(running())


def folder_of(settings: Settings) -> Path:
    """The folder of the knowledge."""
    return settings.knowledge or default_directory()

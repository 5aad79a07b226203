"""From start to stop: connects, keeps the line, ends on SIGINT and SIGTERM.

PTB's own `run_polling` and `run_webhook` are not used: they say nothing while the network is away, and
print a traceback for a wrong token. Exit codes: 0 told to stop; 1 Telegram does not accept the token, a
port or the database cannot be used, or the bot has stopped asking for news.
"""

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any
from urllib.parse import urlsplit

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot.engine import Engine
from bot.settings import Settings
from bot.store.problems import NewerSchemaError
from bot.telegram.failures import describe
from bot.telegram.keeper import Keeper
from bot.telegram.link import STALLED_SECONDS, Link
from bot.telegram.listening import CannotListenError
from bot.telegram.menu import keep_profile
from bot.telegram.monitor import Monitor
from bot.telegram.senders import ALLOWED_UPDATES
from bot.telegram.webhook import Webhook

_logger = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]
Beside = Callable[[asyncio.Event], Coroutine[Any, Any, None]]

STOPPED, FAILED = 0, 1
LOOK_EVERY, LOOKS = (
    15.0,
    3,
)  # seconds between looks whether the bot still asks; how many show that it does not
SHUTDOWN_SECONDS = 5.0  # how long stopping may take, such as sending what is under way
LAST_STEP_SECONDS = 1.0  # each step has that long, whatever those before it took
_REVOKED_PAUSE = 0.1
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds between attempts to connect


class StalledError(Exception):
    """The bot has stopped asking; the message says for how long."""


_FAILURES: dict[type[Exception], str] = {
    CannotListenError: "The bot cannot listen on %s.",
    NewerSchemaError: "The database in BOT_DATABASE_URL cannot be used: %s.",
    StalledError: "The bot has asked Telegram for nothing for %s seconds. It ends, to be started anew.",
}


class _Stop(Exception):  # noqa: N818 - not an error
    """The bot was told to stop while it was waiting for something."""


async def serve(
    app: App,
    settings: Settings,
    engine: Engine,
    link: Link,
    stop: asyncio.Event | None = None,
    *,
    beside: Sequence[Beside] = (),
) -> int:
    """Runs `app` until a signal or `stop`; the result is the exit code.

    What is to go on `beside` it begins when the bot runs, and is to end at the event it is given.
    """
    stop, ended = stop or asyncio.Event(), asyncio.Event()
    others: list[asyncio.Task[None]] = []
    revoked = asyncio.Event()
    intake: Any = app.update_queue
    keeper = Keeper(intake, app.bot, settings.retention_days)
    monitor = Monitor(intake, link)
    webhook = Webhook(settings, app.bot, intake.receive) if settings.mode == "webhook" else None

    def on_revoked() -> None:
        revoked.set()
        # PTB's loop gets to see its own failure first; if it is stopped earlier, asyncio reports it as lost.
        asyncio.get_running_loop().call_later(_REVOKED_PAUSE, stop.set)

    with _signals_set(stop):
        try:
            if settings.monitor_port:
                monitor.start(settings.monitor_host, settings.monitor_port)
            await keeper.open()
            await _connect(app, stop)
            link.on_revoked = on_revoked  # up to here a refused token raises
            await app.start()
            keeper.start()
            await _until(stop, webhook.start() if webhook else _poll(app))
            monitor.receiving = True
            _logger.info("Running as @%s (%s).", app.bot.username, settings.mode)
            others += [asyncio.create_task(each(ended)) for each in beside]
            await _until(stop, keep_profile(app.bot, engine))
            await _until(stop, _watch(link))
        except _Stop:
            pass
        except InvalidToken:
            revoked.set()
        except tuple(_FAILURES) as error:
            _logger.error(_FAILURES[type(error)], error)  # noqa: TRY400
            return FAILED
        finally:
            monitor.receiving = False
            step = _Steps()
            if webhook:
                await step(webhook.stop())
            intake.stop()
            ended.set()
            await step(_all_of(others))
            await _shut_down(app, keeper, step)
            await step(monitor.stop())
    if revoked.is_set():
        official = urlsplit(settings.api_url).hostname == "api.telegram.org"
        hint = "" if official else f", or {settings.api_url} is no Bot API server"
        _logger.error("Telegram does not accept the token in BOT_TOKEN%s.", hint)
        return FAILED
    _logger.info("Stopped.")
    return STOPPED


@contextlib.contextmanager
def _signals_set(stop: asyncio.Event) -> Any:
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    try:
        for number in signals:
            loop.add_signal_handler(number, stop.set)
    except (NotImplementedError, RuntimeError, ValueError):  # Windows, or not the main thread
        yield
        return
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Awaits `work`, or raises _Stop as soon as `stop` is set."""
    doing = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((doing, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise _Stop
        doing.result()
    finally:
        for task in (doing, stopping):
            task.cancel()
        await asyncio.gather(doing, stopping, return_exceptions=True)


async def _connect(app: App, stop: asyncio.Event) -> None:
    """Asks Telegram who the bot is until it answers. The link says when it is away."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await _until(stop, app.initialize())
        except InvalidToken:
            raise
        except TelegramError as error:
            _logger.debug("Not connected yet: %s", describe(error))
        await _until(stop, asyncio.sleep(pause))
        pause = min(pause * 2, LONGEST_PAUSE)


async def _watch(link: Link) -> None:
    """Raises StalledError when the bot has stopped asking: who runs it sees an end, but no standstill."""
    looks = 0
    while looks < LOOKS:
        await asyncio.sleep(LOOK_EVERY)
        looks = looks + 1 if link.is_stalled else 0
    raise StalledError(f"{STALLED_SECONDS:.0f}")


async def _poll(app: App) -> None:
    if app.updater is None:
        raise RuntimeError("the application was built without an updater")
    await app.updater.start_polling(
        allowed_updates=ALLOWED_UPDATES,
        bootstrap_retries=-1,
        error_callback=lambda _: None,  # the link has said it already, in one line
    )


async def _shut_down(app: App, keeper: Keeper, step: "_Steps") -> None:
    """Stops taking updates, finishes those begun if that goes quickly, leaves the rest. Does not raise."""
    if app.updater and app.updater.running:
        await step(app.updater.stop())
    if app.running:
        await step(app.stop())
    await step(keeper.close())
    await step(app.shutdown())
    await step(app.bot.shutdown())  # closes connections also where initializing went half way


async def _all_of(tasks: Sequence[asyncio.Task[None]]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)


class _Steps:
    """Takes the steps of stopping in a time they share: Telegram and the database may both hang."""

    def __init__(self) -> None:
        self._end = time.monotonic() + SHUTDOWN_SECONDS

    async def __call__(self, step: Coroutine[Any, Any, None]) -> None:
        try:
            await asyncio.wait_for(step, max(LAST_STEP_SECONDS, self._end - time.monotonic()))
        except Exception as error:  # noqa: BLE001 - the next step is to be taken all the same
            _logger.debug("The shutdown was not clean: %s", describe(error))

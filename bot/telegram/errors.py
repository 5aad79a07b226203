"""What happens when handling an update fails: a log line without anybody's words, one kind line at most."""

import logging
from collections.abc import Callable

from telegram import Update
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import ContextTypes

from bot.telegram.failures import describe, is_quiet
from bot.telegram.render import Screen, layout
from bot.telegram.sending import acknowledge, send
from bot.telegram.shell import Sender, Shell
from bot.telegram.unit import reply_unsent

_logger = logging.getLogger(__name__)


class Errors:
    """The error handler of the application. `failed` hears of each error that is no part of normal life."""

    def __init__(self, shell: Shell, failed: Callable[[BaseException], None] = lambda _: None) -> None:
        self._shell = shell
        self._failed = failed

    async def handle(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Logs what went wrong, and tells whoever waits for a message."""
        error = context.error
        number = update.update_id if isinstance(update, Update) else None
        if error is None or is_quiet(error):
            _logger.debug("Update %s: nothing to do about %s", number, error)
            return
        self._failed(error)
        if isinstance(error, (NetworkError, RetryAfter)) and not isinstance(error, BadRequest):
            _logger.warning("Update %s: a reply could not be sent (%s)", number, describe(error))
            reply_unsent()
            return  # a line of apology would not arrive either
        _logger.error("Update %s could not be handled: %s", number, describe(error))
        _logger.debug("The traceback", exc_info=error)
        if isinstance(update, Update):
            await self._apologise(update)

    async def _apologise(self, update: Update) -> None:
        query, message = update.callback_query, update.message
        sender = Sender.person(query.from_user) if query else Sender.of(message) if message else None
        if sender is None:
            return
        try:
            text = self._shell.engine.text("telegram_error", await self._shell.language(sender))
            if query:
                await acknowledge(query, text)
            elif message:
                await send(message, Screen(layout(text)))
        except Exception as error:  # noqa: BLE001 - one mistake is enough
            _logger.debug("The apology did not arrive either: %s", describe(error))

"""What happens when handling an update fails: a log line without anybody's words, one kind line at most."""

import logging
import traceback

from telegram import Update
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ContextTypes

from bot.telegram.render import Screen, layout
from bot.telegram.sending import send
from bot.telegram.shell import Sender, Shell

_logger = logging.getLogger(__name__)

# Part of normal life, by the words Telegram describes it with.
_QUIET = (
    "message is not modified",  # a button pressed twice
    "query is too old",  # a press or an inline query that was answered too late
    "message to edit not found",  # deleted in the meantime
    "message can't be edited",  # likewise, or too old
    "query_id_invalid",  # answered too late, in other words
    "not enough rights to send",  # muted in a group
    "have no rights to send",  # likewise
    "chat_write_forbidden",  # likewise
    "topic_closed",
    "message thread not found",  # the topic was deleted
    "chat not found",
)


def is_quiet(error: BaseException | None) -> bool:
    """Whether `error` is a part of normal life that nobody needs to hear of: blocked, deleted, too late."""
    if isinstance(error, (Forbidden, ChatMigrated)):
        return True
    return isinstance(error, BadRequest) and any(words in error.message.lower() for words in _QUIET)


def describe(error: BaseException) -> str:
    """`error` in one line without people's words: its kind, Telegram's description or the place in the code.

    The message of other exceptions is left out, since it may quote what somebody wrote.
    """
    kind = type(error).__name__
    if isinstance(error, TelegramError):
        # What follows these words is the body of a response.
        return f"{kind}: {error.message.partition('. Parsing the server response')[0]}"
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return f"{kind} at {' < '.join(f'{frame.name}:{frame.lineno}' for frame in reversed(frames))}"


class Errors:
    """The error handler of the application."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    async def handle(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Logs what went wrong, and tells whoever waits for a message."""
        error = context.error
        number = update.update_id if isinstance(update, Update) else None
        if error is None or is_quiet(error):
            _logger.debug("Update %s: nothing to do about %s", number, error)
            return
        if isinstance(error, (NetworkError, RetryAfter)) and not isinstance(error, BadRequest):
            _logger.warning("Update %s: a reply could not be sent (%s)", number, describe(error))
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
                await query.answer(text)
            elif message:
                await send(message, Screen(layout(text)))
        except TelegramError as error:
            _logger.debug("The apology did not arrive either: %s", describe(error))

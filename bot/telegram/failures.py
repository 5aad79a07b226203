"""Telling failures apart: those that are part of normal life, and a plain line for the others."""

import traceback

from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

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

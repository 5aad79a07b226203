"""Whether an update has the form that Telegram documents, where the bot relies on it.

python-telegram-bot takes whatever stands in a field. A chat whose id is a list would be noticed much later,
in the middle of something.
"""

from collections.abc import Iterator
from functools import cache
from types import NoneType
from typing import Any

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberUpdated,
    InlineQuery,
    MaybeInaccessibleMessage,
    Message,
    MessageEntity,
    TelegramObject,
    Update,
    User,
)

_MOST = 2**63  # no number of Telegram's is as large
_TEXT, _MAYBE_TEXT, _NUMBER, _MAYBE_NUMBER = (str,), (str, NoneType), (int,), (int, NoneType)
# https://core.telegram.org/bots/api#available-types
_FORMS: dict[type[TelegramObject], dict[str, tuple[type, ...]]] = {
    User: {"id": _NUMBER, "is_bot": (bool,), "first_name": _TEXT, "language_code": _MAYBE_TEXT},
    Chat: {"id": _NUMBER, "type": _TEXT},
    MaybeInaccessibleMessage: {"message_id": _NUMBER, "chat": (Chat,)},
    Message: {
        "from_user": (User, NoneType),
        "text": _MAYBE_TEXT,
        "caption": _MAYBE_TEXT,
        "message_thread_id": _MAYBE_NUMBER,
        "guest_query_id": _MAYBE_TEXT,
    },
    MessageEntity: {"type": _TEXT, "offset": _NUMBER, "length": _NUMBER, "url": _MAYBE_TEXT},
    CallbackQuery: {
        "id": _TEXT,
        "from_user": (User,),
        "data": _MAYBE_TEXT,
        "inline_message_id": _MAYBE_TEXT,
    },
    InlineQuery: {"id": _TEXT, "from_user": (User,), "query": _TEXT, "offset": _TEXT},
    ChatMember: {"user": (User,), "status": _TEXT},
    ChatMemberUpdated: {
        "chat": (Chat,),
        "from_user": (User,),
        "old_chat_member": (ChatMember,),
        "new_chat_member": (ChatMember,),
    },
}


def is_sound(update: Update) -> bool:
    """Whether every part of `update` that the bot makes use of is of the kind it should be."""
    waiting: list[TelegramObject | None] = [update]
    while waiting:
        part = waiting.pop()
        if part is None:
            return False
        kind: type = type(part)
        for name, kinds in _form(kind):
            value = getattr(part, name)
            if not isinstance(value, kinds) or (type(value) is bool and bool not in kinds):
                return False
            if isinstance(value, int) and abs(value) >= _MOST:
                return False
        waiting += _parts(part)
    return True


@cache
def _form(kind: type) -> tuple[tuple[str, tuple[type, ...]], ...]:
    return tuple(field for known, form in _FORMS.items() if issubclass(kind, known) for field in form.items())


def _parts(whole: TelegramObject) -> Iterator[TelegramObject | None]:
    """What `whole` is put together from; None for what is missing in a list."""
    kind: type = type(whole)
    for name in _names(kind):
        value: Any = getattr(whole, name, None)
        if isinstance(value, TelegramObject):
            yield value
        elif type(value) is tuple:
            yield from (each for each in value if each is None or isinstance(each, TelegramObject))


@cache
def _names(kind: type) -> tuple[str, ...]:
    slots = (name for each in kind.__mro__ for name in getattr(each, "__slots__", ()))
    return tuple(name for name in slots if not name.startswith("_") and name != "api_kwargs")

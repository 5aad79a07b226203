"""Updates as they are kept until they are answered: text, without anybody's name and telephone number."""

import json
from typing import TYPE_CHECKING, Any

from telegram import Update

if TYPE_CHECKING:
    from telegram import Bot

_BLANK = frozenset({"first_name", "phone_number", "title"})  # needed to read the update back
_LEFT_OUT = frozenset({"last_name", "username", "vcard", "author_signature", "sender_user_name"})


def place(update: Update) -> int:
    """The chat (or where there is none, the person) whose updates are handled in order."""
    if update.effective_chat:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user else 0


def is_from(payload: str, user: int) -> bool:
    """Whether it was `user` who sent what `write` made `payload` of; not if it cannot be read."""
    try:
        parts = json.loads(payload).values()
    except (ValueError, AttributeError, RecursionError):
        return False
    senders = [part.get("sender_chat") or part.get("from") for part in parts if isinstance(part, dict)]
    return any(isinstance(sender, dict) and sender.get("id") == user for sender in senders)


def write(data: dict[str, Any]) -> str:
    """An update, as Telegram's JSON, as text. Only what stands for a bot keeps its names."""
    return json.dumps(_nameless(data))


def read(payload: str, bot: "Bot") -> Update:
    """The update `write` made `payload` of. Raises whatever a damaged one causes."""
    update = Update.de_json(json.loads(payload), bot)
    if update is None:
        raise ValueError("an empty update")
    return update


def _nameless(value: Any) -> Any:
    if isinstance(value, list):
        return [_nameless(each) for each in value]
    if not isinstance(value, dict) or value.get("is_bot") is True:
        return value
    kept = {name: _nameless(each) for name, each in value.items() if name not in _LEFT_OUT}
    return kept | dict.fromkeys(_BLANK & kept.keys(), "")

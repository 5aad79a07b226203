"""Messages as the page shows them, ready for JSON."""

from typing import Any

from bot.fake_telegram import SentMessage
from bot.fake_telegram.people import entities

View = dict[str, Any]
_EXCERPT = 120  # characters of a message that is replied to


def written(message: dict[str, Any]) -> View:
    """A message of a person, as the API hands it out."""
    view = {
        "id": message["message_id"],
        "from": {"id": message["from"]["id"], "name": message["from"]["first_name"]},
        "text": message["text"],
        "entities": message["entities"],
        "date": message["date"],
        "edited": "edit_date" in message,
    }
    return view | {"reply": message.get("reply_to_message", {}).get("message_id")}


def sent(message: SentMessage, me: dict[str, Any], via: View | None = None) -> View:
    """A message of the bot; `via` is the person who chose it, where it came by way of inline mode."""
    photo = message.photo
    return {
        "id": message.id,
        "from": via or {"id": me["id"], "name": me["first_name"]},
        "via": via is not None,
        "bot": via is None,
        "text": message.text,
        "entities": _with_found(message),
        "photo": photo and {"file": photo.file_id, "width": photo.width, "height": photo.height},
        "rows": message.rows,
        "date": message.date,
        "edited": message.edits > 0,
        "reply": message.reply_to,
    }


def excerpt(view: View) -> str:
    """The beginning of a message, for those that reply to it."""
    return str(view["text"]).strip().partition("\n")[0][:_EXCERPT]


def _with_found(message: SentMessage) -> list[View]:
    """The entities of a message, with the commands and mentions that Telegram finds by itself."""
    given = [entity.as_json() for entity in message.content.entities]
    taken = [(each["offset"], each["offset"] + each["length"]) for each in given if "url" in each]
    found = [
        each
        for each in entities(message.text)
        if not any(start < each["offset"] + each["length"] and each["offset"] < end for start, end in taken)
    ]
    return [*given, *found]

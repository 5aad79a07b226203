"""What stands in a button: a version, an action, a language and an id, in at most 64 bytes.

https://core.telegram.org/bots/api#inlinekeyboardbutton, `callback_data`. Buttons stay in chats for years,
so nothing read from one is trusted: it may be from an older version, or from another hand.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.languages import Language

VERSION = "1"
MAX_BYTES = 64
_DIGEST = 32  # hexadecimal digits: 128 bits, so two ids never meet


class Action(StrEnum):
    """What pressing a button does."""

    TOPICS = "t"  # show the topics
    TOPIC = "o"  # show the questions of a topic
    BROWSE = "b"  # show an entry in place, with the way back to its topic
    CHOOSE = "c"  # show an entry in place: it was one of the choices offered
    RELATED = "r"  # show an entry in a message of its own
    LANGUAGE = "l"  # take this language


@dataclass(frozen=True, slots=True)
class Press:
    """A button's meaning; `key` names a topic or an entry as `short_id` writes it."""

    action: Action
    language: Language
    key: str = ""


_LETTERS = {Language.EN: "e", Language.ZH_HANS: "s", Language.ZH_HANT: "t"}
_LANGUAGES = {letter: language for language, letter in _LETTERS.items()}
_HEAD_BYTES = len(f"{VERSION}:x:x:")
_PARTS = 4


def short_id(text: str, limit: int = MAX_BYTES - _HEAD_BYTES) -> str:
    """`text` itself if it takes at most `limit` bytes, else a digest of it, the same every time."""
    if len(text.encode()) <= limit:
        return text
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]


def pack(action: Action, language: Language, name: str = "") -> str:
    """The `callback_data` of a button, for the topic or entry `name`."""
    return f"{VERSION}:{action}:{_LETTERS[language]}:{short_id(name)}"


def unpack(data: str | None) -> Press | None:
    """What a button's data means, or None if this version did not write it."""
    parts = (data or "").split(":", maxsplit=3)
    if len(parts) != _PARTS or parts[0] != VERSION or parts[2] not in _LANGUAGES:
        return None
    try:
        action = Action(parts[1])
    except ValueError:
        return None
    return Press(action, _LANGUAGES[parts[2]], parts[3])


def resolve(key: str, names: Iterable[str]) -> str | None:
    """The one of `names` that `key` stands for, or None."""
    return next((name for name in names if short_id(name) == key), None)

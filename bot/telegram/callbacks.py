"""What stands in a button: a version, an action, a language, an id and a detail, in at most 64 bytes.

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
_HEAD_BYTES = len(f"{VERSION}:x:x:")
_DETAIL_BYTES = 16
_KEY_BYTES = MAX_BYTES - _HEAD_BYTES - _DETAIL_BYTES - len(":")
_DIGEST = 32  # hexadecimal digits: 128 bits, so two ids never meet


class Action(StrEnum):
    """What pressing a button does."""

    TOPICS = "t"  # show the topics
    TOPIC = "o"  # show the questions of a topic
    BROWSE = "b"  # show an entry in place, with the way back to its topic
    CHOOSE = "c"  # show an entry in place: it was one of the choices offered
    RELATED = "r"  # show an entry in a message of its own
    NONE = "n"  # none of the choices offered was meant
    AUDIENCES = "w"  # show whom there is something for
    AUDIENCE = "a"  # show what there is for somebody
    SOURCE = "s"  # say where an entry is from
    HELPFUL = "y"  # the answer helped
    UNHELPFUL = "u"  # it did not
    LANGUAGE = "l"  # take this language


@dataclass(frozen=True, slots=True)
class Press:
    """A button's meaning.

    `key` names a topic, an audience or an entry as `pack` writes it; `detail` is the page of a list, or
    names the audience by whose list an entry was reached.
    """

    action: Action
    language: Language
    key: str = ""
    detail: str = ""


_LETTERS = {Language.EN: "e", Language.ZH_HANS: "s", Language.ZH_HANT: "t"}
_LANGUAGES = {letter: language for language, letter in _LETTERS.items()}
_LEAST_PARTS, _MOST_PARTS = 4, 5


def short_id(text: str, limit: int) -> str:
    """`text` itself if it takes at most `limit` bytes, else a digest of it, the same every time."""
    return text if len(text.encode()) <= limit else _digest(text, limit)


def _digest(text: str, limit: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[: min(_DIGEST, limit)]


def _part(text: str, limit: int) -> str:
    """`text` as a part of a button's data, between colons."""
    return _digest(text, limit) if ":" in text else short_id(text, limit)


def pack(action: Action, language: Language, name: str = "", detail: str = "") -> str:
    """The `callback_data` of a button, for the topic, audience or entry `name`."""
    parts = [VERSION, action, _LETTERS[language], _part(name, _KEY_BYTES)]
    return ":".join([*parts, _part(detail, _DETAIL_BYTES)] if detail else parts)


def unpack(data: str | None) -> Press | None:
    """What a button's data means, or None if this version did not write it."""
    parts = (data or "").split(":")
    if not _LEAST_PARTS <= len(parts) <= _MOST_PARTS or parts[0] != VERSION or parts[2] not in _LANGUAGES:
        return None
    try:
        action = Action(parts[1])
    except ValueError:
        return None
    return Press(action, _LANGUAGES[parts[2]], *parts[3:])


def resolve(key: str, names: Iterable[str]) -> str | None:
    """The one of `names` that `key` stands for, or None."""
    return next((name for name in names if key in {name, _part(name, _KEY_BYTES)}), None)


def resolve_detail(detail: str, names: Iterable[str]) -> str | None:
    """The one of `names` that `detail` stands for, or None."""
    return next((name for name in names if _part(name, _DETAIL_BYTES) == detail), None)

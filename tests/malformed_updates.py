"""Updates of every kind that python-telegram-bot reads, made from its classes' signatures, and spoilt."""

import datetime as dt
import inspect
import sys
import types
import typing
from collections.abc import Sequence

import telegram
from telegram import TelegramObject, Update

PRIVATE = "private words"
_TEXTS = (
    PRIVATE,
    "",
    "\u202e" + PRIVATE,
    f"<b>{PRIVATE}",
    f"/ask {PRIVATE}",
    "/misses",
    f"@policy_bot {PRIVATE}",
)
_ODD = (None, True, 0, -1, 2**63, 10**40, 1.5, [], [[]], [None], {}, {"id": 1}, PRIVATE)
_CHOICES = {
    "type": (
        "private",
        "group",
        "supergroup",
        "channel",
        "bot_command",
        "mention",
        "text_mention",
        "regular",
    ),
    "status": ("member", "left", "kicked", "creator", "administrator", "restricted"),
    "language_code": ("en", "zh", "zh-TW", None),
    "id": (5, 6, -1_000_000_000_007),
}
_OPTIONAL = ("text", "caption", "entities", "data", "message", "from_user", "reply_to_message")


def _fields(kind):
    """The fields of a type: name, type, and whether they have to be there."""
    known = {**vars(typing), **vars(telegram), **vars(sys.modules[kind.__module__])}
    known |= {"dtm": dt, "Sequence": Sequence}
    for name, field in inspect.signature(kind.__init__).parameters.items():
        if name in {"self", "api_kwargs"} or field.kind in {field.VAR_KEYWORD, field.VAR_POSITIONAL}:
            continue
        try:
            wanted = eval(field.annotation, known) if isinstance(field.annotation, str) else field.annotation  # noqa: S307 - the library's own
        except NameError:
            wanted = typing.Any
        yield name, wanted, field.default is field.empty


KINDS = [name for name, _, required in _fields(Update) if not required]


def made(chance, wanted, depth=4, name=""):
    """JSON for a type, as far as its signature tells; chosen by `chance`."""
    if name in _CHOICES and wanted in (int, str, str | None):
        return chance.choice(_CHOICES[name])
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        return made(
            chance, chance.choice([each for each in arguments if each is not type(None)]), depth, name
        )
    if origin in (Sequence, list, tuple):
        return [made(chance, arguments[0], depth - 1, name) for _ in range(chance.choice((0, 1, 2)))]
    simple = {
        str: _TEXTS,
        int: (0, 1, 7, 2**40),
        bool: (True, False),
        float: (0.5,),
        dt.datetime: (1, 2**31),
    }
    if wanted in simple:
        return chance.choice(simple[wanted])
    if not (inspect.isclass(wanted) and issubclass(wanted, TelegramObject)):
        return chance.choice(_ODD)
    likely = 0.5 if depth else 0.0
    return {
        {"from_user": "from"}.get(name, name): made(chance, kind, max(depth - 1, 0), name)
        for name, kind, required in _fields(wanted)
        if required or chance.random() < (likely if name in _OPTIONAL else likely / 10)
    }


def spoilt(chance, value, rate):
    """`value` with some of its parts taken out, or others in their places."""
    if chance.random() < rate:
        return chance.choice(_ODD)
    if isinstance(value, dict):
        return {
            name: spoilt(chance, each, rate) for name, each in value.items() if chance.random() >= rate / 2
        }
    return [spoilt(chance, each, rate) for each in value] if isinstance(value, list) else value


def updates(chance, kind, numbers):
    """An update of a kind for each number, some of them sound."""
    [wanted] = [wanted for name, wanted, _ in _fields(Update) if name == kind]
    for number in numbers:
        yield {
            "update_id": number,
            kind: spoilt(chance, made(chance, wanted), chance.choice((0.0, 0.02, 0.1))),
        }

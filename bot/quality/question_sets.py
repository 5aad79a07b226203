"""Question sets: what people ask, with what a good reply is.

A set is a YAML list. A group of it is a mapping `{group, kind, say, entries, <language>: [questions]}`:

- `kind` is what a good reply does: `answer`, `unknown` (admit that the sources do not say), `refuse` (it is
  about something else) or `chitchat`.
- `say` holds regular expressions; the reply of an `answer` group must match them all, after case, white space
  and thousands separators are taken away.
- `entries`, where it stands, names what is meant. It tells confusions apart, and where there is no `say`,
  a reply that rests on all of these is right. Without either, any answer is.
- a language is `en`, `zh` or `zh-Hant`.

A conversation is a list of turns `{user, say, entries}`, each asked with those before it in mind.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.languages import Language, detect
from bot.problems import FileError

KINDS = ("answer", "unknown", "refuse", "chitchat")
TURN = "dialogue"
"""The kind of a question that is a turn of a conversation."""

_OWN_FIELDS = {"group", "kind", "say", "entries"}
_WRONG_FORM = (AttributeError, KeyError, TypeError, ValueError, re.error)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what a good reply to it is."""

    group: str
    kind: str
    language: str
    text: str
    say: tuple[re.Pattern[str], ...] = ()
    entries: tuple[str, ...] = ()  # that are meant; none where the set does not say
    before: tuple[str, ...] = ()  # what was said earlier in the same conversation


def load_questions(path: Path) -> list[Question]:
    """The questions in a file, in order. FileError, naming the place, if it is not of the form above."""
    try:
        parts = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise FileError(f"{path}: cannot be read: {error}") from error
    if not isinstance(parts, list):
        raise FileError(f"{path}: a question set is a list of groups or conversations")
    found: list[Question] = []
    for number, part in enumerate(parts, start=1):
        name = f"{path.stem} {number}"
        try:
            found += _conversation(name, part) if isinstance(part, list) else _group(part)
        except _WRONG_FORM as error:
            raise FileError(f"{path}: part {number}: {part!r:.60}: {_told(error)}") from error
    return found


def unknown_entries(questions: Iterable[Question], known: Iterable[str]) -> list[str]:
    """The entries that questions name, and that are not among the known ones."""
    return sorted({entry for question in questions for entry in question.entries} - set(known))


def _group(group: dict[str, Any]) -> Iterator[Question]:
    name, kind = str(group["group"]), str(group["kind"])
    if kind not in KINDS:
        raise ValueError(f"kind is one of {', '.join(KINDS)}, not {kind}")
    say, entries = _say(group), _texts(group.get("entries", []))
    for language, texts in group.items():
        if language in _OWN_FIELDS:
            continue
        if Language.from_tag(language) is None:
            raise ValueError(f"{language!r} is neither a field nor a language")
        for text in _texts(texts):
            yield Question(name, kind, language, text, say, entries)


def _conversation(name: str, turns: list[dict[str, Any]]) -> Iterator[Question]:
    texts = tuple(str(turn["user"]) for turn in turns)
    language = detect(" ".join(texts), Language.EN).code
    for number, turn in enumerate(turns):
        entries = _texts(turn.get("entries", []))
        yield Question(name, TURN, language, texts[number], _say(turn), entries, texts[:number])


def _say(part: dict[str, Any]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in _texts(part.get("say", [])))


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r:.30} should be a list")
    return tuple(str(each) for each in value)


def _told(error: Exception) -> str:
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)

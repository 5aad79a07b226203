"""Judging replies to a question set: what was right, asked back, wrong or silent.

A question set is YAML: a list of groups `{group, kind, say, <language>: [questions]}`. `kind` is what a
good reply is (`answer`, `unknown`, `refuse`, `chitchat`); `say` holds regular expressions that must all be
found in the reply of an `answer` group, after case, white space and thousands separators are taken away.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

from bot.engine import Engine
from bot.languages import to_simplified
from bot.problems import FileError
from bot.reply import Answer, Clarify, Refuse, Reply, Smalltalk, Unknown
from bot.terminal_reply import reply_text

MAX_ANSWER = 900
"""Characters; all of the knowledge base at once is no answer."""

_NOT_SAID = re.compile(
    r"not(?:say|said|given|list|define|described|mention)|nothingabout|(?:names?|gives?|mentions?|sets?)no"
    r"|[没沒]有(?:说明|提到|给出|列出|点名|逐一|写|說明|給出|點名|寫)"
)
_BLANKS = re.compile(r"[\s,，\u00a0\u202f]+")


class Grade(StrEnum):
    """How a reply is judged."""

    RIGHT = "right"
    ASKED = "asked"  # asked back, or pointed the right way
    WRONG = "wrong"  # an answer was shown, and it was not the right one
    SILENT = "silent"  # no answer where there is one


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what a good reply to it is."""

    group: str
    kind: str
    language: str
    text: str
    say: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with the reply it got."""

    question: Question
    reply: Reply
    grade: Grade
    milliseconds: float


def load_questions(path: Path) -> list[Question]:
    """The questions in a file, in order. FileError, naming the group, if it is not of the form above."""
    try:
        groups = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise FileError(f"{path}: cannot be read: {error}") from error
    if not isinstance(groups, list):
        raise FileError(f"{path}: a question set is a list of groups")
    return [question for group in groups for question in _read(group, path)]


def _read(group: dict[str, Any], path: Path) -> Iterator[Question]:
    try:
        name, kind = str(group["group"]), str(group["kind"])
        say = tuple(re.compile(pattern) for pattern in group.get("say", ()))
        languages = {key: value for key, value in group.items() if key not in {"group", "kind", "say"}}
        for language, texts in languages.items():
            for text in texts:
                yield Question(name, kind, language, str(text), say)
    except (AttributeError, KeyError, TypeError, re.error) as error:
        raise FileError(f"{path}: group {group!r:.60}: {type(error).__name__}: {error}") from error


def evaluate(engine: Engine, questions: Iterable[Question]) -> Iterator[Judged]:
    """Ask each question by itself and judge the reply."""
    for question in questions:
        start = perf_counter()
        reply = engine.respond(question.text).reply
        took = (perf_counter() - start) * 1000
        yield Judged(question, reply, judge(question, reply), took)


def judge(question: Question, reply: Reply) -> Grade:
    """How good `reply` is."""
    match question.kind:
        case "answer":
            return _judge_answer(question, reply)
        case "unknown" if isinstance(reply, Answer) and _NOT_SAID.search(_squash(reply_text(reply))):
            return Grade.RIGHT  # it tells what is known, and that the rest is not
        case "unknown" | "refuse":
            return _judge_declined(reply)
        case _:
            return Grade.RIGHT if isinstance(reply, Smalltalk | Refuse) else Grade.WRONG


def _judge_answer(question: Question, reply: Reply) -> Grade:
    if isinstance(reply, Clarify):
        return Grade.ASKED
    if not isinstance(reply, Answer):
        return Grade.SILENT
    text = reply_text(reply)
    seen = _squash(text), _squash(to_simplified(text))
    complete = all(any(pattern.search(form) for form in seen) for pattern in question.say)
    return Grade.RIGHT if complete and len(text) <= MAX_ANSWER else Grade.WRONG


def _judge_declined(reply: Reply) -> Grade:
    if isinstance(reply, Unknown | Refuse | Smalltalk):
        return Grade.RIGHT
    return Grade.ASKED if isinstance(reply, Clarify) else Grade.WRONG


def _squash(text: str) -> str:
    return _BLANKS.sub("", text).lower().replace("’", "'")


@dataclass(frozen=True, slots=True)
class Tally:
    """Shares of the grades among questions of one kind and language, in percent."""

    kind: str
    language: str
    count: int
    right: float
    asked: float
    wrong: float
    silent: float


def tally(judged: Iterable[Judged]) -> list[Tally]:
    """The shares per kind and language, in alphabetical order."""
    grades: dict[tuple[str, str], Counter[Grade]] = {}
    for each in judged:
        grades.setdefault((each.question.kind, each.question.language), Counter())[each.grade] += 1
    return [
        Tally(kind, language, count.total(), *(100 * count[grade] / count.total() for grade in Grade))
        for (kind, language), count in sorted(grades.items())
    ]


def wrong_share(judged: Iterable[Judged]) -> float:
    """The share of all questions to which a wrong answer was shown, in percent."""
    grades = Counter(each.grade for each in judged)
    return 100 * grades[Grade.WRONG] / grades.total() if grades else 0.0

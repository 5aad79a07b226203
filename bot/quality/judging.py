"""Judging replies to questions: what was right, asked back, wrong or silent."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter

from bot.engine import Engine
from bot.knowledge.model import EntryKind
from bot.languages import Language, to_simplified
from bot.quality.question_sets import TURN, Question
from bot.reply import Answer, Clarify, Context, Refuse, Reply, Smalltalk, Unknown
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
class Judged:
    """A question with the reply it got."""

    question: Question
    reply: Reply
    grade: Grade
    milliseconds: float


def evaluate(engine: Engine, questions: Iterable[Question]) -> Iterator[Judged]:
    """Ask each question, after those that came before it in its conversation, and judge the reply."""
    for question in questions:
        context = Context()
        for text in question.before:  # again for each turn, so that questions can be asked in any order
            context = engine.respond(text, context).context
        start = perf_counter()
        reply = engine.respond(question.text, context).reply
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
        case kind if kind == TURN:
            return _judge_turn(question, reply)
        case _:
            return Grade.RIGHT if isinstance(reply, Smalltalk | Refuse) else Grade.WRONG


def _judge_answer(question: Question, reply: Reply) -> Grade:
    if isinstance(reply, Clarify):
        return Grade.ASKED
    if not isinstance(reply, Answer):
        return Grade.SILENT
    return Grade.RIGHT if _says_it(question, reply) else Grade.WRONG


def _judge_turn(question: Question, reply: Reply) -> Grade:
    """A turn may have any kind of good reply: what it says decides."""
    if _says_it(question, reply):
        return Grade.RIGHT
    if isinstance(reply, Clarify):
        return Grade.ASKED
    return Grade.WRONG if isinstance(reply, Answer) else Grade.SILENT


def _says_it(question: Question, reply: Reply) -> bool:
    """Whether the reply says all it should, and not all there is."""
    text = reply_text(reply)
    if len(text) > MAX_ANSWER:
        return False
    if not question.say:
        return set(question.entries) <= set(reply.entries)
    seen = _squash(text), _squash(to_simplified(text))
    return all(any(pattern.search(form) for form in seen) for pattern in question.say)


def _judge_declined(reply: Reply) -> Grade:
    if isinstance(reply, Unknown | Refuse | Smalltalk):
        return Grade.RIGHT
    return Grade.ASKED if isinstance(reply, Clarify) else Grade.WRONG


def _squash(text: str) -> str:
    return _BLANKS.sub("", text).lower().replace("’", "'")


def settling(engine: Engine) -> Callable[[Question], frozenset[str]]:
    """What tells the entries that settle a question by themselves, when shown.

    None settles small talk or a turn of a conversation, whose reply may rest on the turns before.
    """
    kept: dict[tuple[object, ...], frozenset[str]] = {}
    unknown = frozenset(e.id for e in engine.kb.entries.values() if e.kind is EntryKind.UNKNOWN)

    def found(question: Question) -> frozenset[str]:
        match question.kind:
            case "answer" if not question.say:
                return frozenset(question.entries) if len(question.entries) == 1 else frozenset()
            case "answer":
                language = Language.from_tag(question.language) or Language.EN
                shown = ((entry, engine.show(entry, language)) for entry in engine.kb.entries)
                return frozenset(entry for entry, reply in shown if judge(question, reply) is Grade.RIGHT)
            case "unknown":
                return unknown
            case _:
                return frozenset()

    def settle(question: Question) -> frozenset[str]:
        key = (question.kind, question.language, question.say, question.entries)  # the same for a whole group
        if key not in kept:
            kept[key] = found(question)
        return kept[key]

    return settle

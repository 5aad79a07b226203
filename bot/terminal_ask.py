"""Questions in, replies out, one after the other: what `baotou-bot ask` does once it has an engine."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

from bot.engine import Engine
from bot.languages import Language
from bot.reply import Context, Reply
from bot.terminal_layout import Style, fit
from bot.terminal_reply import explain, json_line, reply_text


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, its reply, and how long the engine took for it."""

    question: str
    reply: Reply
    milliseconds: float


def lines(stream: Iterable[str]) -> Iterator[str]:
    """The lines of `stream` without their ends."""
    return (line.removesuffix("\n").removesuffix("\r") for line in stream)


def answer(
    engine: Engine, questions: Iterable[str], preferred: Language | None, *, conversation: bool
) -> Iterator[Answered]:
    """Each question answered, by itself or as part of a conversation, which a blank line starts afresh."""
    fresh = Context(preferred=preferred)
    context = fresh
    for question in questions:
        if conversation and not question.strip():
            context = fresh
            continue
        started = time.perf_counter()
        turn = engine.respond(question, context)
        yield Answered(question, turn.reply, (time.perf_counter() - started) * 1000)
        if conversation:
            context = turn.context


def write_json(answered: Iterable[Answered], out: TextIO) -> None:
    """One JSON object a line, each handed on at once so that a program can wait for it."""
    for each in answered:
        out.write(json_line(each.question, each.reply, each.milliseconds) + "\n")
        out.flush()


def write_replies(
    answered: Iterable[Answered], engine: Engine, out: TextIO, style: Style, *, why: bool
) -> None:
    """The replies as people read them, a blank line between two; `why` adds what matched and how strongly."""
    gap = ""
    for each in answered:
        text = reply_text(each.reply, style)
        if why:
            text += f"\n\n{explain(each.reply, engine, each.reply.lang)}"
        out.write(gap + (fit(text) if out.isatty() else text) + "\n")
        out.flush()
        gap = "\n"

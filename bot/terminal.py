"""The terminal chat: a line typed in, a text to show out. The loop at the end reads and prints."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TextIO

from bot.engine import Engine
from bot.knowledge.model import Localized
from bot.knowledge.render import format_date
from bot.languages import Language
from bot.reply import Choice, Clarify, Context, Reply
from bot.terminal_layout import Style, columns, fit, pad, printable
from bot.terminal_reply import PLAIN, explain, numbered, reply_text


class Chat:
    """One conversation. `respond` takes a line and gives the text to show, or None to end."""

    def __init__(self, engine: Engine, language: Language, style: Style = PLAIN) -> None:
        self._engine = engine
        self._style = style
        self._context = Context(preferred=language)
        self._language = language  # of the last thing said
        self._last: Reply | None = None
        self._menu: tuple[Choice, ...] = ()  # what a number chooses from
        self._choose: Callable[[str], str] = self._show_entry  # what is done with the id chosen
        self._commands: dict[str, Callable[[str], str]] = {
            "help": self._help,
            "topics": self._topics,
            "topic": self._topic,
            "sources": self._sources,
            "language": self._set_language,
            "why": self._why,
            "forget": self._forget,
        }

    def welcome(self) -> str:
        """What the chat opens with."""
        name = self._local(self._engine.kb.name) or "baotou-bot"
        return f"{self._style.bold(name)}\n{self._say('terminal_welcome')}"

    def prompt(self) -> str:
        """What stands before the reader's line."""
        return self._say("terminal_prompt")

    def goodbye(self) -> str:
        """What the chat closes with."""
        return self._say("terminal_bye")

    def respond(self, line: str) -> str | None:
        """The text to show for `line`: a question, a number or a command. None ends the chat."""
        line = line.strip()
        if line.startswith("/"):
            return self._command(line)
        if line.isdecimal() and 1 <= int(line[:9]) <= len(self._menu):
            return self._choose(self._menu[int(line) - 1].entry)
        turn = self._engine.respond(line, self._context)
        self._context = turn.context
        return self._present(turn.reply)

    def _command(self, line: str) -> str | None:
        name, _, argument = line[1:].partition(" ")
        name = name.lower()
        if name in {"quit", "exit"}:
            return None
        if name in self._commands:
            return self._commands[name](argument.strip())
        entry = self._engine.command_entry(name)
        if entry:
            return self._show_entry(entry.id)
        return self._say("terminal_unknown_command", command=printable(f"/{name}"))

    # Replies

    def _present(self, reply: Reply) -> str:
        self._last, self._language = reply, reply.lang
        # A question back is chosen from by the engine, which sees its choices in the context.
        self._offer(() if isinstance(reply, Clarify) else reply.related, self._show_entry)
        text = reply_text(reply, self._style)
        if self._menu:
            text += f"\n\n{self._say('terminal_related')}\n{numbered(self._menu, self._style)}"
        return text

    def _show_entry(self, entry_id: str) -> str:
        turn = self._engine.chosen(entry_id, self._context, self._language)
        self._context = turn.context
        return self._present(turn.reply)

    def _offer(self, menu: Sequence[Choice], choose: Callable[[str], str]) -> None:
        self._menu, self._choose = tuple(menu), choose

    # Commands: each takes what was typed behind its name

    def _help(self, _: str) -> str:
        own = [
            (f"/{name} N" if name == "topic" else f"/{name}", self._say(f"terminal_help_{name}"))
            for name in (*self._commands, "quit")
        ]
        shortcuts = [(f"/{name}", printable(text)) for name, text in self._engine.commands(self._language)]
        width = max(columns(name) for name, _ in own + shortcuts)

        def table(rows: Sequence[tuple[str, str]]) -> str:
            return "\n".join(f"{self._style.bold(pad(name, width))}  {text}" for name, text in rows)

        parts = [self._say("terminal_help"), table(own)]
        if shortcuts:
            parts.append(f"{self._say('terminal_help_shortcuts')}\n{table(shortcuts)}")
        return "\n\n".join(parts)

    def _topics(self, _: str) -> str:
        topics = self._engine.topics(self._language)
        if not topics:
            return self._say("terminal_no_topics")
        self._offer(topics, self._show_topic)
        return f"{self._say('terminal_topics')}\n{numbered(topics, self._style)}"

    def _topic(self, argument: str) -> str:
        topics = self._engine.topics(self._language)
        if not argument or not topics:
            return self._topics("")
        if argument.isdecimal() and 1 <= int(argument[:9]) <= len(topics):
            return self._show_topic(topics[int(argument) - 1].entry)
        return self._say("terminal_topic_range", count=str(len(topics)))

    def _show_topic(self, topic_id: str) -> str:
        title = next(c.label for c in self._engine.topics(self._language) if c.entry == topic_id)
        entries = self._engine.entries_in(topic_id, self._language)
        self._offer(entries, self._show_entry)
        heading = self._say("terminal_entries", topic=title)
        return f"{heading}\n{numbered(entries, self._style)}"

    def _sources(self, _: str) -> str:
        blocks = []
        for source in self._engine.kb.sources.values():
            day = self._engine.in_script(format_date(source.updated, self._language.code), self._language)
            updated = self._say("terminal_source_updated", date=day)
            lines = [
                self._style.bold(self._local(source.title)),
                self._local(source.section),
                f"{self._local(source.publisher)} · {updated}",
                printable(source.url or ""),
            ]
            blocks.append("•  " + "\n   ".join(filter(None, lines)))
        if not blocks:
            return self._say("terminal_no_sources")
        return "\n".join([self._say("terminal_sources"), *blocks])

    def _set_language(self, argument: str) -> str:
        language = Language.from_tag(argument)
        if language is None:
            return self._say("terminal_language_usage")
        self._context = replace(self._context, preferred=language)
        self._language = language
        return self._say("terminal_language_set")

    def _why(self, _: str) -> str:
        if self._last is None:
            return self._say("terminal_nothing_yet")
        return explain(self._last, self._engine, self._language)

    def _forget(self, _: str) -> str:
        self._context = Context(preferred=self._context.preferred)
        self._last = None
        self._offer((), self._show_entry)
        return self._say("terminal_forgotten")

    # Texts

    def _say(self, text_id: str, **values: str) -> str:
        return self._engine.text(text_id, self._language, **values)

    def _local(self, texts: Localized) -> str:
        return printable(self._engine.local(texts, self._language))


def converse(chat: Chat, source: TextIO, out: TextIO) -> None:
    """Read lines from `source` and show what `chat` says to them, until either ends.

    At a keyboard there is a prompt; from a pipe there is none. Nothing is remembered after the end.
    """
    keyboard = source.isatty() and out.isatty()

    def show(text: str) -> None:
        out.write(fit(text) + "\n\n")
        out.flush()

    if keyboard:
        with suppress(ImportError):  # line editing and the arrow keys, where Python has them
            import readline  # noqa: F401
    show(chat.welcome())
    for line in _typed(chat) if keyboard else source:
        text = chat.respond(line)
        if text is None:
            break
        show(text)
    show(chat.goodbye())


def _typed(chat: Chat) -> Iterator[str]:
    with suppress(EOFError):
        while True:
            yield input(chat.prompt())
    print()

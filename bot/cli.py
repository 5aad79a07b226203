"""The command line: `baotou-bot ask | play | chat | new | check | eval | ... | run`.

Imports stand inside the commands that need them, so that `ask` answers within a second.

Exit codes: 0 done; 1 the knowledge base, a setting or the bot failed (the reason is on stderr); 2 the
command was misused; 130 interrupted; 141 the reader of the output went away.
"""

import argparse
import atexit
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bot.cli_doctor import add_doctor_command
from bot.cli_language import add_language_command
from bot.cli_new import add_new_command
from bot.cli_play import add_play_command
from bot.cli_prepare import add_prepare_command
from bot.cli_quality import add_quality_commands
from bot.cli_teach import add_teach_commands
from bot.day import today
from bot.early import stopping_at_once

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.languages import Language
    from bot.settings import Settings
    from bot.terminal_layout import Style

INTERRUPTED, BROKEN_PIPE = 130, 141
_DOTENV = Path(".env")
_EPILOG = (
    "Exit codes: 0 done, 1 the knowledge base, a setting or the bot failed, 2 misused, 130 interrupted, "
    "141 nobody read on."
)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; the result is the exit code."""
    # The arrays are small: more threads would only wait for each other. Read when numpy is first imported, as
    # nearly everything below does.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from bot.knowledge.problems import KnowledgeError
    from bot.problems import FileError
    from bot.settings import SettingsError

    _use_utf8()
    try:
        args = parser().parse_args(argv)
        code: int = args.command(args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Else Python complains when it flushes at exit: docs.python.org/3/library/signal.html
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except FileError as error:
        print(f"baotou-bot: {error}", file=sys.stderr)
        return 1
    except (KnowledgeError, SettingsError) as error:
        print(*(f"baotou-bot: {problem}" for problem in error.problems), sep="\n", file=sys.stderr)
        return 1
    return code


def _use_utf8() -> None:
    """UTF-8 whatever the locale; a line ends at a line feed and nowhere else."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and takes no abbreviations."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; `command` of what it parsed runs it."""
    top = _Parser(
        prog="baotou-bot",
        description="Answers questions from a knowledge base.",
        epilog=_EPILOG,
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = top.add_subparsers(required=True, metavar="COMMAND", title="commands")

    def add(name: str, help_: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=help_, description=f"{help_}.", allow_abbrev=False)

    ask = add("ask", "Answer one question, or each line of standard input")
    ask.add_argument("question", nargs="*", type=_argument, help="the question; without it, lines are read")
    ask.add_argument("--json", action="store_true", help="one JSON object a line, flushed line by line")
    ask.add_argument("--conversation", action="store_true", help="lines belong together until a blank one")
    ask.add_argument("--why", action="store_true", help="say what matched and how strongly")
    ask.set_defaults(command=_ask)
    add_play_command(add, _folder)
    chat = add("chat", "Chat in the terminal")
    chat.set_defaults(command=_chat)
    for command in (ask, chat):
        command.add_argument("--lang", type=_language, help="language to prefer: en, zh or zh-Hant")
        command.add_argument("--knowledge", type=Path, metavar="DIR", help="folder of the knowledge base")
    check = add("check", "Report every problem of a knowledge base")
    check.add_argument("knowledge", nargs="?", type=Path, metavar="DIR", help="its folder")
    check.set_defaults(command=_check)
    schema = add("schema", "Print the JSON Schema of knowledge files, for editors")
    schema.add_argument("--write", action="store_true", help="write it into the knowledge folder instead")
    schema.add_argument("--knowledge", type=Path, metavar="DIR", help="folder to write into")
    schema.set_defaults(command=_schema)
    add_new_command(add)
    add_language_command(add, _folder)
    add_prepare_command(add, _folder)
    add_quality_commands(add, lambda args: _engine(args.knowledge))
    add_teach_commands(add, _folder)
    run = add("run", "Run the Telegram bot")
    _add_settings(run)
    run.set_defaults(command=_run)
    add_doctor_command(add, _add_settings, _settings)
    return top


class _Version(argparse.Action):
    """Looks the version up only when it is asked for: that reads the installed package's metadata."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from bot import __version__

        print(f"baotou-bot {__version__}")
        parser.exit()


def _argument(text: str) -> str:
    """A word of the command line read as UTF-8, whatever the locale made of its bytes."""
    try:
        raw = os.fsencode(text)
    except UnicodeEncodeError:  # half a character, from a caller in this process
        raw = text.encode("utf-8", errors="replace")
    return raw.decode("utf-8", errors="replace")


def _language(tag: str) -> "Language":
    from bot.languages import Language

    language = Language.from_tag(tag)
    if language is None:
        raise argparse.ArgumentTypeError("choose en, zh or zh-Hant")
    return language


def _ask(args: argparse.Namespace) -> int:
    if args.json and args.why:
        return _misused("ask: --why is for people; with --json, see `candidates`")
    if not args.question and not args.json and sys.stdin.isatty():
        return _misused("ask: what is the question? Give it in quotes, or pipe in one a line")

    from bot.terminal_ask import answer, lines, write_json, write_replies

    questions = [" ".join(args.question)] if args.question else lines(sys.stdin)
    engine = _engine(args.knowledge).on(today())
    answered = answer(engine, questions, args.lang, conversation=args.conversation)
    if args.json:
        write_json(answered, sys.stdout)
    else:
        write_replies(answered, engine, sys.stdout, _style(), why=args.why)
    return 0


def _misused(message: str) -> int:
    print(f"baotou-bot {message}", file=sys.stderr)
    return 2


def _style() -> "Style":
    from bot.terminal_layout import Style

    # https://no-color.org
    return Style(enabled=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))


def _chat(args: argparse.Namespace) -> int:
    from bot.languages import Language
    from bot.terminal import Chat, converse

    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    language = args.lang or Language.from_tag(locale.partition(".")[0]) or Language.EN
    try:
        converse(Chat(_engine(args.knowledge).on(today()), language, _style()), sys.stdin, sys.stdout)
    except KeyboardInterrupt:  # the usual way out of a chat
        print()
    return 0


def _check(args: argparse.Namespace) -> int:
    from bot.knowledge import check, load

    folder = _folder(args.knowledge)
    problems = check(folder)
    if problems:
        print(*problems, sep="\n")
        return 1
    kb = load(folder)
    phrasings = sum(len(wordings) for e in kb.entries.values() for wordings in e.questions.values())
    print(f"knowledge: {len(kb.entries)} entries, {len(kb.facts)} facts, {phrasings} phrasings: no problems")
    return 0


def _schema(args: argparse.Namespace) -> int:
    from bot.knowledge.schema import schema_text, write_schema

    if not args.write:
        print(schema_text(), end="")
        return 0
    try:
        print(write_schema(_folder(args.knowledge)))
    except OSError as error:
        print(f"baotou-bot: cannot write the schema: {error}", file=sys.stderr)
        return 1
    return 0


def _engine(knowledge: Path | None) -> "Engine":
    from bot.compiled import engine_for

    engine, keep = engine_for(_folder(knowledge))
    atexit.register(keep)  # after the answer, which people are waiting for
    return engine


def _folder(given: Path | None) -> Path:
    """The knowledge folder: the one given, else BOT_KNOWLEDGE, else the one that comes with the bot."""
    from bot.knowledge import default_directory
    from bot.settings_values import dotenv_file

    if given:
        return given
    # What else stands in the file is the business of `run`.
    filed = dotenv_file(_DOTENV, []) if _DOTENV.is_file() else {}
    named = os.environ.get("BOT_KNOWLEDGE", "").strip() or filed.get("BOT_KNOWLEDGE", "").strip()
    return Path(named).expanduser() if named else default_directory()


def _run(args: argparse.Namespace) -> int:
    with stopping_at_once():
        return _running(args)


def _running(args: argparse.Namespace) -> int:
    from bot.memory import use_little_memory

    settings = _settings(args)
    use_little_memory()
    from bot.apart import begin
    from bot.knowledge import default_directory

    making = begin(settings.knowledge or default_directory())
    from bot.telegram.app import run  # while the engine is made

    return run(settings, making)


def _settings(args: argparse.Namespace) -> "Settings":
    """Those of the command line, the environment and `.env`. SettingsError if they will not do."""
    from bot.settings import Settings

    overrides = {name: text for name, text in vars(args).items() if name.startswith("BOT_") and text}
    return Settings.load(overrides, os.environ, _DOTENV)


class _NotHere(argparse.Action):
    """A secret: others on this computer can read command lines, so it is not taken from one."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        parser.error(f"others can read command lines: set {self.dest} in the environment or in .env instead")


def _add_settings(run: argparse.ArgumentParser) -> None:
    from bot.settings import SETTINGS
    from bot.settings_values import hidden

    run.epilog = "Every option can also be set in the environment or in a file .env; the token only there."
    for setting in SETTINGS:
        option = f"--{setting.name.removeprefix('BOT_').lower().replace('_', '-')}"
        if setting.show is hidden:
            run.add_argument(option, dest=setting.name, action=_NotHere, nargs="?", help=argparse.SUPPRESS)
        else:
            default = f" [{setting.default}]" if setting.default else ""
            text = (setting.help + default).replace("%", "%%")
            run.add_argument(option, dest=setting.name, metavar="VALUE", help=f"{setting.name}: {text}")

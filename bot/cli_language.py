"""`baotou-bot add-language`: what a knowledge base lacks in a language, and putting it in place."""

import argparse
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.problems import FileError

if TYPE_CHECKING:
    from bot.knowledge.reader import Reading

_HEADER = """\
# What the knowledge base does not have in '{code}' yet. Write it behind each `{code}:`, for questions as a
# list; leave {{names}} in braces as they are, and what you do not want to write, empty. Then:
#
#     baotou-bot add-language {code} --knowledge {folder} --apply THIS-FILE
"""
_NOT_SPOKEN = """\
note: the bot reads and writes English (en) and Chinese (zh) only. What you write in '{code}' is kept and
checked, but questions in it are answered in English, or not at all where their script is neither Latin nor
Chinese.\
"""


def add_language_command(
    add: Callable[[str, str], argparse.ArgumentParser], folder: Callable[[Path | None], Path]
) -> None:
    """Add the command: `add` makes a parser from name and help, `folder` finds the knowledge."""
    language = add(
        "add-language", "List what is missing in a language, as YAML to fill in, or put it in place"
    )
    language.add_argument("code", metavar="CODE", help="the language: en, zh")
    language.add_argument("--knowledge", type=Path, metavar="DIR", help="folder of the knowledge base")
    language.add_argument(
        "--apply",
        type=Path,
        metavar="FILE",
        help="put what was filled in into the knowledge, and nothing else",
    )
    language.set_defaults(command=lambda args: _add_language(args, folder(args.knowledge)))


def _add_language(args: argparse.Namespace, folder: Path) -> int:
    import re

    from bot.knowledge.fields import LANGUAGE_PATTERN
    from bot.knowledge.values import MEANT
    from bot.languages import Language

    code: str = args.code
    if re.fullmatch(LANGUAGE_PATTERN, code) is None or MEANT.get(code, code) != code:
        hint = f"write {MEANT[code.lower()]}" if code.lower() in MEANT else "write en, zh or the like"
        print(f"baotou-bot add-language: '{code}' is not a language code; {hint}", file=sys.stderr)
        return 2
    if code not in {language.code for language in Language}:
        print(_NOT_SPOKEN.format(code=code), file=sys.stderr)
    return _apply(args.apply, code, folder) if args.apply else _list(code, folder)


def _list(code: str, folder: Path) -> int:
    from bot.knowledge.loading import default_texts
    from bot.teaching.translation import form, missing

    lacking = missing(_reading(folder), code, default_texts())
    if not lacking:
        print(f"nothing is missing in '{code}'", file=sys.stderr)
        return 0
    print(_HEADER.format(code=code, folder=shlex.quote(str(folder))) + form(lacking, code), end="")
    print(f"{len(lacking)} texts are missing in '{code}'", file=sys.stderr)
    return 0


def _apply(file: Path, code: str, folder: Path) -> int:
    from bot.knowledge import KnowledgeError, examine
    from bot.knowledge.loading import default_texts
    from bot.teaching.change import ChangedMeanwhileError, diff, write
    from bot.teaching.insertion import CannotInsertError
    from bot.teaching.translation import changes, filled, missing

    reading = _reading(folder)
    given = filled(file, code, reading)
    if not given:
        raise FileError(f"{file}: nothing is filled in behind '{code}:' that is not in the knowledge already")
    try:
        made = changes(folder, code, given, reading)
        kb, problems = examine(folder, {folder / each.file: each.after.encode() for each in made})
        if kb is None:
            raise KnowledgeError(problem for problem in problems if problem.fatal)
        write(folder, made)
    except CannotInsertError as error:
        raise FileError(str(error)) from error
    except ChangedMeanwhileError as error:
        raise FileError(f"{error} was changed meanwhile; try again") from error
    except OSError as error:
        raise FileError(f"{folder} cannot be written: {error.strerror}") from error
    print(diff(made), end="")
    left = len(missing(_reading(folder), code, default_texts()))
    print(f"{len(given)} texts in '{code}' put in place, {left} are missing", file=sys.stderr)
    if problems:
        print(f"baotou-bot check {folder} has more to say", file=sys.stderr)
    return 0


def _reading(folder: Path) -> "Reading":
    """What stands in the folder. KnowledgeError if not all of it can be read."""
    from bot.knowledge import KnowledgeError
    from bot.knowledge.reader import read_folder

    reading = read_folder(folder)
    if fatal := [problem for problem in reading.problems if problem.fatal]:
        raise KnowledgeError(fatal)
    return reading

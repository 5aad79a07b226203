"""`baotou-bot misses` and `baotou-bot teach`: what was missed, and a reviewed line of YAML for it."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.problems import FileError
from bot.progress import progress

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.teaching.groups import Group
    from bot.teaching.proposal import Proposal

_Add = Callable[[str, str], argparse.ArgumentParser]
_EPOCH = date(1970, 1, 1)
_SHOWN = 20
_NEAREST = 3
_EXPORT_HEADER = """\
# What was missed. Fill in `meant` with an entry's id, or with `unknown` (the sources do not say) or `refuse`
# (out of scope), leave it empty to decide later; then: baotou-bot teach --from THIS-FILE
"""


def add_teach_commands(add: _Add, folder: Callable[[Path | None], Path]) -> None:
    """Add both commands: `add` makes a parser from name and help, `folder` finds the knowledge."""
    misses = add("misses", "List what was asked and not answered well")
    misses.add_argument(
        "--export", type=Path, metavar="FILE", help="write them into a file to fill in, in YAML"
    )
    misses.add_argument("--database", metavar="URL", help="the bot's database [BOT_DATABASE_URL]")
    misses.add_argument("--knowledge", type=Path, metavar="DIR", help="folder of the knowledge base")
    misses.set_defaults(command=lambda args: _misses(args, folder(args.knowledge)))
    teach = add("teach", "Make a question a wording of an entry, or note what else it is")
    teach.add_argument("question", nargs="?", help="the question as people ask it")
    teach.add_argument("meant", nargs="?", help="the entry it is a wording of, or unknown, or refuse")
    teach.add_argument(
        "--from", dest="filled", type=Path, metavar="FILE", help="teach what `misses --export` wrote"
    )
    teach.add_argument("--knowledge", type=Path, metavar="DIR", help="folder of the knowledge base")
    teach.add_argument(
        "--questions",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a question set to try besides",
    )
    what = teach.add_mutually_exclusive_group()
    what.add_argument("--yes", action="store_true", help="write it if nothing gets worse, without asking")
    what.add_argument("--insist", action="store_true", help="write it although something gets worse")
    what.add_argument(
        "--patch", type=Path, metavar="FILE", help="write the change as a patch, and nothing else"
    )
    what.add_argument(
        "--undo", nargs="?", const=0, type=int, metavar="N", help="take the last change back, or number N"
    )
    teach.set_defaults(command=lambda args: _teach(args, folder(args.knowledge)))


# ---------------------------------------------------------------------------------------------------- misses


def _misses(args: argparse.Namespace, folder: Path) -> int:
    groups = _groups(_database(args.database))
    if groups:
        groups = _undecided(groups, folder)
    if args.export:
        _write(args.export, _as_yaml(groups))
        print(f"{args.export}: {len(groups)} written", file=sys.stderr)
        return 0
    for group in groups[:_SHOWN]:
        first, last = (_EPOCH + timedelta(days=day) for day in group.days)
        days = f"{first}" if first == last else f"{first} to {last}"
        print(f"{group.count:5} x  {group.question}  ({', '.join(group.outcomes)}; {days})")
        print(
            *(f"         {wording}" for wording in group.wordings[1:]),
            sep="\n",
            end="\n" * bool(group.wordings[1:]),
        )
    if len(groups) > _SHOWN:
        print(f"and {len(groups) - _SHOWN} more; --export FILE has them all")
    if not groups:
        print("nothing was missed")
    return 0


def _undecided(groups: "list[Group]", folder: Path) -> "list[Group]":
    from bot.compiled import engine_for
    from bot.knowledge import KnowledgeError
    from bot.teaching.decided import undecided

    try:
        engine, keep = engine_for(folder)
    except KnowledgeError:  # what was missed can be read all the same; `check` says what is wrong
        return groups
    keep()
    return undecided(engine, folder, groups)


def _database(given: str | None) -> str:
    from bot.settings import Settings

    overrides = {"BOT_DATABASE_URL": given} if given else {}
    return Settings.load(overrides, os.environ, Path(".env"), running=False).database_url


def _groups(address: str) -> "list[Group]":
    import asyncio

    from bot.store.database import Database
    from bot.store.misses import Misses
    from bot.store.problems import StoreUnavailable
    from bot.teaching.groups import grouped

    async def read() -> "list[Group]":
        database = Database(address)
        try:
            return grouped(await Misses(database).all())
        finally:
            await database.close()

    file = address.removeprefix("sqlite:///")
    if file != address and not Path(file).is_file():
        raise FileError(f"{file}: there is no such database; name it with --database or BOT_DATABASE_URL")
    try:
        return asyncio.run(read())
    except StoreUnavailable as error:
        raise FileError(f"the database cannot be read: {error.__cause__ or error}") from error


def _as_yaml(groups: "Sequence[Group]") -> str:
    import yaml

    rows = [
        {
            "question": group.question,
            "meant": None,
            "asked": group.count,
            "outcomes": list(group.outcomes),
            "nearest": list(group.entries[:_NEAREST]),
            **({"also": list(group.wordings[1:])} if group.wordings[1:] else {}),
        }
        for group in groups
    ]
    text = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=1000) if rows else "[]\n"
    return _EXPORT_HEADER + text.replace("meant: null\n", "meant:\n")


# ----------------------------------------------------------------------------------------------------- teach


def _teach(args: argparse.Namespace, folder: Path) -> int:
    if args.undo is not None:
        return _undo(folder, args.undo or None)
    pairs = _filled(args.filled) if args.filled else [(args.question or "", args.meant or "")]
    if args.filled is None and not args.question:
        print("baotou-bot teach: what is the question? (see baotou-bot teach --help)", file=sys.stderr)
        return 2
    code = 0
    for question, meant in pairs:
        code = max(code, _teach_one(args, folder, question, meant))
    return code


def _teach_one(args: argparse.Namespace, folder: Path, question: str, meant: str) -> int:
    from bot.engine import Engine
    from bot.knowledge import load
    from bot.quality.report import reply_in_words
    from bot.teaching import words
    from bot.teaching.proposal import CannotProposeError, propose

    engine = Engine(load(folder))
    if not meant:
        reply = engine.respond(question).reply
        print(f"{question}: {reply_in_words(reply)}. Say what it means: one of these, unknown, or refuse")
        _print_nearest(engine, question)
        return 2
    try:
        proposal = propose(
            engine, folder, question, meant, args.questions, progress=lambda each: progress(each, "trying")
        )
    except CannotProposeError as error:
        raise FileError(f"{question}: {error}") from error
    print(proposal.diff, end="")
    print(words.outcome(proposal))
    if args.patch:
        _write(args.patch, proposal.diff)
        print(
            f"{args.patch}: written; in {folder}, take it with patch -p1 < {args.patch.name}", file=sys.stderr
        )
        return 0
    return _decide(args, folder, proposal)


def _print_nearest(engine: "Engine", question: str) -> None:
    from bot.languages import Language, detect, to_simplified

    language = detect(question, Language.EN)
    scored = engine.matcher.rank(to_simplified(question)).scored[:_NEAREST]
    for each in scored:
        print(f"  {each.confidence:4.0%}  {each.entry}  ({engine.label(each.entry, language)})")


def _decide(args: argparse.Namespace, folder: Path, proposal: "Proposal") -> int:
    if not proposal.harmless and not args.insist:
        print("not written: something gets worse. --insist writes it all the same", file=sys.stderr)
        return 1
    if not args.yes and not args.insist and not _agreed():
        print("not written; --yes writes it without asking", file=sys.stderr)
        return 0
    from bot.teaching.change import ChangedMeanwhileError
    from bot.teaching.journal import teach

    try:
        taught = teach(folder, proposal.question, proposal.meant, proposal.changes)
    except ChangedMeanwhileError as error:
        raise FileError(f"{error} was changed meanwhile; try again") from error
    except OSError as error:
        raise FileError(
            f"cannot be written ({error.strerror}); --patch FILE writes a patch instead"
        ) from error
    print(f"written as number {taught.number}; baotou-bot teach --undo {taught.number} takes it back")
    return 0


def _agreed() -> bool:
    if not sys.stdin.isatty():
        return False
    try:
        return input("write it? [y/N] ").strip().lower() in {"y", "yes"}
    except EOFError:
        return False


def _undo(folder: Path, number: int | None) -> int:
    from bot.teaching.change import ChangedMeanwhileError
    from bot.teaching.journal import CannotUndoError, undo

    try:
        taught = undo(folder, number)
    except (CannotUndoError, ChangedMeanwhileError, OSError) as error:
        raise FileError(f"cannot be taken back: {error}") from error
    print(f"taken back: number {taught.number}, '{taught.question}' as {taught.meant}")
    return 0


def _filled(file: Path) -> list[tuple[str, str]]:
    """The questions of an exported file whose meaning was filled in."""
    import yaml

    try:
        rows = yaml.safe_load(file.read_text(encoding="utf-8"))
        return [(str(row["question"]), str(row["meant"])) for row in rows if row.get("meant")]
    except (OSError, UnicodeError, yaml.YAMLError, TypeError, KeyError, AttributeError) as error:
        raise FileError(f"{file}: is not what `baotou-bot misses --export` writes: {error}") from error


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise FileError(f"{file}: cannot be written: {error}") from error

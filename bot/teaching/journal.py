"""What was taught, so that each change can be taken back, in any order.

A line of JSON a change, in a file of the knowledge folder. Without the file nothing can be undone, and
nothing else is lost.
"""

import difflib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from errno import EACCES
from pathlib import Path

from bot.knowledge.loading import packaged_directory
from bot.teaching.change import FileChange, read, write

JOURNAL = ".taught.jsonl"
_MOST = 1_000  # changes that can be taken back


class CannotUndoError(Exception):
    """A change cannot be taken back; the message says why."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that took the place of others, from line `start` (0 is the first) on."""

    file: str
    start: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    is_new: bool = False  # the file itself


@dataclass(frozen=True, slots=True)
class Taught:
    """A change that was made."""

    number: int
    question: str
    meant: str
    hunks: tuple[Hunk, ...]


def teach(folder: Path, question: str, meant: str, changes: Sequence[FileChange]) -> Taught:
    """Writes the changes, and down what was changed. OSError, ChangedMeanwhileError: then nothing is."""
    if folder.resolve() == packaged_directory():
        raise PermissionError(
            EACCES, "it belongs to the program: name a folder of your own with BOT_KNOWLEDGE"
        )
    before = _lines(folder)
    numbers = [json.loads(line)["number"] for line in before]
    hunks = tuple(hunk for change in changes for hunk in _hunks(change))
    taught = Taught(max(numbers, default=0) + 1, question, meant, hunks)
    written = json.dumps(asdict(taught), ensure_ascii=False)
    write(folder, [*changes, _journal(folder, [*before, written][-_MOST:])])
    return taught


def history(folder: Path) -> list[Taught]:
    """What can be taken back, the latest first. CannotUndoError if the journal cannot be read."""
    try:
        return [_taught(line) for line in reversed(_lines(folder))]
    except (ValueError, KeyError, TypeError) as error:
        raise CannotUndoError(f"{folder / JOURNAL} cannot be read; delete it to go on") from error


def undo(folder: Path, number: int | None = None) -> Taught:
    """Takes a change back (the latest, where no number is given). CannotUndoError, OSError."""
    found = history(folder)
    taught = next((each for each in found if number in {None, each.number}), None)
    if taught is None:
        raise CannotUndoError(
            "there is nothing to take back" if number is None else "it was taken back before"
        )
    left = [line for line in _lines(folder) if json.loads(line)["number"] != taught.number]
    texts: dict[str, str] = {}
    changes = []
    for file in dict.fromkeys(hunk.file for hunk in taught.hunks):
        text = read(folder / file)
        if text is None:
            raise CannotUndoError(f"{file} is not there any more")
        texts[file] = text
        for hunk in reversed([each for each in taught.hunks if each.file == file]):
            texts[file] = _without(texts[file], hunk)
        changes.append(FileChange(file, text, texts[file] if texts[file].strip() else ""))
    write(folder, [*changes, _journal(folder, left)])
    return taught


def _hunks(change: FileChange) -> list[Hunk]:
    old, new = _split(change.before or ""), _split(change.after)
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        Hunk(change.file, c, tuple(old[a:b]), tuple(new[c:d]), change.before is None)
        for tag, a, b, c, d in steps
        if tag != "equal"
    ]


def _without(text: str, hunk: Hunk) -> str:
    """`text` with the old lines again; the new ones are looked for where they were put, then near it."""
    lines, wanted = _split(text), list(hunk.new)
    places = [n for n in range(len(lines) - len(wanted) + 1) if lines[n : n + len(wanted)] == wanted]
    if not places:
        shown = wanted[0].strip() if wanted else ""
        raise CannotUndoError(
            f"{hunk.file} was changed there since; take out by hand what was added: {shown}"
        )
    place = min(places, key=lambda n: abs(n - hunk.start))
    return "".join([*lines[:place], *hunk.old, *lines[place + len(wanted) :]])


def _split(text: str) -> list[str]:
    *whole, last = text.split("\n")
    return [*(f"{line}\n" for line in whole), *([last] if last else [])]


def _lines(folder: Path) -> list[str]:
    return [line for line in (read(folder / JOURNAL) or "").split("\n") if line.strip()]


def _journal(folder: Path, lines: Sequence[str]) -> FileChange:
    return FileChange(JOURNAL, read(folder / JOURNAL), "".join(f"{line}\n" for line in lines))


def _taught(line: str) -> Taught:
    row = json.loads(line)
    hunks = tuple(
        Hunk(each["file"], each["start"], tuple(each["old"]), tuple(each["new"]), each["is_new"])
        for each in row["hunks"]
    )
    return Taught(row["number"], row["question"], row["meant"], hunks)

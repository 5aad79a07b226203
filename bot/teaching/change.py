"""A change to files of a knowledge folder: as a unified diff, and written."""

import difflib
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

NO_END = "\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a file is to hold, by its path in the knowledge folder."""

    file: str
    before: str | None  # None where there is no such file yet
    after: str  # nothing where the file is to go

    @property
    def lines(self) -> tuple[int, ...]:
        """The numbers of the lines that are new or different, after the change."""
        old, new = (self.before or "").splitlines(), self.after.splitlines()
        steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        return tuple(
            n + 1
            for tag, _, _, start, end in steps
            if tag in {"insert", "replace"}
            for n in range(start, end)
        )


def diff(changes: Iterable[FileChange]) -> str:
    """The changes as a unified diff, which `patch -p1` and `git apply` take in the knowledge folder."""
    return "".join(part for change in changes for part in _diff(change))


def _diff(change: FileChange) -> Iterator[str]:
    old = "/dev/null" if change.before is None else f"a/{change.file}"
    lines = difflib.unified_diff(
        _lines(change.before or ""), _lines(change.after), old, f"b/{change.file}", n=3, lineterm="\n"
    )
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n{NO_END}"


def _lines(text: str) -> list[str]:
    """The lines with their ends; only line feeds end one, as for `patch`."""
    *whole, last = text.split("\n")
    return [*(f"{line}\n" for line in whole), *([last] if last else [])]


def read(path: Path) -> str | None:
    """The text of a file, byte for byte; None if there is no such file. OSError, UnicodeError."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None


def write(folder: Path, changes: Sequence[FileChange]) -> None:
    """Writes every file, each whole or not at all. OSError if that cannot be done, and nothing is changed.

    ChangedMeanwhileError if a file does not hold any more what the change was made from.
    """
    for change in changes:
        if read(folder / change.file) != change.before:
            raise ChangedMeanwhileError(change.file)
    done: list[FileChange] = []
    try:
        for change in changes:
            _put(folder / change.file, change.after)
            done.append(change)
    except OSError:
        for change in done:
            _put(folder / change.file, change.before or "")
        raise


class ChangedMeanwhileError(Exception):
    """A file was changed by somebody else."""


def _put(path: Path, text: str) -> None:
    """Puts `text` in place of what `path` holds, in one step, with the permissions it had."""
    if not text:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode("utf-8"))
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current

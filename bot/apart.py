"""An engine made by a process of its own, which ends and takes with it what only the making needs.

Reading the YAML and the tables of Chinese sounds take 100 MB, which a process never gives back whole.
"""

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bot
from bot.compiled import UNREADABLE, engine_for, kept_engine
from bot.engine import Engine
from bot.knowledge import KnowledgeError, Problem, examine

Made = tuple[Engine | None, tuple[Problem, ...]]
"""The engine, if the folder can be used, and the problems that were found."""

_CODE = "import sys; sys.path.insert(0, sys.argv[1]); from bot.apart import main; main(*sys.argv[2:])"


def begin(folder: Path) -> Callable[[], Engine]:
    """Looks for the kept engine of a folder, else begins to make it; the result is to be called for it.

    That raises KnowledgeError as `load` does.
    """
    found = kept_engine(folder)
    if found is not None:
        return lambda: found
    making = _start(folder, "load")

    def finished() -> Engine:
        engine, problems = _result(making) or _loaded(folder)
        if engine is None:
            raise KnowledgeError(problems)
        return engine

    return finished


def examined(folder: Path) -> Made:
    """What `examine` finds, those problems first that keep the folder from use, with the engine."""
    return _result(_start(folder, "examine")) or _examined(folder)


def main(folder: str, how: str) -> None:
    """The other process: writes what it made to its standard output."""
    made = _loaded(Path(folder)) if how == "load" else _examined(Path(folder))
    with sys.stdout.buffer as stream:
        pickle.dump(made, stream, protocol=pickle.HIGHEST_PROTOCOL)


def _loaded(folder: Path) -> Made:
    try:
        engine, keep = engine_for(folder)
    except KnowledgeError as error:
        return None, error.problems
    engine.prepare()  # so that this is kept, too, and its memory taken here
    keep()
    return engine, ()


def _examined(folder: Path) -> Made:
    kb, problems = examine(folder)
    return Engine(kb) if kb else None, tuple(sorted(problems, key=lambda problem: not problem.fatal))


def _start(folder: Path, how: str) -> "subprocess.Popen[bytes] | None":
    package = str(Path(bot.__file__).parents[1])
    try:
        return subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-c", _CODE, package, str(folder), how],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what goes wrong there does so here, too, where it is told
            start_new_session=True,  # Ctrl-C is not for it
        )
    except OSError:
        return None


def _result(making: "subprocess.Popen[bytes] | None") -> Made | None:
    """What the other process made; None if nothing came of it, so that it has to be made here."""
    if making is None or making.stdout is None:
        return None
    with making, making.stdout as stream:
        try:
            made: Any = pickle.load(stream)  # noqa: S301 - from this program itself
        except UNREADABLE:
            return None
        except BaseException:  # this process is to stop
            making.kill()
            raise
    return made  # type: ignore[no-any-return]

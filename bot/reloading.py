"""Changed knowledge is taken up while the bot runs: read, checked and swapped in at once, or not at all.

Whoever holds a `LiveEngine` asks it for the engine each time; a question under way keeps the one it began
with. A folder that cannot be used changes nothing: the problems say what to mend.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from watchfiles import awatch

from bot.day import today
from bot.engine import Engine
from bot.knowledge import Problem, examine
from bot.knowledge.reader import knowledge_files

_logger = logging.getLogger(__name__)

_LOOK_MS = 60_000  # how often to look where nobody tells of changes, as with folders of other machines
_SETTLED_MS = 100  # how long the folder must be still: editors save a file in several steps


class LiveEngine:
    """The engine in use, as of the day it is. To assign another is to swap it, for every question after."""

    def __init__(self, engine: Engine, day: Callable[[], date] = today) -> None:
        self._engine = engine
        self._day = day

    @property
    def engine(self) -> Engine:
        """The engine for what is asked now."""
        day = self._day()
        if self._engine.day != day:
            self._engine = self._engine.on(day)
        return self._engine

    @engine.setter
    def engine(self, engine: Engine) -> None:
        self._engine = engine


Read = Callable[[Path], tuple[Engine | None, tuple[Problem, ...]]]


@dataclass(frozen=True, slots=True)
class Reload:
    """What came of reading a changed folder: whether it is in use now, and what there is to mend."""

    taken_up: bool
    problems: tuple[Problem, ...]


class Reloader:
    """Keeps a `LiveEngine` in step with its folder. `told` hears what came of each change.

    `read` makes the engine of a folder, if it can be used, and lists its problems, the fatal ones first.
    """

    def __init__(
        self, live: LiveEngine, folder: Path, told: Callable[[Reload], None], read: Read | None = None
    ) -> None:
        self._live = live
        self._folder = folder
        self._told = told
        self._read = read or _read
        self._seen = _stamp(folder)
        self._turn = asyncio.Lock()

    async def refresh(self) -> None:
        """Takes up what has changed since the last time, if anything has."""
        async with self._turn:
            while (stamp := await asyncio.to_thread(_stamp, self._folder)) != self._seen:
                engine, problems = await asyncio.to_thread(self._read, self._folder)
                if await asyncio.to_thread(_stamp, self._folder) != stamp:
                    continue  # saved again meanwhile: some files were read before, others after
                self._seen = stamp
                if engine:
                    self._live.engine = engine
                for problem in problems:
                    _logger.warning("%s", problem)
                _logger.info("The changed knowledge is %s.", "in use" if engine else "not used: see above")
                self._told(Reload(engine is not None, problems))

    async def watch(self, stop: asyncio.Event) -> None:
        """Refreshes on every change, until `stop`. OSError, RuntimeError if the folder cannot be watched."""
        changes = awatch(
            self._folder,
            # Whole folders may be exchanged by a link of any name; `refresh` looks whether a file is another.
            watch_filter=None,
            step=_SETTLED_MS,
            stop_event=stop,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
        )
        async for _ in changes:
            await self.refresh()


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes when a file of the folder does."""
    found = []
    for path in knowledge_files(folder):
        try:
            seen = path.stat()
        except OSError:
            continue  # gone in the meantime
        found.append((str(path), seen.st_mtime_ns, seen.st_size))
    return tuple(found)


def _read(folder: Path) -> tuple[Engine | None, tuple[Problem, ...]]:
    """The engine, if the folder can be used, and all its problems, first those that keep it from use."""
    kb, problems = examine(folder)
    return Engine(kb) if kb else None, tuple(sorted(problems, key=lambda problem: not problem.fatal))

"""A progress bar on standard error: one line, gone when the work is done, nothing where nobody watches.

A dozen lines of our own: what a progress library adds (nested bars, notebooks, themes) is not needed here,
and the bot would carry it for two commands that its operator never runs.
"""

import os
import shutil
import sys
from collections.abc import Collection, Iterator
from time import perf_counter
from typing import TextIO, TypeVar

_Item = TypeVar("_Item")
_WIDTH = 30  # columns of the bar
_EVERY = 0.1  # seconds; more often, and terminals flicker


def progress(items: Collection[_Item], label: str, stream: TextIO | None = None) -> Iterator[_Item]:
    """The items, one by one, while `label`, a bar, the count and the time left stand on a terminal.

    `stream` is standard error if none is given. Nothing is written to one that is no terminal.
    """
    stream = stream or sys.stderr
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        yield from items
        return
    start = drawn = perf_counter()
    width = 0
    try:
        for done, item in enumerate(items):
            now = perf_counter()
            if now - drawn >= _EVERY:
                line = _line(label, done, len(items), now - start)
                stream.write(f"\r{line:{width}}")
                stream.flush()
                drawn, width = now, len(line)
            yield item
    finally:
        stream.write(f"\r{'':{width}}\r" if width else "")
        stream.flush()


def _line(label: str, done: int, total: int, seconds: float) -> str:
    filled = _WIDTH * done // total
    left = f"{seconds / done * (total - done):.0f} s left" if done else ""
    line = f"{label} {'━' * filled}{' ' * (_WIDTH - filled)} {done}/{total}  {left}"
    return line[: shutil.get_terminal_size().columns - 1].rstrip()

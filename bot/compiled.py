"""An engine from a knowledge folder, kept ready to use between runs.

Reading the YAML and the phrasings takes most of a second; loading what was made of them a fraction of that.
The file is Python's pickle in the user's own cache folder, as Python keeps compiled modules: it is used only
if its owner is the user and nobody else may write it, and it counts as stale as soon as a byte of the
knowledge, the program or Python is another. Where nothing can be kept, nothing is.
"""

import copyreg
import gc
import hashlib
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.engine import Engine
from bot.knowledge import load
from bot.knowledge.points import FILE as POINTS
from bot.user_cache import user_cache

_PACKAGE = Path(__file__).parent
_KEPT = 4  # engines; older ones are removed
# What opening and unpickling raise, by https://docs.python.org/3/library/pickle.html
UNREADABLE = (
    *(OSError, pickle.UnpicklingError, EOFError, AttributeError),
    *(ImportError, LookupError, TypeError, ValueError),
)
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


# Read-only mappings cannot be pickled by themselves.
copyreg.pickle(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))


def engine_for(directory: Path, cache: Path | None = None) -> tuple[Engine, Callable[[], None]]:
    """The engine for the knowledge in `directory`, from the cache folder where it is there and fresh.

    With it comes what keeps it there for the next time, to be called when there is time for it: after a
    question, phrasings that had to be placed for it are kept with it. `cache` is the folder to keep it in;
    without it, the user's. KnowledgeError as from `load`.
    """
    found = kept_engine(directory, cache)
    if found is not None and found.placed:
        return found, _nothing_to_keep
    made_of = _fingerprint(directory)
    engine = found or _made(directory)

    def keep() -> None:
        if engine is found and not engine.placed:
            return  # as it was
        with suppress(OSError, pickle.PickleError):
            _write((cache or user_cache()) / f"{made_of}.engine", engine)

    return engine, keep


def _made(directory: Path) -> Engine:
    # What is made here stays: looking for garbage in between finds none.
    gc.disable()
    try:
        return Engine(load(directory))
    finally:
        gc.enable()


def kept_engine(directory: Path, cache: Path | None = None) -> Engine | None:
    """The engine for the knowledge in `directory`, if it is kept and fresh."""
    # What is read here stays: looking for garbage in between would find none and take a third of the time.
    collects = gc.isenabled()
    gc.disable()
    try:
        return _read((cache or user_cache()) / f"{_fingerprint(directory)}.engine")
    except UNREADABLE:
        return None  # not there, not ours, or broken: to be made anew
    finally:
        if collects:
            gc.enable()


def _nothing_to_keep() -> None:
    """It is kept already."""


def _fingerprint(directory: Path) -> str:
    """A name that changes with anything the engine is made of."""
    digest = hashlib.sha256(sys.version.encode())
    for file in (*_files(directory, "*.y*ml"), *_files(directory, POINTS)):
        digest.update(f"{file.relative_to(directory)}\0".encode())
        digest.update(file.read_bytes())
    for file in (*_files(_PACKAGE, "*.py"), *_files(_PACKAGE, "*.yaml")):
        seen = file.stat()
        digest.update(f"{file}\0{seen.st_size}\0{seen.st_mtime_ns}\0".encode())
    return digest.hexdigest()[:32]


def _files(directory: Path, pattern: str) -> Iterator[Path]:
    return (file for file in sorted(directory.rglob(pattern)) if file.is_file())


def _read(file: Path) -> Engine:
    """The engine in a file. OSError if it is not there or not safe to read."""
    with file.open("rb") as stream:
        seen = os.fstat(stream.fileno())
        if seen.st_uid != os.getuid() or seen.st_mode & _OTHERS_WRITE:
            raise PermissionError(f"{file} could have been written by somebody else")
        engine: Any = pickle.load(stream)  # noqa: S301 - the user's own file, see above
    if not isinstance(engine, Engine):
        raise TypeError(f"{file} holds no engine")
    return engine


def _write(file: Path, engine: Engine) -> None:
    """Keep the engine, whole or not at all, readable by the user alone."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            pickle.dump(engine, stream, protocol=pickle.HIGHEST_PROTOCOL)
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)
    kept = sorted(file.parent.glob("*.engine"), key=lambda each: each.stat().st_mtime, reverse=True)
    for old in kept[_KEPT:]:
        old.unlink(missing_ok=True)

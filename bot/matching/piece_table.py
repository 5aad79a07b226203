"""The table of word pieces behind `bot.matching.sentences`: 65 MB, kept in a file and read by rows."""

import os
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.user_cache import user_cache

DIMENSIONS = 512
_CHUNKS, _CHUNK_ROWS = 17, 7530  # it is quantised in chunks, dealt out a piece at a time
_BYTES = _CHUNKS * _CHUNK_ROWS * DIMENSIONS
_NAME = "word-pieces-3.table"


class PieceTable:
    """Vectors of word pieces by number."""

    def __init__(self, stored: Any) -> None:
        """`stored`: the arrays of the package, as numpy opens them."""
        self._file = _opened(stored)
        if self._file is None:
            self._held = b"".join(_chunks(stored))
        else:
            weakref.finalize(self, os.close, self._file)
        self._scale, self._low = stored["scale"], stored["lo"]

    def __call__(self, pieces: Iterable[int]) -> npt.NDArray[np.float32]:
        """A row each."""
        numbers = np.fromiter(pieces, dtype=np.int64)
        chunk = numbers % _CHUNKS
        places = (chunk * _CHUNK_ROWS + numbers // _CHUNKS) * DIMENSIONS
        read = b"".join(map(self._row, places.tolist()))
        rows = np.frombuffer(read, dtype=np.uint8).reshape(-1, DIMENSIONS).astype(np.float32)
        vectors: npt.NDArray[np.float32] = rows * self._scale[chunk, None] + self._low[chunk, None]
        return vectors

    def _row(self, place: int) -> bytes:
        if self._file is None:
            return self._held[place : place + DIMENSIONS]
        return os.pread(self._file, DIMENSIONS, place)


def _opened(stored: Any) -> int | None:
    """The descriptor of a file in the user's cache, else of one that goes with this process.

    None where no file can be written at all; the table is then held in memory.
    """
    kept = user_cache() / _NAME
    with suppress(OSError):
        if not kept.is_file() or kept.stat().st_size != _BYTES:
            _keep(stored, kept)
        return os.open(kept, os.O_RDONLY)
    with suppress(OSError), tempfile.TemporaryFile() as stream:
        stream.writelines(_chunks(stored))
        stream.flush()
        return os.dup(stream.fileno())
    return None


def _keep(stored: Any, kept: Path) -> None:
    """Write the file, whole or not at all."""
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=kept.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(_chunks(stored))
        Path(name).replace(kept)
    finally:
        Path(name).unlink(missing_ok=True)


def _chunks(stored: Any) -> Iterator[bytes]:
    return (stored[f"q{chunk}"].tobytes() for chunk in range(1, _CHUNKS + 1))

"""Phrasings as points, kept beside the YAML in `points.npz`, so that no start has to make them.

The file is made by `baotou-bot prepare`. A phrasing that is not in it is placed when the bot first needs it;
one that is gone does no harm.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

FILE = "points.npz"
_DIGEST_BYTES = 8
_SCALE = 127.0  # a coordinate is in -1..1 and kept as a byte

_Floats = npt.NDArray[np.float32]
_Bytes = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Points:
    """Where texts lie, by digest of the text."""

    basis: _Floats  # what a vector of the encoder is multiplied by: its directions, as columns
    rows: _Bytes  # one a text, of length one before it was rounded
    places: Mapping[bytes, int]  # of texts, in `rows`

    @classmethod
    def of(cls, texts: Sequence[str], rows: _Floats, basis: _Floats) -> "Points":
        """Points of length one for texts."""
        rounded = np.round(rows * _SCALE).astype(np.int8)
        return cls(basis, rounded, {digest(text): place for place, text in enumerate(texts)})

    def with_more(self, more: "Points") -> "Points":
        """These and others, in the same directions."""
        places = {key: place + len(self.rows) for key, place in more.places.items()}
        return Points(self.basis, np.vstack([self.rows, more.rows]), {**self.places, **places})

    def rows_of(self, texts: Iterable[str]) -> _Bytes:
        """The rows of texts, in their order. KeyError where there is none."""
        found: _Bytes = self.rows[[self.places[digest(text)] for text in texts]]
        return found


def digest(text: str) -> bytes:
    """A short name for a text."""
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST_BYTES).digest()


def read_points(folder: Path) -> Points | None:
    """The points kept in a knowledge folder; None where there are none that can be used."""
    try:
        with np.load(folder / FILE, allow_pickle=False) as stored:
            digests, basis, rows = stored["digests"], stored["basis"], stored["rows"]
        if rows.shape != (len(digests), basis.shape[1]):
            return None
    except (OSError, EOFError, ValueError, KeyError, IndexError, BadZipFile):
        return None
    places = {bytes(row): place for place, row in enumerate(digests)}
    return Points(basis.astype(np.float32), rows, places)


def write_points(folder: Path, points: Points, texts: Iterable[str]) -> int:
    """Keep the points of `texts` in a knowledge folder; how many there are. OSError where it cannot."""
    wanted = sorted({digest(text) for text in texts})
    rows = points.rows[[points.places[key] for key in wanted]]
    digests = np.array([list(key) for key in wanted], dtype=np.uint8)
    with (folder / FILE).open("wb") as stream:
        np.savez_compressed(stream, digests=digests, basis=points.basis.astype(np.float16), rows=rows)
    return len(wanted)

"""Which of many points a vector comes nearest to, and which of their groups.

Half of the directions, those in which the points differ most, tell how near a point can come at best: the
rest adds no more than the product of its lengths (Cauchy, Schwarz). Only those that may be among the nearest
are compared in full. That reads half of the memory, which is what takes the time.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

_Floats = npt.NDArray[np.float32]
_Places = npt.NDArray[np.intp]
_NONE: _Places = np.zeros(0, dtype=np.intp)
_ROUNDING = 1e-5
_TINY = 1e-6
_LEAST = -2.0  # below any cosine


class Near(NamedTuple):
    """The nearest points, nearest first, and the nearest groups. All nearness is by cosine."""

    places: _Places
    groups: _Places  # of each
    cosines: _Floats
    first: float  # the cosine of the nearest group
    second: float  # of the second nearest; -1 if there is none


class Groups:
    """Points, those of a group together."""

    def __init__(self, points: npt.NDArray[Any], starts: Sequence[int]) -> None:
        """`points` count as if of length one, whatever their length and type; bytes take least memory.

        `starts`: where those of each group begin. Of their directions, the first are to tell most.
        """
        half = points.shape[1] // 2
        self._main = points[:, :half].astype(np.float32)
        self._rest = np.ascontiguousarray(points[:, half:])
        rest = np.linalg.norm(self._rest.astype(np.float32), axis=1)
        lengths = np.maximum(np.hypot(np.linalg.norm(self._main, axis=1), rest), _TINY)
        self._scales = 1 / lengths  # of the rest; the others are of length one already
        self._main *= self._scales[:, None]
        self._lengths = rest * self._scales
        self._starts = np.array(starts, dtype=np.intp)

    def near(self, vector: _Floats, count: int) -> Near:
        """The `count` points and the two groups nearest to a vector of length one."""
        if not len(self._starts):
            return Near(_NONE, _NONE, np.zeros(0, dtype=np.float32), -1.0, -1.0)
        main, rest = self._halves(vector)
        part = self._main @ main
        most = part + self._lengths * np.linalg.norm(rest)
        # Enough groups for their nearest points to tell how near the points looked for are at least.
        best = np.maximum.reduceat(most, self._starts)
        limit = float(np.partition(best, -count)[-count]) if len(best) > count else _LEAST
        while True:
            places = np.flatnonzero(most >= limit - _ROUNDING)
            cosines = part[places] + self._rest[places].astype(np.float32) @ rest * self._scales[places]
            groups = np.searchsorted(self._starts, places, side="right") - 1
            first = cosines.argmax()
            second = float(cosines[groups != groups[first]].max(initial=-1.0))
            least = min(second, float(np.partition(cosines, -count)[-count])) if limit > _LEAST else limit
            if least >= limit:
                break
            limit = least
        order = np.argsort(-cosines, kind="stable")[:count]
        return Near(places[order], groups[order], cosines[order], float(cosines[first]), second)

    def nearest(self, group: int, vector: _Floats) -> float:
        """The cosine of the point of a group that is nearest to a vector of length one."""
        end = self._starts[group + 1] if group + 1 < len(self._starts) else len(self._main)
        own = slice(self._starts[group], end)
        main, rest = self._halves(vector)
        cosines = self._rest[own].astype(np.float32) @ rest
        cosines *= self._scales[own]
        cosines += self._main[own] @ main
        return float(cosines.max())

    def _halves(self, vector: _Floats) -> tuple[_Floats, _Floats]:
        half = self._main.shape[1]
        return vector[:half], vector[half:]

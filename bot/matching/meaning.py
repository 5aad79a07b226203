"""Phrasings as points of meaning: what people ask in words nobody foresaw still comes near the right ones.

A sentence encoder (`bot.matching.sentences`) places each phrasing and the question; a question's nearest
phrasings speak for their entries. What they say is evidence among other evidence (see
`bot.matching.confidence`), since nearness in meaning cannot tell what is said from what is left open, nor
one city from another.

The points are kept in fewer directions than the encoder gives, those in which the phrasings differ most
(principal components of the uncentred vectors), and as bytes: `bot.knowledge.points` reads and writes them.
"""

from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.knowledge.model import EntryKind, KnowledgeBase
from bot.knowledge.points import Points, digest

DIRECTIONS = 192
_VOTERS = 20  # phrasings
_SHARPNESS = 4  # the power of nearness that a vote weighs

_Floats = npt.NDArray[np.float32]


class Likeness(NamedTuple):
    """How near a question comes to an entry; all figures are cosines or shares, in -1..1."""

    nearest: float  # of its phrasings
    lead: float  # of that over the nearest of any other entry; negative for all but the first
    vote: float  # the share of its phrasings among the nearest of all, nearer ones weighing more
    phrasing: int  # the nearest, by its place among those given


class Meaning:
    """The phrasings of a knowledge base as points. They are placed when first asked for."""

    def __init__(self, phrasings: Sequence[tuple[str, str]], kept: Points | None = None) -> None:
        """`phrasings`: entry and text, those of an entry together; `kept` holds points of these or others."""
        self._texts = tuple(text for _, text in phrasings)
        self._entries: dict[str, int] = {}
        starts: list[int] = []
        for place, (entry, _) in enumerate(phrasings):
            if entry not in self._entries:
                self._entries[entry] = len(starts)
                starts.append(place)
        self._starts = np.array(starts, dtype=np.intp)
        self._kept = kept
        self._points: _Floats | None = None
        self._basis: _Floats | None = None
        self._lock = Lock()

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_lock": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ |= state
        self._lock = Lock()

    def prepare(self) -> None:
        """Place the phrasings now, rather than at the first question; some milliseconds each that is new."""
        with self._lock:
            if self._points is None:
                points = placed(self._texts, self._kept)
                rows = points.rows_of(self._texts).astype(np.float32)
                self._basis = points.basis
                self._points = _unit(rows)
                self._kept = None

    def near(self, question: str) -> "Nearness":
        """How near a question comes to each entry."""
        self.prepare()
        if self._points is None or self._basis is None or not len(self._points):
            return Nearness({}, self._starts, np.zeros(0, dtype=np.float32))
        asked = _unit(_encoded([question]) @ self._basis)[0]
        return Nearness(self._entries, self._starts, self._points @ asked)


class Nearness(Mapping[str, Likeness]):
    """How near a question comes to each entry."""

    def __init__(self, entries: Mapping[str, int], starts: npt.NDArray[np.intp], likeness: _Floats) -> None:
        """`entries` with their numbers, where the phrasings of each start, and the likeness to those."""
        self._entries = entries
        self._votes: dict[int, float] = {}
        self._best: dict[int, int] = {}  # phrasing of those that vote
        if not len(likeness):
            return
        self._nearest = np.maximum.reduceat(likeness, starts)
        self._first, self._second = (*np.sort(self._nearest)[:-3:-1].tolist(), -1.0)[:2]
        # The nearest of all are at least as near as those of so many entries; the others need no sorting.
        few = min(_VOTERS, len(self._nearest))
        within = np.flatnonzero(likeness >= np.partition(self._nearest, -few)[-few])
        if len(within) < _VOTERS:
            within = np.arange(len(likeness))
        voters = within[np.argsort(-likeness[within], kind="stable")][:_VOTERS]
        numbers = np.searchsorted(starts, voters, side="right") - 1
        votes = np.clip(likeness[voters], 0, None) ** _SHARPNESS
        total = max(float(votes.sum(dtype=np.float64)), 1e-9)
        for number, place, vote in zip(numbers.tolist(), voters.tolist(), votes.tolist(), strict=True):
            self._best.setdefault(number, place)
            self._votes[number] = self._votes.get(number, 0.0) + vote / total

    def __getitem__(self, entry: str) -> Likeness:
        """How near it comes to one. KeyError if no phrasing of it asks anything."""
        number = self._entries[entry]
        nearest = float(self._nearest[number])
        rival = self._first if nearest < self._first else self._second
        return Likeness(nearest, nearest - rival, self._votes.get(number, 0.0), self._best.get(number, -1))

    def __iter__(self) -> Iterator[str]:
        """All entries."""
        return iter(self._entries)

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    def loudest(self, count: int) -> list[str]:
        """The entries with most of the vote, at most so many; each has a phrasing among the nearest."""
        entries = [*self._entries]
        numbers = sorted(self._votes, key=lambda number: (-self._votes[number], number))
        return [entries[number] for number in numbers[:count]]


def spoken(kb: KnowledgeBase) -> list[tuple[str, str]]:
    """Entry and text of every phrasing that asks something, as written."""
    return [
        (entry.id, text)
        for entry in kb.entries.values()
        if entry.kind is not EntryKind.SMALLTALK
        for texts in entry.questions.values()
        for text in texts
    ]


def placed(texts: Sequence[str], kept: Points | None = None) -> Points:
    """Points for all of `texts`, made where `kept` has none, in the directions of `kept` if it has any."""
    new = [text for text in dict.fromkeys(texts) if kept is None or digest(text) not in kept.places]
    if kept is not None and not new:
        return kept
    vectors = _encoded(new)
    basis = kept.basis if kept is not None else _directions(vectors)
    made = Points.of(new, _unit(vectors @ basis), basis)
    return made if kept is None else kept.with_more(made)


def _directions(vectors: _Floats) -> _Floats:
    """The directions in which vectors differ most, as columns."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    return np.ascontiguousarray(directions[:, ::-1][:, :DIRECTIONS], dtype=np.float32)


def _encoded(texts: Sequence[str]) -> _Floats:
    # Late, since it takes a quarter of a second and most questions of a short run can do without.
    from bot.matching.sentences import encoder

    return encoder().encode(texts)


def _unit(vectors: _Floats) -> _Floats:
    unit: _Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return unit

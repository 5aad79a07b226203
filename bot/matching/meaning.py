"""Phrasings as points of meaning: what people ask in words nobody foresaw still comes near the right ones.

A sentence encoder (`bot.matching.sentences`) places each phrasing and the question; a question's nearest
phrasings speak for their entries. What they say is evidence among other evidence (see
`bot.matching.confidence`), since nearness in meaning cannot tell what is said from what is left open, nor
one city from another.

The points are kept in fewer directions than the encoder gives, those in which the phrasings differ most
(principal components of the uncentred vectors), and as bytes: `bot.knowledge.points` reads and writes them.
"""

from collections.abc import Mapping, Sequence
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
        """`phrasings`: entry and text; `kept` holds points made before, of these or other texts."""
        self._texts = tuple(text for _, text in phrasings)
        self._entries = tuple(dict.fromkeys(entry for entry, _ in phrasings))
        places = {entry: number for number, entry in enumerate(self._entries)}
        self._entry_of = np.array([places[entry] for entry, _ in phrasings], dtype=np.int32)
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

    def near(self, question: str) -> Mapping[str, Likeness]:
        """How near a question comes to each entry."""
        self.prepare()
        if self._points is None or self._basis is None or not len(self._points):
            return {}
        asked = _unit(_encoded([question]) @ self._basis)[0]
        likeness = self._points @ asked
        nearest = np.full(len(self._entries), -1.0, dtype=np.float32)
        np.maximum.at(nearest, self._entry_of, likeness)
        # The nearest in any order first, then those few in order: sorting all would take as long as the rest.
        few = min(_VOTERS, len(likeness))
        voters = np.argpartition(-likeness, few - 1)[:few]
        voters = voters[np.argsort(-likeness[voters])]
        votes = np.zeros(len(self._entries))
        np.add.at(votes, self._entry_of[voters], np.clip(likeness[voters], 0, None) ** _SHARPNESS)
        votes /= max(float(votes.sum()), 1e-9)
        first, second = np.sort(nearest)[::-1][:2] if len(nearest) > 1 else (nearest[0], -1.0)
        best: dict[int, int] = {}
        for place in voters.tolist():
            best.setdefault(int(self._entry_of[place]), place)
        return {
            entry: Likeness(
                float(nearest[number]),
                float(nearest[number] - (first if nearest[number] < first else second)),
                float(votes[number]),
                best.get(number, -1),
            )
            for number, entry in enumerate(self._entries)
        }


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

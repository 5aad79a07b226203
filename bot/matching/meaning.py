"""Phrasings as points of meaning: what people ask in words nobody foresaw still comes near the right ones.

A sentence encoder (`bot.matching.sentences`) places each phrasing and the question; a question's nearest
phrasings speak for their entries. What they say is evidence among other evidence (see
`bot.matching.confidence`), since nearness in meaning cannot tell what is said from what is left open, nor
one city from another.

The points are kept in fewer directions than the encoder gives, those in which the phrasings differ most
(principal components of the uncentred vectors), and as bytes: `bot.knowledge.points` reads and writes them.
Of very many phrasings some of each entry are placed: it is words that find the phrasing.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.knowledge.model import EntryKind, KnowledgeBase
from bot.knowledge.points import Points, digest
from bot.matching.nearest import Groups
from bot.matching.texting import spelt_out

DIRECTIONS = 192
_MANY = 10_000  # phrasings; of more, only so many are placed:
_FEWER = 4_000
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
        self._places = sample(phrasings)
        self._texts = tuple(phrasings[place][1] for place in self._places)
        self._entries: dict[str, int] = {}
        self._starts: list[int] = []
        for number, place in enumerate(self._places):
            entry, _ = phrasings[place]
            if entry not in self._entries:
                self._entries[entry] = len(self._starts)
                self._starts.append(number)
        self._kept = kept
        self._groups: Groups | None = None
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
            if self._groups is None:
                points = placed(self._texts, self._kept)
                self._basis = points.basis
                self._groups = Groups(points.rows_of(self._texts), self._starts)
                self._kept = None

    @property
    def placed(self) -> bool:
        """Whether the phrasings have been placed."""
        return self._groups is not None

    def near(self, question: str) -> "Nearness":
        """How near a question comes to each entry."""
        self.prepare()
        assert self._groups is not None and self._basis is not None  # noqa: S101, PT018 - prepared
        asked = _unit(_encoded([question]) @ self._basis)[0]
        return Nearness(self._entries, self._groups, self._places, asked)


class Nearness(Mapping[str, Likeness]):
    """How near a question comes to each entry."""

    def __init__(
        self, entries: Mapping[str, int], groups: Groups, places: Sequence[int], asked: _Floats
    ) -> None:
        """`entries` with the numbers of their `groups` of points, `places` of those, and the question's."""
        self._entries, self._groups, self._asked = entries, groups, asked
        near = groups.near(asked, _VOTERS)
        self._first, self._second = near.first, near.second
        self._leader = int(near.groups[0]) if len(near.groups) else -1
        self._best: dict[int, int] = {}  # phrasing of those that vote
        self._votes: dict[int, float] = {}
        votes = np.clip(near.cosines, 0, None) ** _SHARPNESS
        votes /= max(float(votes.sum()), 1e-9)
        found = zip(near.groups.tolist(), near.places.tolist(), votes.tolist(), strict=True)
        for number, place, vote in found:
            self._best.setdefault(number, places[place])
            self._votes[number] = self._votes.get(number, 0.0) + vote

    def __getitem__(self, entry: str) -> Likeness:
        """How near it comes to one. KeyError if no phrasing of it asks anything."""
        number = self._entries[entry]
        leads = number == self._leader
        nearest = self._first if leads else self._groups.nearest(number, self._asked)
        lead = nearest - (self._second if leads else self._first)
        return Likeness(nearest, lead, self._votes.get(number, 0.0), self._best.get(number, -1))

    def __iter__(self) -> Iterator[str]:
        """All entries."""
        return iter(self._entries)

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    def loudest(self, count: int) -> list[str]:
        """The entries with most of the vote, at most so many; each has a phrasing among the nearest."""
        loudest = sorted(self._votes, key=lambda number: (-self._votes[number], number))[:count]
        names = {number: entry for entry, number in self._entries.items() if number in loudest}
        return [names[number] for number in loudest]


def spoken(kb: KnowledgeBase) -> list[tuple[str, str]]:
    """Entry and text of every phrasing that asks something, as written, but with no word shortened."""
    return [
        (entry.id, spelt_out(text))
        for entry in kb.entries.values()
        if entry.kind is not EntryKind.SMALLTALK
        for texts in entry.questions.values()
        for text in texts
    ]


def sample(
    phrasings: Sequence[tuple[str, str]], many: int | None = None, fewer: int | None = None
) -> Sequence[int]:
    """Which phrasings are placed, by their place: all, or of more than `many` some of each entry.

    `fewer` says how many in all, or more if there are more entries. Those of an entry stand together. A
    phrasing more or less hardly changes which the others are.
    """
    many, fewer = many or _MANY, fewer or _FEWER
    if len(phrasings) <= many:
        return range(len(phrasings))
    chosen: list[int] = []
    for _, group in groupby(range(len(phrasings)), key=lambda place: phrasings[place][0]):
        places = sorted(group, key=lambda place: digest(phrasings[place][1]))
        chosen += sorted(places[: max(1, round(len(places) * fewer / len(phrasings)))])
    return chosen


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

"""Questions that found no answer, for the editor: what was asked, never by whom.

Equal questions are one row with a count. There is room for so many; the rarest and oldest make way.
"""

import hashlib
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, update

from bot.store.database import Database, Work
from bot.store.people import storable, today
from bot.store.statements import Upsert
from bot.store.tables import misses

MOST = 5_000
_ROOM_EVERY = 100  # misses; one at a time would count the table each time
LONGEST = 300  # characters of a question that are kept
# What says more about a person than about the question: addresses, links, names of users, long numbers.
_PERSONAL = re.compile(
    r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+|https?://\S+|(?<!\w)@\w{3,}|\+?\d(?:[ ()./-]{0,2}\d){6,}[Xx]?"
)
_BLOTTED = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A question that was not answered, how often, and when first and last (days since 1970-01-01)."""

    id: str
    question: str
    outcome: str
    language: str
    entries: tuple[str, ...]  # what came nearest
    count: int
    first_day: int
    last_day: int
    settled: int = 0  # 1 where there is nothing to be done about it


def impersonal(question: str) -> str:
    """`question` in one line, cut to length, with anything that may identify a person blotted out."""
    return _PERSONAL.sub(_BLOTTED, " ".join(question.split()))[:LONGEST]


class Misses:
    """The list of misses. What reads raises StoreUnavailable; the rest is work for `Database.write`."""

    def __init__(self, database: Database, most: int = MOST) -> None:
        self._database = database
        self._most = most
        self._added = 0

    def add(self, question: str, outcome: str, language: str, entries: Sequence[str]) -> Work[None]:
        """Work that counts a miss. Letters' case makes no difference; the first wording is kept."""
        kept, day = impersonal(question), today()
        key = json.dumps([kept.casefold(), outcome, language], ensure_ascii=False)
        row = {
            "id": hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32],
            "question": storable(kept),
            "outcome": outcome,
            "language": language,
            "entries": json.dumps(list(entries)),
            "count": 1,
            "first_day": day,
            "last_day": day,
        }
        added = Upsert(misses, row, adds=("count",), keeps=("question", "outcome", "language", "first_day"))
        self._added += 1
        if self._added % _ROOM_EVERY:
            return added

        def work(connection: Connection) -> None:
            added(connection)
            self.make_room()(connection)

        return work

    def make_room(self) -> Work[None]:
        """Work that deletes the rarest, oldest first, until there are no more than there is room for."""

        def work(connection: Connection) -> None:
            found = connection.scalar(select(func.count()).select_from(misses)) or 0
            if found > self._most:
                least = (
                    select(misses.c.id)
                    .order_by(misses.c.count, misses.c.last_day, misses.c.id)
                    .limit(found - self._most)
                )
                connection.execute(delete(misses).where(misses.c.id.in_(least.scalar_subquery())))

        return work

    async def all(self, most: int = MOST) -> Sequence[Miss]:
        """The misses, the most frequent first."""
        found = await self._database.read(
            select(misses).order_by(misses.c.count.desc(), misses.c.last_day.desc(), misses.c.id).limit(most)
        )
        return [Miss(**{**row, "entries": tuple(json.loads(row["entries"]))}) for row in found]

    def settle(self, ids: Collection[str]) -> Work[None]:
        """Work that deletes misses that have been mended: if one is missed again, it is a miss again."""

        def work(connection: Connection) -> None:
            connection.execute(delete(misses).where(misses.c.id.in_(ids)))

        return work

    def ignore(self, ids: Collection[str]) -> Work[None]:
        """Work that marks misses about which there is nothing to be done, however often they are asked."""

        def work(connection: Connection) -> None:
            connection.execute(update(misses).where(misses.c.id.in_(ids)).values(settled=1))

        return work

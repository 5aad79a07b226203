"""How much is asked, by day: counts, and nothing of who asked or what."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from bot.store.database import Database, Work
from bot.store.people import today
from bot.store.statements import Upsert
from bot.store.tables import feedback, usage

DAYS_KEPT = 400  # so that a month can be compared with that of a year ago
_SHARDS = 8  # rows a count is spread over: those who count at once do not wait for each other


@dataclass(frozen=True, slots=True)
class Count:
    """How often questions on a topic had an outcome on a day."""

    day: int
    outcome: str
    topic: str  # its id; empty where no entry was shown, or it has none
    count: int


@dataclass(frozen=True, slots=True)
class Opinions:
    """How many answers were found helpful on a day, and how many not."""

    day: int
    helpful: int
    unhelpful: int


class Usage:
    """The counts. What reads raises StoreUnavailable; the rest is work for `Database.write`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, outcome: str, topic: str) -> Work[None]:
        """Work that counts a question."""
        shard = random.randrange(_SHARDS)  # noqa: S311 - any will do
        row = {"day": today(), "outcome": outcome, "topic": topic, "shard": shard, "count": 1}
        return Upsert(usage, row, adds=("count",))

    async def counts(self, since: int) -> Sequence[Count]:
        """The counts from the day `since` on."""
        found = await self._database.read(
            select(usage.c.day, usage.c.outcome, usage.c.topic, func.sum(usage.c.count).label("count"))
            .where(usage.c.day >= since)
            .group_by(usage.c.day, usage.c.outcome, usage.c.topic)
            .order_by(usage.c.day, usage.c.outcome, usage.c.topic)
        )
        return [Count(row["day"], row["outcome"], row["topic"], int(row["count"])) for row in found]

    async def opinions(self, since: int) -> Sequence[Opinions]:
        """What people thought of answers from the day `since` on."""
        good = func.sum(feedback.c.helpful)
        found = await self._database.read(
            select(feedback.c.day, good.label("helpful"), func.count().label("number"))
            .where(feedback.c.day >= since)
            .group_by(feedback.c.day)
            .order_by(feedback.c.day)
        )
        return [
            Opinions(row["day"], int(row["helpful"]), row["number"] - int(row["helpful"])) for row in found
        ]

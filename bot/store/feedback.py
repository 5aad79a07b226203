"""What people thought of answers: helpful or not, one vote for each message and person."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from bot.store.database import Database, Work
from bot.store.keys import Keys
from bot.store.people import today
from bot.store.statements import Upsert
from bot.store.tables import feedback


@dataclass(frozen=True, slots=True)
class Votes:
    """How often answers from the same entries were found helpful, and not."""

    entries: tuple[str, ...]
    helpful: int
    unhelpful: int


class Feedback:
    """The votes, under pseudonyms. What reads raises StoreUnavailable."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._keys = keys

    def vote(
        self, chat: int, user: int, message: int, *, helpful: bool, entries: Sequence[str], language: str
    ) -> Work[None]:
        """Work that keeps what `user` thinks of a message; a second vote takes the place of the first."""
        row = {
            "person": self._keys.person(user),
            "message": self._keys.message(chat, message),
            "helpful": int(helpful),
            "entries": json.dumps(list(entries)),
            "language": language,
            "day": today(),
        }
        return Upsert(feedback, row)

    async def votes(self, since: int = 0) -> Sequence[Votes]:
        """The votes since a day, those with the most complaints first."""
        good, number = func.sum(feedback.c.helpful), func.count()
        found = await self._database.read(
            select(feedback.c.entries, good.label("helpful"), number.label("number"))
            .where(feedback.c.day >= since)
            .group_by(feedback.c.entries)
            .order_by((number - good).desc(), feedback.c.entries)
        )
        return [
            Votes(tuple(json.loads(row["entries"])), row["helpful"], row["number"] - row["helpful"])
            for row in found
        ]

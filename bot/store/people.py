"""What is kept of people: their conversations, their preferences, and that they can be forgotten."""

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database, Work
from bot.store.keys import Keys
from bot.store.tables import contexts, feedback, preferences

SECONDS_A_DAY = 86_400


def today() -> int:
    """The number of the current day."""
    return int(time.time() // SECONDS_A_DAY)


def upsert(connection: AsyncConnection, table: Table, values: Mapping[str, Any]) -> Any:
    """A statement that inserts a row, or overwrites the one with the same key."""
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
    key = [column.name for column in table.primary_key]
    changed = {name: value for name, value in values.items() if name not in key}
    return insert.values(**values).on_conflict_do_update(index_elements=key, set_=changed)


class People:
    """Conversations and preferences under pseudonyms. Everything that reads raises StoreUnavailable.

    What writes is made into work for `Database.write`, so that it can be done together with other work.
    """

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._keys = keys

    async def context(self, chat: int, user: int) -> str | None:
        """What `keep_context` kept of the conversation of `user` in `chat`, or None."""
        found = await self._database.read(
            select(contexts.c.context).where(
                contexts.c.person == self._keys.person(user), contexts.c.chat == self._keys.chat(chat)
            )
        )
        return found[0]["context"] if found else None

    def keep_context(self, chat: int, user: int, context: str) -> Work[None]:
        """Work that keeps a conversation, and with it the person's preferences for as long."""
        person = self._keys.person(user)
        row = {"person": person, "chat": self._keys.chat(chat), "context": context, "day": today()}
        used = (
            update(preferences)
            .where(preferences.c.person == person, preferences.c.day < today())
            .values(day=today())
        )

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(upsert(connection, contexts, row))
            await connection.execute(used)

        return work

    async def preferences(self, user: int) -> Mapping[str, str]:
        """What `user` chose, by name."""
        found = await self._database.read(
            select(preferences.c.name, preferences.c.value).where(
                preferences.c.person == self._keys.person(user)
            )
        )
        return {row["name"]: row["value"] for row in found}

    def prefer(self, user: int, name: str, value: str) -> Work[None]:
        """Work that keeps a choice of `user`."""
        row = {"person": self._keys.person(user), "name": name, "value": value, "day": today()}

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(upsert(connection, preferences, row))

        return work

    def forget(self, user: int) -> Work[None]:
        """Work that deletes everything kept of `user`."""
        person = self._keys.person(user)

        async def work(connection: AsyncConnection) -> None:
            for table in (contexts, preferences, feedback):
                await connection.execute(delete(table).where(table.c.person == person))

        return work

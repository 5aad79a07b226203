"""What is kept of people: their conversations, their preferences, and that they can be forgotten."""

import time
from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from bot.store.database import Database, Work
from bot.store.keys import Keys
from bot.store.statements import Upsert
from bot.store.tables import contexts, exchanges, feedback, preferences

SECONDS_A_DAY = 86_400


def today() -> int:
    """The number of the current day."""
    return int(time.time() // SECONDS_A_DAY)


def storable(text: str) -> str:
    """`text` without what a database cannot hold: half characters and the character zero."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


_CONTEXT = select(contexts.c.context).where(
    contexts.c.person == bindparam("whose"), contexts.c.chat == bindparam("where")
)
_USED = (
    update(preferences)
    .where(preferences.c.person == bindparam("whose"), preferences.c.day < bindparam("now"))
    .values(day=bindparam("now"))
)
_PREFERENCES = select(preferences.c.name, preferences.c.value).where(
    preferences.c.person == bindparam("whose")
)


class People:
    """Conversations and preferences under pseudonyms. Everything that reads raises StoreUnavailable.

    What writes is made into work for `Database.write`, so that it can be done together with other work.
    """

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._keys = keys

    async def context(self, chat: int, user: int) -> str | None:
        """What `keep_context` kept of the conversation of `user` in `chat`, or None."""
        whose, where = self._keys.person(user), self._keys.chat(chat)
        found = await self._database.read(_CONTEXT, {"whose": whose, "where": where})
        return found[0]["context"] if found else None

    def keep_context(self, chat: int, user: int, context: str, *, prefers: bool = True) -> Work[None]:
        """Work that keeps a conversation, and with it the person's preferences, if there are any, as long."""
        person = self._keys.person(user)
        row = {"person": person, "chat": self._keys.chat(chat), "context": context, "day": today()}
        kept = Upsert(contexts, row)

        def work(connection: Connection) -> None:
            kept(connection)
            connection.execute(_USED, {"whose": person, "now": today()})

        return work if prefers else kept

    async def exchange(self, chat: int, message: int) -> tuple[str, int, int] | None:
        """The question, its message's number and its reply's, if `message` is one of the two."""
        found = await self._database.read(
            select(exchanges.c.question, exchanges.c.asked, exchanges.c.reply)
            .where(
                exchanges.c.chat == self._keys.chat(chat),
                or_(exchanges.c.asked == message, exchanges.c.reply == message),
            )
            .order_by(exchanges.c.asked.desc())
            .limit(1)
        )
        return (found[0]["question"], found[0]["asked"], found[0]["reply"]) if found else None

    def keep_exchange(self, chat: int, user: int, question: str, asked: int, reply: int) -> Work[None]:
        """Work that keeps a question of `user` and the numbers of its message and of the reply."""
        row = {
            "chat": self._keys.chat(chat),
            "asked": asked,
            "reply": reply,
            "person": self._keys.person(user),
            "question": storable(question),
            "day": today(),
        }
        return Upsert(exchanges, row)

    async def preferences(self, user: int) -> Mapping[str, str]:
        """What `user` chose, by name."""
        found = await self._database.read(_PREFERENCES, {"whose": self._keys.person(user)})
        return {row["name"]: row["value"] for row in found}

    def prefer(self, user: int, name: str, value: str) -> Work[None]:
        """Work that keeps a choice of `user`."""
        row = {"person": self._keys.person(user), "name": name, "value": value, "day": today()}
        return Upsert(preferences, row)

    def forget(self, user: int) -> Work[None]:
        """Work that deletes everything kept of `user`."""
        person = self._keys.person(user)

        def work(connection: Connection) -> None:
            for table in (contexts, exchanges, preferences, feedback):
                connection.execute(delete(table).where(table.c.person == person))

        return work

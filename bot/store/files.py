"""The `file_id`s of pictures that Telegram already has, so that each is uploaded once."""

from sqlalchemy import Connection, delete, select

from bot.store.database import Database, Work
from bot.store.people import today
from bot.store.statements import Upsert
from bot.store.tables import files


class Files:
    """File ids by a name that says what is in the file. `find` raises StoreUnavailable.

    A file id is good for one bot only: `bot` is its id.
    """

    def __init__(self, database: Database, bot: str) -> None:
        self._database = database
        self._bot = bot

    async def find(self, name: str) -> str | None:
        """The file id kept under `name`, or None."""
        found = await self._database.read(select(files.c.file_id).where(files.c.name == self._key(name)))
        return found[0]["file_id"] if found else None

    def keep(self, name: str, file_id: str) -> Work[None]:
        """Work that keeps a file id."""
        row = {"name": self._key(name), "file_id": file_id, "day": today()}
        return Upsert(files, row)

    def drop(self, name: str) -> Work[None]:
        """Work that deletes a file id Telegram does not know any more."""

        def work(connection: Connection) -> None:
            connection.execute(delete(files).where(files.c.name == self._key(name)))

        return work

    def _key(self, name: str) -> str:
        return f"{self._bot}:{name}"

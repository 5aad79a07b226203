"""What was told last, so that of several copies of the bot one tells it, once."""

from sqlalchemy import Connection

from bot.store.database import Database
from bot.store.statements import insert
from bot.store.tables import meta


class Notices:
    """The last of each kind of notice. It raises StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def is_new(self, kind: str, what: str) -> bool:
        """Whether `what` is not what was told last of its kind; from now on it is."""
        row = {"name": f"notice {kind}", "value": what}

        def work(connection: Connection) -> bool:
            told = connection.execute(
                insert(connection.dialect.name, meta)
                .values(**row)
                .on_conflict_do_update(
                    index_elements=["name"], set_={"value": what}, where=meta.c.value != what
                )
            )
            return bool(told.rowcount)

        return await self._database.write(work)

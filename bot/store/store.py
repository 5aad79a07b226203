"""The store as a whole."""

import os
import secrets
import socket

from sqlalchemy import Connection, delete

from bot.store.database import Database
from bot.store.feedback import Feedback
from bot.store.files import Files
from bot.store.inbox import LEASE_SECONDS, Inbox
from bot.store.keys import Keys
from bot.store.misses import Misses
from bot.store.notices import Notices
from bot.store.people import SECONDS_A_DAY, People, today
from bot.store.tables import contexts, exchanges, feedback, files, misses, preferences, usage
from bot.store.usage import DAYS_KEPT, Usage

NUMBERS_KEPT = 3 * SECONDS_A_DAY  # Telegram delivers an update again for a day at most
FILES_KEPT = 365  # days; they belong to nobody, and are good for long


class Store:
    """Everything that is kept, in the database at `address`. `token` is the bot's."""

    def __init__(self, address: str, token: str, *, lease: float = LEASE_SECONDS) -> None:
        keys = Keys(token)
        self.database = Database(address)
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.inbox = Inbox(self.database, self.owner, lease)
        self.people = People(self.database, keys)
        self.misses = Misses(self.database)
        self.feedback = Feedback(self.database, keys)
        self.files = Files(self.database, token.partition(":")[0])
        self.notices = Notices(self.database)
        self.usage = Usage(self.database)

    async def purge(self, days: int) -> None:
        """Deletes what has not been used for `days`. Raises StoreUnavailable."""

        def work(connection: Connection) -> None:
            for table in (contexts, exchanges, preferences, feedback):
                connection.execute(delete(table).where(table.c.day < today() - days))
            connection.execute(delete(misses).where(misses.c.last_day < today() - days))
            connection.execute(delete(files).where(files.c.day < today() - FILES_KEPT))
            connection.execute(delete(usage).where(usage.c.day < today() - DAYS_KEPT))
            self.misses.make_room()(connection)

        await self.database.write(work)
        await self.inbox.purge(NUMBERS_KEPT)

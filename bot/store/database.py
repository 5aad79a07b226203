"""The connection to the database: transactions, and what happens while it is full, locked or gone.

Whoever wants something kept gets `StoreUnavailable` at once while the database is away, so that nobody
who waits for an answer waits for a time-out as well. `recover`, called now and then, finds out whether
it is back.
"""

import asyncio
import logging
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Executable, RowMapping
from sqlalchemy.engine import URL, make_url

from bot.store import migrations
from bot.store.problems import NewerSchemaError, StoreUnavailable
from bot.store.trouble import crossed_another, is_trouble, reason

if TYPE_CHECKING:
    from bot.store.one_thread import OneThread
    from bot.store.pool import Pool

_logger = logging.getLogger(__name__)

_T = TypeVar("_T")
Work = Callable[[Connection], _T]  # what is done in a transaction; it may be begun anew

SECONDS = 5.0  # the longest a transaction, or connecting, may take
ATTEMPTS = 3  # at a transaction that PostgreSQL undid for the sake of another
# Bytes to be left on the disk of an SQLite file: its journal takes that many before it is used anew.
# With less, what was written to try it out would fit, and the next message would not, for ever by turns.
ROOM = 4 * 1024 * 1024
STEADY = 60.0  # seconds; what goes away again sooner is tried again after twice the time, up to this long


class Database:
    """An SQLite file or a PostgreSQL database, reached when first used or `open`ed."""

    def __init__(self, address: str) -> None:
        self._url = make_url(address)
        self.dialect = self._url.get_backend_name()
        self.is_up = True
        self._is_open = True
        self.on_change: list[Callable[[bool], None]] = []  # told when it goes (False) and comes back (True)
        self.on_loss: list[Callable[[], None]] = []  # told when it comes back empty, or as another
        self._file = _file(self._url)
        self._identity: tuple[int, int] | None = None
        self._is_lost = False  # what was written
        self._is_tidy = True
        self._back_at, self._pause, self._try_at = -STEADY, 0.0, 0.0  # monotonic seconds, seconds, the former
        self._way = _way(self._url)
        self._busy = 0  # transactions under way
        self._idle = asyncio.Event()
        self._idle.set()

    async def open(self) -> None:
        """Connects and brings the schema up to date; a database that cannot be reached is left for later.

        Raises NewerSchemaError if a later version of the bot has been here.
        """
        try:
            await self._prepare()
        except NewerSchemaError:
            await self.close()
            raise
        except Exception as error:
            if not is_trouble(error):
                raise
            self._went(error)

    async def close(self) -> None:
        """Closes every connection, for good."""
        self._is_open = False
        await self._dispose()

    async def _dispose(self) -> None:
        with suppress(Exception):  # a connection that is lost cannot be closed in order
            await asyncio.wait_for(self._idle.wait(), SECONDS)  # one that is in use would be left open
            await asyncio.wait_for(self._way.dispose(), SECONDS)

    async def read(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None
    ) -> Sequence[RowMapping]:
        """The rows of a query. Raises StoreUnavailable."""

        def work(connection: Connection) -> Sequence[RowMapping]:
            return connection.execute(statement, parameters).mappings().all()

        return await self._guarded(work, reads=True)

    async def write(self, work: Work[_T], *, first: bool = False, single: bool = False) -> _T:
        """Does `work` in one transaction, wholly or not at all. Raises StoreUnavailable.

        `first` is for marks that what was done is done: they do not queue behind what is only beginning.
        `single` is for work of one statement: a server need not be told where it begins and ends.
        """
        self._is_tidy = False
        return await self._guarded(work, first=first, single=single)

    async def tidy(self) -> None:
        """Takes out of an SQLite file's journal what was deleted and can still be read there.

        Where another program reads just then, the next call does.
        """
        if self._is_tidy or not self.is_up:
            return
        self._is_tidy = True  # what is written from here on makes it untidy again
        try:
            if not await self._way.tidy():
                self._is_tidy = False
        except Exception as error:
            if not is_trouble(error):
                raise
            self._went(error)

    async def recover(self) -> None:
        """Looks whether the database is there: it may have come back, or its file may have been deleted."""
        self._is_lost = self._is_lost or self._vanished()
        if self.is_up and not self._is_lost:
            return
        if self.is_up:
            self._went(FileNotFoundError("its file was deleted or replaced, or cannot be reached"))
        if time.monotonic() < self._try_at:
            return
        try:
            await self._dispose()
            await self._prepare()
        except Exception as error:  # noqa: BLE001 - it stays away, and the next call tries again
            _logger.debug("The database is still away: %s", reason(error))
            return
        if self._is_lost:
            self._is_lost = False
            for listener in self.on_loss:
                listener()
        self.is_up, self._back_at = True, time.monotonic()
        _logger.info("The database is back.")
        self._tell()

    async def _guarded(self, work: Work[_T], **options: bool) -> _T:
        if not (self.is_up and self._is_open):
            raise StoreUnavailable
        for attempt in range(1, ATTEMPTS + 1):
            try:
                # Whoever waits may be cancelled; a transaction cut half way could spoil its connection.
                return await asyncio.shield(self._transaction(work, **options))
            except Exception as error:
                if attempt < ATTEMPTS and crossed_another(error):
                    continue
                if not is_trouble(error):
                    raise
                self._went(error)
                raise StoreUnavailable from error
        raise AssertionError("the last attempt returns or raises")

    async def _transaction(self, work: Work[_T], **options: bool) -> _T:
        self._busy += 1
        self._idle.clear()
        try:
            return await self._way.run(work, **options)
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()

    async def _prepare(self) -> None:
        if self._file:
            # Made beforehand, because nobody else on the computer is to read it.
            os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))
            _find_room(self._file)
        await self._transaction(migrations.migrate)
        self._identity = self._found()

    def _vanished(self) -> bool:
        # An open SQLite file goes on working when it is deleted, and all that is written to it is lost.
        return self._identity is not None and self._identity != self._found()

    def _found(self) -> tuple[int, int] | None:
        if self._file is None:
            return None
        try:
            status = self._file.stat()
        except OSError:
            return (0, 0)
        return status.st_dev, status.st_ino

    def _went(self, error: BaseException) -> None:
        if self.is_up:
            self.is_up = False
            now = time.monotonic()
            self._pause = min(max(1.0, self._pause * 2), STEADY) if now - self._back_at < STEADY else 0.0
            self._try_at = now + self._pause
            _logger.warning(
                "The database cannot be used (%s). Going on from memory, trying again.", reason(error)
            )
            self._tell()

    def _tell(self) -> None:
        for listener in self.on_change:
            listener(self.is_up)


def _file(url: URL) -> Path | None:
    """The file of an SQLite database, unless it is one in memory or an address of SQLite's own kind."""
    name = url.database or ""
    if url.get_backend_name() != "sqlite" or name in {"", ":memory:"} or name.startswith("file:"):
        return None
    return Path(name)


def _find_room(file: Path) -> None:
    """Raises OSError if there is not `ROOM` on the disk of `file`."""
    if not hasattr(os, "posix_fallocate"):
        return
    with tempfile.TemporaryFile(dir=file.parent) as room:
        os.posix_fallocate(room.fileno(), 0, ROOM)


def _way(url: URL) -> "OneThread | Pool":
    if url.get_backend_name() == "sqlite":
        from bot.store.one_thread import OneThread

        return OneThread(url, SECONDS)
    from bot.store.pool import Pool

    return Pool(url, SECONDS)

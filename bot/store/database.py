"""The connection to the database: transactions, and what happens while it is full, locked or gone.

Whoever wants something kept gets `StoreUnavailable` at once while the database is away, so that nobody
who waits for an answer waits for a time-out as well. `recover`, called now and then, finds out whether
it is back.
"""

import asyncio
import logging
import os
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, RowMapping, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.store import migrations
from bot.store.problems import NewerSchemaError, StoreUnavailable

_logger = logging.getLogger(__name__)

_T = TypeVar("_T")
Work = Callable[[AsyncConnection], Awaitable[_T]]

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
SECONDS = 5.0  # the longest a transaction, or connecting, may take
LOCKED_SECONDS = 2.0  # how long an SQLite file may be locked by another program
CONNECTIONS = 6  # to PostgreSQL, for each copy of the bot; a transaction takes about a millisecond
ATTEMPTS = 3  # at a transaction that PostgreSQL undid for the sake of another
_CROSSED = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected
_TURN = 0.02  # seconds between tries while the file is locked
# Bytes to be left on the disk of an SQLite file: its journal takes that many before it is used anew.
# With less, what was written to try it out would fit, and the next message would not, for ever by turns.
ROOM = 4 * 1024 * 1024
STEADY = 60.0  # seconds; what goes away again sooner is tried again after twice the time, up to this long
_LONGEST_REASON = 200


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
        self._back_at, self._pause, self._try_at = -STEADY, 0.0, 0.0  # monotonic seconds, seconds, the former
        self._engine = _engine(self._url)
        self._busy = 0  # transactions under way
        self._idle = asyncio.Event()
        self._idle.set()
        self._lane = asyncio.Semaphore(CONNECTIONS - 2 if self.dialect == "postgresql" else 1)

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
            if not _is_trouble(error):
                raise
            self._went(error)

    async def close(self) -> None:
        """Closes every connection, for good."""
        self._is_open = False
        await self._dispose()

    async def _dispose(self) -> None:
        with suppress(Exception):  # a connection that is lost cannot be closed in order
            await asyncio.wait_for(self._idle.wait(), SECONDS)  # one that is in use would be left open
            await asyncio.wait_for(self._engine.dispose(), SECONDS)

    async def read(self, statement: Executable) -> Sequence[RowMapping]:
        """The rows of a query. Raises StoreUnavailable."""

        async def work(connection: AsyncConnection) -> Sequence[RowMapping]:
            return (await connection.execute(statement)).mappings().all()

        options = {"isolation_level": "AUTOCOMMIT"} if self.dialect == "postgresql" else {"reads": True}
        async with self._lane:
            return await self._guarded(work, **options)

    async def write(self, work: Work[_T], *, first: bool = False) -> _T:
        """Does `work` in one transaction, wholly or not at all. Raises StoreUnavailable.

        `first` is for marks that what was done is done: they do not queue behind what is only beginning.
        """
        if first:
            return await self._guarded(work)
        async with self._lane:
            return await self._guarded(work)

    async def recover(self) -> None:
        """Looks whether the database is there: it may have come back, or its file may have been deleted."""
        self._is_lost = self._is_lost or self._vanished()
        if self.is_up and not self._is_lost:
            return
        if self.is_up:
            self._went(FileNotFoundError("its file was deleted or replaced"))
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

    async def _guarded(self, work: Work[_T], **options: Any) -> _T:
        if not (self.is_up and self._is_open):
            raise StoreUnavailable
        for attempt in range(1, ATTEMPTS + 1):
            try:
                # Whoever waits may be cancelled; a transaction cut half way could spoil its connection.
                return await asyncio.shield(self._transaction(work, **options))
            except Exception as error:
                if attempt < ATTEMPTS and _crossed_another(error):
                    continue
                if not _is_trouble(error):
                    raise
                self._went(error)
                raise StoreUnavailable from error
        raise AssertionError("the last attempt returns or raises")

    async def _transaction(self, work: Work[_T], **options: Any) -> _T:
        self._busy += 1
        self._idle.clear()
        try:
            async with asyncio.timeout(SECONDS), self._engine.connect() as connection:
                await connection.execution_options(**options)
                async with connection.begin():
                    return await work(connection)
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


def _engine(url: URL) -> AsyncEngine:
    backend = url.get_backend_name()
    options: dict[str, Any] = {"hide_parameters": True, "pool_timeout": SECONDS}
    if backend == "sqlite":
        # One writer at a time is all SQLite has; a second connection would only wait for the first.
        options |= {"poolclass": AsyncAdaptedQueuePool, "pool_size": 1, "max_overflow": 0}
        options["connect_args"] = {"timeout": LOCKED_SECONDS}
    else:
        options |= {"pool_size": CONNECTIONS, "max_overflow": 0, "pool_use_lifo": True}
        options["connect_args"] = {"timeout": SECONDS, "command_timeout": SECONDS}
    engine = create_async_engine(url.set(drivername=DRIVERS[backend]), **options)
    if backend == "sqlite":
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # BEGIN is sent below, not by the driver
    cursor = connection.cursor()
    # WAL: readers and the writer do not wait for each other. FULL: what was committed is on the disk.
    _patiently(lambda: cursor.execute("PRAGMA journal_mode=WAL"))
    for pragma in ("synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _patiently(turn: Callable[[], object]) -> None:
    """Try again while the database is locked: SQLite's own timeout does not cover a change of the journal."""
    deadline = time.monotonic() + LOCKED_SECONDS
    while True:
        try:
            turn()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(_TURN)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads")
    # Whoever reads first and writes later may be refused half way; IMMEDIATE waits at the beginning.
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _is_trouble(error: BaseException) -> bool:
    """Whether `error` is the database's trouble, rather than a mistake of ours."""
    if isinstance(error, DBAPIError):
        return not isinstance(error, (IntegrityError, DataError))
    if isinstance(error, (OSError, TimeoutError, PoolTimeoutError, sqlite3.Error)):
        return True
    # asyncpg's own, raised while connecting.
    return type(error).__module__.partition(".")[0] == "asyncpg"


def _crossed_another(error: BaseException) -> bool:
    """Whether a transaction was undone because of another one, and can simply be repeated."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _CROSSED


def reason(error: BaseException) -> str:
    """`error` in one line without any value a statement was given: its kind and the driver's words."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    while (
        isinstance(cause, Exception) and type(cause).__module__.startswith("sqlalchemy") and cause.__cause__
    ):
        cause = cause.__cause__
    words = " ".join(str(cause).split())[:_LONGEST_REASON]
    return f"{type(cause).__name__}: {words}" if words else type(cause).__name__

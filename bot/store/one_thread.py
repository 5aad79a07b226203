"""Transactions on an SQLite file, in a thread of their own; those that wait for their turn share one.

SQLite has one writer at a time anyway. What came while a transaction was under way is done in the next one
together (*group commit*): many messages at once cost one way to the thread and one way to the disk.
"""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import QueuePool

from bot.store.trouble import is_trouble

_T = TypeVar("_T")

LOCKED_SECONDS = 2.0  # how long the file may be locked by another program
TOGETHER = 100  # so many at most: whoever comes first does not wait for all
_TURN = 0.02  # seconds between tries while the file is locked


@dataclass(slots=True)
class _Job:
    work: Callable[[Connection], Any]
    reads: bool
    outcome: asyncio.Future[Any]


class OneThread:
    """Does work on the SQLite database at `url`, for one event loop; no work may take more than `seconds`."""

    def __init__(self, url: URL, seconds: float) -> None:
        self._engine = create_engine(
            url.set(drivername="sqlite"),
            hide_parameters=True,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            connect_args={"timeout": LOCKED_SECONDS, "check_same_thread": False},
        )
        event.listen(self._engine, "connect", _set_up)
        event.listen(self._engine, "begin", _begin)
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(1, "sqlite")
        self._waiting: deque[_Job] = deque()
        self._busy = False

    async def run(
        self,
        work: Callable[[Connection], _T],
        *,
        reads: bool = False,
        first: bool = False,
        single: bool = False,
    ) -> _T:
        """Does `work` in a transaction, wholly or not at all. Raises what it raises.

        It may share the transaction with other work, and be begun anew if that fails. All is done in the
        order it was asked for, also what is to come `first`: it waits for one transaction at most.
        """
        del first, single
        job = _Job(work, reads, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        if not self._busy:
            self._busy = True  # not at once: what others want at this moment is to go along
            asyncio.get_running_loop().call_soon(self._start)
        async with asyncio.timeout(self._seconds):
            return await job.outcome  # type: ignore[no-any-return]

    async def tidy(self) -> bool:
        """Writes the journal back and empties it. False if another program reads the database just now."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._tidy)

    def _tidy(self) -> bool:
        with self._engine.connect() as connection:
            own: Any = connection.connection.driver_connection  # it has to be outside of any transaction
            [(busy, *_)] = own.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return not busy

    async def dispose(self) -> None:
        """Closes the connection; the next work opens one anew."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)

    def _start(self) -> None:
        jobs = [self._waiting.popleft() for _ in range(min(len(self._waiting), TOGETHER))]
        done = asyncio.get_running_loop().run_in_executor(self._thread, self._do, jobs)
        done.add_done_callback(lambda future: self._finished(jobs, future))

    def _finished(self, jobs: Sequence[_Job], done: "asyncio.Future[Sequence[Any]]") -> None:
        self._busy = False
        outcomes = done.result()
        for job, (value, error) in zip(jobs, outcomes, strict=True):
            if job.outcome.done():  # whoever wanted it has gone
                continue
            if error:
                job.outcome.set_exception(error)
            else:
                job.outcome.set_result(value)
        if self._waiting:
            self._busy = True
            self._start()

    def _do(self, jobs: Sequence[_Job]) -> Sequence[tuple[Any, BaseException | None]]:
        """For each of `jobs`, in order, its value or what went wrong."""
        try:
            return [(value, None) for value in self._together(jobs)]
        except Exception as error:  # noqa: BLE001 - it is raised where the work was wanted
            if len(jobs) == 1 or is_trouble(error):
                return [(None, error)] * len(jobs)
        # A mistake of one of them; the others are not to suffer for it.
        return [outcome for job in jobs for outcome in self._do([job])]

    def _together(self, jobs: Sequence[_Job]) -> Sequence[Any]:
        with self._engine.connect() as connection:
            connection.execution_options(reads=all(job.reads for job in jobs))
            with connection.begin():
                return [job.work(connection) for job in jobs]


def _set_up(connection: Any, _: object) -> None:
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


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads")
    # Whoever reads first and writes later may be refused half way; IMMEDIATE waits at the beginning.
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

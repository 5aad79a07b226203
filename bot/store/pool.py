"""Transactions on a PostgreSQL server, a few side by side."""

import asyncio
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine

_T = TypeVar("_T")

CONNECTIONS = 6  # for each copy of the bot; a transaction takes about a millisecond


class Pool:
    """Does work on the database at `url`; a connection, or a statement, may take so many `seconds`."""

    def __init__(self, url: URL, seconds: float) -> None:
        self._engine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"),
            hide_parameters=True,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_use_lifo=True,
            pool_timeout=seconds,
            connect_args={"timeout": seconds, "command_timeout": seconds},
        )
        self._seconds = seconds
        self._lane = asyncio.Semaphore(CONNECTIONS - 2)
        self._hung_at = 0.0  # when a transaction got no answer in time

    async def run(
        self,
        work: Callable[[Connection], _T],
        *,
        reads: bool = False,
        first: bool = False,
        single: bool = False,
    ) -> _T:
        """Does `work` in a transaction of its own, wholly or not at all. Raises what it raises.

        A `single` statement is one by itself. `first` does not queue behind the others. Who does, and was
        waiting when one of them got no answer in time, is not made to wait as long once more: TimeoutError.
        """
        began = time.monotonic()
        async with nullcontext() if first else self._lane:
            if self._hung_at > began:
                raise TimeoutError
            try:
                return await self._run(work, alone=reads or single)
            except TimeoutError:
                self._hung_at = time.monotonic()
                raise

    async def _run(self, work: Callable[[Connection], _T], *, alone: bool) -> _T:
        async with asyncio.timeout(self._seconds), self._engine.connect() as connection:
            if alone:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
            async with connection.begin():
                return await connection.run_sync(work)

    async def tidy(self) -> bool:
        """Nothing: what was deleted, the server clears away itself."""
        return True

    async def dispose(self) -> None:
        """Closes the connections; the next work opens them anew."""
        await self._engine.dispose()

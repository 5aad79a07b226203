"""What is to be written, in order; it waits in memory while the database is away."""

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from bot.store.problems import AWAY, Away, StoreUnavailable

if TYPE_CHECKING:
    from bot.store.database import Work
    from bot.store.store import Store

_T = TypeVar("_T")
_logger = logging.getLogger(__name__)

MOST = 10_000  # entries that wait; then the oldest make way


class Ledger:
    """Writes into `store` as soon as that is possible, and in the order it was told."""

    def __init__(self, store: "Store", most: int = MOST) -> None:
        self._store = store
        self._owed: deque[tuple[int | None, Sequence[Work[Any]]]] = deque(maxlen=most)

    @property
    def owed(self) -> int:
        """How many entries wait."""
        return len(self._owed)

    async def enter(self, work: Sequence["Work[Any]"], done: int | None = None) -> bool:
        """Does `work` and marks the update `done`, in one transaction, now or later. Whether it was now."""
        if not self._owed:
            try:
                await self._write(work, done)
            except StoreUnavailable:
                pass
            else:
                return True
        self._owed.append((done, work))
        return False

    async def settle(self) -> None:
        """Writes what waits. Raises StoreUnavailable where the rest has to wait on."""
        while self._owed:
            done, work = entry = self._owed[0]
            try:
                await self._write(work, done)
            except StoreUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - one entry must not hold up all others for ever
                _logger.error("Something could not be written: %s", type(error).__name__)  # noqa: TRY400
            if self._owed and self._owed[0] is entry:
                self._owed.popleft()

    async def read(self, ask: Callable[[], Awaitable[_T]]) -> _T | Literal[Away.AWAY]:
        """What `ask` answers, or AWAY."""
        if self._owed:
            return AWAY
        try:
            return await ask()
        except StoreUnavailable:
            return AWAY

    async def _write(self, work: Sequence["Work[Any]"], done: int | None) -> None:
        if done is not None:
            await self._store.inbox.done(done, work)
        elif work:

            def together(connection: Any) -> None:
                for each in work:
                    each(connection)

            await self._store.database.write(together)

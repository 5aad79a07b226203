"""Messages in doubt: on their way, or arrived and not yet marked as answered.

If the process is killed they are sent once more, so there are to be few: as many as Telegram's pace needs, by
how far away Telegram is. Where it takes longer because the machine is busy, more would only make it busier.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil

FEWEST = 2
_TIMES = 2.0  # as many as needed if all calls were as quick as the quickest: so much may be between them
_LATELY = 1_000  # calls among which the quickest is looked for


class Doubt:
    """Counts messages in doubt, and bounds them by what `rate` of them a second need, and by `most`."""

    def __init__(self, most: int, rate: float) -> None:
        self._most = most
        self._rate = rate
        self._count = 0
        self._took: deque[float] = deque(maxlen=_LATELY)  # seconds each
        self._fewer = asyncio.Event()

    @property
    def bound(self) -> int:
        """How many may be in doubt."""
        needed = ceil(self._rate * min(self._took, default=0.0) * _TIMES)
        return min(max(FEWEST, needed), self._most)

    @contextmanager
    def timing(self) -> Iterator[None]:
        """The time of a call to Telegram. One that fails tells nothing of how far away Telegram is."""
        since = time.monotonic()
        yield
        self._took.append(time.monotonic() - since)

    async def room(self) -> None:
        """Returns when one more may be in doubt; to be awaited by one at a time."""
        while self._count >= self.bound:
            self._fewer.clear()
            await self._fewer.wait()

    def begin(self) -> Callable[[], None]:
        """One more is in doubt, until what is returned is called."""
        self._count += 1
        over = False

        def end() -> None:
            nonlocal over
            if not over:
                over = True
                self._count -= 1
                self._fewer.set()

        return end

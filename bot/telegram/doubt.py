"""Messages in doubt: on their way, or arrived and not yet marked as answered.

If the process is killed they are sent once more, so there are to be few: as many as Telegram's pace needs, by
how far away Telegram is, and how long the mark takes. Where it takes longer because the machine is busy, more
would only make it busier.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from math import ceil

FEWEST = 1
_TIMES = 2.0  # as many as needed if all calls were as quick as the quickest: so much may be between them
_LATELY = 1_000  # calls among which the quickest is looked for
LONGEST = 1.0  # seconds; what takes longer hangs, and is not to keep all others waiting
_ENOUGH = 10  # marks among which it is: those after a start take long, and many would be in doubt if it died


class Doubt:
    """Counts messages in doubt, and bounds them by what `rate` of them a second need, and by `most`."""

    def __init__(self, most: int, rate: float) -> None:
        self._most = most
        self._rate = rate
        self._since: dict[object, float] = {}  # when each came to be in doubt
        self._took: deque[float] = deque(maxlen=_LATELY)  # seconds each
        self._lasted: deque[float] = deque(maxlen=_LATELY)  # likewise, till the mark
        self._fewer = asyncio.Event()

    @property
    def bound(self) -> int:
        """How many may be in doubt."""
        call = min(self._took, default=0.0) * _TIMES
        mark = min(self._lasted) if len(self._lasted) >= _ENOUGH else 0.0
        needed = ceil(self._rate * max(call, mark))
        return min(max(FEWEST, needed), self._most)

    @contextmanager
    def timing(self) -> Iterator[None]:
        """The time of a call to Telegram. One that fails tells nothing of how far away Telegram is."""
        since = time.monotonic()
        yield
        self._took.append(time.monotonic() - since)

    async def room(self) -> None:
        """Returns when one more may be in doubt; to be awaited by one at a time."""
        while sum(time.monotonic() - since < LONGEST for since in self._since.values()) >= self.bound:
            self._fewer.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._fewer.wait(), LONGEST / 4)

    def begin(self) -> Callable[..., None]:
        """One more is in doubt till what is returned is called, with `marked=False` if it did not arrive."""
        this = object()
        self._since[this] = time.monotonic()

        def end(*, marked: bool = True) -> None:
            if (since := self._since.pop(this, None)) is not None:
                self._fewer.set()
                if marked:
                    self._lasted.append(time.monotonic() - since)

        return end

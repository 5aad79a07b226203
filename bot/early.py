"""Being told to stop before there is anything to finish."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def stopping_at_once() -> Iterator[None]:
    """While this lasts, SIGTERM ends the process with exit code 0, as it ends a bot that runs.

    A running bot takes the signal over.
    """
    if threading.current_thread() is not threading.main_thread():  # no other may handle signals
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

"""How the process deals with its memory, where the C library is glibc; elsewhere nothing happens."""

import ctypes
import gc
from contextlib import suppress

# https://man7.org/linux/man-pages/man3/mallopt.3.html
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
_LARGE = 128 * 1024  # bytes from which on a block is mapped by itself, and given back when it is free
_ARENAS = 2  # for all threads; each arena keeps free memory of its own
# New objects until the collector looks at them, and its looks until it looks at older ones. Much is loaded
# while the bot runs, and a look at all of it takes tens of milliseconds; an update leaves little in circles.
_LOOKS = (2_000, 20, 100)


def use_little_memory() -> None:
    """From now on what is free is given back, at some cost where much is allocated at once."""
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_THRESHOLD, _LARGE)  # set, it no longer grows with what was freed
        mallopt(_ARENA_MAX, _ARENAS)


def settle() -> None:
    """What lives now lives long: the collector leaves it alone, and what is free is given back.

    To be called when something large was loaded, and when it was exchanged.
    """
    gc.unfreeze()
    gc.collect()
    gc.set_threshold(*_LOOKS)
    gc.freeze()  # else each full collection would walk the whole engine, in the middle of an answer
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)

"""`python -m bot.health`: whether the bot in this container is connected. Linux only; writes nothing.

Healthy means that another process here holds a TCP socket that is established (polling: it waits for
Telegram) or listening (webhook). So a lost network, a start that hangs and a bot that no longer asks are
seen. Whether its answers are right is not.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_ALIVE = frozenset({"01", "0A"})  # TCP_ESTABLISHED and TCP_LISTEN of the kernel's include/net/tcp_states.h
_STATE, _INODE = 3, 9  # columns of /proc/net/tcp, see proc_net_tcp in the kernel's documentation


def connected(proc: Path = _PROC) -> bool:
    """Whether a process other than this one holds an established or listening TCP socket."""
    live = _live_sockets(proc)
    return any(name in live for name in _held_by_others(proc))


def _live_sockets(proc: Path) -> set[str]:
    live = set()
    for table in (proc / "net/tcp", proc / "net/tcp6"):
        with suppress(OSError):  # a kernel without IPv6 has no second table
            rows = map(str.split, table.read_text("ascii").splitlines()[1:])
            live |= {f"socket:[{row[_INODE]}]" for row in rows if row[_STATE] in _ALIVE}
    return live


def _held_by_others(proc: Path) -> Iterator[str]:
    for process in proc.glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        with suppress(OSError):  # the process ended, or belongs to another user
            for link in (process / "fd").iterdir():
                yield str(link.readlink())


if __name__ == "__main__":
    sys.exit(0 if connected() else "no process of the bot is connected or listening")

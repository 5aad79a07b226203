"""`python -m bot.health`: whether the bot in this container is well. Writes nothing.

With BOT_MONITOR_PORT set, that is what its `/healthz` says. Without it (Linux only), healthy means that
another process here holds a TCP socket that is established (polling: it waits for Telegram) or listening
(webhook). So a lost network, a start that hangs and a bot that no longer asks are seen. Whether its answers
are right is not.
"""

import http.client
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_SECONDS = 3.0
_EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - listened on, not by us
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


def answers(host: str, port: int) -> bool:
    """Whether the monitor that listens there says that the bot is well."""
    line = http.client.HTTPConnection(_EVERYWHERE.get(host, host), port, timeout=_SECONDS)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def complaint() -> str | None:
    """What is the matter, or None if the bot is well."""
    if port := os.environ.get("BOT_MONITOR_PORT", ""):
        host = os.environ.get("BOT_MONITOR_HOST", "")
        return (
            None if port.isdigit() and answers(host, int(port)) else f"the bot does not answer on port {port}"
        )
    return None if connected() else "no process of the bot is connected or listening"


if __name__ == "__main__":
    sys.exit(complaint())

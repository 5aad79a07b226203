"""A PostgreSQL server of the tests' own: on a free port, in a temporary folder, gone at the end."""

import asyncio
import contextlib
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from bot.fake_telegram.people import LONGEST_WAIT

_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


def binaries():
    """The folder of initdb and postgres, the newest version first; None where there is no server."""
    found = sorted((path for place in _PLACES for path in Path("/").glob(place[1:])), reverse=True)
    if on_path := shutil.which("postgres"):
        found.append(Path(on_path).resolve().parent)
    return next((path for path in found if (path / "initdb").exists()), None)


# Below those that the kernel gives to whoever asks for any, so that nobody takes one before it is used. The
# tests run in several processes: each begins at another.
_ports = itertools.cycle(range(10_000, 30_000))
next(itertools.islice(_ports, os.getpid() * 211 % 20_000, None))


def free_port():
    """A port that nobody listens on, and none that was given before."""
    for port in _ports:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError


class Server:
    """A running server. It may be stopped and started again."""

    def __init__(self, home, folder):
        self._home, self.port = home, free_port()
        self.folder = folder
        self._numbers = itertools.count(1)
        self._user = {}
        if os.geteuid() == 0:  # PostgreSQL does not run as root
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            self._user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        command = [home / "initdb", "-D", folder / "data", "-U", "bot", "-A", "trust", "-E", "UTF8", "-N"]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **self._user)
        self.start()

    def start(self):
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            "fsync": "off",
            "max_connections": 60,
        }
        command = [self._home / "postgres", "-D", self.folder / "data"]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **self._user)
        deadline = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < deadline:
            with contextlib.suppress(subprocess.CalledProcessError):
                self.sql("SELECT 1")
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text())

    def stop(self, how=signal.SIGINT):
        """SIGINT rolls open transactions back and writes everything; SIGQUIT ends at once."""
        self._process.send_signal(how)
        self._process.wait(LONGEST_WAIT)

    def sql(self, statement, database="postgres"):
        """Runs a statement; the result is psql's output."""
        command = [self._home / "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "bot", "-d", database]
        done = subprocess.run(
            [*command, "-v", "ON_ERROR_STOP=1", "-qAtc", statement],
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def new_database(self):
        """The address of an empty database."""
        name = f"bot{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name}")
        return f"postgresql://bot@127.0.0.1:{self.port}/{name}"

    @contextlib.asynccontextmanager
    async def locked(self, address, table="inbox"):
        """A context in which somebody else has a table of a database to himself."""
        database = address.rpartition("/")[2]
        statements = f"BEGIN; LOCK TABLE {table}; SELECT pg_sleep(600)"
        sleeping = f"FROM pg_stat_activity WHERE datname = '{database}' AND wait_event = 'PgSleep'"
        holding = asyncio.create_task(asyncio.to_thread(self.sql, statements, database))
        while not self.sql(f"SELECT pid {sleeping}"):  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.05)
        try:
            yield
        finally:
            self.sql(f"SELECT pg_terminate_backend(pid) {sleeping}")
            await asyncio.gather(holding, return_exceptions=True)


@contextlib.contextmanager
def running():
    """A `Server`."""
    folder = Path(tempfile.mkdtemp(prefix="bot-postgres-"))
    server = None
    try:
        server = Server(binaries(), folder)
        yield server
    finally:
        if server:
            server.stop(signal.SIGQUIT)  # nobody will read what is written
        shutil.rmtree(folder, ignore_errors=True)

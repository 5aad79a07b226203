"""Copies of the bot in this process, which lose no time."""

import asyncio
import contextlib
import sqlite3

import pytest
from bot_copy import Copy
from bot_processes import KNOWLEDGE

from bot.engine import Engine
from bot.knowledge import load
from bot.store import one_thread
from bot.telegram import intake, keeper, retries, running


@pytest.fixture(scope="session")
def engine():
    return Engine(load(KNOWLEDGE))


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr(keeper, "TICK", 0.02)
    monkeypatch.setattr(keeper, "RECOVER_EVERY", 0.05)
    monkeypatch.setattr(keeper, "TIDY_EVERY", 0.2)
    monkeypatch.setattr(one_thread, "LOCKED_SECONDS", 0.2)
    monkeypatch.setattr(retries, "PATIENCE", 0.0)
    monkeypatch.setattr(intake, "SHORTEST_PAUSE", 0.2)
    monkeypatch.setattr(running, "SHUTDOWN_SECONDS", 1.5)


@pytest.fixture
def copy(engine, address):
    """A function that makes a copy of the bot on the database."""
    return lambda *args, **kwargs: Copy(engine, address, *args, **kwargs)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "own.sqlite3"


@pytest.fixture
def locked(path):
    """A context in which another program has the database to itself."""

    @contextlib.asynccontextmanager
    async def lock():
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        await asyncio.to_thread(other.execute, "BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
        other.close()

    return lock


@pytest.fixture
def own(engine, path):
    return lambda *args, **kwargs: Copy(engine, f"sqlite:///{path}", *args, **kwargs)

"""A database that is full, locked or gone is said once, costs nobody a wait, and recovers by itself."""

import asyncio
import itertools
import logging
import sqlite3
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.util import await_only

from bot.store import database, one_thread
from bot.store.database import Database
from bot.store.problems import StoreUnavailable
from bot.store.store import Store
from bot.store.trouble import reason


@pytest.fixture
def path(tmp_path):
    return tmp_path / "bot.sqlite3"


@pytest.fixture
async def sqlite(path, monkeypatch):
    monkeypatch.setattr(one_thread, "LOCKED_SECONDS", 0.2)
    store = Store(f"sqlite:///{path}", "1:token")
    await store.database.open()
    yield store
    await store.database.close()


def said(caplog):
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.INFO]


async def fails_at_once(store):
    start = time.monotonic()
    for _ in range(20):
        with pytest.raises(StoreUnavailable):
            await store.inbox.put(1, 1, "private words")
    assert time.monotonic() - start < 20 * 0.2 / 2  # half of what it would take if each tried anew


async def recovers(store, caplog):
    await store.database.recover()
    assert store.database.is_up
    assert await store.inbox.put(2, 2, "hello")
    assert said(caplog)[-1] == "The database is back."
    assert "private words" not in caplog.text


async def test_a_locked_file(sqlite, path, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG, "bot")
    changes = []
    sqlite.database.on_change.append(changes.append)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreUnavailable):
        await sqlite.inbox.put(1, 1, "private words")
    await fails_at_once(sqlite)
    await sqlite.database.recover()
    assert not sqlite.database.is_up
    other.execute("ROLLBACK")
    other.close()
    await recovers(sqlite, caplog)
    [line] = [line for line in said(caplog) if "cannot be used" in line]
    assert "(OperationalError: database is locked). Going on from memory" in line
    assert changes == [False, True]


async def test_a_full_disk(sqlite, caplog):
    caplog.set_level(logging.DEBUG, "bot")
    await _limit(sqlite, "page_count")
    with pytest.raises(StoreUnavailable):
        await sqlite.inbox.put(1, 1, "private words" * 10_000)
    assert "full" in said(caplog)[0]
    await fails_at_once(sqlite)
    await recovers(sqlite, caplog)  # with new connections the file may grow again


async def _limit(store, pages):
    def work(connection):
        now = connection.exec_driver_sql(f"PRAGMA {pages}").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {now}")

    await store.database.write(work)


async def test_a_disk_with_hardly_any_room_is_not_tried_in_vain_for_ever(sqlite, caplog, monkeypatch):
    caplog.set_level(logging.INFO, "bot")
    monkeypatch.setattr(database, "ROOM", 2**62)  # so much is nowhere left
    await _limit(sqlite, "page_count")
    with pytest.raises(StoreUnavailable):
        await sqlite.inbox.put(1, 1, "private words" * 10_000)
    for _ in range(3):
        await sqlite.database.recover()
        assert not sqlite.database.is_up
    assert len(said(caplog)) == 1
    monkeypatch.setattr(database, "ROOM", 1)
    await recovers(sqlite, caplog)


async def test_a_database_that_comes_and_goes_is_tried_ever_less_often(sqlite, caplog, monkeypatch):
    caplog.set_level(logging.INFO, "bot")
    now = [1000.0]
    monkeypatch.setattr(database.time, "monotonic", lambda: now[0])
    for _ in range(600):  # seconds
        if sqlite.database.is_up:
            sqlite.database._went(OSError("it flickers"))
        now[0] += 1.0
        await sqlite.database.recover()
    assert len(said(caplog)) < 40
    now[0] += 60.0
    await sqlite.database.recover()
    assert sqlite.database.is_up
    now[0] += 61.0  # it was steady
    sqlite.database._went(OSError("the next time"))
    await recovers(sqlite, caplog)


async def test_a_file_that_is_deleted_is_made_anew(sqlite, path, caplog):
    caplog.set_level(logging.INFO, "bot")
    for each in path.parent.glob("bot.sqlite3*"):
        each.unlink()
    await recovers(sqlite, caplog)
    assert "deleted" in said(caplog)[0]
    assert path.exists()


async def test_a_file_that_is_no_database(path, caplog):
    path.write_bytes(b"this is not a database, but it is long enough to be one " * 100)
    store = Store(f"sqlite:///{path}", "1:token")
    await store.database.open()
    await fails_at_once(store)
    assert len(said(caplog)) == 1
    path.unlink()
    caplog.set_level(logging.INFO, "bot")
    await recovers(store, caplog)
    await store.database.close()


async def test_a_folder_that_does_not_exist(tmp_path, caplog):
    caplog.set_level(logging.INFO, "bot")
    store = Store(f"sqlite:///{tmp_path / 'later' / 'bot.sqlite3'}", "1:token")
    await store.database.open()
    await fails_at_once(store)
    (tmp_path / "later").mkdir()
    await recovers(store, caplog)
    await store.database.close()


async def test_a_server_that_goes_and_comes_back(postgres, caplog):
    caplog.set_level(logging.INFO, "bot")
    store = Store(postgres.new_database(), "1:token")
    await store.database.open()
    assert await store.inbox.put(5, 5, "hello")
    postgres.stop()
    try:
        with pytest.raises(StoreUnavailable):
            await store.inbox.put(1, 1, "private words")
        await fails_at_once(store)
        await store.database.recover()
        assert not store.database.is_up
    finally:
        postgres.start()
    await recovers(store, caplog)
    assert len(said(caplog)) == 2
    await store.database.close()


async def test_a_server_that_goes_while_there_is_much_to_do_is_told_of_in_plain_words(postgres, caplog):
    store = Store(postgres.new_database(), "1:token")
    await store.database.open()

    async def busy(chat):
        for number in itertools.count(chat * 100_000):
            await store.inbox.put(number, chat, "hello")

    working = asyncio.gather(*map(busy, range(1, 9)), return_exceptions=True)
    await asyncio.sleep(0.2)
    await asyncio.to_thread(postgres.stop)
    try:
        assert {type(ended) for ended in await working} == {StoreUnavailable}
    finally:
        postgres.start()
    [line] = said(caplog)
    assert any(words in line for words in ("connection was", "shutting down", "Connect call failed"))
    await store.database.close()


async def test_where_a_server_hangs_who_waits_for_a_turn_waits_no_longer_than_the_first(
    postgres, monkeypatch
):
    monkeypatch.setattr(database, "SECONDS", 0.5)
    address = postgres.new_database()
    store = Store(address, "1:token")
    await store.database.open()
    async with postgres.locked(address):
        start = time.monotonic()
        putting = (store.inbox.put(number, number, "hello") for number in range(1, 31))
        ended = await asyncio.gather(*putting, return_exceptions=True)
        assert time.monotonic() - start < 30 * 0.5 / 2  # the time of all of them, one after the other, halved
    assert {type(each) for each in ended} == {StoreUnavailable}
    await store.database.close()


async def test_a_server_that_is_not_there_at_the_start(caplog):
    store = Store("postgresql://bot:hunter2@127.0.0.1:9/bot", "1:token")
    await store.database.open()
    await fails_at_once(store)
    assert len(said(caplog)) == 1
    assert "hunter2" not in caplog.text
    await store.database.close()


async def test_a_mistake_of_ours_is_not_taken_for_the_databases(store):
    def twice(connection):
        for _ in range(2):
            connection.exec_driver_sql("INSERT INTO files VALUES ('a', 'b', 1)")

    with pytest.raises(IntegrityError):
        await store.database.write(twice)
    assert store.database.is_up
    assert await store.inbox.put(1, 1, "hello")


async def test_a_database_in_memory_works_for_one_process():
    memory = Database("sqlite:///:memory:")
    await memory.open()
    assert memory.is_up
    await memory.close()


async def test_transactions_that_cross_each_other_are_repeated(postgres):
    store = Store(postgres.new_database(), "1:token")
    await store.database.open()
    for number in (1, 2):
        await store.inbox.put(number, number, "hello")
    both_began = asyncio.Barrier(2)

    def touching(*numbers):
        first = True

        def work(connection):
            nonlocal first
            for place, number in enumerate(numbers):
                if place and first:
                    first = False
                    await_only(both_began.wait())
                connection.execute(
                    text("UPDATE inbox SET attempts = attempts + 1 WHERE update_id = :id"), {"id": number}
                )

        return work

    await asyncio.gather(store.database.write(touching(1, 2)), store.database.write(touching(2, 1)))
    assert store.database.is_up
    rows = await store.database.read(text("SELECT attempts FROM inbox"))
    assert [row["attempts"] for row in rows] == [3, 3]
    await store.database.close()


@pytest.mark.parametrize("words", ["connection is closed", "the underlying connection is closed"])
def test_a_connection_that_was_closed_under_us_is_told_of_as_lost(words):
    assert reason(ConnectionError(words)) == "the connection was lost"

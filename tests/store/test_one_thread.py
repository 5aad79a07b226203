"""Work that waits for an SQLite file shares a transaction, and still stands or falls by itself."""

import asyncio
import subprocess
import sys
import threading

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from waiting import until

from bot.fake_telegram.people import LONGEST_WAIT
from bot.store.one_thread import TOGETHER, OneThread


@pytest.fixture
async def lane(tmp_path):
    lane = OneThread(make_url(f"sqlite:///{tmp_path / 'file'}"), 5.0)
    await lane.run(lambda connection: connection.execute(text("CREATE TABLE kept (number INTEGER UNIQUE)")))
    yield lane
    await lane.dispose()


@pytest.fixture
def commits(lane):
    """The transactions that were committed."""
    found = []
    event.listen(lane._engine, "commit", found.append)
    return found


def keep(number):
    return lambda connection: (
        connection.execute(text("INSERT INTO kept VALUES (:n)"), {"n": number}) and number
    )


async def kept(lane):
    return await lane.run(
        lambda connection: connection.scalars(text("SELECT number FROM kept ORDER BY number")).all(),
        reads=True,
    )


async def test_what_is_wanted_at_the_same_moment_is_done_in_one_transaction_and_in_order(lane, commits):
    results = await asyncio.gather(*(lane.run(keep(number)) for number in range(TOGETHER)))
    assert results == list(range(TOGETHER))
    assert len(commits) == 1
    assert await kept(lane) == list(range(TOGETHER))


async def test_what_waits_for_a_transaction_to_end_is_done_in_the_next_one(lane, commits):
    may_go_on, first = await held_up(lane)
    others = asyncio.gather(*(lane.run(keep(number)) for number in range(TOGETHER)))
    await asyncio.sleep(0)
    may_go_on.set()
    assert await first
    assert await others == list(range(TOGETHER))
    assert len(commits) == 2


async def held_up(lane):
    """A transaction that has begun, and an event it waits for."""
    begun, may_go_on = threading.Event(), threading.Event()

    def wait(_):
        begun.set()
        return may_go_on.wait(LONGEST_WAIT)

    transaction = asyncio.ensure_future(lane.run(wait))
    await until(begun.is_set)
    return may_go_on, transaction


async def test_a_mistake_undoes_only_what_made_it(lane):
    given = [1, 2, 2, 3]
    results = await asyncio.gather(*(lane.run(keep(number)) for number in given), return_exceptions=True)
    assert [type(each) for each in results] == [int, int, IntegrityError, int]
    assert await kept(lane) == [1, 2, 3]


async def test_what_was_given_up_is_done_all_the_same_and_spoils_nothing(lane):
    may_go_on, first = await held_up(lane)
    given_up = asyncio.ensure_future(lane.run(keep(1)))
    await asyncio.sleep(0)
    given_up.cancel()
    other = asyncio.ensure_future(lane.run(keep(2)))
    may_go_on.set()
    assert await first
    assert await other == 2
    assert await kept(lane) == [1, 2]


def test_a_store_in_a_file_loads_nothing_of_postgresql():
    code = (
        "import sys; from bot.store.store import Store; Store('sqlite:///unused', '1:x');"
        "sys.exit(any('postgresql' in name for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0

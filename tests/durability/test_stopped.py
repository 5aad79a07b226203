"""SIGTERM in the middle of a burst: what was begun is finished, the rest is left, and nothing comes twice."""

import asyncio
import time
from pathlib import Path

import pytest
from bot_processes import Bot, bot_api, bots, deliver
from waiting import soon, until

QUESTIONS = 120


@pytest.mark.parametrize(
    ("mode", "address"), [("polling", "sqlite"), ("webhook", "postgresql")], indirect=["address"]
)
async def test_a_burst_survives_stops_and_every_question_is_answered_once(mode, address, tmp_path):
    async with bot_api(delay=0.1) as api, bots(Bot(api, address, tmp_path, BOT_MODE=mode)) as [bot]:
        await bot.start()
        burst = list(api.questions(QUESTIONS))
        delivering = None
        if mode == "polling":
            for update in burst:
                api.fake.server.enqueue(update)
        else:
            delivering = asyncio.create_task(deliver(burst, lambda: bot.port))
        for answered in (20, 60):
            await until(lambda answered=answered: len(api.sent) >= answered)
            assert await bot.stop() == 0
            await bot.start()
        await until(lambda: len(api.sent) == QUESTIONS)
        if delivering:
            await soon(delivering)
        assert await bot.stop() == 0
    assert set(api.sent.values()) == {1}
    assert bot.lines("are left for later.")
    assert not bot.lines("ERROR")


async def test_a_bot_stops_soon_where_neither_telegram_nor_the_database_says_a_word(postgres, tmp_path):
    address = postgres.new_database()
    async with bot_api(delay=60) as api, bots(Bot(api, address, tmp_path)) as [bot]:
        await bot.start()
        for update in api.questions(3):
            api.fake.server.enqueue(update)
        await until(lambda: api.fake.server.calls.count("getUpdates") > 1)
        await asyncio.sleep(1)
        async with postgres.locked(address):
            began = time.monotonic()
            assert await bot.stop() == 0
            took = time.monotonic() - began
    assert took < 10  # mostly below 6.5; twice as long where each waits for a time of its own


async def test_a_bot_that_is_told_to_stop_while_it_starts_ends_in_order(tmp_path):
    async with bot_api() as api:
        cache = {"XDG_CACHE_HOME": str(tmp_path)}  # where no engine is kept ready
        async with bots(Bot(api, f"sqlite:///{tmp_path / 'bot.sqlite3'}", tmp_path, **cache)) as [bot]:
            starting = asyncio.create_task(bot.start(until="ended"))
            await until(lambda: bot.process and children(bot.process.pid))  # the engine is being made
            assert await bot.stop() == 0
            starting.cancel()
        assert bot.lines() == []


def children(pid):
    """The processes that a process has started."""
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        pytest.skip("there is no telling here what a process has started")


async def test_a_bot_that_waits_for_telegram_stops_at_once(tmp_path):
    async with bot_api() as api:
        address = api.address
    api.address = address  # where nobody listens any more
    async with bots(Bot(api, f"sqlite:///{tmp_path / 'bot.sqlite3'}", tmp_path)) as [bot]:
        await bot.start(until="cannot be reached")
        assert await bot.stop() == 0
    assert len(bot.lines("WARNING")) == 1

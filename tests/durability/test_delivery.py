"""Webhook mode while the database is away: Telegram is told what is taken in, and keeps the rest."""

import asyncio

import httpx
import pytest
from bot_processes import KNOWLEDGE, QUESTION, SECRET
from postgres_server import free_port
from waiting import soon

from bot.engine import Engine
from bot.fake_telegram import FakeTelegram
from bot.fake_telegram.failures import no_network
from bot.fake_telegram.people import LONGEST_WAIT, TOKEN
from bot.knowledge import load
from bot.settings import Settings
from bot.store import one_thread
from bot.store.store import Store
from bot.telegram import intake, keeper, retries, running
from bot.telegram.app import build
from bot.telegram.link import Link
from bot.telegram.webhook import SECRET_HEADER

OK, LATER = 200, 503


@pytest.fixture(scope="session")
def engine():
    engine = Engine(load(KNOWLEDGE))
    engine.prepare()  # which would take longer than a call is kept waiting, on a busy machine
    return engine


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr(keeper, "TICK", 0.02)
    monkeypatch.setattr(keeper, "RECOVER_EVERY", 0.05)
    monkeypatch.setattr(one_thread, "LOCKED_SECONDS", 0.2)
    monkeypatch.setattr(retries, "PATIENCE", 0.0)
    monkeypatch.setattr(intake, "SHORTEST_PAUSE", 0.1)
    monkeypatch.setattr(intake, "LONGEST_PAUSE", 0.2)


class Called:
    """A bot that is called, and Telegram, which calls it."""

    def __init__(self, engine, path):
        self.fake = FakeTelegram()
        self.store = Store(f"sqlite:///{path}", TOKEN)
        port = free_port()
        settings = Settings(
            token=TOKEN,
            mode="webhook",
            webhook_url="https://bot.example/hook",
            webhook_secret=SECRET,
            listen_port=port,
        )
        self.stop, link = asyncio.Event(), Link()
        self.app = build(settings, engine, request=self.fake.request, link=link, store=self.store)
        self._serving = running.serve(self.app, settings, engine, link, self.stop)
        self._http = httpx.AsyncClient(
            trust_env=False,
            base_url=f"http://127.0.0.1:{port}",
            headers={SECRET_HEADER: SECRET},
            timeout=LONGEST_WAIT,
        )

    async def __aenter__(self):
        self.task = asyncio.create_task(self._serving)
        await self.fake.until(lambda: self.fake.server.webhook)
        return self

    async def __aexit__(self, *_):
        self.stop.set()
        await soon(self.task)
        await self._http.aclose()

    def question(self, number):
        return {"update_id": number, "message": self.fake.message(self.fake.person(), QUESTION)}

    async def call(self, update):
        return (await self._http.post("/hook", json=update)).status_code


@pytest.fixture
async def bot(engine, path):
    async with Called(engine, path) as bot:
        yield bot


async def test_what_is_answered_from_memory_is_taken_in(bot, locked):
    async with locked():
        assert await bot.call(bot.question(1)) == OK
        assert len(bot.fake.server.sent) == 1


async def test_what_can_be_neither_kept_nor_answered_is_left_to_telegram_until_it_can(
    bot, locked, monkeypatch
):
    monkeypatch.setattr(intake, "SETTLED_SECONDS", 0.5)
    update = bot.question(1)
    bot.fake.request.fail(*[no_network()] * 1000, method="sendMessage")
    async with locked():
        assert await bot.call(update) == LATER
        assert await bot.call(update) == LATER  # that it is known does not mean that it is safe
    await bot.fake.until(lambda: bot.store.database.is_up)
    assert await bot.call(update) == OK
    bot.fake.request.succeed()
    await bot.fake.until(lambda: bot.fake.server.sent)
    await asyncio.sleep(0.3)
    assert len(bot.fake.server.sent) == 1


async def test_no_more_is_held_in_memory_than_it_is_meant_to_hold(bot, locked, monkeypatch):
    monkeypatch.setattr(intake, "MOST", 3)
    bot.fake.request.fail(*[no_network()] * 1000, method="sendMessage")
    async with locked():
        calls = [asyncio.create_task(bot.call(bot.question(number))) for number in range(1, 4)]
        await bot.fake.until(lambda: bot.fake.server.calls.count("sendMessage") >= 3)
        assert await soon(bot.call(bot.question(4))) == LATER
        assert not any(call.done() for call in calls)  # it was not kept waiting as they are
        bot.fake.request.succeed()
        assert await asyncio.gather(*calls) == [OK] * 3
    assert len(bot.fake.server.sent) == 3


async def test_what_arrives_while_the_bot_stops_is_kept_for_the_next_start(engine, path, monkeypatch):
    """A call that came before the server was closed."""
    async with Called(engine, path) as bot:
        bot.app.update_queue.stop()
        assert await bot.call(bot.question(1)) == OK
        assert bot.fake.server.sent == []
    async with Called(engine, path) as again:
        await again.fake.until(lambda: again.fake.server.calls.count("sendMessage"))

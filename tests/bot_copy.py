"""A copy of the bot in this process, with its store, on the fake Telegram."""

import asyncio
import itertools

from sqlalchemy import text
from waiting import soon

from bot.fake_telegram import FakeTelegram
from bot.fake_telegram.people import LONGEST_WAIT, TOKEN
from bot.settings import Settings
from bot.store.store import Store
from bot.store.tables import metadata
from bot.telegram import running
from bot.telegram.app import build
from bot.telegram.link import Link

BINS, GLASS, FOLLOW_UP = "when are the bins emptied?", "where does glass go?", "and paper?"


class Copy:
    """A copy of the bot, polling `fake` (one of its own if none is given); without `address`, from memory."""

    def __init__(self, engine, address, fake=None, lease=0.5):
        self.fake = fake or FakeTelegram()
        if fake is None:
            self.fake._numbers = itertools.count(98_765_000)  # people's ids, unlike all other numbers
        self.store = Store(address, TOKEN, lease=lease) if address else None
        settings = Settings(token=TOKEN)
        self._stop, link = asyncio.Event(), Link()
        self.app = build(settings, engine, request=self.fake.request, link=link, store=self.store)
        self._serving = running.serve(self.app, settings, engine, link, self._stop)

    async def __aenter__(self):
        self.task = asyncio.create_task(self._serving)
        await self.fake.until(lambda: "getUpdates" in self.fake.server.calls or self.task.done())
        return self

    async def __aexit__(self, *_):
        self._stop.set()
        self.code = await soon(self.task)

    async def answered(self, count=1):
        await self.fake.until(lambda: len(self.fake.server.sent) >= count)
        return self.fake.server.sent

    async def waiting(self):
        return (await self.store.inbox.backlog()).waiting

    async def handled(self):
        """Waits until no update is unanswered."""
        await self._until(all)

    async def dropped(self, count):
        """Waits until so many updates are marked as done."""
        await self._until(lambda done: sum(done) == count)

    async def _until(self, right):
        async def done():
            return [row["done_at"] is not None for row in (await tables(self.store))["inbox"]]

        async with asyncio.timeout(LONGEST_WAIT):
            while not right(await done()):  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.02)


def hold_up_sending(bot, monkeypatch):
    """From now on messages are sent when the event that is returned is set."""
    gate, call = asyncio.Event(), bot.fake.server.call

    async def held_up(method, *args):
        if method == "sendMessage":
            await gate.wait()
        return await call(method, *args)

    monkeypatch.setattr(bot.fake.server, "call", held_up)
    return gate


async def tables(store):
    return {
        name: [dict(row) for row in await store.database.read(text(f"SELECT * FROM {name}"))]  # noqa: S608
        for name in metadata.tables
    }


async def said(bot, person, words):
    """What the bot sent when `person` wrote."""
    before = len(bot.fake.server.sent)
    await bot.fake.say(person, words)
    return (await bot.answered(before + 1))[before:]


def data_of(message, label):
    return next(b["callback_data"] for row in message.rows for b in row if b["text"].startswith(label))


def memory_of(bot):
    """The memory the handlers use."""
    return bot.app.handlers[0][0].callback.__self__._shell.memory

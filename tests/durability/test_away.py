"""A database that is away: what is answered from memory, and what comes of it when it is back."""

import asyncio
import os

from bot_copy import BINS, GLASS, hold_up_sending, memory_of, said
from telegram import Update

from bot.fake_telegram.failures import too_many_requests
from bot.telegram import intake


async def test_a_locked_database_keeps_nobody_waiting_and_what_was_said_meanwhile_is_kept_after(own, locked):
    async with own() as bot:
        anna = bot.fake.person()
        await said(bot, anna, GLASS)
        await bot.handled()
        async with locked():
            [answer] = await said(bot, anna, BINS)
            assert "Tuesday" in answer.text
            assert (await memory_of(bot).context(anna.id, anna.id)).entries == ("bins",)
            assert not bot.store.database.is_up
        await bot.fake.until(lambda: bot.store.database.is_up)
        await said(bot, anna, "/topics")
        await bot.handled()
    async with own(bot.fake) as again:
        assert (await memory_of(again).context(anna.id, anna.id)).entries == ("bins",)


async def test_while_the_database_is_away_telegram_keeps_what_is_not_answered(own, locked):
    async with own() as bot:
        anna = bot.fake.person()
        async with locked():
            bot.fake.request.fail(*[too_many_requests(3600)] * 50, method="sendMessage")
            await bot.fake.say(anna, BINS)
            await bot.fake.until(lambda: "sendMessage" in bot.fake.server.calls)
            asked = bot.fake.server.calls.count("getUpdates")
            await asyncio.sleep(0.3)
            assert bot.fake.server.calls.count("getUpdates") == asked
            assert len(bot.fake.server.updates) == 1


async def test_while_the_database_is_away_a_call_is_answered_when_its_update_is_handled(
    own, locked, monkeypatch
):
    async with own() as bot:
        anna = bot.fake.person()

        async def call(number):
            data = {"update_id": number, "message": bot.fake.message(anna, BINS)}
            return await bot.app.update_queue.receive(Update.de_json(data, bot.app.bot), data)

        async with locked():
            assert await call(1)
            assert len(bot.fake.server.sent) == 1
            bot.fake.request.fail(*[too_many_requests(3600)] * 50, method="sendMessage")
            monkeypatch.setattr(intake, "SETTLED_SECONDS", 0.3)
            assert not await call(2)  # so Telegram delivers it again


async def test_a_database_that_is_away_at_the_start_is_used_as_soon_as_it_is_there(own, path):
    os.makedirs(path)  # noqa: PTH103 - a folder where the file should be
    async with own() as bot:
        anna = bot.fake.person()
        [answer] = await said(bot, anna, BINS)
        assert "Tuesday" in answer.text
        path.rmdir()
        await bot.fake.until(lambda: bot.store.database.is_up)
        await said(bot, anna, GLASS)
        await bot.handled()
    assert path.is_file()


async def test_what_is_in_hand_when_the_database_is_deleted_is_answered_and_kept_anew(own, path, monkeypatch):
    async with own() as bot:
        gate = hold_up_sending(bot, monkeypatch)
        anna = bot.fake.person()
        for words in (BINS, GLASS, BINS):
            await bot.fake.say(anna, words)
        await bot.fake.until(lambda: bot.app.update_queue.held == 3)
        for each in path.parent.glob(f"{path.name}*"):
            each.unlink()
        await bot.fake.until(path.exists)
        await asyncio.sleep(bot.store.inbox.lease)  # time enough for leases to be renewed
        assert await bot.waiting() == 3
        gate.set()
        await bot.answered(3)
        await bot.handled()
    assert len(bot.fake.server.sent) == 3

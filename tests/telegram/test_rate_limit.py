"""Whoever asks for too much is told once, then gets no answer; nobody else notices."""

import asyncio

import pytest
from telegram import Update

from bot.fake_telegram import FakeTelegram
from bot.fake_telegram.failures import no_network
from bot.fake_telegram.people import TOKEN
from bot.settings import Settings
from bot.store.store import Store
from bot.telegram import intake, keeper, retries
from bot.telegram.app import build
from bot.telegram.limits import LETTERS, Limits

BINS = "when are the bins emptied?"
TOLD = "That is a lot at once"


@pytest.fixture
async def fake(engine, clock):
    """A fake Telegram with an application that does four things a minute for each."""
    fake = FakeTelegram()
    app = build(Settings(token=TOKEN, rate_limit="4/minute"), engine, request=fake.request)
    async with app:
        fake.connect(app)
        yield fake
    assert fake.request.refusals == []


@pytest.fixture
def clock(monkeypatch):
    """The time as the limits see it."""
    now = [1_000_000.0]

    class Time:
        time = staticmethod(lambda: now[0])

    monkeypatch.setattr("limits.aio.storage.memory.time", Time)
    monkeypatch.setattr("limits.aio.strategies.time", Time)
    monkeypatch.setattr("bot.telegram.limits.time", Time)
    return now


@pytest.fixture
def group(fake):
    return fake.group()


async def said(fake, person, count, text=BINS, **where):
    """Whether each of so many messages was answered: True, False, or that it was told to wait."""
    outcomes = []
    for _ in range(count):
        sent = await fake.say(person, text, **where)
        outcomes.append(TOLD if any(TOLD in m.text for m in sent) else bool(sent))
    return outcomes


async def test_who_asks_too_much_is_told_once_then_gets_no_answer(fake, anna):
    assert await said(fake, anna, 8) == [True] * 4 + [TOLD] + [False] * 3


async def test_it_is_said_in_the_readers_language_for_how_long(fake, ming, clock):
    await said(fake, ming, 4)
    clock[0] += 12
    [message] = await fake.say(ming, BINS)
    assert message.text == "您发得太快，我一时忙不过来。请大约1分钟后再问，在这之前我先不回复。"


async def test_after_the_time_that_was_said_there_are_answers_again(fake, anna, clock):
    await said(fake, anna, 6)
    clock[0] += 60.1
    assert await said(fake, anna, 6) == [True] * 4 + [TOLD] + [False]


async def test_nobody_else_is_held_back(fake, anna, ming):
    await said(fake, anna, 8)
    assert await said(fake, ming, 4) == [True] * 4


async def test_commands_buttons_stickers_and_edits_count_too(fake, anna):
    [topics] = await fake.say(anna, "/topics")
    await fake.press_data(anna, "1:w:e:", topics)
    assert await fake.say(anna, dice={"emoji": "🎲", "value": 3}) != []
    question = fake.message(anna, BINS)
    await fake.update(message=question)
    assert TOLD in (await fake.edit(question, "where does glass go?"))[0].text
    assert await fake.say(anna, "/help") == []


async def test_a_button_that_is_one_too_many_tells_so_in_passing(fake, anna):
    [topics] = await fake.say(anna, "/topics")
    await said(fake, anna, 3)
    pressed = await fake.press_data(anna, "1:t:e:", topics)
    assert TOLD in pressed.toast
    assert len(pressed.toast) <= 200


async def test_what_people_say_to_each_other_in_a_group_does_not_count(fake, anna, ming, group):
    for _ in range(10):
        assert await said(fake, anna, 1, "nice weather today", chat=group) == [False]
        assert await said(fake, ming, 1, "/weather@other_bot", chat=group) == [False]
    assert await said(fake, anna, 1, f"/ask {BINS}", chat=group) == [True]


async def test_one_member_of_a_group_leaves_something_for_the_others(fake, anna, ming, mei, group):
    asked = f"/ask {BINS}"
    assert await said(fake, anna, 5, asked, chat=group) == [True, True, TOLD, False, False]
    assert await said(fake, ming, 2, asked, chat=group) == [True, True]
    assert await said(fake, mei, 2, asked, chat=group) != [True, True]  # a group has its limit as well
    assert await said(fake, mei, 1) == [True]


async def test_letters_typed_inline_are_counted_by_themselves_and_nobody_is_told(fake, anna):
    for _ in range(4 * LETTERS):
        assert (await fake.inline(anna, "bins")).results
    assert await fake.inline(anna, "bins") is None
    assert await said(fake, anna, 1) == [True]


async def test_a_guest_is_told_as_well(fake, anna):
    for _ in range(4):
        assert "Tuesday" in (await fake.mention(anna, f"@policy_bot {BINS}")).text
    assert TOLD in (await fake.mention(anna, f"@policy_bot {BINS}")).text
    assert await fake.mention(anna, f"@policy_bot {BINS}") is None


async def test_without_a_limit_everything_is_answered(engine):
    fake = FakeTelegram()
    async with build(Settings(token=TOKEN, rate_limit="off"), engine, request=fake.request) as app:
        fake.connect(app)
        anna = fake.person()
        [message] = await fake.say(anna, BINS)
        for _ in range(50):
            assert (await fake.press_data(anna, "1:s:e:bins", message)).toast


async def test_a_flood_takes_up_no_room_that_others_need(engine, tmp_path, monkeypatch):
    """A hundred messages of one person, who has to wait for Telegram, then one of another."""
    monkeypatch.setattr(intake, "MOST", 10)
    monkeypatch.setattr(keeper, "TICK", 0.02)
    fake = FakeTelegram()
    store = Store(f"sqlite:///{tmp_path / 'bot.sqlite3'}", TOKEN)
    settings = Settings(token=TOKEN, rate_limit="4/minute")
    app = build(settings, engine, request=fake.request, store=store)
    queue = app.update_queue
    keeping = keeper.Keeper(queue, app.bot, 30)
    anna, ming = fake.person(), fake.person()
    monkeypatch.setattr(retries, "FIRST_PAUSE", 30.0)
    fake.request.fail(no_network(), method="sendMessage")
    async with app:
        await keeping.open()
        await app.start()
        keeping.start()
        for number in range(100):
            update = {"update_id": number, "message": fake.message(anna, BINS)}
            await queue.put(Update.de_json(update, app.bot))
        await queue.put(Update.de_json({"update_id": 200, "message": fake.message(ming, BINS)}, app.bot))
        await fake.until(lambda: fake.server.sent)
        assert [message.chat["id"] for message in fake.server.sent] == [ming.id]
        await fake.until(lambda: queue.held <= 5)
        assert (await store.inbox.backlog()).waiting == 5
        queue.stop()
        stopping = asyncio.create_task(app.stop())
        await asyncio.sleep(0.05)
        for held in queue._held.values():
            if held.task:
                held.task.cancel()
        await stopping
        await keeping.close()


async def test_an_update_that_is_handled_again_counts_once(fake, anna):
    limits = Limits("2/minute")
    update = Update.de_json({"update_id": 1, "message": fake.message(anna, BINS)}, None)
    for _ in range(5):
        assert await limits.refusal(update) is None

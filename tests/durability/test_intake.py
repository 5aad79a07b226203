"""The application with its store, on the fake Telegram: what is kept, when, and what comes of it."""

import asyncio
import json
import time

from bot_copy import BINS, GLASS, Copy, data_of, hold_up_sending, memory_of, said, tables
from sqlalchemy import text
from telegram import Update
from waiting import soon

from bot.engine import Engine
from bot.fake_telegram import FakeTelegram
from bot.fake_telegram.failures import no_network, too_many_requests
from bot.fake_telegram.people import TOKEN
from bot.languages import Language
from bot.store import one_thread
from bot.store.store import Store
from bot.telegram import held, intake, running, unit
from bot.telegram.metrics import Metrics


async def test_a_question_is_answered_marked_and_what_it_said_is_deleted(copy):
    async with copy() as bot:
        anna = bot.fake.person("Annabel")
        await bot.fake.say(anna, BINS)
        await bot.answered()
        await bot.handled()
        kept = await tables(bot.store)
    assert [row["payload"] for row in kept["inbox"]] == [None]
    assert str(anna.id) not in str(kept)
    assert "Annabel" not in str(kept)


async def test_what_waits_for_its_answer_holds_no_name(copy):
    async with copy() as bot:
        bot.fake.request.fail(*[no_network()] * 50, method="sendMessage")
        anna = bot.fake.person("Annabel")
        await bot.fake.say(anna, BINS, contact={"first_name": "Annabel", "phone_number": "+15550100"})
        await bot.fake.until(lambda: "sendMessage" in bot.fake.server.calls)
        [row] = (await tables(bot.store))["inbox"]
        assert BINS in row["payload"]
        assert "Annabel" not in row["payload"]
        assert "5550100" not in row["payload"]


async def test_what_waits_for_its_answer_does_not_hold_its_groups_name(copy):
    async with copy() as bot:
        bot.fake.request.fail(*[no_network()] * 50, method="sendMessage")
        group = bot.fake.group("Annabel's family")
        await bot.fake.say(bot.fake.person(), f"@policy_bot {BINS}", chat=group)
        await bot.fake.until(lambda: "sendMessage" in bot.fake.server.calls)
        [row] = (await tables(bot.store))["inbox"]
        assert BINS in row["payload"]
        assert "Annabel" not in row["payload"]


async def test_an_update_delivered_again_is_answered_once_even_after_a_restart(copy):
    async with copy() as bot:
        anna = bot.fake.person()
        update = {"message": bot.fake.message(anna, BINS)}
        await bot.fake.update(7, **update)
        await bot.fake.update(7, **update)
        await bot.answered()
        await bot.handled()
    async with copy(bot.fake) as again:
        await bot.fake.update(7, **update)
        await bot.fake.say(anna, GLASS)
        await again.answered(2)
        await again.handled()
    assert len(bot.fake.server.sent) == 2


async def test_what_a_dead_copy_left_is_answered_at_the_next_start(copy):
    fake = FakeTelegram()
    anna, ming = fake.person(), fake.person()
    dead = copy(fake)
    dead._serving.close()
    await dead.store.database.open()
    for number, (person, words) in enumerate([(anna, BINS), (ming, GLASS), (anna, GLASS)]):
        update = Update.de_json({"update_id": number, "message": fake.message(person, words)}, dead.app.bot)
        await dead.app.update_queue.put(update)
    assert await dead.waiting() == 3
    await dead.store.database.close()
    async with copy(fake) as bot:
        await bot.answered(3)
        await bot.handled()
    to_anna = [message.text for message in fake.server.sent if message.chat["id"] == anna.id]
    assert "Tuesday" in to_anna[0]
    assert "Tuesday" not in to_anna[1]


async def test_a_conversation_goes_on_after_a_restart_and_so_does_the_language(copy):
    async with copy() as bot:
        anna = bot.fake.person()
        [question] = await said(bot, anna, "/language")
        await bot.fake.update(callback_query=bot.fake.callback_query(anna, data_of(question, "简"), question))
        await bot.answered(2)
        await said(bot, anna, GLASS)
        await bot.handled()
    async with copy(bot.fake) as again:
        memory = memory_of(again)
        assert (await memory.context(anna.id, anna.id)).question
        assert await memory.language(anna.id) is Language.ZH_HANS


async def test_privacy_says_what_is_kept_and_for_how_long(copy):
    async with copy() as bot:
        [message] = await said(bot, bot.fake.person(), "/privacy")
    for part in ("under a code", "30 days", "/forget", "without your name"):
        assert part in message.text


async def test_an_unanswered_question_is_noted_without_who_asked(copy):
    async with copy() as bot:
        anna = bot.fake.person()
        for _ in range(2):
            await said(bot, anna, "what is the meaning of life, anna@example.org?")
        await bot.handled()
        [miss] = await bot.store.misses.all()
    assert (miss.question, miss.count) == ("what is the meaning of life, …?", 2)


async def test_a_reply_that_cannot_be_sent_is_sent_later_and_the_chats_order_is_kept(copy):
    async with copy() as bot:
        anna, ming = bot.fake.person(), bot.fake.person()
        bot.fake.request.fail(no_network(), method="sendMessage")
        await bot.fake.say(anna, BINS)
        await bot.fake.until(lambda: "sendMessage" in bot.fake.server.calls)
        await bot.fake.say(anna, GLASS)
        await bot.fake.say(ming, GLASS)
        await bot.answered(3)
        await bot.handled()
    first, *rest = [message.text for message in bot.fake.server.sent if message.chat["id"] == anna.id]
    assert "Tuesday" in first
    assert len(rest) == 1
    assert bot.fake.server.sent[0].chat["id"] == ming.id  # who did not have to wait


async def test_an_update_that_cannot_be_read_back_is_given_up_by_number(copy, caplog):
    bot = copy()
    await bot.store.database.open()
    await bot.store.inbox.put(7, 5, '{"update_id": 7, "message": "private words"}', take=False)
    async with bot:
        await bot.handled()
    [line] = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert line == "Update 7 is given up: it cannot be read (AttributeError)."
    assert "private words" not in caplog.text


async def test_an_update_that_no_database_takes_is_handled_and_keeps_no_other_from_it(copy, caplog):
    async with copy() as bot:
        gate, call = asyncio.Event(), bot.fake.server.call

        async def held_up(method, form, *args):
            if method == "sendMessage" and form["chat_id"] == str(anna.id):
                await gate.wait()
            return await call(method, form, *args)

        bot.fake.server.call = held_up
        anna, ming = bot.fake.person(), bot.fake.person()
        await bot.fake.update(7, message=bot.fake.message(anna, BINS), unheard_of=nested(800))
        await bot.fake.until(lambda: bot.app.update_queue.held == 1)
        left = {"update_id": 8, "message": bot.fake.message(ming, GLASS)}
        await bot.store.inbox.put(8, ming.id, json.dumps(left), take=False)  # as by a copy that died
        [answer] = await bot.answered()
        assert answer.chat["id"] == ming.id
        gate.set()
        await bot.answered(2)
    [line] = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert line == "Update 7 cannot be kept (RecursionError)."


async def test_an_update_that_can_be_neither_kept_nor_answered_is_given_up_by_number(
    copy, caplog, monkeypatch
):
    monkeypatch.setattr(intake, "SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr(intake, "LONGEST_PAUSE", 0.01)
    monkeypatch.setattr(held, "TOO_OFTEN", 3)
    async with copy() as bot:
        bot.fake.request.fail(*[no_network()] * 1000, method="sendMessage")
        await bot.fake.update(7, message=bot.fake.message(bot.fake.person(), BINS), unheard_of=nested(800))
        await bot.fake.until(lambda: "sendMessage" in bot.fake.server.calls)
        await bot.fake.until(lambda: bot.app.update_queue.held == 0)
        await asyncio.sleep(0.1)
        assert bot.fake.server.calls.count("sendMessage") == 3
    lines = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert lines[1:] == ["Update 7 is given up: no database takes it, nor Telegram its reply."]
    assert BINS not in caplog.text


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


async def test_an_update_that_kills_whoever_handles_it_is_given_up(copy, caplog):
    bot = copy()
    await bot.store.database.open()
    await bot.store.inbox.put(7, 5, "{}", take=False)

    def often(connection):
        connection.execute(text("UPDATE inbox SET attempts = 10"))

    await bot.store.database.write(often)
    async with bot:
        await bot.handled()
    assert "Update 7 is given up: it was begun 10 times and never finished." in caplog.text


async def test_what_arrives_while_earlier_messages_of_its_chat_are_claimed_comes_after_them(
    copy, monkeypatch
):
    bot = copy()
    await bot.store.database.open()
    anna = bot.fake.person()
    claim, claimed = bot.store.inbox.claim, asyncio.Event()

    async def slow_claim(limit):
        found = await claim(limit)
        if found:
            claimed.set()
            await asyncio.sleep(0.3)
        return found

    monkeypatch.setattr(bot.store.inbox, "claim", slow_claim)
    early = {"update_id": 1, "message": bot.fake.message(anna, BINS)}
    await bot.store.inbox.put(1, anna.id, json.dumps(early), take=False)
    async with bot:
        await soon(claimed.wait())
        await bot.fake.say(anna, GLASS)
        await bot.answered(2)
    assert ["Tuesday" in message.text for message in bot.fake.server.sent] == [True, False]


async def test_a_flood_is_taken_up_bit_by_bit(copy, monkeypatch):
    monkeypatch.setattr(intake, "MOST", 5)
    async with copy() as bot:
        people = [bot.fake.person() for _ in range(20)]
        for person in people * 2:
            await bot.fake.say(person, BINS)
        await bot.answered(40)
        await bot.handled()
    assert sorted(message.chat["id"] for message in bot.fake.server.sent) == sorted(
        person.id for person in people * 2
    )


async def test_so_many_replies_are_made_at_a_time_and_those_that_wait_to_be_sent_hold_up_none(
    copy, engine, monkeypatch
):
    monkeypatch.setattr(intake, "REPLIES", 2)
    making, most, made, respond = 0, 0, 0, Engine.respond

    def slow(*args):
        nonlocal making, most, made
        making += 1
        most = max(most, making)
        time.sleep(0.02)
        making, made = making - 1, made + 1
        return respond(*args)

    monkeypatch.setattr(Engine, "respond", slow)
    async with copy() as bot:
        gate = hold_up_sending(bot, monkeypatch)
        people = [bot.fake.person() for _ in range(8)]
        for person in people:
            await bot.fake.say(person, BINS)
        await bot.fake.until(lambda: made == len(people))
        gate.set()
        await bot.answered(len(people))
    assert most == 2


async def test_what_one_poll_brings_is_kept_together_and_in_order(engine, tmp_path, monkeypatch):
    batches, real = [], one_thread.OneThread._do

    def do(self, jobs):
        batches.append(len(jobs))
        return real(self, jobs)

    monkeypatch.setattr(one_thread.OneThread, "_do", do)
    bot = Copy(engine, f"sqlite:///{tmp_path / 'own.sqlite3'}")
    anna, others = bot.fake.person("Anna"), [bot.fake.person() for _ in range(18)]
    for person, question in [(anna, BINS), *((other, BINS) for other in others), (anna, GLASS)]:
        await bot.fake.say(person, question)  # before the bot is there to fetch them one by one
    async with bot:
        await bot.answered(20)
        hers = [message.text for message in bot.fake.server.sent if message.chat["id"] == anna.id]
    assert ["Tuesday" in text for text in hers] == [True, False]
    assert max(batches) >= 18  # of Anna's two, the second waits until the first is kept


async def test_stopping_leaves_what_was_not_begun_and_the_next_start_takes_it_up_at_once(copy):
    async with copy(lease=60) as bot:
        anna = bot.fake.person()
        bot.fake.request.fail(too_many_requests(3600), method="sendMessage")
        for words in (BINS, GLASS):
            await bot.fake.say(anna, words)
        await bot.fake.until(lambda: "sendMessage" in bot.fake.server.calls)
    assert bot.code == running.STOPPED
    assert bot.fake.server.updates == []  # Telegram was told that they were taken
    async with copy(bot.fake, lease=60) as again:
        await again.answered(2)
    assert "Tuesday" in bot.fake.server.sent[0].text


async def test_a_newer_database_is_one_plain_line_and_exit_code_1(copy, caplog):
    other = copy()
    other._serving.close()
    await other.store.database.open()

    def newer(connection):
        connection.execute(text("UPDATE meta SET value = '99' WHERE name = 'schema'"))

    await other.store.database.write(newer)
    await other.store.database.close()
    async with copy() as bot:
        pass
    assert bot.code == running.FAILED
    [line] = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert "update the bot" in line


async def test_an_update_kept_while_leases_are_renewed_stays_ours(tmp_path, monkeypatch):
    """The renewal began before the update was in the inbox, ends after it, and knows nothing of it."""
    store = Store(f"sqlite:///{tmp_path / 'bot.sqlite3'}", TOKEN)
    await store.database.open()
    received = intake.Intake(Metrics(), store)
    put, renewed = store.inbox.put, []

    async def slow(*args, **options):
        renewed.append((time.monotonic(), await store.inbox.renew()))
        return await put(*args, **options)

    monkeypatch.setattr(store.inbox, "put", slow)
    fake = FakeTelegram()
    update = {"update_id": 1, "message": fake.message(fake.person(), BINS)}
    await received.receive(Update.de_json(update, None), update)
    [(since, numbers)] = renewed
    received.still_ours(numbers, since)
    assert received.held == 1
    await store.database.close()


async def test_what_comes_while_the_bot_stops_is_left_for_later_and_does_not_hold_up_the_stop(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'bot.sqlite3'}", TOKEN)
    await store.database.open()
    received, fake = intake.Intake(Metrics(), store), FakeTelegram()
    update = {"update_id": 1, "message": fake.message(fake.person(), BINS)}
    await store.inbox.put(1, 5, json.dumps(update), take=False)
    received.stop()
    since = time.monotonic()
    received.take(await store.inbox.claim(10), None, since)  # which was under way
    await soon(received.join())
    await received.give_back()
    assert [waiting.update_id for waiting in await store.inbox.claim(10)] == [1]
    await store.database.close()


async def test_what_comes_while_its_chat_is_being_put_off_waits_behind_what_was_put_off(
    tmp_path, monkeypatch
):
    store = Store(f"sqlite:///{tmp_path / 'bot.sqlite3'}", TOKEN)
    await store.database.open()
    received, fake, put_off = intake.Intake(Metrics(), store), FakeTelegram(), store.inbox.put_off
    anna = fake.person()
    first, second = ({"update_id": n, "message": fake.message(anna, BINS)} for n in (1, 2))
    later = []

    async def slow(*args):
        later.append(asyncio.create_task(received.receive(Update.de_json(second, None), second)))
        await asyncio.sleep(0.1)  # time enough to be kept
        await put_off(*args)

    monkeypatch.setattr(store.inbox, "put_off", slow)
    await received.receive(Update.de_json(first, None), first)
    async with received.handling(received.get_nowait()):
        unit.reply_unsent()
    await asyncio.gather(*later)
    assert received.held == 0
    await store.database.close()

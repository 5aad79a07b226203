"""Who asks to be forgotten leaves nothing behind, not even by what is in hand at that moment."""

import asyncio
import json

import pytest
from bot_copy import BINS, GLASS, Copy, hold_up_sending, memory_of, said, tables
from telegram import Update

from bot.fake_telegram.failures import no_network


async def test_forgetting_leaves_nothing_of_the_person(copy):
    async with copy() as bot:
        anna, ming = bot.fake.person(), bot.fake.person()
        for person in (anna, ming):
            await said(bot, person, GLASS)
        await bot.handled()
        before = await tables(bot.store)
        await said(bot, anna, "/forget")
        await bot.handled()
        after = await tables(bot.store)
    for table in ("contexts", "exchanges"):
        assert (len(before[table]), len(after[table])) == (2, 1)


async def test_forgetting_leaves_no_message_waiting_in_any_chat_that_was_written_before(copy, monkeypatch):
    async with copy() as bot:
        anna, ming = bot.fake.person(), bot.fake.person()
        groups = [bot.fake.group("Neighbours"), bot.fake.group("Friends")]
        tried, within_reach = keep_out_of_reach(bot, monkeypatch, groups)
        for person, group in zip((anna, ming), groups, strict=True):
            await bot.fake.say(person, f"@policy_bot {BINS}", chat=group)
        await bot.fake.until(lambda: tried == set(groups))
        await said(bot, anna, "/forget")
        kept = await tables(bot.store)
        within_reach.set()
        await bot.answered(2)
        await bot.handled()
        await asyncio.sleep(0.3)
        after = await tables(bot.store)
    waiting = [json.loads(row["payload"]) for row in kept["inbox"] if row["payload"]]
    assert [each["message"]["from"]["id"] for each in waiting] == [ming.id]
    assert [message.chat["id"] for message in bot.fake.server.sent] == [anna.id, groups[1]]
    assert len(after["exchanges"]) == 1


def keep_out_of_reach(bot, monkeypatch, chats):
    """No message gets to `chats` until the event is set; the set tells which of them one was for."""
    tried, within_reach, call = set(), asyncio.Event(), bot.fake.server.call

    async def called(method, form, *args):
        if method == "sendMessage" and not within_reach.is_set() and int(form["chat_id"]) in chats:
            tried.add(int(form["chat_id"]))
            no_network()()
        return await call(method, form, *args)

    monkeypatch.setattr(bot.fake.server, "call", called)
    return tried, within_reach


@pytest.mark.parametrize("left", [1, 0])  # of two questions, whether one is of somebody else
async def test_an_answer_in_hand_leaves_nothing_of_who_asks_to_be_forgotten_meanwhile(
    copy, monkeypatch, left
):
    async with copy() as bot:
        gate, anna = hold_up_sending(bot, monkeypatch), bot.fake.person()
        asked = {bot.fake.group(): anna, bot.fake.group(): bot.fake.person() if left else anna}
        for group, person in asked.items():
            await bot.fake.say(person, "@policy_bot is there a zoo?", chat=group)
        await bot.fake.until(lambda: all(said_in(bot, *each) for each in asked.items()))
        await bot.fake.say(anna, "/forget")
        await bot.dropped(2 - left)
        gate.set()
        await bot.answered(3)
        await bot.handled()
        kept = await tables(bot.store)
        known = [said_in(bot, *each) for each in asked.items()]
    assert [len(kept[table]) for table in ("contexts", "exchanges", "misses", "usage")] == [left] * 4
    assert known == [False, left == 1]


async def test_what_is_in_hand_while_the_database_is_away_leaves_nothing_either(own, locked, monkeypatch):
    async with own() as bot:
        gate, anna, group = hold_up_sending(bot, monkeypatch), bot.fake.person(), bot.fake.group()
        asked = bot.fake.message(anna, "@policy_bot is there a zoo?", chat=group)

        def called(number, message):  # as by webhook: no poll is made while something is in memory only
            data = {"update_id": number, "message": message}
            received = bot.app.update_queue.receive(Update.de_json(data, bot.app.bot), data)
            return asyncio.create_task(received)

        async with locked():
            calls = [called(1, asked)]
            await bot.fake.until(lambda: said_in(bot, group, anna))
            calls.append(called(2, bot.fake.message(anna, "/forget")))
            await bot.fake.until(lambda: not said_in(bot, group, anna))
            gate.set()
            assert all(await asyncio.gather(*calls))
        await bot.fake.until(lambda: bot.store.database.is_up and not bot.app.update_queue.ledger.owed)
        await bot.handled()
        kept = await tables(bot.store)
        known = said_in(bot, group, anna)
    assert [kept[table] for table in ("contexts", "exchanges", "misses")] == [[], [], []]
    assert not known


async def test_without_a_store_an_answer_in_hand_leaves_nothing_either(engine, monkeypatch):
    async with Copy(engine, None) as bot:
        gate, anna, group = hold_up_sending(bot, monkeypatch), bot.fake.person(), bot.fake.group()
        await bot.fake.say(anna, "@policy_bot is there a zoo?", chat=group)
        await bot.fake.until(lambda: said_in(bot, group, anna))
        await bot.fake.say(anna, "/forget")
        await bot.fake.until(lambda: not said_in(bot, group, anna))
        gate.set()
        await bot.fake.until(lambda: bot.app.update_queue.held == 0)
        assert not said_in(bot, group, anna)
        assert not [each for each in memory_of(bot)._exchanges if each[0] == group]


async def test_forgetting_while_the_database_is_away_is_not_called_done_but_is_done_after(own, locked):
    async with own() as bot:
        anna = bot.fake.person()
        await said(bot, anna, GLASS)
        await bot.handled()
        async with locked():
            [message] = await said(bot, anna, "/forget")
            assert "forgotten" not in message.text
        await bot.fake.until(lambda: bot.store.database.is_up)
        await said(bot, anna, "/topics")
        assert (await tables(bot.store))["contexts"] == []


async def test_nothing_of_who_asked_to_be_forgotten_stays_in_any_file(own, path):
    async with own() as bot:
        annabel = bot.fake.person("Annabel")
        for words in ("does the green glass go there?", "/language zh", "/forget"):
            await said(bot, annabel, words)
        await bot.fake.until(lambda: not traces(path, "green", "forget", "Annabel", str(annabel.id)))


def traces(path, *words):
    """Which of `words` can be read in the database's files."""
    kept = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    return [word for word in words if word.encode() in kept]


def said_in(bot, chat, person):
    """Whether the process itself remembers something of what a person said in a chat."""
    memory = memory_of(bot)
    return getattr(memory, "_lately", memory)._contexts.get((chat, person.id)) is not None

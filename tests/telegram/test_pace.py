"""One chat's updates are handled in order, those of different chats side by side."""

import asyncio

import pytest
from telegram import Update

from bot.telegram.pace import PerChat


def update(fake, person, text):
    return Update.de_json({"update_id": 1, "message": fake.message(person, text)}, None)


@pytest.fixture
def handled():
    return []


def handle(handled, name, ready):
    async def work():
        await ready.wait()
        handled.append(name)

    return work()


async def test_a_chat_waits_for_its_own_earlier_updates_and_for_no_others(fake, anna, ming, handled):
    pace, slow, at_once = PerChat(), asyncio.Event(), asyncio.Event()
    at_once.set()
    doing = [
        asyncio.ensure_future(pace.process_update(update(fake, person, name), handle(handled, name, ready)))
        for person, name, ready in (
            (anna, "anna 1", slow),
            (anna, "anna 2", at_once),
            (ming, "ming 1", at_once),
            (anna, "anna 3", at_once),
        )
    ]
    await asyncio.wait(doing, timeout=0.05, return_when=asyncio.FIRST_COMPLETED)
    assert handled == ["ming 1"]
    slow.set()
    await asyncio.gather(*doing)
    assert handled == ["ming 1", "anna 1", "anna 2", "anna 3"]


async def test_a_failure_does_not_hold_up_the_chat(fake, anna, handled):
    pace, ready = PerChat(), asyncio.Event()
    ready.set()

    async def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await pace.process_update(update(fake, anna, "a"), fail())
    await pace.process_update(update(fake, anna, "b"), handle(handled, "b", ready))
    assert handled == ["b"]


async def test_nothing_is_kept_of_chats_that_have_gone_quiet(fake, anna, handled):
    pace, ready = PerChat(), asyncio.Event()
    ready.set()
    await pace.process_update(update(fake, anna, "a"), handle(handled, "a", ready))
    assert len(pace._turns) == 0


async def test_one_busy_chat_leaves_room_for_the_others(fake, anna, ming, handled):
    pace, slow, at_once = PerChat(at_once=2), asyncio.Event(), asyncio.Event()
    at_once.set()
    doing = [
        asyncio.ensure_future(pace.process_update(update(fake, anna, str(n)), handle(handled, n, slow)))
        for n in range(10)
    ]
    await asyncio.wait_for(pace.process_update(update(fake, ming, "a"), handle(handled, "ming", at_once)), 1)
    assert handled == ["ming"]
    slow.set()
    await asyncio.gather(*doing)
    assert handled == ["ming", *range(10)]


async def test_letters_typed_inline_are_answered_for_the_last_of_them_only(anna, handled):
    pace, ready = PerChat(), asyncio.Event()

    def typed(number):
        query = {"id": str(number), "from": anna.as_json(), "query": "bins"[:number], "offset": ""}
        return Update.de_json({"update_id": number, "inline_query": query}, None)

    doing = [
        asyncio.ensure_future(pace.process_update(typed(n), handle(handled, n, ready))) for n in (1, 2, 3, 4)
    ]
    await asyncio.sleep(0)
    ready.set()
    await asyncio.gather(*doing)
    assert handled[-1] == 4
    assert not {2, 3} & set(handled)


async def test_typing_inline_waits_for_nothing_in_the_chat_with_the_bot(fake, anna, handled):
    pace, slow, at_once = PerChat(), asyncio.Event(), asyncio.Event()
    at_once.set()
    waiting = asyncio.ensure_future(
        pace.process_update(update(fake, anna, "a"), handle(handled, "chat", slow))
    )
    query = {"id": "1", "from": anna.as_json(), "query": "bins", "offset": ""}
    typed = Update.de_json({"update_id": 2, "inline_query": query}, None)
    await asyncio.wait_for(pace.process_update(typed, handle(handled, "inline", at_once)), 1)
    slow.set()
    await waiting
    assert handled == ["inline", "chat"]

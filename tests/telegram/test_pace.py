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

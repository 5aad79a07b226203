"""Nothing that is quick shows "typing"."""

import asyncio
import time

import pytest

from bot.fake_telegram.failures import timeout
from bot.telegram import sending

BINS = "when are the bins emptied?"


@pytest.fixture
def slow(engine, monkeypatch):
    """An engine that takes a while, and a bot that soon becomes impatient."""
    real = type(engine).respond

    def respond(self, question, context):
        time.sleep(0.1)
        return real(self, question, context)

    monkeypatch.setattr(type(engine), "respond", respond)


async def test_a_slow_answer_shows_typing_until_it_comes(slow, fake, anna, monkeypatch):
    monkeypatch.setattr(sending, "QUICK", 0.02)
    monkeypatch.setattr(sending, "_SHOWN", 0.03)
    [message] = await fake.say(anna, BINS)
    assert "Tuesday" in message.text
    assert set(fake.server.actions) == {(anna.id, "typing")}
    shown = len(fake.server.actions)
    assert shown >= 2
    await asyncio.sleep(0.1)
    assert len(fake.server.actions) == shown  # not once it is there


async def test_what_takes_under_half_a_second_shows_no_typing(slow, fake, anna):
    await fake.say(anna, BINS)
    assert sending.QUICK == 0.5
    assert fake.server.actions == []


async def test_while_one_chat_waits_for_a_slow_answer_another_is_served(slow, fake, anna, ming):
    waiting = asyncio.create_task(fake.say(anna, BINS))
    await asyncio.sleep(0.01)
    await fake.say(ming, "/topics")
    assert not waiting.done()
    await waiting


async def test_typing_that_cannot_be_shown_is_no_matter(slow, fake, anna, monkeypatch, caplog):
    monkeypatch.setattr(sending, "QUICK", 0.02)
    fake.request.fail(timeout(), method="sendChatAction")
    [message] = await fake.say(anna, BINS)
    assert "Tuesday" in message.text

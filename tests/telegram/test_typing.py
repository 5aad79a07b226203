"""Nothing that is quick shows "typing"."""

import asyncio
import threading
import time
from types import SimpleNamespace

import pytest

from bot.fake_telegram.failures import timeout
from bot.fake_telegram.people import LONGEST_WAIT
from bot.telegram import sending

AS_SHIPPED = sending.QUICK
BINS = "when are the bins emptied?"


@pytest.fixture
def slow(engine, monkeypatch):
    """An engine that takes its time, until it is told to go on; `begun` tells that it has begun."""
    real, begun, go_on = type(engine).respond, threading.Event(), threading.Event()

    def respond(self, question, context):
        begun.set()
        go_on.wait(LONGEST_WAIT)
        return real(self, question, context)

    monkeypatch.setattr(type(engine), "respond", respond)
    yield SimpleNamespace(begun=begun, go_on=go_on)
    go_on.set()


async def test_a_slow_answer_shows_typing_until_it_comes(slow, fake, anna, monkeypatch):
    monkeypatch.setattr(sending, "QUICK", 0.02)
    monkeypatch.setattr(sending, "_SHOWN", 0.03)
    began = time.monotonic()
    answering = asyncio.create_task(fake.say(anna, BINS))
    await fake.until(lambda: len(fake.server.actions) >= 3)
    slow.go_on.set()
    [message] = await answering
    assert "Tuesday" in message.text
    assert set(fake.server.actions) == {(anna.id, "typing")}
    assert len(fake.server.actions) <= (time.monotonic() - began) / 0.03 + 1  # no oftener than is needed
    shown = len(fake.server.actions)
    await asyncio.sleep(0.1)
    assert len(fake.server.actions) == shown  # not once it is there


async def test_what_takes_under_half_a_second_shows_no_typing(fake, anna):
    assert AS_SHIPPED == 0.5  # no test waits for that: on a busy machine it is soon over
    await fake.say(anna, BINS)
    assert fake.server.actions == []


async def test_while_one_chat_waits_for_a_slow_answer_another_is_served(slow, fake, anna, ming):
    waiting = asyncio.create_task(fake.say(anna, BINS))
    await fake.until(slow.begun.is_set)
    await fake.say(ming, "/topics")
    assert not waiting.done()
    slow.go_on.set()
    await waiting


async def test_typing_that_cannot_be_shown_is_no_matter(slow, fake, anna, monkeypatch, caplog):
    monkeypatch.setattr(sending, "QUICK", 0.02)
    fake.request.fail(timeout(), method="sendChatAction")
    answering = asyncio.create_task(fake.say(anna, BINS))
    await fake.until(lambda: "sendChatAction" in fake.server.calls)
    slow.go_on.set()
    [message] = await answering
    assert "Tuesday" in message.text

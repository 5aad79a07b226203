"""Few messages are in doubt at a time: sent, or being sent, and not marked as answered."""

import asyncio

import pytest
from telegram.error import BadRequest
from waiting import soon

from bot.telegram import unit
from bot.telegram.doubt import FEWEST, Doubt
from bot.telegram.pace import Pace


class Answers:
    """Answers to updates of as many chats, all sent by one `Pace`."""

    def __init__(self):
        self.pace, self.sent, self.units = Pace(), [], {}

    async def send(self, chat, *, times=1, fails=False, hangs=False):
        async def call():
            self.sent.append(chat)
            if hangs:
                await asyncio.Event().wait()
            if fails:
                raise BadRequest("chat not found")

        token = unit.current.set(self.units.setdefault(chat, unit.Unit()))
        for _ in range(times):
            await self.pace.process_request(call, (), {}, "sendMessage", {"chat_id": chat}, None)
        unit.current.reset(token)


@pytest.fixture
async def answers():
    return Answers()


async def later(tasks):
    await asyncio.wait(tasks, timeout=0.3)


async def test_a_message_waits_while_those_before_it_are_not_marked_as_answered(answers, monkeypatch):
    monkeypatch.setattr("bot.telegram.doubt.LONGEST", 60.0)
    sending = [asyncio.create_task(answers.send(chat)) for chat in range(FEWEST + 2)]
    await later(sending)
    assert answers.sent == [*range(FEWEST)]
    answers.units[0].over.close()
    await later(sending)
    assert answers.sent == [*range(FEWEST + 1)]
    answers.units[1].over.close()
    await asyncio.gather(*sending)


async def test_a_call_that_hangs_keeps_no_other_message_waiting_for_long(answers, monkeypatch):
    monkeypatch.setattr("bot.telegram.doubt.LONGEST", 0.1)
    hung = [asyncio.create_task(answers.send(chat, hangs=True)) for chat in range(FEWEST)]
    await later(hung)
    await soon(answers.send(100))
    for each in hung:
        each.cancel()


async def test_an_answer_of_many_messages_waits_for_none_of_its_own(answers):
    await soon(answers.send(1, times=FEWEST + 2))
    assert answers.sent == [1] * (FEWEST + 2)


async def test_what_was_not_sent_is_not_in_doubt(answers):
    for chat in range(FEWEST):
        with pytest.raises(BadRequest):
            await answers.send(chat, fails=True)
    await soon(answers.send(100))


async def test_what_is_sent_after_its_update_was_marked_is_not_in_doubt(answers):
    for chat in range(FEWEST):
        async with unit.Making(1).one(answers.units.setdefault(chat, unit.Unit())):
            pass
        await answers.send(chat)
    await soon(answers.send(100))


@pytest.mark.parametrize(("seconds", "bound"), [(0.004, FEWEST), (0.1, 6), (0.2, 12), (1.0, 16)])
def test_the_farther_telegram_is_the_more_may_be_in_doubt(monkeypatch, seconds, bound):
    doubt, times = (
        Doubt(16, 30.0),
        iter([0.0, 3.0, 0.0, seconds]),
    )  # the first call was slow for another reason
    assert doubt.bound == FEWEST
    monkeypatch.setattr("time.monotonic", lambda: next(times))
    for _ in range(2):
        with doubt.timing():
            pass
    assert doubt.bound == bound


@pytest.mark.parametrize(("seconds", "bound"), [(0.02, FEWEST), (0.06, 2), (0.19, 6)])
def test_the_longer_the_mark_takes_the_more_may_be_in_doubt(monkeypatch, seconds, bound):
    doubt, now = Doubt(16, 30.0), [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])

    def one(lasts, **how):
        end = doubt.begin()
        now[0] += lasts
        end(**how)

    one(1.0)
    assert doubt.bound == FEWEST  # one tells nothing
    for _ in range(20):
        one(seconds)
    one(0.001, marked=False)  # nor does what did not arrive
    assert doubt.bound == bound

"""One chat's updates are handled in order, those of different chats side by side."""

import asyncio

import pytest
from telegram import Update
from waiting import soon

from bot.fake_telegram.people import LONGEST_WAIT
from bot.telegram import pace
from bot.telegram.pace import Pace, PerChat, Window


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
    await asyncio.wait(doing, timeout=LONGEST_WAIT, return_when=asyncio.FIRST_COMPLETED)
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


async def test_chats_that_wait_for_telegram_keep_nobody_else_waiting(fake, anna, ming, handled):
    pace, slow, at_once = PerChat(), asyncio.Event(), asyncio.Event()
    at_once.set()
    waiting = [fake.person() for _ in range(100)]
    doing = [
        asyncio.ensure_future(pace.process_update(update(fake, person, "?"), handle(handled, 0, slow)))
        for person in (*waiting, *[anna] * 10)
    ]
    await soon(pace.process_update(update(fake, ming, "a"), handle(handled, "ming", at_once)))
    assert handled == ["ming"]
    slow.set()
    await asyncio.gather(*doing)


async def test_only_so_many_calls_are_in_flight_and_a_group_that_has_to_wait_takes_no_place():
    pace, flying, most = Pace(at_once=2), 0, 0

    async def call():
        nonlocal flying, most
        flying += 1
        most = max(most, flying)
        await asyncio.sleep(0.1)
        flying -= 1

    def send(chat):
        return pace.process_request(call, (), {}, "sendMessage", {"chat_id": chat}, None)

    await asyncio.gather(*(send(chat) for chat in range(1, 7)))
    assert most == 2
    busy = [asyncio.ensure_future(send(-1)) for _ in range(22)]  # two more than a group may have in a minute
    await soon(asyncio.gather(*busy[:20]))
    await soon(send(1))
    for task in busy[20:]:
        assert not task.done()
        task.cancel()


class Clock:
    """An event loop's time, which passes only while everybody sleeps."""

    def __init__(self, monkeypatch):
        self.now = 0.0
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "time", lambda: self.now)
        monkeypatch.setattr(pace.asyncio, "sleep", self.sleep)

    async def sleep(self, seconds):
        self.now += seconds


@pytest.mark.parametrize(
    ("chats", "most", "seconds"),
    [(lambda n: n, 30, 1.0), (lambda _: -1, 20, 60.0), (lambda _: 1, 5, 5.0)],
    ids=["overall", "a group", "a chat"],
)
async def test_no_more_is_sent_in_any_time_than_telegram_allows_and_no_less(
    monkeypatch, chats, most, seconds
):
    monkeypatch.setattr(pace, "_A_CHAT", (5, 5.0))
    clock, sent, sending = Clock(monkeypatch), [], Pace()

    async def call():
        sent.append(clock.now)

    for number in range(1, 4 * most + 1):
        await sending.process_request(call, (), {}, "sendMessage", {"chat_id": chats(number)}, None)
    apart = [later - earlier for earlier, later in zip(sent, sent[most:], strict=False)]
    assert min(apart) >= seconds - 1e-9
    assert sent[most - 1] < 0.5  # a burst is not sent at once, but soon
    assert clock.now == pytest.approx(3 * seconds + sent[most - 1])


async def test_the_messages_of_a_burst_are_sent_one_after_the_other(monkeypatch):
    """So that few are on their way when the process is killed: nobody knows of those whether they arrived."""
    clock, sent, sending = Clock(monkeypatch), [], Pace()

    async def call():
        sent.append(clock.now)

    for chat in range(1, 4):
        await sending.process_request(call, (), {}, "sendMessage", {"chat_id": chat}, None)
    assert sent == pytest.approx([0, 1 / 60, 2 / 60])


async def test_what_waits_for_its_pace_is_sent_in_order_and_a_cancelled_wait_holds_up_nobody():
    window, passed = Window(1, 0.05), []

    async def go(number):
        await window.enter()
        passed.append(number)

    first, second, third = (asyncio.create_task(go(number)) for number in (1, 2, 3))
    await asyncio.sleep(0)  # all of them have begun, and no time has passed
    second.cancel()
    await asyncio.gather(first, third)
    assert passed == [1, 3]


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
    await soon(pace.process_update(typed, handle(handled, "inline", at_once)))
    slow.set()
    await waiting
    assert handled == ["inline", "chat"]

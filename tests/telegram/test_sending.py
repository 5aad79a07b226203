"""Sending that arrives: one bad moment of the network, or of Telegram, loses no answer."""

import asyncio
from types import SimpleNamespace

import pytest

from bot.fake_telegram.failures import garbage, no_network, server_error, timeout, too_many_requests
from bot.languages import Language
from bot.telegram import retries
from bot.telegram.callbacks import Action, pack
from bot.telegram.retries import LONGEST_PAUSE, PATIENCE

BINS = "when are the bins emptied?"

BAD_MOMENTS = {
    "flood": too_many_requests(3),
    "502": server_error(),
    "500": server_error(500),
    "timeout": timeout(),
    "reset": no_network(),
    "garbage": garbage(),
    "garbage with an error": garbage(503),
    "nothing": garbage(200, b""),
    "half": garbage(200, b'{"ok":true,"resu'),
    "a list": garbage(200, b"[]"),
    "no result": garbage(200, b'{"ok":true}'),
    "a word": garbage(429, b'"wait"'),
}


@pytest.mark.parametrize("failure", BAD_MOMENTS.values(), ids=BAD_MOMENTS)
async def test_an_answer_arrives_after_a_bad_moment(fake, anna, waits, failure):
    fake.request.fail(failure, method="sendMessage")
    [message] = await fake.say(anna, BINS)
    assert "Tuesday" in message.text
    assert len(waits) == 1


async def test_an_answer_arrives_after_all_bad_moments_in_a_row(fake, anna, waits):
    fake.request.fail(*BAD_MOMENTS.values(), method="sendMessage")
    [message] = await fake.say(anna, BINS)
    assert "Tuesday" in message.text
    assert len(waits) == len(BAD_MOMENTS)


async def test_an_edit_is_tried_again_too(fake, anna, waits):
    [message] = await fake.say(anna, "/topics")
    fake.request.fail(timeout(), server_error(), method="editMessageText")
    await fake.press(anna, "The library", message)
    assert message.text.startswith("The library")


async def test_the_wait_telegram_asks_for_is_kept(fake, anna, waits):
    fake.request.fail(too_many_requests(7), method="sendMessage")
    await fake.say(anna, BINS)
    assert waits == [pytest.approx(7.1)]


async def test_pauses_grow_and_are_bounded_in_length_and_in_sum(fake, anna, waits):
    fake.request.fail(*[timeout()] * 1000, method="sendMessage")
    assert await fake.say(anna, BINS) == []
    assert max(waits) <= LONGEST_PAUSE
    assert waits[0] <= 0.5 < waits[3]
    assert PATIENCE / 2 < sum(waits) <= PATIENCE


async def test_a_wait_beyond_the_bound_is_not_begun(fake, anna, waits):
    fake.request.fail(too_many_requests(3600), method="sendMessage")
    assert await fake.say(anna, BINS) == []
    assert waits == []


async def test_a_refusal_is_not_tried_again(fake, anna, waits):
    fake.block(anna)
    fake.expected.append("Forbidden: bot was blocked by the user")
    await fake.say(anna, BINS)
    assert waits == []


async def test_an_inline_answer_is_dropped_once_it_would_come_too_late(fake, anna, waits):
    fake.request.fail(*[timeout()] * 1000, method="answerInlineQuery")
    assert await fake.inline(anna, "bins") is None
    assert sum(waits) <= 5


async def test_an_inline_answer_survives_a_short_bad_moment(fake, anna, waits):
    fake.request.fail(timeout(), method="answerInlineQuery")
    assert (await fake.inline(anna, "bins")).results


async def test_a_press_that_cannot_be_acknowledged_changes_the_message_all_the_same(fake, anna, waits):
    [message] = await fake.say(anna, "/topics")
    fake.request.fail(*[timeout()] * 1000, method="answerCallbackQuery")
    await fake.press_data(anna, pack(Action.TOPIC, Language.EN, "library"), message)
    assert message.text.startswith("The library")


async def test_one_chat_that_has_to_wait_holds_up_no_other(fake, anna, ming, monkeypatch):
    group, waited = fake.group(), asyncio.Event()
    monkeypatch.setattr(retries, "asyncio", SimpleNamespace(sleep=lambda _: waited.wait()))
    fake.request.fail(too_many_requests(20), method="sendMessage")
    first = asyncio.create_task(fake.say(anna, f"@policy_bot {BINS}", chat=group))
    await fake.until(lambda: "sendMessage" in fake.server.calls)  # which was refused: that chat has to wait
    [message] = await fake.say(ming, BINS)
    assert message.chat["id"] == ming.id
    waited.set()
    assert [sent.chat["id"] for sent in await first] == [ming.id, group]


async def test_answers_of_a_chat_arrive_in_the_order_of_its_questions(start, settings, waits):
    async with start(settings) as run:
        anna = run.fake.person()
        await run.fake.until(lambda: "getUpdates" in run.fake.server.calls)
        run.fake.request.fail(timeout(), server_error(), garbage(), timeout(), method="sendMessage")
        for text in (BINS, "where does glass go?", "/topics", "how long may I keep a book?"):
            await run.fake.say(anna, text)
        await run.fake.until(lambda: len(run.fake.server.sent) == 4)
    found = [message.text for message in run.fake.server.sent]
    for text, expected in zip(found, ("Tuesday", "green containers", "like to know", "28 days"), strict=True):
        assert expected in text

"""`/usage` and the daily digest: what was asked, for administrators, and nothing of who asked."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta

import pytest
from waiting import soon

from bot.fake_telegram import FakeTelegram
from bot.fake_telegram.people import TOKEN
from bot.languages import Language
from bot.settings import Settings
from bot.store.store import Store
from bot.telegram import running
from bot.telegram.app import ADMINS, build
from bot.telegram.digest import Digest
from bot.telegram.link import Link
from bot.telegram.usage import DAYS


@pytest.fixture
def noon():
    """Today's, of each test by itself: a suite may run past midnight."""
    return datetime.now(UTC).replace(hour=12, minute=0)


@pytest.fixture
def fake():
    return FakeTelegram()


@pytest.fixture
def edda(fake):
    return fake.person("Edda", "en")


@pytest.fixture
def anna(fake):
    return fake.person("Anna", "en")


@pytest.fixture
def run(fake, edda, engine, tmp_path):
    """A running copy of the bot, as its application with a store."""

    @asynccontextmanager
    async def run():
        settings = Settings(token=TOKEN, admin_ids=frozenset({edda.id}))
        store, link, stop = Store(f"sqlite:///{tmp_path / 'bot.sqlite3'}", TOKEN), Link(), asyncio.Event()
        app = build(settings, engine, request=fake.request, link=link, store=store)
        task = asyncio.create_task(running.serve(app, settings, engine, link, stop))
        await fake.until(lambda: "getUpdates" in fake.server.calls or task.done())
        fake.app = app
        try:
            yield app, store
        finally:
            stop.set()
            assert await soon(task) == running.STOPPED
        assert fake.request.refusals == []

    return run


def told(fake, person):
    return [message for message in fake.server.sent if message.chat["id"] == person.id]


async def say(fake, person, text):
    before = len(told(fake, person))
    await fake.until(lambda: not fake.app.update_queue.held)
    await fake.say(person, text)
    await fake.until(lambda: len(told(fake, person)) > before and not fake.app.update_queue.held)
    return told(fake, person)[-1]


async def test_questions_outcomes_opinions_and_topics_come_as_a_chart_and_in_words(
    run, fake, anna, edda, noon
):
    async with run():
        answer = await say(fake, anna, "when are the bins emptied?")
        await say(fake, anna, "how long may I keep a book?")
        await say(fake, anna, "where does glass go?")
        await say(fake, anna, "what is the capital of France?")
        await fake.press(anna, "👍", answer)
        await fake.until(lambda: "answerCallbackQuery" in fake.server.calls)
        message = await say(fake, edda, "/usage")
    assert message.photo
    day = f"{noon.day} {noon:%B}"
    lines = message.text.splitlines()
    assert lines[:8] == [
        *("The last 7 days", "Questions: 4", "found helpful: 1/1", "answered 75%", "asked back 0%"),
        *("not in the source 0%", "out of scope 25%", "small talk 0%"),
    ]
    assert len(lines[8:15]) == DAYS
    assert lines[14] == f"{day}: 4 (answered 3, out of scope 1, found helpful 1/1)"
    assert lines[16:19] == ["Topics asked about most", "Rubbish and recycling: 2", "The library: 1"]
    assert lines[-1] == "Days begin at midnight UTC."
    assert "Anna" not in message.text


async def test_before_anybody_has_asked_that_is_said(run, fake, edda):
    async with run():
        assert (await say(fake, edda, "/usage")).text == "Nobody has asked anything in the last days."


async def test_a_database_that_is_away_is_said(run, fake, edda):
    async with run() as (_, store):
        store.database.is_up = False
        assert (await say(fake, edda, "/usage")).text == "The database cannot be reached at the moment."


async def test_without_charts_the_words_come_alone_and_in_chinese_to_who_reads_it(
    run, fake, anna, edda, noon
):
    async with run() as (app, store):
        await say(fake, anna, "when are the bins emptied?")
        await app.bot_data[ADMINS].shell.memory.choose_language(edda.id, Language.ZH_HANS)
        app.bot_data[ADMINS].shell.pictures._able = False
        message = await say(fake, edda, "/usage")
        assert store.database.is_up
    assert message.photo is None
    assert message.text.startswith("最近7天\n提问：1\n已回答 100%\n反问 0%\n")
    assert f"\n{noon.month}月{noon.day}日：1（已回答 1）\n" in message.text


@pytest.fixture
def digest():
    """A function that makes the digest of a copy, whose clock stands at `now`."""
    return lambda app, store, now: Digest(app, app.bot_data[ADMINS], store, time(9), lambda: now)


async def test_the_digest_says_what_was_asked_the_day_before_and_what_was_missed(
    run, fake, anna, edda, digest, noon
):
    async with run() as (app, store):
        await say(fake, anna, "when are the bins emptied?")
        await say(fake, anna, "what is the capital of <France>?")
        await digest(app, store, noon + timedelta(days=1)).look()
    [message] = told(fake, edda)
    assert message.text == (
        f"Asked on {noon.day} {noon:%B}\nQuestions: 2\nanswered 50%\nasked back 0%\nnot in the source 0%\n"
        "out of scope 50%\nsmall talk 0%\n\nTopics asked about most\nRubbish and recycling: 1\n\n"
        "Days begin at midnight UTC.\n\nMissed, to be decided (/misses):\n"
        "• what is the capital of <France>?  1×"
    )


async def test_it_comes_once_a_day_from_one_copy_and_not_before_its_time(run, fake, edda, digest, noon):
    early = noon.replace(hour=8, minute=59)
    async with run() as (app, store), run() as (other_app, other_store):
        one, other = digest(app, store, early), digest(other_app, other_store, noon)
        await one.look()
        assert told(fake, edda) == []
        for copy in (one, other, one, other):
            copy._now = lambda: noon
            await copy.look()
        again = digest(app, store, noon + timedelta(hours=1))  # the bot was started anew
        await again.look()
        assert len(told(fake, edda)) == 1
        one._now = lambda: noon + timedelta(days=1)
        await one.look()
    assert [message.text for message in told(fake, edda)] == ["Nobody asked anything yesterday."] * 2


async def test_while_the_database_is_away_the_digest_waits(run, fake, edda, digest, monkeypatch, noon):
    monkeypatch.setattr("bot.telegram.digest.EVERY", 0.05)
    async with run() as (app, store):
        store.database.is_up, stop = False, asyncio.Event()
        task = asyncio.create_task(digest(app, store, noon).run(stop))
        await fake.until(lambda: told(fake, edda))  # the keeper finds that it is back
        stop.set()
        await task
    assert len(told(fake, edda)) == 1

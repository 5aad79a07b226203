"""Changed knowledge is in use while the bot runs; if it is broken, administrators hear of it once."""

import asyncio
import threading
from contextlib import asynccontextmanager

import pytest
from waiting import soon

from bot.engine import Engine
from bot.fake_telegram import FakeTelegram
from bot.fake_telegram.people import LONGEST_WAIT, TOKEN
from bot.knowledge import load
from bot.reloading import LiveEngine
from bot.settings import Settings
from bot.store.store import Store
from bot.telegram import running
from bot.telegram.app import ADMINS, build
from bot.telegram.following import Following
from bot.telegram.link import Link

TOWN = """\
entries:
  - id: fair
    questions: {en: [when is the spring fair], zh: [春季集市是什么时候]}
    answer: {en: ANSWER, zh: ANSWER}
"""
QUESTION = "when is the spring fair?"
BROKEN = TOWN.replace("answer:", "answr:")


@pytest.fixture
def town(tmp_path):
    """A function that saves the knowledge with another answer, or another text."""
    folder = tmp_path / "kb"
    folder.mkdir()

    def save(answer="In May.", text=TOWN):
        part = folder / "town.part"
        part.write_text(text.replace("ANSWER", answer), "utf-8")
        part.replace(folder / "town.yaml")

    save.folder = folder
    save()
    return save


@pytest.fixture
def fake():
    return FakeTelegram()


@pytest.fixture
def editor(fake):
    return fake.person("Edda", "en")


@pytest.fixture
def run(fake, editor, town, watched):
    """A running copy of the bot that follows the folder."""

    @asynccontextmanager
    async def run(store=None):
        settings = Settings(token=TOKEN, admin_ids=frozenset({editor.id}))
        live, link, stop = LiveEngine(Engine(load(town.folder))), Link(), asyncio.Event()
        app = build(settings, live, request=fake.request, link=link, store=store)
        following = Following(app, live, town.folder, app.bot_data[ADMINS])
        serving = running.serve(app, settings, live.engine, link, stop, beside=[following.run])
        before = len(watched)
        task = asyncio.create_task(serving)
        await fake.until(lambda: "getUpdates" in fake.server.calls or task.done())
        await fake.until(lambda: len(watched) > before)
        try:
            yield live
        finally:
            stop.set()
            assert await soon(task) == running.STOPPED

    return run


def told(fake, person):
    return [message.text for message in fake.server.sent if message.chat["id"] == person.id]


async def test_a_saved_file_is_used_from_the_next_question_on(run, fake, town):
    anna = fake.person("Anna", "en")
    async with run() as live:
        town("In June.")
        await fake.until(lambda: "June" in live.engine.kb.entries["fair"].answer["en"])
        await fake.say(anna, QUESTION)
        await fake.until(lambda: told(fake, anna))
    assert told(fake, anna) == ["In June."]


async def test_a_question_under_way_is_answered_from_what_it_began_with(run, fake, town, monkeypatch):
    anna, begun, go_on = fake.person("Anna", "en"), threading.Event(), threading.Event()
    respond = Engine.respond

    def slowly(engine, *args):
        begun.set()
        go_on.wait(LONGEST_WAIT)
        return respond(engine, *args)

    async with run() as live:
        monkeypatch.setattr(Engine, "respond", slowly)
        await fake.say(anna, QUESTION)
        await fake.until(begun.is_set)
        town("In June.")
        await fake.until(lambda: "June" in live.engine.kb.entries["fair"].answer["en"])
        go_on.set()
        await fake.until(lambda: told(fake, anna))
        await fake.say(anna, QUESTION)
        await fake.until(lambda: len(told(fake, anna)) > 1)
    assert told(fake, anna) == ["In May.", "In June."]


async def test_broken_knowledge_is_told_to_administrators_once_and_the_old_goes_on(run, fake, editor, town):
    anna = fake.person("Anna", "en")
    async with run():
        town(text=BROKEN)
        await fake.until(lambda: told(fake, editor))
        town(text=BROKEN + "\n")  # saved again, as broken as before
        await asyncio.sleep(0.5)
        await fake.say(anna, QUESTION)
        await fake.until(lambda: told(fake, anna))
        [message] = told(fake, editor)
        assert message.startswith(
            "The changed knowledge cannot be used. I go on with what I had. To mend:\n\n"
        )
        assert f"{town.folder}/town.yaml:2:5: fair: 'answer' is missing" in message
        town("In July.")
        await fake.until(lambda: len(told(fake, editor)) > 1)
    assert told(fake, editor)[1:] == ["The changed knowledge is in use."]
    assert told(fake, anna) == ["In May."]


async def test_of_several_copies_with_one_database_one_tells(run, fake, editor, town, tmp_path):
    address = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    async with run(Store(address, TOKEN)) as one, run(Store(address, TOKEN)) as other:
        town(text=BROKEN)
        await fake.until(lambda: told(fake, editor))
        await asyncio.sleep(0.5)
        town("In July.")
        await fake.until(lambda: len(told(fake, editor)) > 1)
        for live in (one, other):
            await fake.until(lambda live=live: live.engine.kb.entries["fair"].answer["en"] == "In July.")
        await asyncio.sleep(0.5)
    assert len(told(fake, editor)) == 2


async def test_an_administrator_who_never_started_the_bot_is_a_line_in_the_log(
    run, fake, editor, town, caplog
):
    fake.block(editor)
    async with run():
        with caplog.at_level("WARNING"):
            town(text=BROKEN)
            await fake.until(lambda: "An administrator could not be told" in caplog.text)


async def test_a_folder_that_cannot_be_watched_is_said_and_the_bot_goes_on(
    run, fake, monkeypatch, caplog, watched
):
    async def fail(folder, **_):
        watched.append(folder)  # as far as it comes
        raise OSError(28, "inotify watch limit reached")
        yield

    monkeypatch.setattr("bot.reloading.awatch", fail)
    anna = fake.person("Anna", "en")
    with caplog.at_level("WARNING"):
        async with run():
            await fake.say(anna, QUESTION)
            await fake.until(lambda: told(fake, anna))
    assert "restart the bot to read it anew" in caplog.text

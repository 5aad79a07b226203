"""The editor's loop on Telegram: a miss is taught, then answered, and a miss again when that is undone."""

import asyncio
import shutil
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from waiting import soon

from bot.engine import Engine
from bot.fake_telegram import FakeTelegram
from bot.fake_telegram.people import TOKEN, Person
from bot.knowledge import load
from bot.reloading import LiveEngine
from bot.settings import Settings
from bot.store.store import Store
from bot.teaching import elsewhere
from bot.telegram import running
from bot.telegram.app import ADMINS, build
from bot.telegram.following import Following
from bot.telegram.link import Link

KNOWLEDGE = Path(__file__).parent / "knowledge"
GARBAGE, BINS = "who takes my garbage away", "When are the bins emptied?"
ADMIN_MENU = {"misses": "What was not answered well", "usage": "What was asked in the last days"}
NOVEL = "how long may I keep a novel"
SET = f"- {{group: loan_time, kind: answer, entries: [loan_time], en: [{NOVEL}]}}\n"


class Chat:
    """A person's chat with a running bot."""

    def __init__(self, fake, person):
        self.fake, self.person = fake, person

    @property
    def messages(self):
        return [message for message in self.fake.server.sent if message.chat["id"] == self.person.id]

    async def say(self, text):
        before = len(self.messages)
        await self.fake.say(self.person, text)
        await self.fake.until(lambda: len(self.messages) > before and not self.fake.app.update_queue.held)
        return self.messages[-1]

    async def press(self, label, message):
        """Presses the button under `message`, which is then another."""
        edits = message.edits
        await self.fake.press(self.person, label, message)
        await self.fake.until(lambda: message.edits > edits)
        return message

    async def open(self, label="1"):
        """The missed question with that number in the list."""
        return await self.press(label, await self.say("/misses"))


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "kb"
    shutil.copytree(KNOWLEDGE, folder)
    (folder / "questions").mkdir()
    (folder / "questions" / "asked.yaml").write_text(SET, "utf-8")
    return folder


@pytest.fixture
def contents(folder):
    return lambda: {path: path.read_bytes() for path in folder.rglob("*.yaml")}


@pytest.fixture
def fake():
    return FakeTelegram()


@pytest.fixture
def edda(fake):
    return Chat(fake, fake.person("Edda", "en"))


@pytest.fixture
def anna(fake):
    return Chat(fake, fake.person("Anna", "en"))


@pytest.fixture
def run(fake, edda, folder, tmp_path, watched):
    """The running bot, whose administrator is Edda; `live` is its engine."""

    @asynccontextmanager
    async def run(admin=edda, refused="not modified"):
        settings = Settings(token=TOKEN, admin_ids=frozenset({admin.person.id}), knowledge=folder)
        store = Store(f"sqlite:///{tmp_path / 'bot.sqlite3'}", TOKEN)
        live, link, stop = LiveEngine(Engine(load(folder))), Link(), asyncio.Event()
        app = build(settings, live, request=fake.request, link=link, store=store)
        fake.app, following = app, Following(app, live, folder, app.bot_data[ADMINS])
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
        assert not [each for each in fake.request.refusals if refused not in each.description]

    return run


def phrasings(live, entry="bins"):
    return live.engine.kb.entries[entry].questions["en"]


async def test_ask_miss_teach_ask_again_undo(run, fake, anna, edda, contents, caplog):
    before = contents()
    caplog.set_level("INFO", "bot")
    async with run() as live:
        assert (await anna.say(GARBAGE)).text == "That is outside what I know."

        message = await edda.say("/misses")
        assert message.text == (
            "Missed most. Tap a number to decide what is meant.\n\n1. who takes my garbage away  1×"
        )
        await edda.press("1", message)
        assert message.text.startswith(f"{GARBAGE}\nAsked 1×, last on ")
        assert message.buttons[:3] == [BINS, "Where does glass go?", "where can I buy a new bin"]
        await edda.press(BINS, message)
        assert message.text.startswith(
            f"{GARBAGE}\nBecomes a wording of: {BINS}\nThe reply is then as it should be.\n"
            "Questions tried: 9. Better: 0, worse: 0.\n\n--- a/town.yaml\n+++ b/town.yaml\n@@ -57,7 +57,8 @@"
        )
        assert f"+           {GARBAGE}]" in message.text
        assert contents() == before  # so far, it was only tried
        await edda.press("Write it", message)
        places = "town.yaml:60, questions/taught.yaml:1"
        assert message.text == f"{GARBAGE}\nWritten, and in use in a moment: {places}"
        await fake.until(lambda: GARBAGE in phrasings(live))

        assert (await anna.say(GARBAGE)).text.startswith("The bins are emptied on Tuesday.")
        assert (await edda.say("/misses")).text == "There is nothing to decide: no question was missed."

        await edda.press("Undo", message)
        assert message.text == f"Taken back: {GARBAGE}"
        await fake.until(lambda: GARBAGE not in phrasings(live))
        assert contents() == before

        assert (await anna.say(GARBAGE)).text == "That is outside what I know."
        assert GARBAGE in (await edda.say("/misses")).text
    assert "An administrator changed the knowledge (number 1): town.yaml:60, " in caplog.text
    assert "An administrator took back the change of the knowledge number 1" in caplog.text
    assert GARBAGE not in caplog.text


async def test_what_was_decided_is_tried_with_every_later_change(run, anna, edda):
    async with run():
        await anna.say(GARBAGE)
        await edda.press("Write it", await edda.press("Out of scope", await edda.open()))
        await anna.say("who takes away bags of my garbage")
        message = await edda.press(BINS, await edda.open())
        assert f"Worse:\n• {GARBAGE}: out of scope → answered (bins)\n" in message.text


async def test_what_makes_another_reply_worse_is_written_only_if_one_insists(run, fake, anna, edda, folder):
    (folder / "questions" / "asked.yaml").write_text(f"- {{group: no, kind: refuse, en: [{GARBAGE}!]}}\n")
    async with run() as live:
        await anna.say(GARBAGE)
        message = await edda.press(BINS, await edda.open())
        assert (
            "Questions tried: 9. Better: 0, worse: 1.\n"
            f"Worse:\n• {GARBAGE}!: out of scope → answered (bins)\n"
        ) in message.text
        assert "Write it" not in message.buttons
        data = message.rows[0][0]["callback_data"].replace("m:f:", "m:w:")  # a button from before
        await fake.press_data(edda.person, data, message)
        await asyncio.sleep(0.2)
        assert GARBAGE not in phrasings(live)
        await edda.press("Write it all the same", message)
        assert message.text.startswith(f"{GARBAGE}\nWritten")
        await fake.until(lambda: GARBAGE in phrasings(live))


async def test_a_question_the_source_leaves_open_stays_off_the_list_and_in_the_question_set(
    run, anna, edda, folder
):
    async with run():
        reply = await anna.say(GARBAGE)
        message = await edda.press("Out of scope", await edda.open())
        assert "Kept as a question that is out of scope.\nThe reply is then as it should be." in message.text
        assert "town.yaml" not in message.text
        await edda.press("Write it", message)
        assert (await anna.say(GARBAGE)).text == reply.text
        assert (await edda.say("/misses")).text == "There is nothing to decide: no question was missed."
    taught = (folder / "questions" / "taught.yaml").read_text("utf-8")
    assert taught.endswith(f"- {{group: refuse, kind: refuse, en: [{GARBAGE}]}}\n")


async def test_an_ignored_question_does_not_come_back(run, anna, edda, contents):
    before = contents()
    async with run():
        await anna.say(GARBAGE)
        message = await edda.press("Ignore", await edda.open())
        assert message.text == f"Ignored: {GARBAGE}"
        await anna.say(GARBAGE + "!")
        assert (await edda.say("/misses")).text == "There is nothing to decide: no question was missed."
    assert contents() == before


async def test_any_entry_is_found_by_typing_after_the_name_of_the_bot(run, fake, anna, edda):
    async with run():
        await anna.say(GARBAGE)
        message = await edda.open()
        [button] = [each for row in message.rows for each in row if each["text"] == "Another entry …"]
        query = button["switch_inline_query_current_chat"]
        given = fake.inline_query(edda.person, f"{query}keep a book")
        await fake.update(inline_query=given)
        await fake.until(lambda: fake.answered(given["id"]))
        answer = fake.answered(given["id"])
        assert [answer.results[0]["title"], answer.is_personal] == ["How long may I keep a book?", True]
        before = len(edda.messages)
        await fake.tap(edda.person, answer.results[0])
        await fake.until(lambda: len(edda.messages) > before + 1)
        assert "Becomes a wording of: How long may I keep a book?" in edda.messages[-1].text


async def test_where_the_knowledge_cannot_be_written_the_change_comes_as_a_patch(
    run, anna, edda, monkeypatch, contents
):
    def read_only(*_):
        raise OSError(30, "Read-only file system")

    before = contents()
    async with run():
        await anna.say(GARBAGE)
        message = await edda.press(BINS, await edda.open())
        monkeypatch.setattr("bot.teaching.journal.write", read_only)
        await edda.press("Write it", message)
        sent = edda.messages[-2]
        assert sent.text == "To be taken in the knowledge folder: patch -p1 < bins.patch"
        assert f"+           {GARBAGE}]\n" in sent.document.decode()
        assert message.text == (
            "The knowledge cannot be written here (Read-only file system). Here is the change as a patch."
        )
        assert GARBAGE in (await edda.say("/misses")).text
    assert contents() == before


async def test_others_are_answered_while_a_change_is_tried(run, fake, anna, edda, monkeypatch, tmp_path):
    begun, go_on = tmp_path / "begun", tmp_path / "go on"
    slowly = f"""
import pathlib, time
pathlib.Path({str(begun)!r}).touch()
while not pathlib.Path({str(go_on)!r}).exists():
    time.sleep(0.01)
"""
    async with run():
        await anna.say(GARBAGE)
        message = await edda.open()
        monkeypatch.setattr(elsewhere, "_CODE", slowly + elsewhere._CODE)
        await fake.press(edda.person, BINS, message)
        await fake.until(begun.exists)
        await fake.say(anna.person, BINS)
        await fake.until(lambda: anna.messages[-1].text.startswith("The bins are emptied"))
        go_on.touch()
        await fake.until(lambda: message.text.startswith(f"{GARBAGE}\nBecomes a wording"))


async def test_a_file_saved_meanwhile_is_not_overwritten(run, fake, anna, edda, folder):
    file = folder / "town.yaml"
    async with run() as live:
        await anna.say(GARBAGE)
        message = await edda.press(BINS, await edda.open())
        engine = live.engine
        file.write_text(file.read_text("utf-8").replace("on **{bin_day}**", "each **{bin_day}**"), "utf-8")
        await edda.press("Write it", message)
        await fake.until(lambda: live.engine is not engine)
        if "Write it" in message.buttons:
            await edda.press("Write it", message)
        await fake.until(lambda: "Written" in message.text)
    text = file.read_text("utf-8")
    assert "each **{bin_day}**" in text
    assert GARBAGE in text


async def test_nobody_else_is_told_that_there_is_such_a_thing(run, fake, anna, edda):
    async with run():
        unknown = (await anna.say("/nonsense")).text
        for command in ("/misses", "/usage", "/teach abcdef bins"):
            assert (await anna.say(command)).text == unknown
        await anna.say(GARBAGE)
        message = await edda.open()
        [button] = [each for row in message.rows for each in row if each["text"] == BINS]
        pressed = fake.callback_query(anna.person, button["callback_data"], message)
        await fake.update(callback_query=pressed)
        await fake.until(lambda: pressed["id"] in fake.server.toasts)
        assert "out of date" in fake.server.toasts[pressed["id"]]
        assert message.text.startswith(GARBAGE)
        given = fake.inline_query(anna.person, "teach abcdef keep a book")
        await fake.update(inline_query=given)
        await fake.until(lambda: fake.answered(given["id"]))
        assert not any("/teach" in str(result) for result in fake.answered(given["id"]).results)


async def test_in_a_group_even_an_administrator_is_nobody(run, fake, anna, edda):
    async with run():
        group = fake.group()
        await fake.say(edda.person, "/misses", chat=group)
        await anna.say(BINS)
        await asyncio.sleep(0.1)
        assert not [message for message in fake.server.sent if message.chat["id"] == group]


async def test_nothing_that_administrators_see_says_who_asked(run, anna, edda):
    async with run():
        await anna.say(f"{GARBAGE}, write to anna@example.org or @anna_elm")
        message = await edda.open()
        await edda.press(BINS, message)
        seen = " ".join(each.text for each in edda.messages)
        assert GARBAGE in seen
        for name in ("Anna", "anna", str(anna.person.id)):
            assert name not in seen


async def test_administrators_read_it_in_their_language(run, fake, anna, edda):
    async with run():
        await anna.say(GARBAGE)
        await edda.press("简体中文", await edda.say("/language"))
        message = await edda.say("/misses")
        assert message.text.startswith("没答好的问题。点编号，决定问的是什么。")
        await edda.press("1", message)
        assert message.buttons[-5:] == ["其他条目……", "来源没有说明", "不在范围内", "忽略", "‹ 全部"]
        await edda.press("什么时候收垃圾？", message)
        assert "作为这一条的问法：什么时候收垃圾？\n改后会答对。\n试过的问题：9个。" in message.text


def menu(fake, person):
    """The names and descriptions in the menu that a person's client shows in the chat with the bot."""
    listed = fake.server.menu(person.language_code, f"chat:{person.id}")
    return {each["command"]: each["description"] for each in listed}


async def test_the_commands_are_in_the_menus_of_administrators_alone(run, fake, anna, edda):
    async with run():
        await fake.until(lambda: "misses" in menu(fake, edda.person) and menu(fake, anna.person))
        await anna.say("/start")
        assert menu(fake, edda.person) == ADMIN_MENU | menu(fake, anna.person)
        for commands in (fake.server.menu("en"), fake.server.menu("zh")):
            assert {each["command"] for each in commands} == menu(fake, anna.person).keys()


async def test_the_menu_of_an_administrator_speaks_their_language_and_stays(run, fake, edda):
    async with run():
        await edda.press("繁體中文", await edda.say("/language"))
        await fake.until(lambda: menu(fake, edda.person).get("misses") == "沒答好的問題")
        assert menu(fake, edda.person)["stats"] == "主要數據"
        await edda.say("/forget")
        await fake.until(lambda: menu(fake, edda.person).items() >= ADMIN_MENU.items())
    calls = fake.server.calls.count("setMyCommands")
    fake.server.calls[:] = [call for call in fake.server.calls if call != "getUpdates"]
    async with run():
        await edda.say("/start")
    assert menu(fake, edda.person).items() >= ADMIN_MENU.items()
    assert fake.server.calls.count("setMyCommands") == calls


async def test_who_was_an_administrator_loses_the_commands_with_the_next_start(run, fake, edda, anna):
    async with run():
        await fake.until(lambda: "misses" in menu(fake, edda.person))
    fake.server.calls.clear()
    async with run(admin=anna):
        await edda.say("/start")
        await fake.until(lambda: "misses" not in menu(fake, edda.person))
        assert "start" in menu(fake, edda.person)


async def test_an_administrator_who_has_not_opened_the_bot_yet_is_a_line_in_the_log(run, fake, caplog):
    stranger = Chat(fake, Person(77, "Stranger", "en"))
    with caplog.at_level("WARNING"):
        async with run(admin=stranger, refused="chat not found"):
            await fake.until(lambda: "An administrator has no menu of their own" in caplog.text)

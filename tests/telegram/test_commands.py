"""Slash commands."""

from pathlib import Path

import pytest

from bot.engine import Engine
from bot.fake_telegram import FakeTelegram
from bot.fake_telegram.failures import too_many_requests
from bot.knowledge import load
from bot.reloading import LiveEngine
from bot.telegram.app import build

BUILT_IN = ("start", "help", "ask", "topics", "stats", "sources", "language", "privacy", "forget")


async def test_start_says_who_is_there_gives_examples_and_is_not_official(fake, anna):
    [message] = await fake.say(anna, "/start")
    assert "Elmford Help" in message.text
    assert "Rubbish and recycling · The library" in message.text
    assert "not an official service" in message.text
    assert message.buttons == [
        *("When are the bins emptied?", "How long may I keep a book?"),
        *("I am …", "All topics"),
    ]


async def test_an_example_on_the_start_page_is_answered_below_it(fake, anna):
    [start] = await fake.say(anna, "/start")
    [answer] = (await fake.press(anna, "When are the bins emptied?", start)).messages
    assert answer.text.startswith("The bins are emptied on Tuesday.")
    assert start.edits == 0


@pytest.mark.parametrize("command", ["/start", "/help", "/privacy"])
async def test_that_it_is_no_official_service_is_said_where_it_should_be(fake, anna, ming, mei, command):
    for person, words in ((anna, "not an official service"), (ming, "并非官方服务"), (mei, "並非官方服務")):
        [message] = await fake.say(person, command)
        assert words in message.text


async def test_a_deep_link_opens_on_its_entry(fake, anna, ming):
    [english] = await fake.say(anna, "/start loan_time")
    [chinese] = await fake.say(ming, "/start loan_time")
    assert "28 days" in english.text
    assert "28天" in chinese.text


@pytest.mark.parametrize("payload", ["no_such_entry", "inline", "../../etc", "<b>", "x" * 200])
async def test_a_deep_link_to_nowhere_opens_the_start_page(fake, anna, payload):
    [message] = await fake.say(anna, f"/start {payload}")
    assert "Elmford Help" in message.text


async def test_help_lists_every_command(fake, anna):
    [message] = await fake.say(anna, "/help")
    for command in (*BUILT_IN, "bins"):
        assert f"/{command}: " in message.text
    assert "@policy_bot" in message.text


async def test_help_does_not_speak_of_inline_and_guest_mode_where_they_are_off(engine, settings):
    fake = FakeTelegram()
    fake.me |= {"supports_inline_queries": False, "supports_guest_queries": False}
    async with (app := build(settings, engine, request=fake.request)):
        fake.connect(app)
        [message] = await fake.say(fake.person(), "/help")
    assert "@policy_bot" not in message.text


async def test_ask_answers_the_question_after_it(fake, anna):
    [message] = await fake.say(anna, "/ask when are the bins emptied?")
    assert "Tuesday" in message.text


async def test_ask_alone_says_how_to_ask(fake, anna):
    [message] = await fake.say(anna, "/ask")
    assert "/ask When are the bins emptied?" in message.text


async def test_an_entry_that_names_a_command_is_shown_by_it(fake, anna, ming):
    [english] = await fake.say(anna, "/bins")
    [chinese] = await fake.say(ming, "/BINS")
    assert english.text.startswith("The bins are emptied on Tuesday.")
    assert chinese.text.startswith("每周星期二收垃圾。")


async def test_stats_lists_named_figures_with_their_qualifiers_and_source(fake, anna, ming):
    [english] = await fake.say(anna, "/stats")
    assert "How long books may be kept: 28 days" in english.text
    assert "Books in the library: about 12,000 books" in english.text
    assert "Tuesday" not in english.text
    assert english.text.endswith("Source: Elmford Gazette, “Living in Elmford”, as of 2 May 2023")
    [chinese] = await fake.say(ming, "/stats")
    assert "图书馆藏书：约1.2万本书" in chinese.text


async def test_sources_are_listed_with_their_date(fake, anna):
    [message] = await fake.say(anna, "/sources")
    for part in ("Living in Elmford", "Elmford Gazette", "2 May 2023", "https://elmford.example/leaflet"):
        assert part in message.text


async def test_an_unknown_command_gets_a_kind_line(fake, anna, ming):
    [english] = await fake.say(anna, "/weather today")
    [chinese] = await fake.say(ming, "/weather")
    assert "/help" in english.text
    assert "/help" in chinese.text
    assert "不认识" in chinese.text


@pytest.mark.parametrize("command", BUILT_IN)
async def test_every_command_answers_in_each_language(fake, anna, ming, mei, command):
    messages = [(await fake.say(person, f"/{command}"))[0] for person in (anna, ming, mei)]
    assert len({(message.text, *message.buttons) for message in messages}) == 3


async def test_the_language_can_be_chosen_and_is_remembered(fake, anna):
    [question] = await fake.say(anna, "/language")
    assert question.buttons == ["English ✓", "简体中文", "繁體中文"]
    await fake.press(anna, "繁體中文", question)
    assert question.text == "好的，以後用中文。請隨時提問。"
    [message] = await fake.say(anna, "/forget_nothing")
    assert "不認識" in message.text


def menu(fake, person):
    """The last line of the menu in a person's chat with the bot, if that chat has a menu of its own."""
    return fake.server.profile.get((f"commands:chat:{person.id}", ""), [{"description": None}])[-1][
        "description"
    ]


async def test_the_menu_of_the_chat_follows_the_language_chosen(fake, anna):
    [question] = await fake.say(anna, "/language")
    await fake.press(anna, "简体中文", question)
    assert menu(fake, anna) == "忘掉我"
    [question] = await fake.say(anna, "/language")
    await fake.press(anna, "English", question)
    assert menu(fake, anna) is None


async def test_readers_of_traditional_chinese_get_a_menu_in_their_script(fake, ming, mei):
    await fake.say(ming, "/start")
    await fake.say(mei, "/start")
    assert menu(fake, ming) is None
    assert menu(fake, mei) == "忘掉我"
    [stats] = [
        each for each in fake.server.profile[f"commands:chat:{mei.id}", ""] if each["command"] == "stats"
    ]
    assert stats["description"] == "主要數據"
    calls = fake.server.calls.count("setMyCommands")
    await fake.say(mei, "/start")
    assert fake.server.calls.count("setMyCommands") == calls


async def test_forget_gives_back_the_menu_that_everybody_has(fake, mei):
    await fake.say(mei, "/start")
    await fake.say(mei, "/forget")
    assert menu(fake, mei) is None


async def test_forget_drops_what_the_engine_remembers_of_whoevers_words(fake, engine, anna):
    await fake.say(anna, "When are the bins emptied?")
    assert engine._readings._of.cache_info().currsize > 0
    await fake.say(anna, "/forget")
    assert engine._readings._of.cache_info().currsize == 0


async def test_a_menu_that_cannot_be_changed_is_no_matter(fake, mei, caplog):
    fake.request.fail(too_many_requests(3600), method="setMyCommands")
    [message] = await fake.say(mei, "/start")
    assert "榆渡問答" in message.text
    assert [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []


async def test_the_chosen_language_does_not_change_the_language_of_answers(fake, anna):
    [question] = await fake.say(anna, "/language")
    await fake.press(anna, "简体中文", question)
    [answer] = await fake.say(anna, "When are the bins emptied?")
    assert answer.text.startswith("The bins are emptied")


async def test_forget_deletes_the_language_and_every_conversation(fake, anna, engine):
    group = fake.group()
    [question] = await fake.say(anna, "/language")
    await fake.press(anna, "简体中文", question)
    await fake.say(anna, "When are the bins emptied?")
    await fake.say(anna, "@policy_bot where does glass go?", chat=group)
    [message] = await fake.say(anna, "/forget")
    assert "忘掉" in message.text
    [after] = await fake.say(anna, "/privacy")
    assert "What I keep" in after.text
    memory = fake.memory
    for chat in (anna.id, group):
        assert (await memory.context(chat, anna.id)).entries == ()


async def test_privacy_names_what_is_kept_where_and_how_to_be_forgotten(fake, anna):
    [message] = await fake.say(anna, "/privacy")
    for part in ("in memory", "recent questions", "language", "restarts", "/forget"):
        assert part in message.text


async def test_a_follow_up_is_asked_in_the_context_of_the_entry_shown_by_a_command(fake, anna):
    await fake.say(anna, "/bins")
    assert (await fake.memory.context(anna.id, anna.id)).entries == ("bins",)


async def test_a_command_of_an_entry_comes_and_goes_with_the_knowledge_in_use(engine, settings, tmp_path):
    town = Path(__file__).parent / "knowledge" / "town.yaml"
    (tmp_path / "town.yaml").write_text(town.read_text("utf-8").replace("command: bins", "command: waste"))
    live, fake = LiveEngine(engine), FakeTelegram()
    app = build(settings, live, request=fake.request)
    async with app:
        fake.connect(app)
        anna = fake.person("Anna", "en")
        [before] = await fake.say(anna, "/bins")
        live.engine = Engine(load(tmp_path))
        [gone] = await fake.say(anna, "/bins")
        [after] = await fake.say(anna, "/waste")
        assert await fake.say(anna, "/waste@another_bot", chat=fake.group()) == []
    assert "Tuesday" in before.text
    assert "Tuesday" not in gone.text
    assert after.text == before.text

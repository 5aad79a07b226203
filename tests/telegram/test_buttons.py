"""Browsing, choosing, and buttons of long ago."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.engine import Engine
from bot.fake_telegram import FakeTelegram
from bot.knowledge import load
from bot.languages import Language
from bot.reply import Choice, Clarify, Turn
from bot.telegram.app import build
from bot.telegram.callbacks import Action, pack, resolve, resolve_detail, unpack

BINS = "when are the bins emptied?"
STALE = "This button is out of date. Please ask again, or send /topics."


TOOLS = ["Source", "Share", "👍", "👎"]


async def test_browsing_goes_there_and_back_in_one_message(fake, anna):
    [message] = await fake.say(anna, "/topics")
    assert message.buttons == ["Rubbish and recycling", "The library", "I am …"]
    await fake.press(anna, "Rubbish and recycling", message)
    assert message.buttons == ["When are the bins emptied?", "Where does glass go?", "All topics"]
    await fake.press(anna, "When are the bins emptied?", message)
    assert message.text.startswith("The bins are emptied on Tuesday.")
    assert message.buttons == ["Where does glass go?", *TOOLS, "‹ Rubbish and recycling", "All topics"]
    await fake.press(anna, "Where does glass go?", message)  # related
    assert message.text.startswith("Glass goes into")
    await fake.press(anna, "‹ Rubbish and recycling", message)
    assert message.text.startswith("Rubbish and recycling")
    await fake.press(anna, "All topics", message)
    assert message.buttons == ["Rubbish and recycling", "The library", "I am …"]
    assert (message.edits, len(fake.server.messages)) == (5, 1)


async def test_who_one_is_leads_to_what_there_is_for_one_and_back_in_one_message(fake, anna):
    [message] = await fake.say(anna, "/start")
    await fake.press(anna, "I am …", message)
    assert message.buttons == ["New in town", "A reader", "All topics"]
    await fake.press(anna, "New in town", message)
    assert message.text.startswith("New in town\n\nThe bins are emptied on Tuesday.")
    assert "2 May 2023" in message.content.parts("italic")[0]
    assert message.buttons == ["Where does glass go?", "‹ I am …", "All topics"]
    await fake.press(anna, "Where does glass go?", message)
    assert message.text.startswith("Glass goes into")
    await fake.press(anna, "When are the bins emptied?", message)  # related
    await fake.press(anna, "‹ New in town", message)
    assert message.text.startswith("New in town")
    await fake.press(anna, "‹ I am …", message)
    await fake.press(anna, "All topics", message)
    assert message.text == "What would you like to know about?"
    assert (message.edits, len(fake.server.messages)) == (7, 1)


async def test_a_follow_up_is_asked_in_the_context_of_what_an_audience_was_shown(fake, ming):
    [message] = await fake.say(ming, "/topics")
    await fake.press(ming, "我是……", message)
    await fake.press(ming, "读者", message)
    assert message.text.startswith("读者\n\n一本书可以借28天。")
    assert (await fake.memory.context(ming.id, ming.id)).entries == ("loan_time",)


async def test_browsing_stays_in_its_language_whoever_presses(fake, anna, mei):
    [message] = await fake.say(mei, "/topics")
    assert message.buttons == ["垃圾與回收", "圖書館", "我是……"]
    await fake.press(anna, "圖書館", message)
    await fake.press(anna, "書可以借多久？", message)
    assert message.text.startswith("一本書可以借28天。")


async def test_a_long_topic_is_leafed_through_and_the_way_back_leads_to_the_same_page(tmp_path, settings):
    entries = [
        f"  - {{id: e{n}, topic: many, questions: {{en: [question number {n}]}}, answer: {{en: A.}}}}"
        for n in range(20)
    ]
    lines = ["topics: [{id: many, title: {en: Many}}]", "entries:", *entries]
    (tmp_path / "base.yaml").write_text("\n".join(lines), encoding="utf-8")
    fake = FakeTelegram()
    app = build(settings, Engine(load(tmp_path)), request=fake.request)
    async with app:
        fake.connect(app)
        anna = fake.person()
        [message] = await fake.say(anna, "/topics")
        assert message.buttons == ["Many"]
        await fake.press(anna, "Many", message)
        assert message.buttons == [*(f"question number {n}" for n in range(8)), "2/3 ›", "All topics"]
        await fake.press(anna, "2/3 ›", message)
        await fake.press(anna, "3/3 ›", message)
        assert message.buttons == [*(f"question number {n}" for n in range(16, 20)), "‹ 2/3", "All topics"]
        await fake.press(anna, "‹ 2/3", message)
        await fake.press(anna, "question number 9", message)
        await fake.press(anna, "‹ Many", message)
        assert message.buttons[0] == "question number 8"
        pressed = await fake.press_data(anna, "1:o:e:many:77", message)  # a page that was there once
        assert pressed.messages == [message]
    assert fake.request.refusals == []


async def test_under_an_answer_stand_related_questions_source_share_and_the_votes(fake, anna):
    [message] = await fake.say(anna, BINS)
    assert [[button["text"] for button in row] for row in message.rows] == [["Where does glass go?"], TOOLS]


async def test_the_source_button_opens_the_source_where_that_has_an_address(fake, anna):
    [message] = await fake.say(anna, BINS)
    assert message.rows[1][0] == {"text": "Source", "url": "https://elmford.example/leaflet"}


@pytest.fixture
async def without_address(settings, monkeypatch, tmp_path):
    """The same town, but its leaflet is not on the web."""
    text = (Path(__file__).parent / "knowledge" / "town.yaml").read_text(encoding="utf-8")
    (tmp_path / "town.yaml").write_text(
        text.replace("    url: https://elmford.example/leaflet\n", ""), encoding="utf-8"
    )
    fake = FakeTelegram()
    app = build(settings, Engine(load(tmp_path)), request=fake.request)
    async with app:
        fake.connect(app)
        yield fake
    assert fake.request.refusals == []


async def test_the_source_button_says_where_it_is_from_where_it_has_no_address(without_address):
    fake = without_address
    anna, ming = fake.person("Anna", "en"), fake.person("小明", "zh-hans")
    [english] = await fake.say(anna, "how long may I keep a book?")
    [chinese] = await fake.say(ming, "什么时候收垃圾？")
    pressed = await fake.press(anna, "Source", english)
    assert pressed.toast == "Living in Elmford\nElmford Gazette\nupdated 2 May 2023\nparagraph 1"
    assert pressed.messages == []
    assert (
        await fake.press(ming, "来源", chinese)
    ).toast == "在榆渡生活\n榆渡公报\n更新于2023年5月2日\n第2段"


async def test_an_answer_is_shared_by_a_query_that_finds_it(fake, anna, ming):
    for person, question in ((anna, BINS), (ming, "玻璃扔在哪里？")):
        [message] = await fake.say(person, question)
        [query] = [
            button["switch_inline_query"] for button in message.rows[1] if "switch_inline_query" in button
        ]
        answer = await fake.inline(person, query)
        assert answer.sent().text == message.text


async def test_nothing_is_shared_where_inline_mode_is_off(engine, settings):
    fake = FakeTelegram()
    fake.me["supports_inline_queries"] = False
    async with (app := build(settings, engine, request=fake.request)):
        fake.connect(app)
        [message] = await fake.say(fake.person(), BINS)
    assert message.buttons == ["Where does glass go?", "Source", "👍", "👎"]


async def test_a_question_out_of_scope_gets_no_votes_but_a_way_to_the_topics(fake, anna):
    [message] = await fake.say(anna, "weather football lottery")
    assert message.buttons == ["All topics"]
    await fake.press(anna, "All topics", message)
    assert message.text == "What would you like to know about?"


async def test_what_an_entry_declines_leads_to_what_is_known(fake, anna):
    [message] = await fake.say(anna, "where can I buy a new bin")
    assert message.text == "Buying bins is outside what I know."
    assert message.buttons == ["When are the bins emptied?", "All topics"]


@pytest.fixture
def clarifying(engine, monkeypatch):
    """An engine that asks back; which questions it does that for is not this test's business."""
    choices = (Choice("bins", "When are the bins emptied?"), Choice("glass", "Where does glass go?"))
    reply = Clarify(lang=Language.EN, body="Which one do you mean?", choices=choices)
    monkeypatch.setattr(type(engine), "respond", lambda _, __, context: Turn(reply, context))


async def test_a_choice_turns_the_question_back_into_the_answer(clarifying, fake, anna):
    [message] = await fake.say(anna, "rubbish")
    assert message.text == "Which one do you mean?"
    assert message.buttons == ["When are the bins emptied?", "Where does glass go?", "None of these"]
    pressed = await fake.press(anna, "Where does glass go?", message)
    assert pressed.messages == [message]
    assert message.text.startswith("Glass goes into")
    assert (await fake.memory.context(anna.id, anna.id)).entries == ("glass",)


async def test_none_of_the_choices_leads_on_in_the_same_message(clarifying, fake, anna):
    [message] = await fake.say(anna, "rubbish")
    pressed = await fake.press(anna, "None of these", message)
    assert pressed.messages == [message]
    assert message.text == "Then please ask in other words, or look around here."
    assert message.buttons == ["I am …", "All topics"]


@pytest.mark.parametrize(
    "data",
    [
        "", "x", "0:t:e:", "2:t:e:", "1:z:e:", "1:t:q:", "1:b:e:no_such_entry", "1:o:e:no_such_topic",
        "1:b:e:", "1:a:e:nobody", "1:s:e:",
        "1:y:e:gone", "1:t:e::1:2", "1:c:e:../../etc/passwd", "1:t", "topics",
        "1:b:e:" + "x" * 58, "'; DROP TABLE users; --",
    ],
)  # fmt: skip
async def test_stale_or_forged_data_gets_a_kind_toast(fake, anna, data):
    [message] = await fake.say(anna, "/topics")
    pressed = await fake.press_data(anna, data, message)
    assert (pressed.toast, pressed.messages) == (STALE, [])


async def test_a_button_under_a_message_sent_through_inline_mode_gets_a_kind_toast(fake, ming):
    pressed = await fake.press_data(ming, "1:t:e:", None)
    assert pressed.toast.startswith("这个按钮已经失效")


async def test_a_button_pressed_twice_does_no_harm(fake, anna, caplog):
    [message] = await fake.say(anna, "/topics")
    await fake.press_data(anna, pack(Action.TOPIC, Language.EN, "library"), message)
    fake.expected.append(
        "Bad Request: message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )
    pressed = await fake.press_data(anna, pack(Action.TOPIC, Language.EN, "library"), message)
    assert (pressed.toast, pressed.messages) == ("", [])
    assert [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []


@pytest.mark.parametrize("label", ["The library", "I am …"])
async def test_a_press_under_a_message_deleted_in_the_meantime_does_no_harm(fake, anna, caplog, label):
    [message] = await fake.say(anna, "/topics")
    del fake.server.messages[anna.id, message.id]
    fake.expected.append("Bad Request: message to edit not found")
    pressed = await fake.press(anna, label, message)
    assert (pressed.toast, pressed.messages) == ("", [])
    assert [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []


async def test_a_vote_on_a_message_deleted_in_the_meantime_is_thanked_for(fake, anna, caplog):
    [message] = await fake.say(anna, BINS)
    del fake.server.messages[anna.id, message.id]
    fake.expected.append("Bad Request: message to edit not found")
    assert (await fake.press(anna, "👍", message)).toast == "Thanks, glad it helped."
    assert [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []


async def test_a_press_that_is_too_old_to_acknowledge_still_changes_the_message(fake, anna):
    [message] = await fake.say(anna, "/topics")
    fake.expected.append("Bad Request: query is too old and response timeout expired or query ID is invalid")
    await fake.press_data(anna, pack(Action.TOPIC, Language.EN, "library"), message, late=True)
    assert message.text.startswith("The library")


async def test_every_press_is_acknowledged(fake, anna):
    [message] = await fake.say(anna, "/topics")
    while message.buttons and message.edits < 3:
        pressed = await fake.press(anna, message.buttons[0], message)
        assert pressed.toast is not None


@given(
    action=st.sampled_from(Action),
    language=st.sampled_from(Language),
    name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=90),
    detail=st.text(st.characters(exclude_categories=["Cs"]), max_size=90),
)
def test_what_is_packed_into_a_button_fits_and_comes_out_again(action, language, name, detail):
    data = pack(action, language, name, detail)
    assert len(data.encode()) <= 64
    press = unpack(data)
    assert (press.action, press.language) == (action, language)
    assert resolve(press.key, ["another", name]) == name or name == "another"
    assert (press.detail == "") == (detail == "")
    assert not detail or resolve_detail(press.detail, ["another", detail]) == detail or detail == "another"


def test_an_id_too_long_for_a_button_is_told_apart_from_one_with_the_same_beginning():
    assert pack(Action.BROWSE, Language.EN, "x" * 70 + "a") != pack(
        Action.BROWSE, Language.EN, "x" * 70 + "b"
    )


@given(data=st.text(st.characters(exclude_categories=()), max_size=64))
@hypothesis_settings(max_examples=200, suppress_health_check=[HealthCheck.differing_executors])
def test_any_data_can_be_unpacked_without_an_error(data):
    press = unpack(data)
    assert press is None or data.startswith("1:")

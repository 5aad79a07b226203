"""Browsing, choosing, and buttons of long ago."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.languages import Language
from bot.reply import Choice, Clarify, Turn
from bot.telegram.callbacks import Action, pack, resolve, short_id, unpack

STALE = "This button is out of date. Please ask again, or send /topics."


async def test_browsing_goes_there_and_back_in_one_message(fake, anna):
    [message] = await fake.say(anna, "/topics")
    assert message.buttons == ["Rubbish and recycling", "The library"]
    await fake.press(anna, "Rubbish and recycling", message)
    assert message.buttons == ["When are the bins emptied?", "Where does glass go?", "All topics"]
    await fake.press(anna, "When are the bins emptied?", message)
    assert message.text.startswith("The bins are emptied on Tuesday.")
    await fake.press(anna, "Where does glass go?", message)  # related
    assert message.text.startswith("Glass goes into")
    await fake.press(anna, "‹ Rubbish and recycling", message)
    assert message.text.startswith("Rubbish and recycling")
    await fake.press(anna, "All topics", message)
    assert message.buttons == ["Rubbish and recycling", "The library"]
    assert (message.edits, len(fake.server.messages)) == (5, 1)


async def test_browsing_stays_in_its_language_whoever_presses(fake, anna, mei):
    [message] = await fake.say(mei, "/topics")
    assert message.buttons == ["垃圾與回收", "圖書館"]
    await fake.press(anna, "圖書館", message)
    await fake.press(anna, "書可以借多久？", message)
    assert message.text.startswith("一本書可以借28天。")


@pytest.fixture
def clarifying(engine, monkeypatch):
    """An engine that asks back; which questions it does that for is not this test's business."""
    choices = (Choice("bins", "When are the bins emptied?"), Choice("glass", "Where does glass go?"))
    reply = Clarify(lang=Language.EN, body="Which one do you mean?", choices=choices)
    monkeypatch.setattr(type(engine), "respond", lambda _, __, context: Turn(reply, context))


async def test_a_choice_turns_the_question_back_into_the_answer(clarifying, fake, anna):
    [message] = await fake.say(anna, "rubbish")
    assert (message.text, len(message.buttons)) == ("Which one do you mean?", 2)
    pressed = await fake.press(anna, "Where does glass go?", message)
    assert pressed.messages == [message]
    assert message.text.startswith("Glass goes into")
    assert (await fake.memory.context(anna.id, anna.id)).entries == ("glass",)


@pytest.mark.parametrize(
    "data",
    [
        "", "x", "0:t:e:", "2:t:e:", "1:z:e:", "1:t:q:", "1:b:e:no_such_entry", "1:o:e:no_such_topic",
        "1:b:e:", "1:c:e:../../etc/passwd", "1:t", "topics", "1:b:e:" + "x" * 58, "'; DROP TABLE users; --",
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
)
def test_what_is_packed_into_a_button_fits_and_comes_out_again(action, language, name):
    data = pack(action, language, name)
    assert len(data.encode()) <= 64
    press = unpack(data)
    assert (press.action, press.language) == (action, language)
    assert resolve(press.key, ["another", name]) == name or name == "another"


def test_an_id_too_long_for_a_button_is_told_apart_from_one_with_the_same_beginning():
    assert short_id("x" * 70 + "a") != short_id("x" * 70 + "b")


@given(data=st.text(st.characters(exclude_categories=()), max_size=64))
@hypothesis_settings(max_examples=200, suppress_health_check=[HealthCheck.differing_executors])
def test_any_data_can_be_unpacked_without_an_error(data):
    press = unpack(data)
    assert press is None or data.startswith("1:")

"""What a person meets who writes to the bot alone."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.fake_telegram import FakeTelegram
from bot.telegram.app import build

BINS = "When are the bins emptied?"


async def test_a_question_is_answered_with_source_and_date_last(fake, anna):
    [message] = await fake.say(anna, BINS)
    assert message.text.startswith("The bins are emptied on Tuesday.")
    assert message.content.parts("bold") == ["Tuesday"]
    [footer] = message.content.parts("italic")
    assert "Living in Elmford" in footer
    assert "2 May 2023" in footer
    assert message.text.endswith(footer)


async def test_long_details_are_folded_between_the_answer_and_the_source(fake, anna):
    [message] = await fake.say(anna, "How long may I keep a book?")
    [details] = message.content.parts("expandable_blockquote")
    assert details.startswith("The library has about 12,000 books")
    assert message.text.index("28 days") < message.text.index(details)
    assert message.text.index(details) < message.text.index(message.content.parts("italic")[0])


async def test_signs_with_a_meaning_in_html_arrive_as_they_are(fake, anna):
    [message] = await fake.say(anna, "Where does glass go?")
    assert "containers & nowhere" in message.text


async def test_an_answer_has_no_link_preview_and_quotes_nothing_in_private(fake, anna):
    [message] = await fake.say(anna, BINS)
    assert message.preview is False
    assert message.reply_to is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("什么时候收垃圾？", "每周星期二收垃圾。"),
        ("什麼時候收垃圾？", "每週星期二收垃圾。"),
        (BINS, "Tuesday"),
    ],
)
async def test_the_answer_comes_in_the_language_and_script_of_the_question(fake, anna, question, expected):
    [message] = await fake.say(anna, question)
    assert expected in message.text


async def test_a_related_question_comes_as_a_message_of_its_own(fake, anna):
    [answer] = await fake.say(anna, BINS)
    pressed = await fake.press(anna, "Where does glass go?", answer)
    [second] = pressed.messages
    assert second.text.startswith("Glass goes into the green containers")
    assert (second.edits, answer.edits) == (0, 0)


FILE = {"file_id": "a", "file_unique_id": "a"}
PHOTO = {"photo": [FILE | {"width": 1, "height": 1}]}
STICKER = {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
NOT_TEXT = {
    **PHOTO,
    "voice": FILE | {"duration": 1},
    "audio": FILE | {"duration": 1},
    "video": FILE | {"width": 1, "height": 1, "duration": 1},
    "video_note": FILE | {"length": 1, "duration": 1},
    "animation": FILE | {"width": 1, "height": 1, "duration": 1},
    "document": FILE,
    "sticker": FILE | STICKER,
    "location": {"longitude": 109.8, "latitude": 40.6},
    "venue": {"location": {"longitude": 109.8, "latitude": 40.6}, "title": "A", "address": "B"},
    "contact": {"phone_number": "1", "first_name": "A"},
    "dice": {"emoji": "🎲", "value": 3},
    "poll": {
        "id": "1", "question": "When are the bins emptied?", "options": [], "total_voter_count": 0,
        "is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
        "allows_revoting": False, "members_only": False,
    },
    "story": {"id": 1, "chat": {"id": 1, "type": "private"}},
    "checklist": {"title": "A", "tasks": []},
}  # fmt: skip


@pytest.mark.parametrize("kind", NOT_TEXT)
async def test_what_is_not_text_gets_one_kind_line(fake, anna, kind):
    [message] = await fake.say(anna, None, **{kind: NOT_TEXT[kind]})
    assert message.text == "I can only read text. Please type your question."


async def test_a_question_under_a_picture_is_answered(fake, anna):
    [message] = await fake.say(anna, None, caption=BINS, **PHOTO)
    assert "Tuesday" in message.text


async def test_an_album_with_a_question_is_answered_once(fake, anna):
    first = await fake.say(anna, None, caption=BINS, media_group_id="1", **PHOTO)
    second = await fake.say(anna, None, media_group_id="1", **PHOTO)
    assert (len(first), second) == (1, [])


FORWARDS = [
    {"type": "user", "sender_user": {"id": 5, "is_bot": False, "first_name": "B"}},
    {"type": "hidden_user", "sender_user_name": "B"},
    {"type": "channel", "chat": {"id": -5, "type": "channel", "title": "News"}, "message_id": 1},
]


@pytest.mark.parametrize("origin", FORWARDS, ids=lambda origin: origin["type"])
async def test_a_forwarded_question_is_answered(fake, anna, origin):
    [message] = await fake.say(anna, BINS, forward_origin=origin | {"date": 1})
    assert "Tuesday" in message.text


async def test_an_album_gets_one_line_for_all_its_pictures(fake, anna):
    replies = [await fake.say(anna, None, media_group_id=album, **PHOTO) for album in ("1", "1", "1", "2")]
    assert [len(messages) for messages in replies] == [1, 0, 0, 1]


async def test_the_kind_line_is_in_the_language_of_the_client(fake, ming, mei):
    dice = {"dice": {"emoji": "🎲", "value": 3}}
    [simplified] = await fake.say(ming, None, **dice)
    [traditional] = await fake.say(mei, None, **dice)
    assert simplified.text == "我只看得懂文字，请把问题打出来。"
    assert traditional.text == "我只看得懂文字，請把問題打出來。"


async def test_service_messages_other_bots_and_inline_results_are_left_alone(fake, anna):
    robot = fake.person("Robot", is_bot=True)
    assert await fake.say(anna, None, pinned_message=fake.message(anna, "old")) == []
    assert await fake.say(robot, BINS) == []
    assert await fake.say(anna, BINS, via_bot=robot.as_json()) == []


@pytest.mark.parametrize(
    "kind", ["channel_post", "edited_channel_post", "business_message", "edited_business_message"]
)
async def test_messages_that_are_not_new_ones_of_people_are_left_alone(fake, anna, kind):
    assert await fake.update(**{kind: fake.message(anna, BINS)}) == []


async def test_a_repeated_update_is_handled_once(fake, anna):
    message = fake.message(anna, BINS)
    first = await fake.update(update_id=7, message=message)
    again = await fake.update(update_id=7, message=message)
    assert (len(first), len(again)) == (1, 0)


ODD = {
    "whitespace": " \n\t ",
    "longest": "a" * 4096,
    "longest question": ("when are the bins emptied " * 200)[:4096],
    "one Chinese character": "垃" * 4096,
    "emoji only": "👩‍👩‍👧‍👦🎉❤️",
    "control characters": "bins\x00\x07\x1b[31m when",
    "bidirectional": "\u202ebins\u2066 when\u2069\u202c",
    "zalgo": "b̸̢̛̼͇̀͝ì̴̡͓n̵̙͒s̷͔̈́",
    "html": "<b>when</b> are the bins emptied? <script>alert(1)</script> &amp; &nope;",
    "markup": "**when** [are](https://evil.example) the bins {bin_day} {0} %s emptied",
    "Russian": "Когда вывозят мусор?",
    "Japanese": "ゴミの日はいつですか",
    "Arabic": "متى يتم جمع القمامة؟",
    "lone surrogate": "bins \ud800 when",
    "invisible": "\u200b\u2060\ufeff",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
async def test_odd_text_gets_one_fitting_reply(fake, anna, text):
    [message] = await fake.say(anna, text)
    assert message.text
    assert "went wrong" not in message.text
    assert "evil.example" not in str(message.content.entities)


@given(texts=st.lists(st.text(st.characters(exclude_categories=()), min_size=1, max_size=300), max_size=6))
@hypothesis_settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_whatever_is_written_every_message_is_answered_validly(engine, settings, texts):
    fake = FakeTelegram()
    app = build(settings, engine, request=fake.request)
    async with app:
        fake.connect(app)
        anna = fake.person()
        for text in texts:
            [message] = await fake.say(anna, text)
            assert "went wrong" not in message.text
    assert fake.request.refusals == []

"""What a group's members meet."""

import pytest

from bot.fake_telegram import FakeTelegram
from bot.fake_telegram.people import entities
from bot.fake_telegram.rules import Refused, Rule
from bot.telegram.app import build

BINS = "when are the bins emptied?"


@pytest.fixture
def group(fake):
    return fake.group()


@pytest.mark.parametrize(
    "text",
    [f"@policy_bot {BINS}", f"@Policy_Bot {BINS}", f"Tell us, 🎉 @policy_bot, {BINS}", f"{BINS} @policy_bot"],
)
async def test_a_mention_is_answered_by_a_reply_to_it(fake, anna, group, text):
    question = fake.message(anna, text, chat=group)
    [message] = await fake.update(message=question)
    assert "Tuesday" in message.text
    assert message.reply_to == question["message_id"]


async def test_a_mention_by_name_is_answered(fake, anna, group):
    entity = {"type": "text_mention", "offset": 0, "length": 4, "user": fake.me}
    [message] = await fake.say(anna, f"Bot, {BINS}", chat=group, entities=[entity])
    assert "Tuesday" in message.text


async def test_a_reply_to_the_bot_is_answered(fake, anna, group):
    [first] = await fake.say(anna, f"@policy_bot {BINS}", chat=group)
    [second] = await fake.say(anna, "where does glass go?", chat=group, reply_to=first)
    assert "green containers" in second.text


@pytest.mark.parametrize(
    "text",
    [
        BINS,
        f"@other_bot {BINS}",
        f"@policy_bot2 {BINS}",
        "/weather",
        "/weather@policy_bot",
        "/bins@other_bot",
        f"/ask@other_bot {BINS}",
    ],
)
async def test_everything_else_is_met_with_silence(fake, anna, group, text):
    assert await fake.say(anna, text, chat=group) == []


async def test_photos_and_replies_without_text_are_met_with_silence(fake, anna, group):
    [first] = await fake.say(anna, f"@policy_bot {BINS}", chat=group)
    assert await fake.say(anna, None, chat=group, reply_to=first, dice={"emoji": "🎲", "value": 3}) == []
    assert await fake.say(anna, None, chat=group, new_chat_members=[fake.me]) == []


@pytest.mark.parametrize("command", ["/ask", "/ask@policy_bot", "/ASK@Policy_Bot"])
async def test_a_command_is_answered_by_a_reply_to_it(fake, anna, group, command):
    question = fake.message(anna, f"{command} {BINS}", chat=group)
    [message] = await fake.update(message=question)
    assert "Tuesday" in message.text
    assert message.reply_to == question["message_id"]


async def test_a_mention_without_a_question_gets_a_hint(fake, anna, group):
    [message] = await fake.say(anna, "@policy_bot", chat=group)
    assert "Mention me together with a question" in message.text


async def test_a_forum_topic_keeps_its_thread(fake, anna):
    forum = fake.group("Forum", topics=(7, 9))
    for text in (f"@policy_bot {BINS}", "/topics", f"/ask {BINS}"):
        [message] = await fake.say(anna, text, chat=forum, thread=9)
        assert message.thread == 9


async def test_writing_in_a_topic_the_bot_opened_does_not_count_as_a_reply_to_it(fake, anna):
    forum = fake.group("Forum", topics=(7,))
    opened = fake.message(anna, None, chat=forum, thread=7)
    opened |= {"from": fake.me, "forum_topic_created": {"name": "Bins", "icon_color": 1}}
    assert await fake.say(anna, BINS, chat=forum, thread=7, reply_to_message=opened) == []


async def test_a_question_deleted_in_the_meantime_is_answered_all_the_same(fake, anna, group):
    question = fake.message(anna, f"@policy_bot {BINS}", chat=group)
    fake.server.written.clear()
    [message] = await fake.update(message=question)
    assert (message.reply_to, "Tuesday" in message.text) == (None, True)


async def test_an_administrator_who_writes_in_the_groups_name_is_answered(fake, group):
    anonymous = fake.person("Group", is_bot=True)
    chat = fake.server.chats[group]
    [message] = await fake.say(anonymous, f"@policy_bot {BINS}", chat=group, sender_chat=chat)
    assert "Tuesday" in message.text


async def test_a_linked_channels_post_is_left_alone_but_who_writes_as_a_channel_is_answered(fake, group):
    telegram = fake.person("Telegram")
    channel = {"id": -1_000_000_000_999, "type": "channel", "title": "News"}
    text = f"@policy_bot {BINS}"
    post = await fake.say(telegram, text, chat=group, sender_chat=channel, is_automatic_forward=True)
    assert post == []
    [message] = await fake.say(telegram, text, chat=group, sender_chat=channel)
    assert "Tuesday" in message.text


async def test_an_answer_into_a_deleted_topic_is_no_error(fake, anna, caplog):
    forum = fake.group("Forum", topics=(7,))
    question = fake.message(anna, f"@policy_bot {BINS}", chat=forum, thread=7)
    fake.server.topics[forum].clear()
    fake.expected.append("Bad Request: message thread not found")
    assert await fake.update(message=question) == []
    assert [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []


async def test_conversations_of_two_people_in_one_group_are_kept_apart(fake, anna, ming, group):
    await fake.say(anna, f"@policy_bot {BINS}", chat=group)
    await fake.say(ming, "@policy_bot 玻璃扔在哪里？", chat=group)
    assert (await fake.memory.context(group, anna.id)).entries == ("bins",)
    assert (await fake.memory.context(group, ming.id)).entries == ("glass",)


async def test_a_language_chosen_in_a_group_is_the_choosers_alone(fake, anna, ming, group):
    [question] = await fake.say(anna, "/language", chat=group)
    pressed = await fake.press(ming, "English ✓", question)
    assert (pressed.toast, pressed.messages) == ("Done, I will use English. Ask me anything.", [])
    [message] = await fake.say(ming, "/topics", chat=group)
    assert message.text == "What would you like to know about?"


async def test_who_mentions_the_bot_under_somebodys_question_has_that_one_answered(fake, anna, ming, group):
    asked = fake.message(ming, BINS, chat=group)
    calling = fake.message(anna, "@policy_bot", chat=group, reply_to_message=asked)
    [message] = await fake.update(message=calling)
    assert "Tuesday" in message.text
    assert message.reply_to == calling["message_id"]
    [message] = await fake.say(anna, "/ask", chat=group, reply_to_message=asked)
    assert "Tuesday" in message.text


async def test_of_a_long_message_only_the_passage_quoted_is_answered(fake, anna, ming, group):
    asked = fake.message(ming, f"Hello all. {BINS} And what is for dinner?", chat=group)
    quote = {"text": BINS, "position": 11}
    [message] = await fake.say(anna, "/ask", chat=group, reply_to_message=asked, quote=quote)
    assert message.text.startswith("The bins are emptied on Tuesday.")


async def test_a_mention_under_the_bots_own_answer_does_not_make_it_answer_itself(fake, anna, group):
    [answer] = await fake.say(anna, f"@policy_bot {BINS}", chat=group)
    [message] = await fake.say(anna, "@policy_bot", chat=group, reply_to=answer)
    assert "Mention me together with a question" in message.text


async def test_a_question_under_a_picture_that_mentions_the_bot_is_answered(fake, anna, group):
    text = f"@policy_bot {BINS}"
    photo = {"photo": [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]}
    marked = {"caption": text, "caption_entities": entities(text)}
    [message] = await fake.say(anna, None, chat=group, **photo, **marked)
    assert "Tuesday" in message.text
    assert await fake.say(anna, None, chat=group, caption=BINS, **photo) == []


def change(fake, person, chat, before, after):
    """The bot's own place in a chat changes."""
    members = [{"status": status, "user": fake.me} | RIGHTS.get(status, {}) for status in (before, after)]
    return {
        "chat": fake.server.chats[chat],
        "from": person.as_json(),
        "date": 1,
        "old_chat_member": members[0],
        "new_chat_member": members[1],
    }


RIGHTS = {
    "kicked": {"until_date": 0},
    "administrator": dict.fromkeys(
        (
            "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages",
            "can_manage_video_chats", "can_restrict_members", "can_promote_members", "can_change_info",
            "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
        ),
        False,
    ),
}  # fmt: skip


async def test_a_group_the_bot_is_added_to_gets_one_short_hello(fake, anna, ming, group):
    for person, words in ((anna, "write /ask@policy_bot"), (ming, "/ask@policy_bot 和您的问题")):
        joined = change(fake, person, group, "left", "member")
        [message] = await fake.update(my_chat_member=joined)
        assert "Elmford Help" in message.text or "榆渡问答" in message.text
        assert words in message.text
        assert len(message.text) < 250
    assert "mention" not in message.text


async def test_the_hello_speaks_of_mentions_only_where_telegram_passes_them_on(engine, settings):
    fake = FakeTelegram()
    fake.me["can_read_all_group_messages"] = True
    async with (app := build(settings, engine, request=fake.request)):
        fake.connect(app)
        joined = change(fake, fake.person(), fake.group(), "left", "administrator")
        [message] = await fake.update(my_chat_member=joined)
    assert "mention me (@policy_bot)" in message.text


@pytest.mark.parametrize(
    ("before", "after"),
    [("member", "administrator"), ("administrator", "member"), ("member", "left"), ("member", "kicked")],
)
async def test_other_changes_of_its_place_are_met_with_silence(fake, anna, group, before, after):
    assert await fake.update(my_chat_member=change(fake, anna, group, before, after)) == []


@pytest.mark.parametrize(("before", "after"), [("member", "kicked"), ("kicked", "member")])
async def test_being_blocked_and_unblocked_is_met_with_silence(fake, anna, before, after):
    assert await fake.update(my_chat_member=change(fake, anna, anna.id, before, after)) == []


async def test_a_channel_that_makes_the_bot_its_administrator_gets_no_hello(fake, anna):
    channel = {"id": -1_000_000_000_777, "type": "channel", "title": "News"}
    fake.server.chats[channel["id"]] = channel
    joined = change(fake, anna, channel["id"], "left", "administrator")
    assert await fake.update(my_chat_member=joined) == []


async def test_a_group_where_the_bot_may_not_write_is_no_error(fake, anna, group, caplog):
    fake.server.shut[group] = Refused(
        Rule("", "Bad Request: not enough rights to send text messages to the chat")
    )
    fake.expected.append("Bad Request: not enough rights to send text messages to the chat")
    assert await fake.update(my_chat_member=change(fake, anna, group, "left", "member")) == []
    assert [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []

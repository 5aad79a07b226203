"""Mentions in chats the bot is not in: it answers there, as a guest."""

import pytest

from bot.languages import Language
from bot.reply import Choice, Clarify, Turn

BINS = "When are the bins emptied?"


@pytest.mark.parametrize(
    "text", [f"@policy_bot {BINS}", f"{BINS} @POLICY_BOT", "@policy_bot, when are the bins emptied"]
)
async def test_a_mention_with_a_question_is_answered_in_the_same_chat(fake, anna, text):
    message = await fake.mention(anna, text)
    assert message.chat["title"] == "Elsewhere"
    assert message.text.startswith("The bins are emptied on Tuesday.")
    assert message.text.endswith("as of 2 May 2023")


async def test_it_looks_as_if_it_had_been_sent_inline(fake, anna):
    guest = await fake.mention(anna, f"@policy_bot {BINS}")
    sent, _ = await fake.tap(anna, (await fake.inline(anna, BINS)).results[0])
    assert (guest.content, guest.rows) == (sent.content, sent.rows)


async def test_it_is_answered_in_the_language_of_the_question(fake, anna, ming):
    assert (await fake.mention(anna, "@policy_bot 什麼時候收垃圾")).text.startswith("每週星期二收垃圾。")
    assert (await fake.mention(ming, f"@policy_bot {BINS}")).text.startswith("The bins")


async def test_a_question_back_offers_its_choices_as_links_to_the_bot(fake, anna, engine, monkeypatch):
    choices = (Choice("bins", "When are the bins emptied?"), Choice("glass", "Where does glass go?"))
    reply = Clarify(lang=Language.EN, body="Which one do you mean?", choices=choices)
    monkeypatch.setattr(type(engine), "respond", lambda _, __, context: Turn(reply, context))
    message = await fake.mention(anna, "@policy_bot rubbish")
    assert message.text == "Which one do you mean?"
    assert message.rows == [
        [{"text": "When are the bins emptied?", "url": "https://t.me/policy_bot?start=bins"}],
        [{"text": "Where does glass go?", "url": "https://t.me/policy_bot?start=glass"}],
    ]


async def test_what_is_out_of_scope_is_declined_there_too(fake, anna):
    message = await fake.mention(anna, "@policy_bot bins in Riverton")
    assert "Riverton" in message.text
    assert message.rows == [[{"text": "All topics", "url": "https://t.me/policy_bot?start=topics"}]]


async def test_a_mention_alone_is_greeted(fake, anna, ming):
    assert "Mention me together with a question" in (await fake.mention(anna, "@policy_bot")).text
    assert "我在" in (await fake.mention(ming, "@policy_bot")).text


@pytest.mark.parametrize("kind", ["private", "group", "supergroup"])
async def test_any_kind_of_chat_will_do(fake, anna, kind):
    message = fake.guest_message(anna, f"@policy_bot {BINS}", {"id": 77, "type": kind, "title": "Elsewhere"})
    await fake.update(guest_message=message)
    assert fake.server.guest_answers[message["guest_query_id"]].text.startswith("The bins are emptied")


async def test_a_mention_in_reply_to_a_question_answers_that_one(fake, anna):
    chat = {"id": -77, "type": "group", "title": "Elsewhere"}
    message = fake.guest_message(anna, "@policy_bot", chat)
    asked = {"message_id": 5, "date": 1, "chat": chat, "from": fake.person("Bo").as_json(), "text": BINS}
    await fake.update(guest_message=message | {"reply_to_message": asked})
    assert fake.server.guest_answers[message["guest_query_id"]].text.startswith("The bins are emptied")


async def test_nothing_is_remembered_of_a_guest_chat(fake, anna):
    chat = {"id": anna.id, "type": "private", "first_name": "Bo"}  # the number of another chat of the bot
    message = fake.guest_message(anna, f"@policy_bot {BINS}", chat)
    await fake.update(guest_message=message)
    assert (await fake.memory.context(anna.id, anna.id)).question == ""


async def test_other_bots_are_not_answered_or_two_might_never_stop(fake):
    assert await fake.mention(fake.person("Robot", is_bot=True), f"@policy_bot {BINS}") is None


async def test_a_mention_answered_too_late_does_no_harm(fake, anna, caplog):
    message = fake.guest_message(anna, f"@policy_bot {BINS}", {"id": -7, "type": "group", "title": "E"})
    fake.server.guest_queries.clear()
    fake.expected += ["Bad Request: query is too old and response timeout expired or query ID is invalid"]
    await fake.update(guest_message=message)
    assert [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []

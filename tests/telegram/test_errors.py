"""When something fails: quiet where it is part of life, one kind line otherwise, and logs without words."""

import logging

import pytest

from bot.fake_telegram.failures import server_error

SECRET_WORDS = "my very private question"


@pytest.fixture
def broken(engine, monkeypatch):
    """An engine with a mistake in it that quotes the question."""

    def respond(_, question, context):
        raise KeyError(question)

    monkeypatch.setattr(type(engine), "respond", respond)


def loud(caplog):
    return [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_mistake_of_ours_gets_one_kind_line(broken, fake, anna, ming):
    [english] = await fake.say(anna, "anything")
    [chinese] = await fake.say(ming, "什么")
    assert english.text == "Sorry, something went wrong on my side. Please try again in a moment."
    assert chinese.text == "抱歉，我这边出了点问题，请稍后再试。"


async def test_a_mistake_is_logged_with_its_place_but_without_anybodys_words(broken, fake, anna, caplog):
    await fake.say(anna, SECRET_WORDS)
    [record] = loud(caplog)
    assert "KeyError at respond:" in record.getMessage()
    assert SECRET_WORDS not in record.getMessage()
    assert record.exc_info is None


async def test_a_mistake_behind_a_button_shows_as_a_toast(engine, fake, anna, monkeypatch):
    [message] = await fake.say(anna, "/topics")

    def entries_in(*_):
        raise RuntimeError

    monkeypatch.setattr(type(engine), "entries_in", entries_in)
    pressed = await fake.press(anna, "The library", message)
    assert pressed.toast == "Sorry, something went wrong on my side. Please try again in a moment."


async def test_who_blocked_the_bot_is_left_in_peace(fake, anna, caplog):
    fake.block(anna)
    fake.expected.append("Forbidden: bot was blocked by the user")
    assert await fake.say(anna, "when are the bins emptied?") == []
    assert loud(caplog) == []


async def test_a_group_that_threw_the_bot_out_is_no_error(fake, anna, caplog):
    group = fake.group()
    fake.kick(group)
    fake.expected.append("Forbidden: bot was kicked from the group chat")
    assert await fake.say(anna, "@policy_bot when are the bins emptied?", chat=group) == []
    assert loud(caplog) == []


async def test_a_group_that_moved_is_answered_where_it_is_now(fake, anna, caplog):
    group, new = fake.group(), fake.group()
    fake.migrate(group, new)
    fake.expected.append("Bad Request: group chat was upgraded to a supergroup chat")
    [message] = await fake.say(anna, "@policy_bot when are the bins emptied?", chat=group)
    assert (message.chat["id"], "Tuesday" in message.text) == (new, True)
    assert loud(caplog) == []


async def test_a_group_that_moved_to_where_the_bot_is_not_is_no_error(fake, anna, caplog):
    group = fake.group()
    fake.migrate(group, -1_000_000_077_777)
    fake.expected += [
        "Bad Request: group chat was upgraded to a supergroup chat",
        "Bad Request: chat not found",
    ]
    assert await fake.say(anna, "@policy_bot when are the bins emptied?", chat=group) == []
    assert loud(caplog) == []


async def test_a_reply_that_never_arrives_is_two_plain_log_lines_and_a_later_one_does(
    fake, anna, caplog, waits
):
    fake.request.fail(*[server_error()] * 100, method="sendMessage")
    assert await fake.say(anna, SECRET_WORDS) == []
    assert len(loud(caplog)) == 2  # the line is down; this reply is lost
    assert all(record.exc_info is None for record in loud(caplog))
    assert SECRET_WORDS not in caplog.text
    fake.request.succeed()
    [message] = await fake.say(anna, "when are the bins emptied?")
    assert "Tuesday" in message.text

"""`baotou-bot doctor`: what it says about the bot's set-up at Telegram."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli import main
from bot.fake_telegram import FakeTelegram
from bot.fake_telegram.failures import unauthorized
from bot.fake_telegram.people import TOKEN
from bot.telegram.doctor import Mark, examine
from bot.telegram.senders import ALLOWED_UPDATES

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
HOOK = "https://bot.example/hook"


@pytest.fixture
def telegram():
    fake = FakeTelegram()
    fake.server.allowed = list(ALLOWED_UPDATES)
    return fake


@pytest.fixture
def by_webhook(settings):
    return replace(settings, mode="webhook", webhook_url=HOOK, webhook_secret="s3cret")


async def changes(telegram, settings):
    return [each.text for each in await examine(settings, NOW, telegram.request) if each.mark is Mark.CHANGE]


async def test_a_bot_that_is_set_up_well_needs_no_change(telegram, settings):
    found = await examine(settings, NOW, telegram.request)
    assert {each.mark for each in found} == {Mark.WELL}
    assert found[0].text == "Telegram knows the bot as @policy_bot (Policy Bot)."


@pytest.mark.parametrize(
    ("field", "value", "mend"),
    [
        ("supports_inline_queries", False, "/setinline"),
        ("can_read_all_group_messages", True, "/setprivacy, Enable"),
    ],
)
async def test_a_setting_of_botfathers_that_harms_comes_with_its_command(
    telegram, settings, field, value, mend
):
    telegram.me[field] = value
    [text] = await changes(telegram, settings)
    assert mend in text


@pytest.mark.parametrize("field", ["can_join_groups", "supports_guest_queries"])
async def test_what_may_be_meant_so_is_a_note(telegram, settings, field):
    telegram.me[field] = False
    found = await examine(settings, NOW, telegram.request)
    assert [each.mark for each in found].count(Mark.NOTE) == 1
    assert await changes(telegram, settings) == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (HOOK, ""),
        ("", "No webhook is set"),
        ("https://other.example/hook", "on other.example, and BOT_WEBHOOK_URL on bot.example"),
        (f"https://bot.example/{TOKEN}", "on bot.example with another path"),
    ],
)
async def test_a_webhook_somewhere_else_is_said_without_its_path(telegram, by_webhook, url, said):
    telegram.server.webhook = {"url": url} if url else {}
    found = await changes(telegram, by_webhook)
    assert len(found) == bool(said)
    assert said in "".join(found)
    assert TOKEN not in "".join(found)


async def test_a_webhook_is_in_the_way_of_polling(telegram, settings):
    telegram.server.webhook = {"url": HOOK}
    [text] = await changes(telegram, settings)
    assert "A webhook on bot.example is set, and BOT_MODE is polling" in text


async def test_a_delivery_that_failed_lately_is_told_with_what_telegram_says(telegram, by_webhook):
    failed = {"last_error_message": "Connection refused"}
    telegram.server.webhook = {
        "url": HOOK,
        "last_error_date": int((NOW - timedelta(hours=3)).timestamp()),
        **failed,
    }
    [text] = await changes(telegram, by_webhook)
    assert text.startswith("A delivery failed 3 h ago: Connection refused.")
    telegram.server.webhook["last_error_date"] -= 7 * 86_400
    assert await changes(telegram, by_webhook) == []


async def test_kinds_of_update_that_are_kept_back_are_named(telegram, by_webhook):
    telegram.server.webhook = {"url": HOOK}
    telegram.server.allowed = ["message"]
    [text] = await changes(telegram, by_webhook)
    assert "inline_query" in text


async def test_many_updates_that_wait_raise_the_question_whether_the_bot_runs(telegram, settings):
    telegram.server.updates = [{"update_id": number} for number in range(100)]
    [text] = await changes(telegram, settings)
    assert text == "100 updates wait to be delivered: is the bot running?"


async def test_a_refused_token_says_where_to_find_the_right_one(telegram, settings):
    telegram.request.fail(unauthorized())
    [text] = await changes(telegram, settings)
    assert "@BotFather" in text


def test_the_command_fails_where_nothing_answers_and_prints_no_token(monkeypatch, capsys, restored_logging):
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    assert main(["doctor", "--api-url", "http://127.0.0.1:9"]) == 1
    printed = capsys.readouterr()
    assert "http://127.0.0.1:9 does not answer as Telegram" in printed.out
    assert "Cannot connect to host 127.0.0.1:9" in printed.out  # and not that it took too long
    assert TOKEN not in printed.out + printed.err

"""From start to stop, with a real polling loop on the fake Telegram."""

import asyncio
import json
import logging
import os
import signal

import pytest
from waiting import soon

from bot.fake_telegram.failures import (
    conflict,
    garbage,
    no_network,
    server_error,
    timeout,
    too_many_requests,
    unauthorized,
)
from bot.fake_telegram.people import TOKEN
from bot.telegram import link, running
from bot.telegram.link import REPEAT_SECONDS, Link

BINS = "when are the bins emptied?"


@pytest.fixture
def run(start, settings):
    return start(settings)


def asked(run):
    return "getUpdates" in run.fake.server.calls


async def test_polling_answers_and_stops_cleanly(run):
    async with run:
        anna = run.fake.person()
        await run.fake.until(lambda: asked(run))
        await run.fake.say(anna, BINS)
        await run.fake.until(lambda: run.fake.server.sent)
    assert "Tuesday" in run.fake.server.sent[0].text
    assert run.code == running.STOPPED
    assert not run.fake.request.is_open
    assert run.lines("Running as @policy_bot (polling).")
    assert run.fake.server.updates == []  # Telegram was told that it was taken
    assert run.fake.request.refusals == []


async def test_only_the_handled_kinds_of_update_are_asked_for(run):
    async with run:
        await run.fake.until(lambda: asked(run))
    assert sorted(run.fake.server.allowed) == [
        *("callback_query", "edited_message", "guest_message", "inline_query", "message", "my_chat_member")
    ]


async def test_a_signal_stops_the_bot(run):
    async with run:
        await run.fake.until(lambda: asked(run))
        os.kill(os.getpid(), signal.SIGTERM)
        assert await soon(run.task) == running.STOPPED


async def test_a_refused_token_is_one_plain_sentence_and_exit_code_1(run):
    run.fake.request.fail(unauthorized(), method="getMe")
    async with run:
        assert await soon(run.task) == running.FAILED
    [line] = run.lines()
    assert line.endswith("Telegram does not accept the token in BOT_TOKEN.")
    assert not run.fake.request.is_open


async def test_a_token_revoked_while_running_ends_the_bot_with_the_same_sentence(run):
    async with run:
        await run.fake.until(lambda: asked(run))
        run.fake.request.fail(unauthorized(), method="getUpdates")
        await run.fake.say(run.fake.person(), BINS)
        assert await soon(run.task) == running.FAILED
    assert len(run.lines("ERROR")) == 1
    assert run.lines("Telegram does not accept the token in BOT_TOKEN.")


async def test_a_bot_that_has_stopped_asking_ends_so_that_it_is_started_anew(run, monkeypatch):
    monkeypatch.setattr(running, "LOOK_EVERY", 0.02)
    async with run:
        await run.fake.say(run.fake.person(), BINS)
        await run.fake.until(lambda: run.fake.server.sent)
        await asyncio.sleep(0.1)
        assert not run.task.done()
        monkeypatch.setattr(link, "STALLED_SECONDS", -1.0)
        assert await soon(run.task) == running.FAILED
    [line] = run.lines("ERROR")
    assert line.endswith(
        "The bot has asked Telegram for nothing for 180 seconds. It ends, to be started anew."
    )


async def test_a_portal_that_answers_in_telegrams_place_does_not_end_the_bot(run):
    async with run:
        await run.fake.until(lambda: asked(run))
        run.fake.request.fail(garbage(401), garbage(404), method="getUpdates")
        anna = run.fake.person()
        for number in (1, 2):
            await run.fake.say(anna, BINS)
            await run.fake.until(lambda number=number: len(run.fake.server.sent) == number)
    assert run.code == running.STOPPED
    assert not run.lines("does not accept the token")
    assert len(run.lines("Telegram cannot be reached")) == 1


async def test_starting_offline_is_one_line_and_one_when_the_network_is_there(run):
    run.fake.request.fail(*[no_network()] * 4, timeout(), server_error())
    async with run:
        await run.fake.until(lambda: asked(run))
    assert len(run.lines("Telegram cannot be reached")) == 1
    assert len(run.lines("Telegram is reached again.")) == 1
    assert not run.lines("Traceback")


async def test_a_bot_that_cannot_connect_can_still_be_stopped(run):
    run.fake.request.fail(*[no_network()] * 1000)
    async with run:
        await run.fake.until(lambda: len(run.fake.server.calls) > 1)
    assert run.code == running.STOPPED
    assert not run.fake.request.is_open


async def test_an_update_that_cannot_be_read_is_logged_by_number_and_keeps_no_other_from_being_answered(run):
    async with run:
        await run.fake.until(lambda: asked(run))
        run.fake.server.updates.append({"update_id": 7, "message": "private words"})
        await run.fake.update(8, message=run.fake.message(run.fake.person(), BINS))
        await run.fake.until(lambda: run.fake.server.sent)
        await run.fake.until(lambda: run.fake.server.updates == [])  # it was told that they were taken
    [line] = run.lines("ERROR")
    assert line.endswith("Update 7 cannot be read (AttributeError).")
    assert not run.lines("CRITICAL")
    assert "private words" not in run.log.getvalue()


@pytest.mark.parametrize("result", [True, {"update_id": 1}, ["private words"], [{"update_id": "1"}], [[]]])
async def test_a_response_without_updates_is_not_asked_for_again_at_once(run, result):
    async with run:
        await run.fake.until(lambda: asked(run))
        body = json.dumps({"ok": True, "result": result}).encode()
        run.fake.request.fail(*[lambda: (200, body)] * 1000, method="getUpdates")
        run.fake.server.arrived.set()
        await asyncio.sleep(0.5)
        assert run.fake.server.calls.count("getUpdates") < 5
        run.fake.request.succeed()
        await run.fake.say(run.fake.person(), BINS)
        await run.fake.until(lambda: run.fake.server.sent)
    assert "private words" not in run.log.getvalue()
    assert not run.lines("CRITICAL")


async def test_losing_the_network_while_polling_is_one_line_and_questions_are_answered_after(run):
    async with run:
        anna = run.fake.person()
        await run.fake.until(lambda: asked(run))
        run.fake.request.fail(timeout(), timeout(), garbage(502), method="getUpdates")
        await run.fake.say(anna, BINS)
        await run.fake.until(lambda: run.fake.server.sent)
        await run.fake.say(anna, BINS)
        await run.fake.until(lambda: len(run.fake.server.sent) == 2)
    assert len(run.lines("Telegram cannot be reached")) == 1
    assert len(run.lines("Telegram is reached again.")) == 1
    assert not run.lines("Traceback")


async def test_a_second_poller_is_one_plain_line_and_polling_goes_on(run, monkeypatch):
    async with run:
        anna = run.fake.person()
        await run.fake.until(lambda: asked(run))
        monkeypatch.setattr("telegram.ext._utils.networkloop.asyncio.sleep", _no_sleep())
        run.fake.request.fail(*[conflict()] * 5, method="getUpdates")
        await run.fake.say(anna, BINS)
        await run.fake.until(lambda: run.fake.server.calls.count("getUpdates") > 6)
        await run.fake.say(anna, BINS)
        await run.fake.until(lambda: len(run.fake.server.sent) == 2)
    [line] = run.lines("WARNING")
    assert "Another program receives this bot's updates with the same token" in line
    assert not run.lines("Traceback")


def _no_sleep():
    real = asyncio.sleep
    return lambda _: real(0)


def test_a_long_outage_is_two_lines_in_all(caplog):
    link = Link()
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            link.failed("ConnectError")
        link.answered(502)
        link.answered(200)
        link.answered(200)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_a_line_that_breaks_again_and_again_is_two_lines_unless_it_stays_away(caplog):
    now = 0.0
    link = Link(clock=lambda: now)

    def said():
        lines = [record.levelname for record in caplog.records]
        caplog.clear()
        return lines

    with caplog.at_level(logging.INFO):
        for _ in range(20):
            link.failed("ClientOSError")
            assert not link.is_up
            link.answered(200)
            now += 5
        assert said() == ["WARNING", "INFO"]
        for _ in range(10):
            link.failed("ClientOSError")
            now += 1
        link.answered(200)
        assert said() == ["WARNING", "INFO"]
        now += 60
        link.failed("ClientOSError")
        assert said() == ["WARNING"]


def test_a_complaint_comes_again_after_a_while(caplog):
    now = 0.0
    link = Link(clock=lambda: now)
    for _ in range(3):
        link.answered(409)
        link.answered(200)
    assert len(caplog.records) == 1
    now = REPEAT_SECONDS
    link.answered(409)
    assert len(caplog.records) == 2


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
async def test_the_token_is_in_no_log_line_at_any_level(start, settings, level):
    run = start(settings, level)
    address = f"https://api.telegram.org/bot{TOKEN}/getMe"
    run.fake.request.fail(no_network(address), timeout(), garbage(500), method="getMe")
    async with run:
        anna = run.fake.person()
        await run.fake.until(lambda: asked(run))
        run.fake.request.fail(no_network(address), method="getUpdates")
        run.fake.request.fail(garbage(500, TOKEN.encode()), method="sendMessage")
        await run.fake.say(anna, BINS)
        await run.fake.until(lambda: "sendMessage" in run.fake.server.calls)
        logging.getLogger("somebody").error("%s", address, exc_info=RuntimeError(run.fake.server, address))
    assert run.lines()
    assert TOKEN not in run.log.getvalue()
    assert TOKEN.partition(":")[2] not in run.log.getvalue()


@pytest.mark.parametrize("level", ["info", "warning"])
async def test_nobodys_words_are_logged_above_debug(start, settings, level):
    run = start(settings, level)
    async with run:
        anna = run.fake.person()
        await run.fake.until(lambda: asked(run))
        run.fake.request.fail(
            garbage(200, b'{"ok":true,"result":[{"text":"private words"'), method="getUpdates"
        )
        run.fake.request.fail(garbage(500, b"private words"), method="sendMessage")
        await run.fake.say(anna, "private words")
        await run.fake.until(lambda: "sendMessage" in run.fake.server.calls)
    assert "private words" not in run.log.getvalue()


async def test_the_menu_and_descriptions_are_set_once_for_each_language(start, settings):
    first = start(settings)
    async with first:
        await first.fake.until(lambda: ("short_description", "zh") in first.fake.server.profile)
    profile = first.fake.server.profile
    names = [command["command"] for command in profile["commands", ""]]
    assert names == [
        "bins",
        "start",
        "help",
        "ask",
        "topics",
        "stats",
        "sources",
        "language",
        "privacy",
        "forget",
    ]
    assert profile["commands", "zh"][1] == {"command": "start", "description": "从这里开始"}
    assert profile["description", ""].startswith("Elmford Help: ask in your own words")
    assert (profile["name", ""], profile["name", "zh"]) == ("Elmford Help", "榆渡问答")
    for code, words in (("", "Not an official service."), ("zh", "并非官方服务。")):
        assert words in profile["description", code]
        assert words in profile["short_description", code]

    second = start(settings)
    second.fake.server.profile |= profile
    async with second:
        await second.fake.until(lambda: second.fake.server.calls.count("getMyShortDescription") == 2)
    assert not [call for call in second.fake.server.calls if call.startswith("setMy")]


async def test_a_menu_that_cannot_be_set_does_no_harm(run):
    run.fake.request.fail(server_error(500), method="getMyCommands")
    async with run:
        anna = run.fake.person()
        await run.fake.until(lambda: run.lines("command menu"))
        await run.fake.say(anna, BINS)
        await run.fake.until(lambda: run.fake.server.sent)
    assert not run.lines("ERROR")


async def test_what_may_not_be_changed_keeps_nothing_else_from_being_changed(run):
    run.fake.request.fail(too_many_requests(3600), method="setMyName")
    run.fake.request.fail(too_many_requests(3600), method="setMyCommands")
    async with run:
        await run.fake.until(lambda: ("short_description", "zh") in run.fake.server.profile)
    set_ = run.fake.server.profile.keys()
    assert {("name", ""), ("commands", "")}.isdisjoint(set_)
    assert {("name", "zh"), ("commands", "zh"), ("description", "")} <= set_
    assert len(run.lines("could not be brought up to date")) == 2
    assert run.lines("The name for everybody could not be brought up to date")


async def test_a_menu_that_may_not_be_changed_for_an_hour_holds_up_nobody(run):
    run.fake.request.fail(too_many_requests(3600), method="setMyCommands")
    async with run:
        anna = run.fake.person()
        await run.fake.until(lambda: "setMyCommands" in run.fake.server.calls)
        await run.fake.say(anna, BINS)
        await run.fake.until(lambda: run.fake.server.sent)
    assert run.lines("command menu")


async def test_a_reply_that_has_to_wait_for_an_hour_does_not_keep_the_bot_from_stopping(run, monkeypatch):
    monkeypatch.setattr(running, "SHUTDOWN_SECONDS", 0.05)
    run.fake.request.fail(too_many_requests(3600), method="sendMessage")
    async with run:
        await run.fake.until(lambda: asked(run))
        await run.fake.say(run.fake.person(), BINS)
        await run.fake.until(lambda: "sendMessage" in run.fake.server.calls)
    assert run.code == running.STOPPED
    assert not run.fake.request.is_open


def test_while_polling_fails_a_message_that_gets_through_does_not_mean_that_the_line_is_back(caplog):
    link = Link()
    with caplog.at_level(logging.INFO):
        link.failed("ConnectError", "poll")
        link.answered(200, "send")
        link.failed("ConnectError", "poll")
        link.answered(200, "poll")
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]

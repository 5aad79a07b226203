"""Health, readiness and metrics, on a port of their own."""

import asyncio
from typing import get_args

import httpx
import pytest
from postgres_server import free_port
from prometheus_client.parser import text_string_to_metric_families
from waiting import soon

from bot import health
from bot.fake_telegram.failures import no_network
from bot.fake_telegram.people import LONGEST_WAIT, TOKEN
from bot.reply import Kind
from bot.settings import Settings
from bot.telegram import link, running
from bot.telegram.senders import ALLOWED_UPDATES

BINS = "when are the bins emptied?"


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def run(start, port):
    return start(Settings(token=TOKEN, monitor_port=port))


@pytest.fixture
async def get(port):
    async with httpx.AsyncClient(trust_env=False, base_url=f"http://127.0.0.1:{port}") as http:
        yield http.get


async def test_a_bot_that_hears_from_telegram_is_well_and_ready(run, get):
    async with run:
        await run.fake.until(lambda: run.lines("Running"))
        await run.fake.until(lambda: "getUpdates" in run.fake.server.calls)
        assert (await get("/healthz")).status_code == 200
        ready = await get("/readyz")
        assert (ready.status_code, ready.json()) == (200, {"ready": True, "telegram": "up", "store": "none"})
        assert (await get("/")).status_code == 404


async def test_a_bot_that_cannot_reach_telegram_is_well_but_not_ready(run, get):
    run.fake.request.fail(*[no_network()] * 1000)
    async with run:
        await run.fake.until(lambda: len(run.fake.server.calls) > 1)
        assert (await get("/healthz")).status_code == 200
        ready = await get("/readyz")
        assert (ready.status_code, ready.json()["telegram"]) == (503, "away")


async def test_a_message_that_was_lost_does_not_mean_that_none_arrives(run, get):
    async with run:
        await run.fake.until(lambda: "getUpdates" in run.fake.server.calls)
        run.fake.request.fail(no_network(), method="answerInlineQuery")
        await run.fake.update(inline_query=run.fake.inline_query(run.fake.person(), "bins"))
        await run.fake.until(lambda: run.lines("cannot be reached"))
        state = await get("/readyz")
        assert (state.status_code, state.json()["telegram"]) == (200, "away")
        run.fake.request.fail(*[no_network()] * 1000, method="getUpdates")
        await run.fake.say(run.fake.person(), BINS)
        async with asyncio.timeout(LONGEST_WAIT):
            while (await get("/readyz")).status_code != 503:  # noqa: ASYNC110 - the page tells nobody
                await asyncio.sleep(0.02)
        assert (await get("/healthz")).status_code == 200


async def test_a_bot_that_has_stopped_asking_is_not_well(run, get, monkeypatch):
    async with run:
        await run.fake.say(run.fake.person(), BINS)
        await run.fake.until(lambda: run.fake.server.sent)
        assert (await get("/healthz")).status_code == 200
        monkeypatch.setattr(link, "STALLED_SECONDS", -1.0)
        assert (await get("/healthz")).status_code == 503


async def test_what_happens_is_counted(run, get):
    async with run:
        anna = run.fake.person()
        await run.fake.until(lambda: "getUpdates" in run.fake.server.calls)
        run.fake.request.fail(no_network(), method="sendMessage")
        for words in (BINS, "what is the meaning of life?"):
            await run.fake.say(anna, words)
        await run.fake.until(lambda: len(run.fake.server.sent) == 2)
        await run.fake.until(lambda: not run.held)
        counted = (await get("/metrics")).text.splitlines()
    for line in (
        'bot_updates_total{kind="message"} 2.0',
        'bot_replies_total{outcome="answer"} 1.0',
        'bot_sends_retried_total{method="sendMessage"} 1.0',
        "bot_handling_seconds_count 2.0",
        "bot_held_updates 0.0",
        "bot_ready 1.0",
    ):
        assert line in counted
    assert str(anna.id) not in " ".join(counted)
    assert any(line.startswith("process_resident_memory_bytes ") for line in counted)


async def test_what_may_happen_is_counted_from_0_so_that_the_first_time_is_seen(run, get):
    async with run:
        await run.fake.until(lambda: run.lines("Running"))
        counted = list(text_string_to_metric_families((await get("/metrics")).text))
    values = {
        family.name: {tuple(sample.labels.values()): sample.value for sample in family.samples}
        for family in counted
    }
    assert values["bot_refused"] == {("yes",): 0.0, ("no",): 0.0}
    assert values["bot_updates"] == {(kind,): 0.0 for kind in ALLOWED_UPDATES}
    assert values["bot_replies"] == {(kind,): 0.0 for kind in get_args(Kind)}
    assert values["bot_errors"][("TimedOut",)] == values["bot_sends_retried"][("sendMessage",)] == 0.0
    assert all(family.documentation for family in counted if not family.name.endswith("_created"))


async def test_who_asks_for_the_head_alone_is_told_how_the_bot_is(run, port):
    async with run, httpx.AsyncClient(trust_env=False) as http:
        await run.fake.until(lambda: run.lines("Running"))
        answer = await http.head(f"http://127.0.0.1:{port}/healthz")
        assert (answer.status_code, answer.content) == (200, b"")


async def test_the_containers_check_asks_the_monitor(run, get, port, monkeypatch):
    monkeypatch.setenv("BOT_MONITOR_PORT", str(port))
    assert "does not answer" in health.complaint()
    async with run:
        await run.fake.until(lambda: run.lines("Running"))
        assert await asyncio.to_thread(health.complaint) is None


async def test_a_monitors_port_in_use_is_one_plain_sentence(start, port):
    async with start(Settings(token=TOKEN, monitor_port=port)) as first:
        await first.fake.until(lambda: first.lines("Running"))
        second = start(Settings(token=TOKEN, monitor_port=port))
        async with second:
            assert await soon(second.task) == running.FAILED
        [line] = second.lines("ERROR")
        assert f"cannot listen on 127.0.0.1:{port}" in line

"""Webhook mode, over real sockets."""

import asyncio
import gc
import socket

import httpx
import pytest

from bot.fake_telegram.people import TOKEN
from bot.settings import Settings
from bot.telegram import running

BINS = "when are the bins emptied?"


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def webhook_settings(port, address="https://bot.example/hook"):
    return Settings(
        token=TOKEN,
        mode="webhook",
        webhook_url=address,
        webhook_secret="s3cret",
        listen_port=port,
    )


async def test_a_webhook_answers_calls_with_the_secret_and_no_others(start, port):
    run = start(webhook_settings(port))
    async with run, httpx.AsyncClient(trust_env=False) as telegram:
        await run.fake.until(lambda: run.lines("Running"))
        anna = run.fake.person()
        update = {"update_id": 1, "message": run.fake.message(anna, BINS)}
        address = f"http://127.0.0.1:{port}/hook"
        header = "X-Telegram-Bot-Api-Secret-Token"
        for secret in ("wrong", ""):
            assert (await telegram.post(address, json=update, headers={header: secret})).status_code == 403
        assert run.fake.server.sent == []
        assert (await telegram.post(address, json=update, headers={header: "s3cret"})).status_code == 200
        await run.fake.until(lambda: run.fake.server.sent)
    assert run.fake.server.webhook["url"] == "https://bot.example/hook"
    assert run.code == running.STOPPED


@pytest.mark.parametrize("path", ["", "/", "/hook/", "/a+b.c(d"])
async def test_the_path_of_the_webhooks_address_is_the_one_that_is_listened_on(start, port, path):
    run = start(webhook_settings(port, f"https://bot.example{path}"))
    async with run, httpx.AsyncClient(trust_env=False) as telegram:
        await run.fake.until(lambda: run.lines("Running"))
        update = {"update_id": 1, "message": run.fake.message(run.fake.person(), BINS)}
        header = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
        for place, code in ((path, 200), ("/elsewhere", 404)):
            address = f"http://127.0.0.1:{port}{place}"
            assert (await telegram.post(address, json=update, headers=header)).status_code == code


@pytest.mark.filterwarnings("ignore:unclosed <socket")  # tornado leaves the socket it could not bind
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_port_in_use_is_one_plain_sentence_and_exit_code_1(start, port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        run = start(webhook_settings(port))
        async with run:
            assert await asyncio.wait_for(run.task, 5) == running.FAILED
    del run.task
    gc.collect()
    [line] = run.lines("ERROR")
    assert f"cannot listen on 127.0.0.1:{port}" in line

"""Webhook mode, over real sockets."""

import asyncio
import contextlib
import socket

import httpx
import pytest
from postgres_server import free_port
from waiting import soon

from bot.fake_telegram.failures import server_error, too_many_requests
from bot.fake_telegram.people import TOKEN
from bot.settings import Settings
from bot.telegram import listening, running, webhook

BINS = "when are the bins emptied?"


@pytest.fixture
def port():
    return free_port()


def webhook_settings(port, address="https://bot.example/hook"):
    return Settings(
        token=TOKEN,
        mode="webhook",
        webhook_url=address,
        webhook_secret="s3cret",
        listen_port=port,
    )


HEADER = "X-Telegram-Bot-Api-Secret-Token"
SECRET = {HEADER: "s3cret"}


class Caller:
    """Calls the webhook as Telegram does."""

    def __init__(self, run, http, address):
        self.run, self._http, self._address = run, http, address

    async def post(self, headers=SECRET, **content):
        return (await self._http.post(self._address, headers=headers, **content)).status_code

    def update(self, number, text=BINS):
        return {"update_id": number, "message": self.run.fake.message(self.run.fake.person(), text)}


@pytest.fixture
async def caller(start, port):
    run = start(webhook_settings(port))
    async with run, httpx.AsyncClient(trust_env=False) as http:
        await run.fake.until(lambda: run.lines("Running"))
        yield Caller(run, http, f"http://127.0.0.1:{port}/hook")


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


@pytest.mark.parametrize("path", ["", "/", "/hook/", "/a+b.c(d", "/h%C3%B6ren", "/\u00f6"])
async def test_the_path_of_the_webhooks_address_is_the_one_that_is_listened_on(start, port, path):
    run = start(webhook_settings(port, f"https://bot.example{path}"))
    async with run, httpx.AsyncClient(trust_env=False) as telegram:
        await run.fake.until(lambda: run.lines("Running"))
        update = {"update_id": 1, "message": run.fake.message(run.fake.person(), BINS)}
        header = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
        for place, code in ((path, 200), ("/elsewhere", 404)):
            address = f"http://127.0.0.1:{port}{place}"
            assert (await telegram.post(address, json=update, headers=header)).status_code == code


async def test_a_port_in_use_is_one_plain_sentence_and_exit_code_1(start, port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        run = start(webhook_settings(port))
        async with run:
            assert await soon(run.task) == running.FAILED
    [line] = run.lines("ERROR")
    assert f"cannot listen on 127.0.0.1:{port}" in line


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, 403),
        ({HEADER: "s3cre"}, 403),
        ({HEADER: "s3crets"}, 403),
        ({HEADER: "s3cr\u00e9t".encode()}, 403),
        (SECRET, 200),
    ],
)
async def test_only_who_knows_the_secret_is_heard(caller, headers, code):
    assert await caller.post(headers=headers, json=caller.update(1)) == code


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"update_id=1", b'{"update_id": 1', b'{"update_id": 1}x'])
async def test_what_is_no_json_is_refused_and_nothing_of_it_is_logged(caller, body):
    code = await caller.post(headers=SECRET | {"Content-Type": "application/json"}, content=body)
    assert code == 400
    assert not caller.run.lines("ERROR")


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"1",
        b"null",
        b'"private words"',
        b"{}",
        b'[{"update_id": 1}]',
        b'{"update_id": "private words"}',
        b'{"update_id": null}',
        b'{"update_id": true}',
        b'{"update_id": 1.5}',
        b'{"update_id": -1}',
        b'{"update_id": %d}' % 2**63,
        b'{"update_id": 1, "x": %s}' % (b"9" * 10_000),
        b"[" * 50_000 + b"]" * 50_000,
    ],
)
async def test_json_that_is_no_update_is_acknowledged_so_that_it_does_not_come_for_ever(caller, body):
    code = await caller.post(headers=SECRET | {"Content-Type": "application/json"}, content=body)
    assert code == 200
    [line] = caller.run.lines("ERROR")
    assert line.endswith("What brings no update_id cannot be read.")
    assert "private words" not in caller.run.log.getvalue()
    assert await caller.post(json=caller.update(2)) == 200
    await caller.run.fake.until(lambda: caller.run.fake.server.sent)


async def test_only_json_is_taken(caller):
    assert await caller.post(data={"update_id": 1}) == 415
    headers = SECRET | {"Content-Type": "application/json; charset=utf-8"}
    assert await caller.post(headers=headers, content=b'{"update_id": 1}') == 200


async def test_strangers_and_bodies_too_large_are_refused_before_the_body_is_read(caller, port):
    for secret, code in (("s3cret", b" 413 "), ("wrong", b" 403 ")):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"POST /hook HTTP/1.1\r\nHost: x\r\n{HEADER}: {secret}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {webhook.MAX_BODY + 1}\r\n\r\n".encode()
        )
        assert code in await soon(reader.readline())
        writer.close()
        await writer.wait_closed()


async def test_a_body_of_unknown_length_is_bounded_too(caller):
    async def endless():
        while True:
            yield b" " * 65_536

    headers = SECRET | {"Content-Type": "application/json"}
    with contextlib.suppress(httpx.TransportError):  # cut off while it was sending
        assert await soon(caller.post(headers=headers, content=endless())) >= 400


async def test_garbage_in_place_of_http_is_not_worth_a_line(caller, port):
    before = caller.run.lines()
    for sent in (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", b"GET / HTTP/9\r\n\r\n", b"A" * 100_000):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        writer.write_eof()
        with contextlib.suppress(ConnectionResetError):
            await soon(reader.read())
        writer.close()
    assert await caller.post(json=caller.update(1)) == 200
    assert caller.run.lines() == before


async def test_connections_that_say_nothing_keep_nobody_from_calling(caller, port, monkeypatch):
    monkeypatch.setattr(listening, "STRANGERS", 5)
    assert await caller.post(json=caller.update(1)) == 200  # by a connection that stays open
    others = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
    others[0][1].write(b"POST /hook HTTP/1.1\r\n")
    assert await caller.post(json=caller.update(2)) == 200
    async with httpx.AsyncClient(trust_env=False) as anew:
        call = {"json": caller.update(3), "headers": SECRET}
        assert (await anew.post(caller._address, **call)).status_code == 200
    for reader, _ in others[:15]:
        assert await soon(reader.read()) == b""
    assert not others[-1][0].at_eof()
    for _, writer in others:
        writer.close()


async def test_a_body_without_end_is_not_read(caller):
    body = b'{"update_id": 1, "x": "' + b"x" * (webhook.MAX_BODY + 1) + b'"}'
    with contextlib.suppress(httpx.TransportError):  # the connection may be closed under the sender's hands
        assert await caller.post(headers=SECRET | {"Content-Type": "application/json"}, content=body) >= 400
    assert await caller.post(json=caller.update(2)) == 200


async def test_an_update_that_cannot_be_read_is_acknowledged_and_logged_by_number_alone(caller):
    assert await caller.post(json={"update_id": 7, "message": "private words"}) == 200
    [line] = caller.run.lines("ERROR")
    assert line.endswith("Update 7 cannot be read (AttributeError).")
    assert "private words" not in caller.run.log.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        {"chat": {"id": ["private words"], "type": "private"}},
        {"chat": {"id": True, "type": "private"}},
        {"chat": {"id": 2**63, "type": "private"}},
        {"chat": None},
        {"from": {"id": "private words", "is_bot": False, "first_name": "A"}},
        {"from": {"id": 5, "is_bot": False, "first_name": "A", "language_code": ["private words"]}},
        {"text": {"private words": 1}},
        {"message_id": "private words"},
        {"entities": [{"type": "bold", "offset": "private words", "length": 1}]},
        {"reply_to_message": {"message_id": 1, "date": 1, "chat": {"id": [], "type": "private"}}},
    ],
)
async def test_an_update_without_the_form_of_one_is_acknowledged_and_logged_by_number_alone(caller, change):
    update = caller.update(7)
    update["message"] |= change
    assert await caller.post(json=update) == 200
    assert await caller.post(json=caller.update(8)) == 200
    await caller.run.fake.until(lambda: caller.run.fake.server.sent)
    assert caller.run.lines("ERROR")[0].endswith("Update 7 cannot be read (it has not the form of one).")
    assert len(caller.run.lines("ERROR")) == 1
    assert "private words" not in caller.run.log.getvalue()


async def test_an_update_of_a_kind_nobody_knows_is_acknowledged(caller):
    assert await caller.post(json={"update_id": 8, "something_new": {"x": 1}}) == 200
    assert not caller.run.lines("ERROR")


async def test_other_methods_and_places_get_nothing_and_learn_nothing(caller):
    for method in ("GET", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"):
        answer = await caller._http.request(method, caller._address, headers=SECRET)
        assert answer.status_code == 405
        assert answer.content == b""
        assert "server" not in answer.headers
    answer = await caller._http.post(caller._address + "/x", headers=SECRET)
    assert (answer.status_code, answer.content) == (404, b"")
    assert not caller.run.lines("ERROR")


async def test_a_webhook_telegram_does_not_take_yet_is_told_again(start, port, monkeypatch):
    monkeypatch.setattr(webhook, "FIRST_PAUSE", 0.01)
    run = start(webhook_settings(port))
    run.fake.request.fail(server_error(), server_error(), too_many_requests(1), method="setWebhook")
    async with run:
        await run.fake.until(lambda: run.lines("Running"))
    assert run.fake.server.webhook["url"] == "https://bot.example/hook"

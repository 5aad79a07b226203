"""What makes the requests: over real sockets, with whatever goes wrong on them."""

import asyncio
import contextlib
import re
from contextlib import asynccontextmanager
from urllib.parse import parse_qs

import pytest
from telegram import InputFile
from telegram.error import NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter
from waiting import soon

from bot.telegram import transport
from bot.telegram.transport import over_http

OK = b'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"result": 1}'
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@asynccontextmanager
async def server(answer, *, closes=False):
    """The port of a server that answers so, and what it was asked: first lines and bodies."""
    asked, serving = [], set()

    async def serve(reader, writer):
        serving.add(asyncio.current_task())
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                asked.append(head.splitlines()[0].decode())
                length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
                if body := await reader.readexactly(int(length[1]) if length else 0):
                    asked.append(body)
                if answer is None:
                    await asyncio.sleep(30)
                writer.write(answer)
                await writer.drain()
                if closes:
                    break
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1], asked
    finally:
        listening.close()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


@asynccontextmanager
async def requests():
    """A function that makes one."""
    made = over_http(2)
    await made.initialize()
    try:
        yield lambda address, data=None: made.do_request(f"{address}/bot1:secret/getMe", "POST", data)
    finally:
        await made.shutdown()


async def test_a_connection_is_used_again():
    async with server(OK) as (port, asked), requests() as request:
        for _ in range(3):
            assert await request(f"http://127.0.0.1:{port}") == (200, b'{"result": 1}')
    assert asked == ["POST /bot1:secret/getMe HTTP/1.1"] * 3


async def test_a_connection_that_was_closed_meanwhile_is_not():
    async with server(OK, closes=True) as (port, _), requests() as request:
        for _ in range(3):
            assert (await request(f"http://127.0.0.1:{port}"))[0] == 200
            await asyncio.sleep(0.05)


def given(**parameters):
    """What PTB hands on for the parameters of a method."""
    return RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])


async def test_parameters_are_sent_as_a_form():
    async with server(OK) as (port, asked), requests() as request:
        await request(f"http://127.0.0.1:{port}", given(chat_id=5, text="a & b 包头", markup={"a": [1]}))
    form = parse_qs(asked[1].decode())
    assert form == {"chat_id": ["5"], "text": ["a & b 包头"], "markup": ['{"a": [1]}']}


async def test_a_file_is_sent_in_parts_with_its_name_and_kind():
    async with server(OK) as (port, asked), requests() as request:
        await request(
            f"http://127.0.0.1:{port}", given(chat_id=5, photo=InputFile(b"\x89PNG\r\n\0", "chart.png"))
        )
    body = asked[1]
    assert b'name="chat_id"\r\n\r\n5\r\n' in body
    assert re.search(rb'name="photo"; filename="chart.png"\r\n(?:.+\r\n)*\r\n\x89PNG\r\n\0\r\n', body)
    assert b"Content-Type: image/png" in body


async def test_nothing_can_be_asked_before_the_start_and_after_the_end():
    made = over_http(2)
    with pytest.raises(RuntimeError, match="initialize"):
        await made.do_request("http://127.0.0.1:9/bot1:secret/getMe", "POST")
    await made.initialize()
    await made.shutdown()
    with pytest.raises(RuntimeError, match="initialize"):
        await made.do_request("http://127.0.0.1:9/bot1:secret/getMe", "POST")


@pytest.mark.parametrize("variable", ["http_proxy", "ALL_PROXY"])
async def test_a_proxy_of_the_environment_is_used(monkeypatch, variable):
    async with server(OK) as (port, asked):
        monkeypatch.setenv(variable, f"http://127.0.0.1:{port}")
        async with requests() as request:
            assert (await request("http://telegram.example"))[0] == 200
    assert asked == ["POST http://telegram.example/bot1:secret/getMe HTTP/1.1"]


async def test_an_address_that_needs_no_proxy_is_called_without(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    async with server(OK) as (port, asked), requests() as request:
        assert (await request(f"http://127.0.0.1:{port}"))[0] == 200
    assert asked == ["POST /bot1:secret/getMe HTTP/1.1"]


async def test_whom_nobody_hears_is_a_network_error():
    async with server(OK) as (port, _):
        pass
    async with requests() as request:
        with pytest.raises(NetworkError) as raised:
            await request(f"http://127.0.0.1:{port}")
    assert "secret" not in f"{raised.value!r} {raised.value.__cause__!r}"


async def test_an_answer_that_does_not_come_is_waited_for_so_long_and_no_longer(monkeypatch):
    monkeypatch.setattr(transport, "READ_SECONDS", 0.2)
    async with server(None) as (port, _), requests() as request:
        with pytest.raises(TimedOut):
            await soon(request(f"http://127.0.0.1:{port}"))


@pytest.mark.parametrize(
    "answer", [b"", b"\x16\x03\x01nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"]
)
async def test_an_answer_that_is_none_is_a_network_error(answer):
    async with server(answer, closes=True) as (port, _), requests() as request:
        with pytest.raises(NetworkError) as raised:
            await request(f"http://127.0.0.1:{port}")
    assert "secret" not in f"{raised.value!r} {raised.value.__cause__!r}"

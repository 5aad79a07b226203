"""The same application with nothing replaced: httpx, sockets, and a Bot API server of our own."""

import asyncio
import io
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import tornado.httpserver
import tornado.netutil
import tornado.web
from waiting import soon

from bot import logs
from bot.fake_telegram import FakeTelegram, Refused
from bot.fake_telegram.people import TOKEN
from bot.fake_telegram.server import refusal, response
from bot.settings import Settings
from bot.telegram import running
from bot.telegram.app import build, run
from bot.telegram.link import Link

pytestmark = pytest.mark.usefixtures("restored_logging")


class Handler(tornado.web.RequestHandler):
    """`POST /bot<token>/<method>`, answered by the fake server."""

    def initialize(self, fake):
        self.fake = fake

    async def post(self, token, method):
        form = {name: values[0].decode() for name, values in self.request.body_arguments.items()}
        try:
            assert token == self.fake.server.token
            code, body = response(await self.fake.server.call(method, form))
        except Refused as refused:
            code, body = refusal(refused)
        self.set_status(code)
        self.finish(body)


@pytest.fixture
async def api():
    """A fake Telegram and the address where it listens."""
    fake = FakeTelegram()
    [socket] = tornado.netutil.bind_sockets(0, "127.0.0.1")
    application = tornado.web.Application([(r"/api/bot([^/]+)/(\w+)", Handler, {"fake": fake})])
    server = tornado.httpserver.HTTPServer(application)
    server.add_socket(socket)
    yield fake, f"http://127.0.0.1:{socket.getsockname()[1]}/api"
    server.stop()
    await server.close_all_connections()


@pytest.mark.parametrize("form", ["console", "json"])
async def test_a_question_is_answered_over_http_and_the_debug_log_holds_no_token(engine, api, form):
    fake, address = api
    settings = Settings(token=TOKEN, api_url=address)
    log, stop, link = io.StringIO(), asyncio.Event(), Link()
    logs.setup("debug", form, secrets=[TOKEN], stream=log)
    app = build(settings, engine, link=link)
    assert app.bot.base_url.startswith(f"{address}/bot")
    assert app.bot.base_file_url.startswith(f"{address}/file/bot")
    task = asyncio.create_task(running.serve(app, settings, engine, link, stop))
    await fake.until(lambda: "getUpdates" in fake.server.calls)
    await fake.say(fake.person(), "when are the bins emptied?")
    await fake.until(lambda: fake.server.sent)
    stop.set()
    assert await soon(task) == running.STOPPED
    assert "Tuesday" in fake.server.sent[0].text
    assert "sendMessage" in log.getvalue()
    assert TOKEN.partition(":")[2] not in log.getvalue()


class Refusing(BaseHTTPRequestHandler):
    """A server that accepts no token."""

    def do_POST(self):
        body = json.dumps({"ok": False, "error_code": 401, "description": "Unauthorized"}).encode()
        self.send_response(401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_running_with_a_refused_token_says_so_in_one_line(engine, capsys, tmp_path):
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        database = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
        warnings = ("BOT_TOKE is not a setting",)
        settings = Settings(token=TOKEN, api_url=address, database_url=database, warnings=warnings)
        code = run(settings, lambda: engine)
        server.shutdown()
    assert code == running.FAILED
    warning, error = capsys.readouterr().err.splitlines()
    assert "BOT_TOKE is not a setting" in warning
    assert error.endswith(
        f"Telegram does not accept the token in BOT_TOKEN, or {address} is no Bot API server."
    )

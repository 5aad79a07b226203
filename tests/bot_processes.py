"""Real processes of the bot, and a Bot API server on the loopback interface that they talk to."""

import asyncio
import itertools
import os
import signal
import sys
import time
from collections import Counter
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import tornado.httpserver
import tornado.netutil
import tornado.web
import waiting
from postgres_server import free_port

from bot.fake_telegram import FakeTelegram, Refused
from bot.fake_telegram.people import TOKEN
from bot.fake_telegram.server import refusal, response

ROOT = Path(__file__).parents[1]
KNOWLEDGE = ROOT / "tests/telegram/knowledge"
SECRET = "s3cret"
QUESTION = "when are the bins emptied?"
AT_MOST = 100  # updates in one response, as of Telegram's


class _Handler(tornado.web.RequestHandler):
    """`POST /bot<token>/<method>`, answered by the fake server."""

    def initialize(self, fake, delay):
        self.fake, self.delay = fake, delay

    async def post(self, _, method):
        form = {name: values[0].decode() for name, values in self.request.body_arguments.items()}
        if self.delay and method == "sendMessage":
            await asyncio.sleep(self.delay)
        try:
            result = await self.fake.server.call(method, form)
            code, body = response(result[:AT_MOST] if method == "getUpdates" else result)
        except Refused as refused:
            code, body = refusal(refused)
        self.set_status(code)
        self.finish(body)


class BotApi:
    """The server. `sent` counts the messages each chat got."""

    def __init__(self, fake, address):
        self.fake, self.address = fake, address
        self.numbers = itertools.count(1)

    @property
    def sent(self):
        return Counter(message.chat["id"] for message in self.fake.server.sent)

    def questions(self, count, people=None, words=QUESTION):
        """Updates with one question each, of as many people; or of `people`, in turn."""
        people = people or [self.fake.person() for _ in range(count)]
        for person in itertools.islice(itertools.cycle(people), count):
            yield {"update_id": next(self.numbers), "message": self.fake.message(person, words)}


@asynccontextmanager
async def bot_api(delay=0.0):
    """A `BotApi`; `delay` is how many seconds it takes for a message to be sent."""
    fake = FakeTelegram()
    [socket] = tornado.netutil.bind_sockets(0, "127.0.0.1")
    arguments = {"fake": fake, "delay": delay}
    server = tornado.httpserver.HTTPServer(
        tornado.web.Application([(r"/bot([^/]+)/(\w+)", _Handler, arguments)])
    )
    server.add_socket(socket)
    try:
        yield BotApi(fake, f"http://127.0.0.1:{socket.getsockname()[1]}")
    finally:
        server.stop()
        await server.close_all_connections()


class Bot:
    """A process of the bot. `log` is the file it logs to, `within` a command that runs another."""

    def __init__(self, api, database, folder, *, within=(), **settings):
        self.log = folder / f"log-{next(_numbers)}.txt"
        self.port, self.monitor_port = free_port(), free_port()
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"],
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": api.address,
            "BOT_KNOWLEDGE": str(KNOWLEDGE),
            "BOT_DATABASE_URL": database,
            "BOT_WEBHOOK_URL": "https://bot.example/hook",
            "BOT_WEBHOOK_SECRET": SECRET,
            "BOT_LISTEN_PORT": str(self.port),
            "BOT_RATE_LIMIT": "off",
            "BOT_MONITOR_PORT": str(self.monitor_port),
            **settings,
        }
        self._folder = folder
        self._command = (*within, sys.executable, "-m", "bot", "run")
        self.process = None

    async def start(self, until="Running as"):
        """Starts, and waits until the log says that it runs. Returns the seconds that took."""
        began = time.monotonic()
        before = len(self.lines(until))
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self._command,
                env=self._environment,
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )
        await waiting.until(lambda: len(self.lines(until)) > before or self.process.returncode is not None)
        assert self.process.returncode is None, self.log.read_text()
        return time.monotonic() - began

    async def kill(self):
        """kill -9"""
        self.process.kill()
        await self.process.wait()

    async def stop(self):
        """SIGTERM. Returns the exit code."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await waiting.soon(self.process.wait())

    def lines(self, text=""):
        written = self.log.read_text() if self.log.exists() else ""
        return [line for line in written.splitlines() if text in line]

    def resident(self):
        """Resident memory in MiB."""
        [line] = [
            line
            for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
            if "VmRSS" in line
        ]
        return int(line.split()[1]) / 1024


_numbers = itertools.count(1)


@asynccontextmanager
async def bots(*all_bots):
    """Stops every bot at the end, whatever happened."""
    try:
        yield all_bots
    finally:
        for bot in all_bots:
            if bot.process and bot.process.returncode is None:
                with suppress(ProcessLookupError):
                    await bot.kill()


async def quiet(count, seconds=2.0):
    """Wait until `count` has stayed the same for some seconds."""
    last, since = count(), time.monotonic()
    while time.monotonic() - since < seconds:
        await asyncio.sleep(0.05)
        if count() != last:
            last, since = count(), time.monotonic()


async def deliver(updates, ports, at_once=40, path="/hook"):
    """Delivers updates as Telegram does: side by side, one chat's in order, each until it is taken.

    `ports` gives the port that the balancer chooses for a call.
    """
    chats = {}
    for update in updates:
        chats.setdefault(update["message"]["chat"]["id"], []).append(update)
    places = asyncio.Semaphore(at_once)
    async with httpx.AsyncClient(
        trust_env=False, timeout=60, limits=httpx.Limits(max_connections=at_once)
    ) as http:

        async def one_chat(updates):
            for update in updates:
                while not await _delivered(http, f"http://127.0.0.1:{ports()}{path}", update, places):  # noqa: ASYNC110 - nobody tells when
                    await asyncio.sleep(0.1)

        await asyncio.gather(*map(one_chat, chats.values()))


async def _delivered(http, address, update, places):
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    try:
        async with places:
            answer = await http.post(address, json=update, headers=headers)
    except httpx.TransportError:
        return False
    return answer.status_code == 200

"""The real application on the fake Telegram, with a small made-up knowledge base."""

import asyncio
import io
import logging
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from waiting import soon

from bot import logs
from bot.engine import Engine
from bot.fake_telegram import FakeTelegram
from bot.fake_telegram.people import LONGEST_WAIT, TOKEN
from bot.knowledge import load
from bot.settings import Settings
from bot.telegram import pace, retries, running, sending
from bot.telegram.app import build
from bot.telegram.link import Link
from bot.telegram.state import InMemory


@pytest.fixture(scope="session")
def engine():
    return Engine(load(Path(__file__).parent / "knowledge"))


@pytest.fixture(autouse=True)
def quick_chats(monkeypatch):
    """People who write faster than anybody can; see test_pace.py for how that is met."""
    monkeypatch.setattr(pace, "_A_CHAT", (1000, 1.0))


@pytest.fixture(autouse=True)
def untold_waits(monkeypatch):
    """Nobody is told that a busy machine takes its time; see test_typing.py for how that is done."""
    monkeypatch.setattr(sending, "QUICK", LONGEST_WAIT)


@pytest.fixture
def settings():
    return Settings(token=TOKEN)


@pytest.fixture
def options():
    """What else the application of `fake` is built with, for a module to say."""
    return {}


@pytest.fixture
async def fake(engine, settings, options):
    """A fake Telegram with the application connected; every broken rule fails the test at its end."""
    fake = FakeTelegram()
    fake.memory = InMemory()
    app = build(settings, engine, request=fake.request, memory=fake.memory, **options)
    async with app:
        fake.connect(app)
        fake.expected = []
        yield fake
    assert [refused.description for refused in fake.request.refusals] == fake.expected


@pytest.fixture
def anna(fake):
    return fake.person("Anna", "en")


@pytest.fixture
def ming(fake):
    return fake.person("小明", "zh-hans")


@pytest.fixture
def mei(fake):
    return fake.person("美", "zh-TW")


@pytest.fixture
def waits(monkeypatch):
    """How long was waited before each call that was tried again; the waiting itself takes no time."""
    waits, now = [], [0.0]

    async def sleep(seconds):
        waits.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(retries, "asyncio", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr(retries, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return waits


@pytest.fixture
def restored_logging():
    """Puts back what `logs.setup` changes for the whole process."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook, threading.excepthook
    yield
    root.handlers[:], root.level, sys.excepthook, threading.excepthook = before
    logging.captureWarnings(capture=False)


class Run:
    """A running bot on a fake Telegram, and what it logged."""

    def __init__(self, engine, settings, level="info"):
        self.fake = FakeTelegram()
        self.stop = asyncio.Event()
        self.log = io.StringIO()
        logs.setup(level, "console", secrets=[TOKEN], stream=self.log)
        link = Link()
        app = build(settings, engine, request=self.fake.request, link=link)
        self._intake = app.update_queue
        self._serving = running.serve(app, settings, engine, link, self.stop)

    async def __aenter__(self):
        self.task = asyncio.create_task(self._serving)
        return self

    async def __aexit__(self, *_):
        self.stop.set()
        await soon(self.task)

    @property
    def held(self):
        """How many updates are in hand."""
        return self._intake.held

    @property
    def code(self):
        return self.task.result()

    def lines(self, text=""):
        return [line for line in self.log.getvalue().splitlines() if text in line]


@pytest.fixture
def start(engine, restored_logging, monkeypatch):
    """A function from settings (and a log level) to a `Run`, which starts where it is entered."""
    monkeypatch.setattr(running, "FIRST_PAUSE", 0.01)
    return lambda settings, level="info": Run(engine, settings, level)

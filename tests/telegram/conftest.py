"""The real application on the fake Telegram, with a small made-up knowledge base."""

import logging
import sys
import threading
from pathlib import Path

import pytest
from fake_telegram import FakeTelegram
from fake_telegram.people import TOKEN

from bot.engine import Engine
from bot.knowledge import load
from bot.settings import Settings
from bot.telegram.app import build
from bot.telegram.state import InMemory


@pytest.fixture(scope="session")
def engine():
    return Engine(load(Path(__file__).parent / "knowledge"))


@pytest.fixture
def settings():
    return Settings(token=TOKEN)


@pytest.fixture
async def fake(engine, settings):
    """A fake Telegram with the application connected; every broken rule fails the test at its end."""
    fake = FakeTelegram()
    fake.memory = InMemory()
    app = build(settings, engine, request=fake.request, memory=fake.memory)
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
def restored_logging():
    """Puts back what `logs.setup` changes for the whole process."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook, threading.excepthook
    yield
    root.handlers[:], root.level, sys.excepthook, threading.excepthook = before
    logging.captureWarnings(capture=False)

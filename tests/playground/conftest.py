"""A playground on a small made-up knowledge base, in a folder that tests may spoil."""

import asyncio
import logging
import shutil
from pathlib import Path

import pytest
from waiting import soon

from bot.fake_telegram.people import TOKEN
from bot.playground.play import Playground
from bot.settings import Settings


@pytest.fixture
def town(tmp_path):
    """The one file of the knowledge base."""
    folder = tmp_path / "town"
    shutil.copytree(Path(__file__).parent / "knowledge", folder)
    return folder / "town.yaml"


@pytest.fixture
def changed(town):
    """A function that saves the file with something else in place of a part of it."""

    def change(part, other):
        text = town.read_text("utf-8")
        assert part in text
        town.write_text(text.replace(part, other), "utf-8")

    return change


@pytest.fixture
async def playground(town, tmp_path):
    """A running playground, without its page."""
    settings = Settings(token=TOKEN, database_url=f"sqlite:///{tmp_path}/play.sqlite3")
    playground = Playground(town.parent, settings)
    stop = asyncio.Event()
    running = asyncio.create_task(playground.run(stop))
    await playground.fake.until(lambda: playground.world.group.messages)  # the bot's hello
    yield playground
    stop.set()
    assert await soon(running) == 0
    logging.captureWarnings(capture=False)

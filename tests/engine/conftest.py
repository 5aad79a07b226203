"""The engine on a made-up town."""

from pathlib import Path

import pytest

from bot.engine import Engine
from bot.knowledge import default_directory, load
from bot.matching.confidence import calibration

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def engine():
    return Engine(load(HERE / "base"), calibration(HERE / "calibration.yaml"))


@pytest.fixture(scope="session")
def knowledge_folder():
    """The folder of the knowledge that comes with the bot."""
    return default_directory()


@pytest.fixture(scope="session")
def matcher(engine):
    return engine.matcher


@pytest.fixture
def ask(engine):
    """The reply to a question by itself."""
    return lambda question: engine.respond(question).reply


@pytest.fixture
def read(matcher):
    """What each telling word of a question is read as: `{word: keys}`."""
    return lambda text: {term.surface: set(term.keys) for term in matcher.read(text) if term.known}

"""For every test: nothing is kept in, or taken from, the cache of whoever runs them."""

import os
from pathlib import Path

import postgres_server
import pytest
import watchfiles.main
from hypothesis import settings

settings.register_profile("patient", deadline=None)  # a busy machine is no fault of the code's
settings.load_profile("patient")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """How many processes run the tests: one more than there are cores, since tests mostly wait.

    None besides this one where files are named: starting others would take longer than most files.
    """
    named = [Path(str(argument).partition("::")[0]) for argument in config.args]
    return 0 if all(path.is_file() for path in named) else (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def postgres():
    """A real PostgreSQL server."""
    if postgres_server.binaries() is None:
        pytest.skip("there is no PostgreSQL server here: install the package `postgresql`")
    with postgres_server.running() as server:
        yield server


@pytest.fixture
def watched(monkeypatch):
    """The folders that the kernel tells of by now: what changes before is noticed a minute later."""
    folders, real = [], watchfiles.main.RustNotify

    def notify(paths, *args):
        notifying = real(paths, *args)
        folders.extend(paths)
        return notifying

    monkeypatch.setattr(watchfiles.main, "RustNotify", notify)
    return folders


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    """The address of an empty database, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    return request.getfixturevalue("postgres").new_database()

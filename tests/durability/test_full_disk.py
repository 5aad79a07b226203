"""A disk that is full indeed: the bot says so once, answers on, and writes what it owes in the end."""

import os
import shutil
import subprocess

import httpx
import pytest
from bot_processes import Bot, bot_api, bots, quiet
from waiting import until

# A small disk that only the bot has, at the folder named first; then the rest of the words is run.
WITHIN = ("unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size=12m none "$0" && exec "$@"')


@pytest.fixture
def disk(tmp_path):
    """A command that gives the bot a disk of 12 MiB, and its folder."""
    folder = tmp_path / "disk"
    folder.mkdir()
    within = (*WITHIN, str(folder))
    if not shutil.which("unshare") or subprocess.run([*within, "true"], check=False).returncode:
        pytest.skip("a process cannot be given a disk of its own here")
    return within, folder


def fill(path):
    """Fills the disk with a file."""
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY)
    try:
        while True:
            os.write(descriptor, b"x" * 4096)
    except OSError:
        os.close(descriptor)


async def state(bot):
    async with httpx.AsyncClient(trust_env=False) as http:
        return (await http.get(f"http://127.0.0.1:{bot.monitor_port}/readyz")).json()


async def test_a_full_disk_costs_no_answer_and_two_log_lines(disk, tmp_path):
    within, folder = disk
    async with bot_api() as api:
        bot = Bot(api, f"sqlite:///{folder / 'bot.sqlite3'}", tmp_path, within=within)
        async with bots(bot):
            await bot.start()
            filler = f"/proc/{bot.process.pid}/root{folder}/filler"
            was_full = False
            for full in (False, True, True, True, False):
                if full and not was_full:
                    fill(filler)
                if was_full and not full:
                    os.remove(filler)  # noqa: PTH107 - in another process's file system
                    await until(lambda: bot.lines("is back"))
                was_full = full
                before = len(api.sent)
                for update in api.questions(20):
                    api.fake.server.enqueue(update)
                await until(lambda before=before: len(api.sent) == before + 20)
                assert (await state(bot))["store"] == ("away" if full else "up")
                await quiet(lambda: len(api.fake.server.sent))
            assert await bot.stop() == 0
            assert set(api.sent.values()) == {1}
    [away] = bot.lines("WARNING")
    assert "full" in away
    assert len(bot.lines("The database is back.")) == 1

"""The benchmark of the bot under load still runs, and the bot answers in it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("bot_throughput.py")


@pytest.mark.parametrize(
    "bot", ["nothing polling", "echo webhook httpx 8", "ours polling SQLite", "ours webhook SQLite"]
)
def test_it_counts_answers(bot, tmp_path):
    command = [sys.executable, str(SCRIPT), "--only", bot, "--seconds", "1", "--warm", "1"]
    command += ["--knowledge", str(ROOT / "tests/telegram/knowledge")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert int(re.search(r"answers (\d+)", done.stdout)[1]) > 0, done

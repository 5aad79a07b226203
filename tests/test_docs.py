"""The papers say what is so: commands, options, settings, links, and the transcript."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bot import cli
from bot.engine import Engine
from bot.knowledge import check, load
from bot.settings import SETTINGS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAPERS = sorted({*ROOT.glob("*.md"), *ROOT.glob("knowledge/*.md"), *ROOT.glob("docs/*.md")})
NAMES = [str(path.relative_to(ROOT)) for path in PAPERS]


def commands():
    """Every command of the command line, with its options."""
    choices = cli.parser()._subparsers._group_actions[0].choices
    return {
        name: {o for a in command._actions for o in a.option_strings} for name, command in choices.items()
    }


def test_every_command_is_in_the_readme():
    assert [name for name in commands() if f"`baotou-bot {name}" not in README] == []


def test_every_command_and_option_the_papers_mention_exists():
    known = commands()
    for path in PAPERS:
        for name, rest in re.findall(r"baotou-bot ([a-z-]+)([^`\n]*)", path.read_text("utf-8")):
            assert name in known, f"{path.name}: baotou-bot {name}"
            options = set(re.findall(r"(?<!\S)--[a-z-]+", rest))
            assert options <= known[name], f"{path.name}: baotou-bot {name}{rest}"


@pytest.mark.parametrize("path", [*PAPERS, ROOT / ".env.example", ROOT / "Dockerfile"], ids=lambda p: p.name)
def test_every_setting_mentioned_exists(path):
    mentioned = set(re.findall(r"\bBOT_[A-Z_]+\b", path.read_text("utf-8")))
    assert mentioned <= {setting.name for setting in SETTINGS}


def anchors(path):
    """The anchors GitHub makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAPERS, ids=NAMES)
def test_every_link_into_the_project_leads_somewhere(path):
    for target in re.findall(r"\]\((?!https?://)([^)\s]+)\)", path.read_text("utf-8")):
        file, _, anchor = target.partition("#")
        page = path.parent / file if file else path
        assert page.exists(), target
        assert not anchor or anchor in anchors(page), target


def examples():
    """The readme's questions, with the output shown for each."""
    (block,) = re.findall(r"<!-- transcript -->\n```console\n(.*?)```", README, re.DOTALL)
    parts = re.split(r"^\$ baotou-bot (.+)\n", block, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def test_the_transcript_shows_both_languages_and_an_honest_no():
    shown = " ".join(command for command, _ in examples())
    assert re.search(r"[\u4e00-\u9fff]", shown)
    assert len(examples()) >= 3


@pytest.mark.parametrize(("command", "output"), examples())
def test_the_transcript_is_what_the_bot_says(command, output):
    # From the checkout's knowledge, and whatever the width: the readme breaks lines to fit its page.
    words = [sys.executable, "-m", "bot", *shlex.split(command), "--knowledge", "knowledge"]
    said = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout
    assert "".join(said.split()) == "".join(output.split())


def test_the_smallest_knowledge_base_shown_is_one(tmp_path):
    (example,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "example.yaml").write_text(example, "utf-8")
    assert check(tmp_path) == []
    reply = Engine(load(tmp_path)).respond("opening hours").reply
    assert (reply.kind, reply.entries) == ("answer", ("opening",))


def test_the_two_commands_stand_in_the_readme_once_each_on_a_line_of_their_own():
    for ending in ("&& .venv/bin/baotou-bot play", "&& .venv/bin/pytest"):
        lines = [line for line in README.splitlines() if line.endswith(ending)]
        assert len(lines) == 1
        assert lines[0].startswith("python3 -m venv .venv && ")


def test_the_changelog_knows_this_version():
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)[1]
    assert version in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_licence_named_is_the_licence_given():
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License")
    assert "[MIT](LICENSE)" in README

"""The tutorial walks through what `baotou-bot new` writes: excerpts, output and mistakes are as shown."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from bot import cli
from bot.knowledge import check

TUTORIAL = (Path(__file__).parents[1] / "docs" / "tutorial.md").read_text("utf-8")
BEFORE, *EXCERPTS = re.split(r"^```yaml\n", TUTORIAL, flags=re.MULTILINE)
# Each with the file that was named last before it.
EXCERPTS = [
    (re.findall(r"`([\w/-]+\.yaml)`", before)[-1], excerpt.partition("```")[0])
    for before, excerpt in zip([BEFORE, *EXCERPTS], EXCERPTS, strict=False)
]
SHOWN = [
    (shlex.split(command)[1:], output)
    for block in re.findall(r"```console\n(.*?)```", TUTORIAL, re.DOTALL)
    for command, output in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]
MISTAKES = re.findall(
    r"in `([^`]+)`, `([^`]+)` became `([^`]+)`\.\n\n```text\n(.*?)\n```", TUTORIAL, re.DOTALL
)


@pytest.fixture
def folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", "my-town"]) == 0
    capsys.readouterr()
    monkeypatch.chdir(tmp_path / "my-town")
    return Path()


def test_there_is_something_to_hold_it_to():
    assert len(EXCERPTS) == TUTORIAL.count("```yaml")
    assert len(SHOWN) == TUTORIAL.count("\n$ baotou-bot")
    assert len(MISTAKES) == TUTORIAL.count("```text")
    assert len(MISTAKES) >= 9


@pytest.mark.parametrize(("file", "excerpt"), EXCERPTS)
def test_an_excerpt_stands_in_the_file_it_is_said_to_be_from(folder, file, excerpt):
    assert excerpt in (folder / file).read_text("utf-8")


def test_every_file_and_every_section_is_walked_through(folder):
    assert {file for file, _ in EXCERPTS} == {path.as_posix() for path in folder.rglob("*.yaml")}
    shown = [line.split("#")[0].rstrip() for _, excerpt in EXCERPTS for line in excerpt.splitlines()]
    for path in folder.glob("*.yaml"):
        for section, content in yaml.safe_load(path.read_text("utf-8")).items():
            items = {f"  - id: {item['id']}" for item in content if isinstance(item, dict)}
            assert {f"{section}:", *items} & set(shown), section


def test_every_kind_of_entry_is_explained(folder):
    kinds = set(re.findall(r"^ +(kind: \w+)", (folder / "3-answers.yaml").read_text("utf-8"), re.MULTILINE))
    assert len(kinds) == 3
    assert [kind for kind in kinds if f"`{kind}`" not in TUTORIAL] == []


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[" ".join(command) for command, _ in SHOWN])
def test_a_command_prints_what_is_shown(folder, capsys, command, output):
    assert cli.main(command) == 0
    said = capsys.readouterr().out
    if command[0] == "eval":  # of a table, some lines
        assert [line for line in output.splitlines() if line not in said.splitlines()] == []
    else:
        assert "".join(said.split()) == "".join(output.split())


@pytest.mark.parametrize(("file", "part", "other", "said"), MISTAKES)
def test_a_mistake_is_told_as_shown(folder, file, part, other, said):
    path = folder / file
    path.write_text(path.read_text("utf-8").replace(part, other, 1), "utf-8")
    assert [str(problem) for problem in check(folder)] == [said]

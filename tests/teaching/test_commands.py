"""`misses` and `teach`, as a team uses them from the terminal."""

import asyncio
import io
import subprocess
import sys

import pytest
import yaml

from bot import cli
from bot.settings import SETTINGS
from bot.store.store import Store


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    """Run one command; the exit code, what it printed, what it complained."""
    monkeypatch.chdir(tmp_path)
    for setting in SETTINGS:
        monkeypatch.delenv(setting.name, raising=False)

    def run(*words, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code = cli.main(list(map(str, words)))
        except SystemExit as stopped:
            code = stopped.code
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def teach(call, folder):
    return lambda *words: call("teach", *words, "--knowledge", folder)


@pytest.fixture
def database(tmp_path):
    """A bot's database in which some questions were missed."""
    address = f"sqlite:///{tmp_path / 'bot.sqlite3'}"

    async def fill():
        store = Store(address, "1:token")
        await store.database.open()
        missed = ["count the hounds", "Count the hounds?", "count the hounds", "is it: far?", "where is 包头"]
        for question in missed:
            await store.database.write(store.misses.add(question, "unknown", "en", ("dogs", "cats")))
        await store.database.close()

    asyncio.run(fill())
    return address


def test_misses_are_listed_in_groups_with_their_count(call, database):
    code, out, _ = call("misses", "--database", database)
    assert code == 0
    assert out.splitlines()[0].startswith("    3 x  count the hounds  (unknown; ")
    assert len(out.splitlines()) == 3


def test_misses_find_the_database_by_the_setting(call, database, monkeypatch):
    monkeypatch.setenv("BOT_DATABASE_URL", database)
    assert "count the hounds" in call("misses")[1]


def test_without_a_database_nothing_is_made(call, tmp_path):
    code, _, err = call("misses")
    assert (code, "there is no such database" in err) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_an_export_filled_in_is_taught(call, teach, database, folder, tmp_path):
    file = tmp_path / "misses.yaml"
    assert call("misses", "--database", database, "--export", file)[0] == 0
    rows = yaml.safe_load(file.read_text("utf-8"))
    assert [row["meant"] for row in rows] == [None, None, None]
    assert rows[0] | {"meant": ""} == {
        "question": "count the hounds",
        "meant": "",
        "asked": 3,
        "outcomes": ["unknown"],
        "nearest": ["dogs", "cats"],
    }
    text = file.read_text("utf-8").replace("count the hounds\n  meant:", "count the hounds\n  meant: dogs")
    text = text.replace("far?'\n  meant:", "far?'\n  meant: refuse")
    file.write_text(text, "utf-8")
    code, out, _ = teach("--from", file, "--yes")
    assert code == 0
    assert out.count("written as number") == 2
    assert "number of dogs, count the hounds]" in (folder / "animals.yaml").read_text("utf-8")
    left = call("misses", "--database", database, "--knowledge", folder)[1]
    assert ["hounds" in left, "far?" in left, "包头" in left] == [False, False, True]


def test_misses_are_listed_although_the_knowledge_cannot_be_used(call, database, folder):
    (folder / "more.yaml").write_text("entries: 3", "utf-8")
    assert "count the hounds" in call("misses", "--database", database, "--knowledge", folder)[1]


def test_teach_shows_the_change_and_writes_nothing_unless_told_to(teach, contents):
    before = contents()
    code, out, err = teach("count the hounds", "dogs")
    assert code == 0
    assert "+    questions: {en: [how many dogs are there, number of dogs, count the hounds]" in out
    assert "reply afterwards: dogs\ntried on " in out
    assert "better: count the hounds: " in out
    assert "--yes writes it" in err
    assert contents() == before


def test_teach_writes_and_takes_back(teach, contents):
    before = contents()
    code, out, _ = teach("count the hounds", "dogs", "--yes")
    assert (code, out.splitlines()[-1]) == (
        0,
        "written as number 1; baotou-bot teach --undo 1 takes it back",
    )
    assert contents() != before
    assert teach("--undo", "1")[:2] == (0, "taken back: number 1, 'count the hounds' as dogs\n")
    assert contents() == before
    code, _, err = teach("--undo")
    assert (code, "nothing to take back" in err) == (1, True)


def test_what_makes_something_worse_is_written_only_by_who_insists(teach, contents):
    before = contents()
    code, out, err = teach("number of dogs", "cats", "--yes")
    assert (code, contents() == before) == (1, True)
    assert "problem: " in out
    assert "--insist" in err
    assert teach("number of dogs", "cats", "--insist")[0] == 0
    assert contents() != before


def test_teach_makes_a_patch_and_changes_nothing(teach, contents, tmp_path):
    before = contents()
    assert teach("count the hounds", "dogs", "--patch", tmp_path / "a.patch")[0] == 0
    assert (tmp_path / "a.patch").read_text("utf-8").startswith("--- a/animals.yaml\n")
    assert contents() == before


def test_where_the_folder_cannot_be_written_a_patch_is_named_as_the_way_out(teach, monkeypatch):
    def refuse(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    code, _, err = teach("count the hounds", "dogs", "--yes")
    assert code == 1
    assert "cannot be written (Read-only file system); --patch FILE writes a patch instead" in err


def test_without_an_entry_the_nearest_are_named(teach):
    code, out, _ = teach("how many dogs")
    assert code == 2
    assert out.splitlines()[1].split()[1] == "dogs"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "what is the question?"),
        (("meow", "cat"), 1, "there is no entry 'cat'; did you mean 'cats'?"),
        (("--from", "nowhere.yaml"), 1, "is not what `baotou-bot misses --export` writes"),
    ],
)
def test_mistakes_are_told_with_what_to_do(teach, words, code, said):
    got, _, err = teach(*words)
    assert (got, said in err) == (code, True)


def test_the_command_stands_on_its_own(folder):
    words = [sys.executable, "-m", "bot", "teach", "count the hounds", "dogs", "--yes", "--knowledge", folder]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "written as number 1" in done.stdout

"""Changed knowledge is used from the next question on; broken knowledge changes nothing."""

import asyncio

import pytest
from waiting import soon, until

from bot import reloading
from bot.engine import Engine
from bot.knowledge import examine, load
from bot.languages import Language
from bot.reloading import LiveEngine, Reloader

ENTRY = """
entries:
  - id: opening
    questions: {en: [when are you open]}
    answer: {en: "ANSWER"}
"""


@pytest.fixture
def write(tmp_path):
    """A function that saves the one file of the knowledge base with another answer, or other text."""

    def save(answer, text=ENTRY):
        path = tmp_path / "town.yaml"
        path.with_suffix(".part").write_text(text.replace("ANSWER", answer), "utf-8")
        path.with_suffix(".part").replace(path)  # whole, as good editors do it

    save("Mornings.")
    return save


@pytest.fixture
def live(write, tmp_path):
    return LiveEngine(Engine(load(tmp_path)))


@pytest.fixture
async def reloads(live, tmp_path, watched):
    """What came of each change, of a reloader that watches."""
    told, stop = asyncio.Queue(), asyncio.Event()
    reloader = Reloader(live, tmp_path, told.put_nowait)
    task = asyncio.create_task(reloader.watch(stop))
    await until(lambda: watched)
    yield told
    stop.set()
    await soon(task)


def answer(live):
    return live.engine.show("opening", Language.EN).body


async def test_a_saved_file_is_in_use_from_then_on(live, reloads, write):
    write("Evenings.")
    reload = await soon(reloads.get())
    assert reload.taken_up
    assert answer(live) == "Evenings."


async def test_a_broken_file_is_told_of_with_its_line_and_the_old_knowledge_stays(live, reloads, write):
    write("", "entries:\n  - id: opening\n    answr: {en: Evenings.}\n")
    reload = await soon(reloads.get())
    assert not reload.taken_up
    assert reload.problems[0].fatal
    assert any("town.yaml:3:" in str(p) and "did you mean 'answer'" in str(p) for p in reload.problems)
    assert answer(live) == "Mornings."
    write("Evenings.")
    assert (await soon(reloads.get())).taken_up
    assert answer(live) == "Evenings."


async def test_what_could_be_better_is_told_of_though_it_is_in_use(live, tmp_path, write):
    told = []
    reloader = Reloader(live, tmp_path, told.append)
    write("Evenings.", ENTRY + "    related: [opening]\n")
    await reloader.refresh()
    [reload] = told
    assert reload.taken_up
    assert reload.problems
    assert answer(live) == "Evenings."


async def test_a_refresh_reads_only_what_has_changed(live, tmp_path, write):
    told = []
    reloader = Reloader(live, tmp_path, told.append)
    await reloader.refresh()
    (tmp_path / "notes.txt").write_text("not knowledge", "utf-8")
    await reloader.refresh()
    assert told == []
    write("Evenings.")
    await asyncio.gather(reloader.refresh(), reloader.refresh())
    assert len(told) == 1


async def test_a_file_saved_while_the_folder_is_read_is_read_again(live, tmp_path, write, monkeypatch):
    told, read = [], []

    def slowly(folder):
        kb = examine(folder)
        read.append(folder)
        if len(read) == 1:
            write("Nights, too.")
        return kb

    monkeypatch.setattr(reloading, "examine", slowly)
    reloader = Reloader(live, tmp_path, told.append)
    write("Evenings.")
    await reloader.refresh()
    assert answer(live) == "Nights, too."
    assert (len(told), len(read)) == (1, 2)

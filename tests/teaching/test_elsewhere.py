"""A change that another process tries is judged as it would be here."""

import asyncio
import sys

import pytest

from bot.problems import FileError
from bot.teaching import elsewhere
from bot.teaching.elsewhere import proposed
from bot.teaching.proposal import CannotProposeError, propose

HOUNDS = "count the hounds"


async def test_it_finds_what_would_be_found_here(engine, folder):
    found = await proposed(engine, folder, HOUNDS, "dogs", ["count the hounds please", "the sea"])
    expected = propose(engine, folder, HOUNDS, "dogs", also=["count the hounds please", "the sea"])
    assert (found.diff, found.tried) == (expected.diff, expected.tried)
    assert [shift.question.text for shift in found.better] == [HOUNDS]
    assert (found.harmless, found.helps, found.settles) == (True, True, {"count the hounds please"})


async def test_why_nothing_can_be_proposed_is_told_as_here(engine, folder):
    with pytest.raises(CannotProposeError, match="there is no entry 'dog'; did you mean 'dogs'"):
        await proposed(engine, folder, HOUNDS, "dog")
    (folder / "questions" / "asked.yaml").write_text("nonsense", "utf-8")
    with pytest.raises(FileError, match="asked"):
        await proposed(engine, folder, HOUNDS, "dogs")
    (folder / "more.yaml").write_text("entries: 3", "utf-8")
    with pytest.raises(CannotProposeError, match="the knowledge has problems that keep it from use"):
        await proposed(engine, folder, HOUNDS, "dogs")


@pytest.mark.parametrize("program", ["/bin/false", "/bin/true", "/no/such/program"])
async def test_where_the_other_process_fails_it_is_tried_here(engine, folder, monkeypatch, program):
    monkeypatch.setattr(sys, "executable", program)
    assert (await proposed(engine, folder, HOUNDS, "dogs")).helps


async def test_who_stops_waiting_ends_it(engine, folder, tmp_path, monkeypatch):
    begun, done = tmp_path / "begun", tmp_path / "done"
    code = f"import pathlib, time; pathlib.Path({str(begun)!r}).touch(); time.sleep(1);"
    monkeypatch.setattr(elsewhere, "_CODE", f"{code} pathlib.Path({str(done)!r}).touch()")
    task = asyncio.create_task(proposed(engine, folder, HOUNDS, "dogs"))
    while not begun.exists():  # noqa: ASYNC110 - it is another process
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(1.3)
    assert not done.exists()

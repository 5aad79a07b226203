"""Each change is written whole, and can be taken back."""

import os

import pytest

from bot.engine import Engine
from bot.knowledge import load
from bot.teaching.change import ChangedMeanwhileError
from bot.teaching.journal import JOURNAL, CannotUndoError, history, teach, undo
from bot.teaching.proposal import propose


@pytest.fixture
def learn(folder):
    def learn(question, meant):
        proposal = propose(Engine(load(folder)), folder, question, meant)
        return teach(folder, question, meant, proposal.changes)

    return learn


def test_what_is_taught_is_answered(learn, folder):
    assert Engine(load(folder)).respond("count the hounds").reply.kind != "answer"
    assert learn("count the hounds", "dogs").number == 1
    assert Engine(load(folder)).respond("count the hounds").reply.entries == ("dogs",)


def test_an_undone_change_leaves_every_byte_as_it_was(learn, folder, contents):
    before = contents()
    learn("count the hounds", "dogs")
    undo(folder)
    assert contents() == before


@pytest.mark.parametrize("order", [(3, 2, 1), (1, 2, 3), (2, 3, 1)])
def test_changes_are_taken_back_in_any_order(learn, folder, contents, order):
    before = contents()
    learn("tally the felines", "cats")
    learn("cats, their count", "cats")
    learn("where is the moon", "refuse")
    assert [taught.number for taught in history(folder)] == [3, 2, 1]
    for number in order:
        assert undo(folder, number).number == number
    assert contents() == before


def test_a_change_is_taken_back_though_lines_were_added_above_it(learn, folder):
    learn("tally the felines", "cats")
    path = folder / "animals.yaml"
    path.write_text("# Another line.\n" + path.read_text("utf-8"), "utf-8")
    undo(folder)
    assert "tally" not in path.read_text("utf-8")
    assert path.read_text("utf-8").startswith("# Another line.\n# The animals.\n")


def test_a_change_that_was_changed_since_is_left_to_the_editor(learn, folder, contents):
    learn("tally the felines", "cats")
    path = folder / "animals.yaml"
    path.write_text(path.read_text("utf-8").replace("tally", "count"), "utf-8")
    before = contents()
    with pytest.raises(CannotUndoError, match="by hand what was added: - tally the felines"):
        undo(folder)
    assert contents() == before


def test_there_may_be_nothing_to_take_back(learn, folder):
    with pytest.raises(CannotUndoError, match="nothing to take back"):
        undo(folder)
    learn("tally the felines", "cats")
    undo(folder, 1)
    with pytest.raises(CannotUndoError, match="taken back before"):
        undo(folder, 1)


def test_a_file_somebody_else_saved_meanwhile_is_not_overwritten(engine, folder, contents):
    proposal = propose(engine, folder, "tally the felines", "cats")
    (folder / "animals.yaml").write_text("# mine\n" + (folder / "animals.yaml").read_text("utf-8"), "utf-8")
    before = contents()
    with pytest.raises(ChangedMeanwhileError, match=r"animals\.yaml"):
        teach(folder, "tally the felines", "cats", proposal.changes)
    assert contents() == before


def test_where_one_file_cannot_be_written_none_is(engine, folder, contents, monkeypatch):
    proposal = propose(engine, folder, "tally the felines", "cats")
    before = contents()
    chmod = os.chmod

    def refuse(path, mode, **more):
        if "taught" in str(path):
            raise PermissionError(13, "Permission denied")
        chmod(path, mode, **more)

    monkeypatch.setattr("os.chmod", refuse)
    with pytest.raises(PermissionError):
        teach(folder, "tally the felines", "cats", proposal.changes)
    assert contents() == before


def test_a_file_keeps_its_permissions(learn, folder):
    (folder / "animals.yaml").chmod(0o640)
    learn("tally the felines", "cats")
    assert (folder / "animals.yaml").stat().st_mode & 0o777 == 0o640


def test_a_journal_that_cannot_be_read_is_named(folder):
    (folder / JOURNAL).write_text("{}\n")
    with pytest.raises(CannotUndoError, match="delete it to go on"):
        history(folder)

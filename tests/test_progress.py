"""The progress bar: there for a person at a terminal, and for nobody else."""

import io

import pytest

from bot import progress as module
from bot.progress import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def often(monkeypatch):
    monkeypatch.setattr(module, "_EVERY", 0)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")


def test_every_item_comes_through_in_order():
    assert list(progress(range(5), "counting", Terminal())) == [0, 1, 2, 3, 4]


def test_a_terminal_sees_what_is_done_of_how_many():
    stream = Terminal()
    list(progress(range(4), "counting", stream))
    lines = [line.split() for line in stream.getvalue().split("\r") if line.strip()]
    assert [line[0] for line in lines] == ["counting"] * 4
    assert [next(word for word in line if "/" in word) for line in lines] == ["0/4", "1/4", "2/4", "3/4"]


def test_nothing_is_left_on_the_line():
    stream = Terminal()
    list(progress(range(4), "counting", stream))
    *_, line, rest = stream.getvalue().split("\r")
    assert (line.strip(), rest) == ("", "")
    assert len(line) >= max(len(each.rstrip()) for each in stream.getvalue().split("\r"))


def test_nothing_is_left_where_the_work_breaks_off():
    stream = Terminal()
    items = progress(range(4), "counting", stream)
    next(items)
    next(items)
    items.close()
    assert stream.getvalue().endswith("\r")


def test_what_is_no_terminal_gets_nothing(monkeypatch):
    stream = io.StringIO()
    assert list(progress(range(3), "counting", stream)) == [0, 1, 2]
    assert stream.getvalue() == ""


def test_a_terminal_that_cannot_go_back_gets_nothing(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    stream = Terminal()
    list(progress(range(3), "counting", stream))
    assert stream.getvalue() == ""


def test_a_line_stays_within_a_narrow_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    stream = Terminal()
    list(progress(range(300), "counting", stream))
    assert max(map(len, stream.getvalue().split("\r"))) < 20


def test_no_items_are_no_progress():
    stream = Terminal()
    assert list(progress([], "counting", stream)) == []
    assert stream.getvalue() == ""

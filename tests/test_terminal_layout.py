"""How text looks on a terminal."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.terminal_layout import Style, columns, pad, printable, wrap

SPACES = re.compile(r"\s+")


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("包头", 4), ("e\u0301", 1), ("a\u200db", 2), ("\x1b[1mbold\x1b[0m", 4)]
)
def test_columns_counts_chinese_twice_and_marks_and_styling_not_at_all(text, width):
    assert columns(text) == width


def test_pad_fills_up_to_the_column_whatever_the_script():
    assert pad("包头", 6) == "包头  "
    assert pad("long enough", 3) == "long enough"


def test_words_move_to_the_next_line_whole():
    assert wrap("one two three", 8) == "one two\nthree"


def test_chinese_breaks_between_characters():
    assert wrap("包头市的创业政策", 8) == "包头市的\n创业政策"


def test_closing_punctuation_never_opens_a_line_and_opening_never_closes_one():
    assert wrap("包头市的，政策", 8) == "包头市\n的，政策"
    assert wrap("包头市《政策》", 8) == "包头市\n《政策》"


def test_latin_words_inside_chinese_stay_whole():
    assert wrap("包头online培训", 10) == "包头online\n培训"
    assert wrap("包头市内online培训", 10) == "包头市内\nonline培训"


def test_a_list_item_that_runs_over_is_indented_under_its_text():
    assert wrap("1. one two three", 10) == "1. one two\n   three"
    assert wrap("/topics  what you can ask", 18) == "/topics  what you\n         can ask"


def test_a_label_too_wide_for_the_line_does_not_indent():
    assert wrap("/language  one two", 12) == "/language\none two"


def test_lines_and_blank_lines_are_kept():
    assert wrap("a\n\nb\n", 20) == "a\n\nb\n"


@given(st.text(), st.integers(min_value=-5, max_value=100))
def test_wrapping_loses_nothing_but_spaces(text, width):
    text = printable(text)
    assert SPACES.sub("", wrap(text, width)) == SPACES.sub("", text)


# Characters every terminal measures alike; combining marks may stick out over a hard break.
PLAIN = st.text(st.sampled_from("ab z-,.包头市政策，。《》 "))


@given(PLAIN, st.integers(min_value=8, max_value=60))
def test_no_line_is_wider_than_the_terminal(text, width):
    # A run of punctuation that may not open a line can be as long as it likes: three are enough for a test.
    text = re.sub(r"[，。《》]+", lambda run: run[0][:1], text)
    assert all(columns(line) <= width for line in wrap(text, width).split("\n"))


@given(st.text())
def test_wrapping_twice_is_wrapping_once(text):
    assert wrap(wrap(printable(text), 30), 30) == wrap(printable(text), 30)


@given(st.text(st.characters()))
def test_nothing_printable_lets_through_steers_the_terminal(text):
    shown = printable(text)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    shown.encode("utf-8")


def test_printable_keeps_letters_line_ends_and_joined_emoji():
    assert printable("a\tb\n包头 👩\u200d🎓") == "a b\n包头 👩\u200d🎓"


def test_style_shows_markup_in_bold_only_where_it_is_enabled():
    markup = "**100** yuan, [page](https://example.org)"
    assert Style(enabled=True).markup(markup) == "\x1b[1m100\x1b[0m yuan, page (https://example.org)"
    assert Style().markup(markup) == "100 yuan, page (https://example.org)"


@given(st.text())
def test_style_strips_escapes_that_come_with_the_text(text):
    assert "\x1b" not in Style(enabled=False).markup(f"\x1b[31m{text}")

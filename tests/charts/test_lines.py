"""Where a text is broken into lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.lines import wrap


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Bases at national level", 13, ["Bases at", "national", "level"]),
        ("创业孵化基地", 4, ["创业孵化", "基地"]),
        ("来源：日报，截至", 3, ["来源：", "日报，", "截至"]),  # no line begins with a comma
        ("来源《日报》", 3, ["来源", "《日", "报》"]),  # nor ends with an opening mark
        ("截至2021年4月8日", 9, ["截至", "2021年4月8日"]),  # a date is read in one go
        ("Source: “A title”, as of", 10, ["Source: “A", "title”, as", "of"]),
        ("incomprehensibilities", 8, ["incompre", "hensibil", "ities"]),
        ("one\n\ntwo", 9, ["one", "two"]),
        ("", 5, []),
    ],
)
def test_lines_break_where_readers_expect_it(text, width, lines):
    assert wrap(text, width, len) == lines


@given(st.text(alphabet="ab 中文，。《》“”12年\n", max_size=60), st.integers(1, 12))
def test_nothing_is_lost_and_no_line_is_too_long(text, width):
    lines = wrap(text, width, len)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) <= width for line in lines)

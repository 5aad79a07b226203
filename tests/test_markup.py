"""The small markup of answers."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.markup import parse, to_html, to_plain


@pytest.mark.parametrize(
    ("markup", "plain", "html"),
    [
        ("a **b** c", "a b c", "a <b>b</b> c"),
        (
            "[x](https://y.example/?a=1&b=2)",
            "x (https://y.example/?a=1&b=2)",
            '<a href="https://y.example/?a=1&amp;b=2">x</a>',
        ),
        ("1 < 2 & 3", "1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ("**open", "**open", "**open"),
        ("[x](javascript:y)", "[x](javascript:y)", "[x](javascript:y)"),
    ],
)
def test_markup_becomes_text_and_html(markup, plain, html):
    assert to_plain(markup) == plain
    assert to_html(markup) == html


class _Balanced(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        assert tag in {"a", "b"}
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@given(st.text(alphabet=st.sampled_from("*[]()<>&\"'h tps:/.xy\n")) | st.text())
def test_the_html_is_well_formed_whatever_the_text(text):
    parser = _Balanced()
    parser.feed(to_html(text))
    parser.close()
    assert parser.open == []


@given(st.text(alphabet="ab*[]()"))
def test_no_text_is_lost(text):
    assert sum(len(span.text) for span in parse(text)) <= len(text)
    assert "".join(c for c in to_plain(text) if c in "ab") == "".join(c for c in text if c in "ab")

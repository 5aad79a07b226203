"""The small markup answers are written in: `**bold**` and `[label](https://address)`.

Everything else is text. The same string becomes Telegram HTML or plain text; since the input is parsed
into a flat list of spans first, the HTML cannot be malformed whatever the string holds.
"""

import re
from dataclasses import dataclass
from html import escape

_TOKEN = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|\[(?P<label>[^\]\n]+)\]\((?P<url>https?://[^\s)]+)\)")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text, plain, bold or a link."""

    text: str
    bold: bool = False
    url: str | None = None


def parse(markup: str) -> tuple[Span, ...]:
    """The spans of `markup`, in order. Never fails: what is not markup is text."""
    spans: list[Span] = []
    end = 0
    for match in _TOKEN.finditer(markup):
        if match.start() > end:
            spans.append(Span(markup[end : match.start()]))
        if match["bold"] is not None:
            spans.append(Span(match["bold"], bold=True))
        else:
            spans.append(Span(match["label"], url=match["url"]))
        end = match.end()
    if end < len(markup):
        spans.append(Span(markup[end:]))
    return tuple(spans)


def to_plain(markup: str) -> str:
    """`markup` as a terminal shows it."""
    return "".join(f"{span.text} ({span.url})" if span.url else span.text for span in parse(markup))


def to_html(markup: str) -> str:
    """`markup` as Telegram HTML (https://core.telegram.org/bots/api#html-style)."""
    return "".join(_html(span) for span in parse(markup))


def _html(span: Span) -> str:
    text = escape(span.text, quote=False)
    if span.bold:
        return f"<b>{text}</b>"
    if span.url:
        return f'<a href="{escape(span.url)}">{text}</a>'
    return text

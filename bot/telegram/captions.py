"""Words under a chart: complete for those who cannot see it, and never too long for Telegram."""

import re
from html import unescape

from telegram.constants import MessageLimit

from bot.charts.picture import Mark, Picture
from bot.reply import Reply
from bot.telegram.render import layout, units, visible

MAX_CAPTION = int(MessageLimit.CAPTION_LENGTH)
_TAG = re.compile("<[^>]*>")


def reply_caption(reply: Reply, picture: Picture) -> str:
    """`reply` as the caption of its chart, with the figures it does not name itself."""
    untold = untold_lines(picture, f"{reply.body}\n{reply.details}")
    details = "\n\n".join(filter(None, [reply.details, "\n".join(untold)]))
    sources = dict.fromkeys([*reply.footer.splitlines(), *picture.footer.splitlines()])
    return layout(reply.body, details, "\n".join(sources))


def own_caption(picture: Picture) -> str:
    """All that the picture shows, for a message of its own."""
    return layout(
        "\n".join([f"**{picture.title}**", *picture.lines()]), footer=picture.footer, limit=MAX_CAPTION
    )


def fits(html: str) -> bool:
    """Whether `html` is short enough for a caption."""
    return units(unescape(_TAG.sub("", html))) <= MAX_CAPTION


def untold_lines(picture: Picture, markup: str) -> list[str]:
    """The lines of the picture whose figure does not stand in `markup`."""
    text = visible(markup)
    marks = (*picture.figures, *picture.bars)
    return [line for mark, line in zip(marks, picture.lines(), strict=True) if not _told(mark, text)]


def _told(mark: Mark, text: str) -> bool:
    """Whether the figure stands in `text`, and not just as a part of another."""
    return re.search(rf"(?<![\d.,]){re.escape(mark.shown)}(?![\d]|[.,]\d)", text) is not None

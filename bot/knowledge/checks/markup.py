"""Checks that bold and links are written so that they work."""

import re

from bot import markup
from bot.knowledge.checks.templates import templates
from bot.knowledge.reader import Reading

_LINK_LIKE = re.compile(r"\[[^\]\n]*\]\(([^)\n]*)\)?")

_TITLES = {"entries": "on buttons, which show", "charts": "in a picture, which shows"}


def check_markup(reading: Reading) -> None:
    """Report `**` without a partner, links without an https address, and markup in titles."""
    titles = {
        item.place("title", code): where
        for section, where in _TITLES.items()
        for item in reading.items[section].values()
        for code in item.values.get("title", {})
    }
    for item, origin, _, text in templates(reading):
        spans = markup.parse(text)
        plain = "\n".join(span.text for span in spans)
        if "**" in plain:
            message = "a '**' has no partner in its line; write **bold** within one line"
            reading.report(origin, item.id, message)
        for match in _LINK_LIKE.finditer(plain):
            message = f"the link '{match[0]}' has no web address; write [label](https://...)"
            reading.report(origin, item.id, message)
        for span in spans:
            if span.url and not span.url.startswith("https://"):
                message = f"the link to '{span.url}' is not safe; write its address with https://"
                reading.report(origin, item.id, message)
        if origin in titles and any(span.bold or span.url for span in spans):
            message = f"a title stands {titles[origin]} no markup; write it without '**' and links"
            reading.report(origin, item.id, message)

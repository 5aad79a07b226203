"""From a `Reply` to the HTML that Telegram shows: always well-formed, never too long."""

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from telegram import InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot.markup import parse, to_html
from bot.reply import Reply

if TYPE_CHECKING:
    from bot.telegram.pictures import Shown

MAX_TEXT = int(MessageLimit.MAX_TEXT_LENGTH)
_MAX_FOOTER = 800
_LONG = 200  # details longer than this are folded away
_GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: its HTML, its buttons, and the picture it goes with, if that can be sent."""

    html: str
    keyboard: InlineKeyboardMarkup | None = None
    picture: "Shown | None" = None
    caption: str = ""  # the HTML where there is a picture


def units(text: str) -> int:
    """The length of `text` as Telegram counts it: in UTF-16 code units.

    https://core.telegram.org/api/entities#entity-length
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """`text`, or as much of it as `limit` code units hold with an ellipsis at the end."""
    if units(text) <= limit:
        return text
    kept, room = [], limit - 1
    for character in text:
        room -= units(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def layout(body: str, details: str = "", footer: str = "", limit: int = MAX_TEXT) -> str:
    """A message's HTML: the point, then the details (folded when long), then the footer in italics.

    `body` and `details` are markup, `footer` is plain. What does not fit is cut from the details first,
    then from the body; the footer, where the answer's source and date stand, stays.
    """
    footer = cut(footer.strip(), _MAX_FOOTER)
    room = limit - (units(footer) + len(_GAP) if footer else 0)
    html, used = _fit(body.strip(), room)
    parts = [html]
    room -= used + len(_GAP)
    details = details.strip()
    if details and room > _LONG:
        html, used = _fit(details, room)
        parts.append(f"<blockquote expandable>{html}</blockquote>" if used > _LONG else html)
    if footer:
        parts.append(f"<i>{escape(footer, quote=False)}</i>")
    # A lone surrogate cannot be sent; nothing else can keep a string from being UTF-8.
    return _GAP.join(parts).encode("utf-8", "replace").decode()


def _fit(markup: str, limit: int) -> tuple[str, int]:
    """`markup` as HTML of at most `limit` visible code units, and how many those are."""
    shown = visible(markup)
    if units(shown) <= limit:
        return to_html(markup), units(shown)
    shortened = cut(shown, limit)  # without its bold and links: no answer should be this long
    return escape(shortened, quote=False), units(shortened)


def visible(markup: str) -> str:
    """What people see of `markup`, without its signs and addresses."""
    return "".join(span.text for span in parse(markup))


def first_line(markup: str, limit: int = 160) -> str:
    """The first line of `markup` as plain text, for lists."""
    return cut(visible(markup).strip().partition("\n")[0], limit)


def reply_html(reply: Reply) -> str:
    """The HTML of `reply`, without buttons, as an inline result carries it."""
    return layout(reply.body, reply.details, reply.footer)

"""A reply as it is posted into a chat the bot is not in: by an inline sender, or to who mentioned it there.

Such a message stands alone, and the bot does not see what is answered to it. Its buttons are links, which
open the bot.
"""

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
)
from telegram.constants import InlineQueryResultLimit

from bot.engine import Engine
from bot.reply import Clarify, Reply
from bot.telegram.callbacks import short_id
from bot.telegram.links import TOPICS, entry_link
from bot.telegram.render import cut, first_line, reply_html

_MAX_ID = int(InlineQueryResultLimit.MAX_ID_LENGTH)
_MAX_LABEL = 64


def article(engine: Engine, reply: Reply, username: str, *, under: str = "") -> InlineQueryResultArticle:
    """`reply` as a result that posts it, by the bot called `username`.

    `under` is a heading for the list, where results of several stand in one. The id is the same every time
    for the same entry and language.
    """
    first = first_line(reply.body)
    label = engine.label(reply.entries[0], reply.lang) if len(reply.entries) == 1 else first
    return InlineQueryResultArticle(
        id=short_id(":".join([*reply.entries[:1], reply.lang]), _MAX_ID),
        title=label,
        description=f"{under} · {first}" if under else first,
        input_message_content=InputTextMessageContent(reply_html(reply)),
        reply_markup=_links(engine, reply, username),
    )


def _links(engine: Engine, reply: Reply, username: str) -> InlineKeyboardMarkup | None:
    """The choices of a question back; else the way to ask more, from the entry shown on, or to the topics."""
    if isinstance(reply, Clarify):
        targets = [(choice.label, choice.entry) for choice in reply.choices]
    elif reply.entries:
        targets = [(engine.text("telegram_button_more", reply.lang), reply.entries[0])]
    else:
        targets = (
            [(engine.text("telegram_button_topics", reply.lang), TOPICS)] if engine.topics(reply.lang) else []
        )
    rows = [
        [InlineKeyboardButton(cut(label, _MAX_LABEL), url=entry_link(username, entry))]
        for label, entry in targets
    ]
    return InlineKeyboardMarkup(rows) if rows else None

"""Inline mode: `@bot words` in any chat lists answers to send there.

https://core.telegram.org/bots/api#inline-mode
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import InlineQueryLimit, InlineQueryResultLimit
from telegram.ext import BaseHandler, ContextTypes, InlineQueryHandler

from bot.knowledge.model import EntryKind
from bot.languages import Language, detect
from bot.reply import Reply
from bot.telegram.callbacks import short_id
from bot.telegram.render import first_line, reply_html
from bot.telegram.shell import Sender, Shell

MAX_RESULTS = int(InlineQueryLimit.RESULTS)
_MAX_ID = int(InlineQueryResultLimit.MAX_ID_LENGTH)
CACHE_SECONDS = 300  # how long Telegram may show the same results for the same letters
NOTHING_CACHE_SECONDS = 60
START_PAYLOAD = "inline"  # who comes by the button of an empty list sees the start page


class Inline:
    """What people type after the bot's name in other chats."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        """The handlers of this surface."""
        return (InlineQueryHandler(self.query),)

    async def query(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answers with ranked results, with the first entries of each topic where nothing is typed yet."""
        query = update.inline_query
        if query is None:
            return
        engine, text = self._shell.engine, query.query.strip()
        own = await self._shell.language(Sender.person(query.from_user))
        language = self._spoken(detect(text, own), own) if text else own
        replies = engine.search(text, language, limit=MAX_RESULTS) if text else self._openers(language)
        results = _articles(self._shell, replies)
        button = None
        if not results:
            label = engine.text("telegram_inline_nothing", own)
            button = InlineQueryResultsButton(label, start_parameter=START_PAYLOAD)
        await query.answer(
            results,
            cache_time=CACHE_SECONDS if results else NOTHING_CACHE_SECONDS,
            # The same letters give the same list to everybody, unless the reader's own language decides.
            is_personal=not results or not text or len({detect(text, other) for other in Language}) > 1,
            button=button,
        )

    def _spoken(self, wanted: Language, otherwise: Language) -> Language:
        return wanted if wanted in self._shell.languages else otherwise

    def _openers(self, language: Language) -> Iterable[Reply]:
        """The first entry of each topic, then the second of each, and so on."""
        engine = self._shell.engine
        shelves = [engine.entries_in(topic.entry, language) for topic in engine.topics(language)]
        if not shelves:
            entries = engine.kb.entries.values()
            names = [entry.id for entry in entries if entry.kind is EntryKind.ANSWER]
        else:
            deepest = max(map(len, shelves))
            names = [shelf[i].entry for i in range(deepest) for shelf in shelves if i < len(shelf)]
        return (engine.show(name, language) for name in dict.fromkeys(names))


def _articles(shell: Shell, replies: Iterable[Reply]) -> list[InlineQueryResultArticle]:
    return [
        InlineQueryResultArticle(
            id=short_id(f"{reply.entries[0]}:{reply.lang}", _MAX_ID),
            title=shell.engine.label(reply.entries[0], reply.lang),
            description=first_line(reply.body),
            input_message_content=InputTextMessageContent(reply_html(reply)),
        )
        for reply in islice(replies, MAX_RESULTS)
    ]

"""Inline mode: `@bot words` in any chat lists answers to send there.

https://core.telegram.org/bots/api#inline-mode
"""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any

from telegram import InlineQueryResultArticle, InlineQueryResultsButton, Update
from telegram.constants import InlineQueryLimit
from telegram.ext import BaseHandler, ContextTypes, InlineQueryHandler

from bot.engine import Engine
from bot.knowledge.model import EntryKind
from bot.languages import Language, detect
from bot.reply import Context, Refuse
from bot.telegram.links import TOPICS
from bot.telegram.results import article
from bot.telegram.shell import Sender, Shell

MAX_RESULTS = int(InlineQueryLimit.RESULTS)
CACHE_SECONDS = 300  # how long Telegram may show the same results for the same letters
NOTHING_CACHE_SECONDS = 60


class Inline:
    """What people type after the bot's name in other chats."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        """The handlers of this surface."""
        return (InlineQueryHandler(self.query),)

    async def query(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answers with ranked results, with the first entries of each topic where nothing is typed yet."""
        query = update.inline_query
        if query is None:
            return
        engine, text, username = self._shell.engine, query.query.strip(), context.bot.username
        own = await self._shell.language(Sender.person(query.from_user))
        language = self._spoken(detect(text, own), own) if text else own
        if text:
            found = await asyncio.to_thread(engine.search, text, language, MAX_RESULTS)
            results = [article(engine, reply, username) for reply in found]
        else:
            results = list(islice(_openers(engine, language, username), MAX_RESULTS))
        await query.answer(
            results,
            cache_time=CACHE_SECONDS if results else NOTHING_CACHE_SECONDS,
            # The same letters give the same list to everybody, unless the reader's own language decides.
            is_personal=not results or not text or len({detect(text, other) for other in Language}) > 1,
            button=None if results else await _way_in(engine, text, own),
        )

    def _spoken(self, wanted: Language, otherwise: Language) -> Language:
        return wanted if wanted in self._shell.languages else otherwise


def _openers(engine: Engine, language: Language, username: str) -> Iterator[InlineQueryResultArticle]:
    """The first answer of each topic, then the second of each, and so on, each with its topic's name."""
    entries = [entry for entry in engine.kb.entries.values() if entry.kind is EntryKind.ANSWER]
    topics = {topic.entry: topic.label for topic in engine.topics(language)}
    shelves = [[entry.id for entry in entries if entry.topic == topic] for topic in topics]
    shelves.append([entry.id for entry in entries if entry.topic not in topics])
    for layer in zip_longest(*shelves):
        for entry in filter(None, layer):
            topic = topics.get(engine.kb.entries[entry].topic or "", "")
            yield article(engine, engine.show(entry, language), username, under=topic)


async def _way_in(engine: Engine, text: str, language: Language) -> InlineQueryResultsButton:
    """The button that opens the bot where nothing fits: on its topics if the words are out of its scope."""
    reply = (await asyncio.to_thread(engine.respond, text, Context(preferred=language))).reply
    outside = isinstance(reply, Refuse)
    label = engine.text("telegram_inline_outside" if outside else "telegram_inline_nothing", language)
    return InlineQueryResultsButton(label, start_parameter=TOPICS)

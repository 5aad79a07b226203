"""Guest mode: who mentions the bot in a chat it is not in gets the answer there.

https://core.telegram.org/bots/api#answerguestquery. The bot sees that one message and posts one back.
Nothing is remembered: such a chat may share its number with another one
(https://core.telegram.org/bots/api#message, `guest_query_id`).
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from telegram import InlineQueryResultArticle, InputTextMessageContent, Message, Update
from telegram.ext import BaseHandler, ContextTypes, MessageHandler, filters

from bot.reply import Context
from bot.telegram.questions import guest_question
from bot.telegram.render import layout
from bot.telegram.results import article
from bot.telegram.shell import Said, Sender, Shell

_HELLO = "hello"


class _Guest(filters.UpdateFilter):
    """Mentions by people in chats the bot is not in; other bots are left alone, or two might never stop."""

    def filter(self, update: Update) -> bool:
        message = update.guest_message
        if message is None or message.via_bot:
            return False
        return not (message.from_user and message.from_user.is_bot)


class Guests:
    """What is said to the bot where it is a guest."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        """The handlers of this surface."""
        return (MessageHandler(_Guest(), self.mentioned),)

    async def mentioned(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answers the question that comes with the mention."""
        message = update.guest_message
        if message is None:
            return
        question = guest_question(message, context.bot.bot)
        result = await (
            self._answer(message, question, context.bot.username) if question else self._hello(message)
        )
        await message.answer_guest_query(result)

    async def _answer(self, message: Message, question: str, username: str) -> InlineQueryResultArticle:
        engine = self._shell.engine
        language = await self._shell.language(Sender.of(message))
        turn = await asyncio.to_thread(engine.respond, question, Context(preferred=language))
        self._shell.observe(Said(message.chat_id, question, turn.reply, engine))
        return article(engine, turn.reply, username)

    async def _hello(self, message: Message) -> InlineQueryResultArticle:
        language = await self._shell.language(Sender.of(message))
        text = self._shell.engine.text("telegram_group_hello", language)
        return InlineQueryResultArticle(_HELLO, text, InputTextMessageContent(layout(text)))

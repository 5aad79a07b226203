"""Groups: the bot answers when mentioned, replied to or commanded, and is silent otherwise."""

from collections.abc import Sequence
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, ContextTypes, MessageHandler, filters

from bot.telegram import pages
from bot.telegram.answering import answer
from bot.telegram.questions import question_in
from bot.telegram.senders import PEOPLE, TO_THE_BOT
from bot.telegram.sending import send
from bot.telegram.shell import Sender, Shell


class Groups:
    """What is said to the bot among others."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        """The handlers of this surface. They come after those of commands."""
        spoken = PEOPLE & filters.ChatType.GROUPS & (filters.TEXT | filters.CAPTION) & ~filters.COMMAND
        return (MessageHandler(spoken & TO_THE_BOT, self.message),)

    async def message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answers what is put to the bot."""
        message = update.message
        question = question_in(message, context.bot.bot) if message else None
        if message is None or question is None:
            return
        if question:
            await answer(self._shell, message, question)
        else:
            language = await self._shell.language(Sender.of(message))
            await send(message, pages.plain(self._shell.engine, "telegram_group_hello", language))

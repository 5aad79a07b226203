"""Private messages: text is a question, anything else gets one kind line."""

from collections.abc import Sequence
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, ContextTypes, MessageHandler, filters

from bot.telegram.render import Screen, layout, reply_screen
from bot.telegram.senders import PEOPLE
from bot.telegram.shell import Sender, Shell, send


class PrivateMessages:
    """What people write to the bot alone."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        """The handlers of this surface. They come after those of commands."""
        private = PEOPLE & filters.ChatType.PRIVATE
        return (
            MessageHandler(private & filters.TEXT, self.question),
            MessageHandler(private & ~filters.StatusUpdate.ALL, self.not_text),
        )

    async def question(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answers a question."""
        message = update.message
        if message and message.text:
            await send(message, reply_screen(await self._shell.ask(message, message.text)))

    async def not_text(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Says that only text is read."""
        if message := update.message:
            language = await self._shell.language(Sender.of(message))
            await send(message, Screen(layout(self._shell.engine.text("telegram_not_text", language))))

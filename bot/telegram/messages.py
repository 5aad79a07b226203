"""Private messages: words are a question, anything else gets one kind line."""

from collections.abc import Sequence
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, ContextTypes, MessageHandler, filters

from bot.telegram import pages
from bot.telegram.answering import answer
from bot.telegram.questions import text_of
from bot.telegram.senders import PEOPLE
from bot.telegram.sending import send
from bot.telegram.shell import Sender, Shell
from bot.telegram.state import Bounded

MAX_ALBUMS = 1000


class PrivateMessages:
    """What people write to the bot alone."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._albums: Bounded[str, str] = Bounded(MAX_ALBUMS)

    def handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        """The handlers of this surface. They come after those of commands."""
        private = PEOPLE & filters.ChatType.PRIVATE
        return (
            MessageHandler(private & (filters.TEXT | filters.CAPTION), self.question),
            MessageHandler(private & (filters.ATTACHMENT | filters.CHECKLIST), self.not_text),
        )

    async def question(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answers a question, be it the caption of a picture."""
        if message := update.message:
            self._told(message.media_group_id)
            await answer(self._shell, message, text_of(message))

    async def not_text(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Says that only text is read, once for an album, whose pictures come one by one."""
        message = update.message
        if message and not self._told(message.media_group_id):
            language = await self._shell.language(Sender.of(message))
            await send(message, pages.plain(self._shell.engine, "telegram_not_text", language))

    def _told(self, album: str | None) -> bool:
        if album is None:
            return False
        told = self._albums.get(album) is not None
        self._albums.put(album, album)
        return told

"""Questions that are changed after they were sent: their answer changes with them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, ContextTypes, MessageHandler, filters

from bot.telegram.answering import answer, answer_again
from bot.telegram.questions import question_in
from bot.telegram.senders import EDITING_PEOPLE, TO_THE_BOT
from bot.telegram.shell import Shell

LATELY = timedelta(hours=1)  # how long an edit may turn a message into a question


class Edits:
    """What people change in messages they have sent."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        """The handlers of this surface."""
        return (MessageHandler(EDITING_PEOPLE & (filters.TEXT | filters.CAPTION) & TO_THE_BOT, self.edited),)

    async def edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answers anew. Telegram reports edits that leave the words as they are, too: those are ignored."""
        message = update.edited_message
        question = question_in(message, context.bot.bot) if message else None
        if message is None or not question:
            return
        before = await self._shell.memory.exchange(message.chat_id, message.message_id)
        if before is None:
            if message.edit_date and message.edit_date - message.date <= LATELY:
                await answer(self._shell, message, question)
        elif before.question != question:
            await answer_again(self._shell, message, question, before)

"""Groups: the bot answers when mentioned, replied to or commanded, and is silent otherwise.

With privacy mode on (https://core.telegram.org/bots/features#privacy-mode) Telegram passes on commands and
replies to the bot, but not mentions; with it off, everything. The bot behaves the same either way.
"""

from collections.abc import Sequence
from typing import Any

from telegram import Message, MessageEntity, Update, User
from telegram.ext import BaseHandler, ContextTypes, MessageHandler, filters

from bot.telegram.render import Screen, layout, reply_screen
from bot.telegram.senders import PEOPLE
from bot.telegram.shell import Sender, Shell, send

_MENTIONS: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]


def question_for(message: Message, me: User) -> str | None:
    """The question that `message` puts to the bot `me`, mentions of it taken out; None if it does not."""
    text = message.text or ""
    mentions = [
        entity
        for entity, written in message.parse_entities(_MENTIONS).items()
        if (entity.user and entity.user.id == me.id) or written.lower() == f"@{me.username}".lower()
    ]
    if not mentions and not _replies_to(message, me):
        return None
    # Telegram counts offsets in UTF-16 code units (https://core.telegram.org/api/entities).
    raw = text.encode("utf-16-le", "surrogatepass")
    for entity in sorted(mentions, key=lambda entity: entity.offset, reverse=True):
        raw = raw[: entity.offset * 2] + raw[(entity.offset + entity.length) * 2 :]
    return raw.decode("utf-16-le", "replace").strip()


def _replies_to(message: Message, me: User) -> bool:
    # In a forum, every first-level message "replies" to the one that opened the topic.
    replied = message.reply_to_message
    return bool(
        replied and not replied.forum_topic_created and replied.from_user and replied.from_user.id == me.id
    )


class Groups:
    """What is said to the bot among others."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        """The handlers of this surface. They come after those of commands."""
        spoken = PEOPLE & filters.ChatType.GROUPS & filters.TEXT & ~filters.COMMAND
        return (MessageHandler(spoken, self.message),)

    async def message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answers what is put to the bot."""
        message = update.message
        question = question_for(message, context.bot.bot) if message else None
        if message is None or question is None:
            return
        if question:
            await send(message, reply_screen(await self._shell.ask(message, question)))
        else:
            language = await self._shell.language(Sender.of(message))
            await send(message, Screen(layout(self._shell.engine.text("telegram_group_hello", language))))

"""Putting a screen into a chat: as a message, as a reply, or in place of an earlier one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram import Message
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.telegram.render import Screen

QUICK = 0.5  # seconds within which an answer comes without "typing"
_SHOWN = 4.5  # seconds for which clients show "typing"


async def send(message: Message, screen: Screen) -> Message:
    """Sends `screen` to the chat and the forum topic of `message`, in groups as a reply to it."""
    in_group = message.chat.type != message.chat.PRIVATE
    try:
        return await message.reply_text(screen.html, reply_markup=screen.keyboard, do_quote=in_group)
    except ChatMigrated as moved:  # the group got a new id while the answer was made
        bot = message.get_bot()
        return await bot.send_message(moved.new_chat_id, screen.html, reply_markup=screen.keyboard)


async def replace(message: Message, number: int, screen: Screen) -> bool:
    """Puts `screen` in place of the bot's message `number` in the chat of `message`.

    False if there is nothing to put it in place of: the message was deleted, or is a picture.
    """
    try:
        await message.get_bot().edit_message_text(
            screen.html, message.chat_id, number, reply_markup=screen.keyboard
        )
    except BadRequest as error:
        return "not modified" in error.message
    return True


@asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Shows "typing" in the chat of `message` for as long as the body takes, unless that is quick."""
    showing = asyncio.create_task(_show_typing(message))
    try:
        yield
    finally:
        showing.cancel()
        with suppress(asyncio.CancelledError):
            await showing


async def _show_typing(message: Message) -> None:
    await asyncio.sleep(QUICK)
    with suppress(TelegramError):  # it is but a courtesy
        while True:
            await message.reply_chat_action(ChatAction.TYPING)
            await asyncio.sleep(_SHOWN)

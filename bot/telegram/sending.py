"""Putting a screen into a chat: as a message, as a reply, or in place of an earlier one."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from telegram import CallbackQuery, InlineKeyboardMarkup, InputMediaPhoto, Message
from telegram.constants import CallbackQueryLimit, ChatAction
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError

from bot.telegram.captions import fits, own_caption
from bot.telegram.failures import is_quiet
from bot.telegram.render import Screen, cut

QUICK = 0.5  # seconds within which an answer comes without "typing"
_MAX_TOAST = int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
_NO_WORDS = "no text in the message to edit"  # it is a picture
_SHOWN = 4.5  # seconds for which clients show "typing"


async def send(message: Message, screen: Screen) -> Message:
    """Sends `screen` to the chat and the forum topic of `message`, in groups as a reply to it.

    A picture goes into the same message as the words if they are short enough for a caption, else into one
    of its own after them. What is returned holds the words.
    """
    chat, picture = _Chat(message), screen.picture
    if picture and fits(screen.caption):
        sent = await picture.put(lambda photo: chat.photo(photo, screen.caption, screen.keyboard))
        if isinstance(sent, Message):
            return sent
    words = await chat.words(screen)
    if picture and not fits(screen.caption):
        await picture.put(lambda photo: chat.photo(photo, own_caption(picture.picture)))
    return words


class _Chat:
    """Where a message is answered."""

    def __init__(self, message: Message) -> None:
        self._message = message
        self._quote = message.chat.type != message.chat.PRIVATE

    async def words(self, screen: Screen) -> Message:
        try:
            return await self._message.reply_text(
                screen.html, reply_markup=screen.keyboard, do_quote=self._quote
            )
        except ChatMigrated as moved:  # the group got a new id while the answer was made
            bot = self._message.get_bot()
            return await bot.send_message(moved.new_chat_id, screen.html, reply_markup=screen.keyboard)

    async def photo(
        self, photo: str | bytes, caption: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> Message:
        how: dict[str, Any] = {
            "caption": caption,
            "reply_markup": keyboard,
            "show_caption_above_media": True,  # the answer first
        }
        try:
            return await self._message.reply_photo(photo, do_quote=self._quote, **how)
        except ChatMigrated as moved:
            return await self._message.get_bot().send_photo(moved.new_chat_id, photo, **how)


async def replace(message: Message, number: int, screen: Screen) -> bool:
    """Puts `screen` in place of the bot's message `number` in the chat of `message`.

    False if it has to be sent anew: the message was deleted, or it is a picture, which words alone cannot
    take the place of and which is deleted then.
    """
    bot, chat = message.get_bot(), message.chat_id
    try:
        if (picture := screen.picture) and fits(screen.caption):
            edited = await picture.put(
                lambda photo: bot.edit_message_media(
                    _media(photo, screen.caption), chat, number, reply_markup=screen.keyboard
                )
            )
            if edited:
                return True
        await bot.edit_message_text(screen.html, chat, number, reply_markup=screen.keyboard)
    except BadRequest as error:
        if _NO_WORDS in error.message:
            with suppress(TelegramError):
                await bot.delete_message(chat, number)
        return "not modified" in error.message
    return True


async def edit(query: CallbackQuery, screen: Screen) -> None:
    """Puts `screen` in place of the message whose button was pressed; below it if that is a picture."""
    message = query.message if isinstance(query.message, Message) else None
    if (picture := screen.picture) and fits(screen.caption):
        edited = await picture.put(
            lambda photo: query.edit_message_media(
                _media(photo, screen.caption), reply_markup=screen.keyboard
            )
        )
        if edited:
            return
    if message and message.photo:
        await send(message, dataclasses.replace(screen, picture=None))
    else:
        await query.edit_message_text(screen.html, reply_markup=screen.keyboard)


def _media(photo: str | bytes, caption: str) -> InputMediaPhoto:
    return InputMediaPhoto(photo, caption=caption, show_caption_above_media=True)


async def acknowledge(query: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """Stops a button's spinner, with a short `text` or without; a failure of that is no reason to stop."""
    try:
        await query.answer(text and cut(text, _MAX_TOAST), show_alert=alert)
    except (NetworkError, RetryAfter) as error:
        if isinstance(error, BadRequest) and not is_quiet(error):
            raise


@asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Shows "typing" in the chat of `message` for as long as the body takes, unless that is quick."""
    showing: list[asyncio.Task[None]] = []

    def begin() -> None:
        showing.append(asyncio.create_task(_show_typing(message)))

    timer = asyncio.get_running_loop().call_later(QUICK, begin)  # far cheaper than a task that is not needed
    try:
        yield
    finally:
        timer.cancel()
        for task in showing:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _show_typing(message: Message) -> None:
    with suppress(TelegramError):  # it is but a courtesy
        while True:
            await message.reply_chat_action(ChatAction.TYPING)
            await asyncio.sleep(_SHOWN)

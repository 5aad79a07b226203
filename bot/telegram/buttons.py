"""Buttons: browsing by editing one message, choosing what was meant, and the language."""

from collections.abc import Sequence
from typing import Any, assert_never

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import BaseHandler, CallbackQueryHandler, ContextTypes

from bot.telegram import pages
from bot.telegram.callbacks import Action, Press, resolve, unpack
from bot.telegram.errors import is_quiet
from bot.telegram.render import Screen
from bot.telegram.sending import edit, send
from bot.telegram.shell import Sender, Shell


class Buttons:
    """What people press under the bot's messages."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        """The handlers of this surface."""
        return (CallbackQueryHandler(self.pressed),)

    async def pressed(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Does what the button says, or says kindly that it is too old for that."""
        query = update.callback_query
        if query is None:
            return
        press, message = unpack(query.data), query.message
        # A message too old for Telegram to hand out, or sent by way of inline mode, cannot be edited here.
        if press is None or not isinstance(message, Message) or not self._known(press):
            language = await self._shell.language(Sender.person(query.from_user))
            await _acknowledge(query, self._shell.engine.text("telegram_stale_button", language))
            return
        await self._act(press, query, message)

    def _known(self, press: Press) -> bool:
        if press.language not in self._shell.languages:
            return False
        match press.action:
            case Action.TOPICS | Action.LANGUAGE:
                return True
            case Action.TOPIC:
                return resolve(press.key, self._shell.engine.kb.topics) is not None
            case Action.BROWSE | Action.CHOOSE | Action.RELATED:
                return resolve(press.key, self._shell.engine.kb.entries) is not None
            case _:
                assert_never(press.action)

    async def _act(self, press: Press, query: CallbackQuery, message: Message) -> None:
        engine, language = self._shell.engine, press.language
        match press.action:
            case Action.TOPICS:
                await self._edit(query, pages.topics(engine, language))
            case Action.TOPIC:
                topic = resolve(press.key, engine.kb.topics) or ""
                await self._edit(query, pages.topic(engine, topic, language))
            case Action.LANGUAGE:
                await self._choose_language(query, message, press)
            case Action.BROWSE | Action.CHOOSE | Action.RELATED:
                await self._entry(query, message, press)
            case _:
                assert_never(press.action)

    async def _entry(self, query: CallbackQuery, message: Message, press: Press) -> None:
        engine = self._shell.engine
        entry = resolve(press.key, engine.kb.entries) or ""
        sender = Sender.person(query.from_user)
        reply = await self._shell.show(message.chat_id, sender, entry, press.language)
        if press.action is Action.RELATED:  # the answer above stays where it is
            await _acknowledge(query)
            await send(message, self._shell.screen(reply))
        elif press.action is Action.BROWSE:
            await self._edit(query, pages.browsed(engine, entry, reply))
        else:
            await self._edit(query, self._shell.screen(reply))

    async def _choose_language(self, query: CallbackQuery, message: Message, press: Press) -> None:
        await self._shell.memory.choose_language(query.from_user.id, press.language)
        if message.chat.type == message.chat.PRIVATE:
            await self._edit(query, pages.plain(self._shell.engine, "telegram_language_set", press.language))
        else:  # the message belongs to everybody in the group, the choice to one
            await _acknowledge(query, self._shell.engine.text("telegram_language_set", press.language))

    @staticmethod
    async def _edit(query: CallbackQuery, screen: Screen) -> None:
        await _acknowledge(query)
        await edit(query, screen)


async def _acknowledge(query: CallbackQuery, toast: str | None = None) -> None:
    """Stops the button's spinner, with a `toast` or without; a failure of that is no reason to stop."""
    try:
        await query.answer(toast)
    except (NetworkError, RetryAfter) as error:
        if isinstance(error, BadRequest) and not is_quiet(error):
            raise

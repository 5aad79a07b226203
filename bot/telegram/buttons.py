"""Buttons: browsing by editing one message, choosing what was meant, and the language."""

from collections.abc import Iterable, Sequence
from typing import Any, assert_never

from telegram import CallbackQuery, Message, Update
from telegram.ext import BaseHandler, CallbackQueryHandler, ContextTypes

from bot.telegram import browsing, menu, pages, votes
from bot.telegram.callbacks import Action, Press, resolve, resolve_detail, unpack
from bot.telegram.passages import source_note
from bot.telegram.render import Screen
from bot.telegram.sending import acknowledge, edit, send, typing
from bot.telegram.shell import Sender, Shell, shares


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
        named = self._named(press) if press else None
        # A message too old for Telegram to hand out, or sent by way of inline mode, cannot be edited here.
        if press is None or named is None or not isinstance(message, Message):
            language = await self._shell.language(Sender.person(query.from_user))
            await acknowledge(query, self._shell.engine.text("telegram_stale_button", language))
            return
        await self._act(press, named, query, message)

    def _named(self, press: Press) -> str | None:
        """The topic, audience or entry the button names, empty if none; None if there is no such thing."""
        kb = self._shell.engine.kb
        if press.language not in self._shell.languages:
            return None
        known: Iterable[str]
        match press.action:
            case Action.TOPICS | Action.AUDIENCES | Action.NONE | Action.LANGUAGE:
                return ""
            case Action.TOPIC:
                known = kb.topics
            case Action.AUDIENCE:
                known = kb.audiences
            case Action.BROWSE | Action.CHOOSE | Action.RELATED | Action.SOURCE:
                known = kb.entries
            case Action.HELPFUL | Action.UNHELPFUL:
                known = ("", *kb.entries)
            case _:
                assert_never(press.action)
        return resolve(press.key, known)

    async def _act(self, press: Press, named: str, query: CallbackQuery, message: Message) -> None:
        engine, language = self._shell.engine, press.language
        match press.action:
            case Action.TOPICS:
                await _edit(query, browsing.topics(engine, language))
            case Action.TOPIC:
                await _edit(query, browsing.topic(engine, named, language, _page(press)))
            case Action.AUDIENCES:
                await _edit(query, browsing.audiences(engine, language))
            case Action.AUDIENCE | Action.BROWSE | Action.CHOOSE | Action.RELATED:
                await self._show(press, named, query, message)
            case Action.NONE:
                await votes.record(self._shell, press, query, message, "", helpful=False)
                await _edit(query, pages.none_meant(engine, language))
            case Action.SOURCE:
                await acknowledge(query, source_note(engine, named, language), alert=True)
            case Action.HELPFUL | Action.UNHELPFUL:
                await votes.vote(self._shell, press, query, message, named)
            case Action.LANGUAGE:
                await self._choose_language(press, query, message)
            case _:
                assert_never(press.action)

    async def _show(self, press: Press, named: str, query: CallbackQuery, message: Message) -> None:
        """Shows an entry (of an audience, its first): in place, or in a message of its own."""
        engine, bot = self._shell.engine, query.get_bot()
        is_audience = press.action is Action.AUDIENCE
        entry = engine.kb.audiences[named].entries[0] if is_audience else named
        sender = Sender.person(query.from_user)
        reply = await self._shell.show(message.chat_id, sender, entry, press.language)
        if is_audience:
            await _edit(query, browsing.audience(engine, named, reply, _page(press)))
        elif press.action is Action.BROWSE:
            audience = resolve_detail(press.detail, engine.kb.audiences) or ""
            await _edit(query, browsing.browsed(engine, entry, reply, audience, shares=shares(bot)))
        elif press.action is Action.RELATED:  # the answer above stays where it is
            await acknowledge(query)
            async with typing(message):
                await send(message, self._shell.screen(reply, bot))
        else:
            await _edit(query, self._shell.screen(reply, bot))

    async def _choose_language(self, press: Press, query: CallbackQuery, message: Message) -> None:
        engine, user = self._shell.engine, query.from_user
        await self._shell.memory.choose_language(user.id, press.language)
        if message.chat.type == message.chat.PRIVATE:
            await _edit(query, pages.language_chosen(engine, press.language))
            admin, tag = user.id in self._shell.admins, user.language_code
            await menu.follow(query.get_bot(), engine, message.chat, press.language, tag, admin=admin)
        else:  # the message belongs to everybody in the group, the choice to one
            await acknowledge(query, engine.text("telegram_language_set", press.language))


def _page(press: Press) -> int:
    return int(press.detail) if press.detail.isascii() and press.detail.isdecimal() else 0


async def _edit(query: CallbackQuery, screen: Screen) -> None:
    await acknowledge(query)
    await edit(query, screen)

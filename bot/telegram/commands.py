"""Slash commands, in private and in groups."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from telegram import Message, MessageEntity, Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot.engine import Engine
from bot.languages import Language
from bot.telegram import browsing, menu, pages
from bot.telegram.answering import answer
from bot.telegram.links import TOPICS, linked_entry
from bot.telegram.questions import ASK, question_in
from bot.telegram.render import Screen
from bot.telegram.senders import PEOPLE
from bot.telegram.sending import send, typing
from bot.telegram.shell import Sender, Shell

_Callback = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
_Page = Callable[[Engine, ContextTypes.DEFAULT_TYPE, Language], Screen]


class _EntryCommand(filters.MessageFilter):
    """Commands that an entry asks for, by the knowledge in use when they are written."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell

    def filter(self, message: Message) -> bool:
        if not message.text:
            return False
        command = next(iter(message.parse_entities([MessageEntity.BOT_COMMAND]).values()), "")
        if not command or not message.text.startswith(command):
            return False
        name, _, addressed = command.removeprefix("/").lower().partition("@")
        mine = message.get_bot().username.lower()
        return addressed in {"", mine} and self._shell.engine.command_entry(name) is not None


class Commands:
    """`/start` and its like, and one command for each entry that names one."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        """The handlers of this surface."""
        named: dict[str, _Callback] = {
            "start": self.start,
            ASK: self.ask,
            "forget": self.forget,
            "help": self._page(
                lambda engine, context, language: pages.help_page(engine, language, context.bot.bot)
            ),
            "topics": self._page(lambda engine, _, language: browsing.topics(engine, language)),
            "stats": self._page(
                lambda engine, _, language: pages.stats(engine, language, self._shell.pictures)
            ),
            "sources": self._page(lambda engine, _, language: pages.sources(engine, language)),
            "privacy": self._page(
                lambda engine, _, language: pages.privacy(engine, language, self._shell.memory.days)
            ),
            "language": self._page(
                lambda engine, _, language: pages.choose_language(engine, language, self._shell.languages)
            ),
        }
        return (
            *(CommandHandler(name, callback, filters=PEOPLE) for name, callback in named.items()),
            MessageHandler(PEOPLE & _EntryCommand(self._shell), self.entry),
            MessageHandler(PEOPLE & filters.ChatType.PRIVATE & filters.COMMAND, self.unknown),
        )

    def _page(self, page: _Page) -> _Callback:
        """A callback that sends `page` in the reader's language."""

        async def callback(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            if message := update.message:
                language = await self._shell.language(Sender.of(message))
                async with typing(message):  # a chart may have to be drawn
                    await send(message, page(self._shell.engine, context, language))

        return callback

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The start page, or what a link `?start=<entry>` leads to."""
        message = update.message
        if message is None:
            return
        language = await self._shell.language(Sender.of(message))
        parameter = context.args[0] if context.args else ""
        if entry := linked_entry(parameter, self._shell.engine.kb.entries):
            await self._show(message, entry, language)
        elif parameter == TOPICS:
            await send(message, browsing.topics(self._shell.engine, language))
        else:
            await send(message, pages.start(self._shell.engine, language, context.bot.first_name))
        tag = message.from_user.language_code if message.from_user else None
        admin = message.chat_id in self._shell.admins
        await menu.follow(message.get_bot(), self._shell.engine, message.chat, language, tag, admin=admin)

    async def ask(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answers the question after the command, or the one in the message it replies to."""
        message = update.message
        if message is None:
            return
        if question := question_in(message, context.bot.bot):
            await answer(self._shell, message, question)
        else:
            await send(message, pages.how_to_ask(self._shell.engine, await self._language(message)))

    async def forget(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Deletes what is kept about the sender."""
        if message := update.message:
            language = await self._language(message)
            await self._shell.forget(Sender.of(message).id)
            await send(message, pages.plain(self._shell.engine, "telegram_forgotten", language))
            admin = message.chat_id in self._shell.admins
            await menu.forget(message.get_bot(), self._shell.engine, message.chat, admin=admin)

    async def entry(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Shows the entry that names this command."""
        message = update.message
        if message is None or not message.text:
            return
        name = message.text.split()[0].removeprefix("/").partition("@")[0].lower()
        if found := self._shell.engine.command_entry(name):
            await self._show(message, found.id, await self._language(message))

    async def unknown(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Says that there is no such command."""
        if message := update.message:
            language = await self._language(message)
            await send(message, pages.plain(self._shell.engine, "telegram_unknown_command", language))

    async def _language(self, message: Message) -> Language:
        return await self._shell.language(Sender.of(message))

    async def _show(self, message: Message, entry: str, language: Language) -> None:
        reply = await self._shell.show(message.chat_id, Sender.of(message), entry, language)
        async with typing(message):
            await send(message, self._shell.screen(reply, message.get_bot()))

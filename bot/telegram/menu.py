"""The bot's profile in each language: name, descriptions, command menu.

Telegram limits changes to them strictly, so what is there already is asked first, and nothing is tried again
before the next start.
"""

import logging
from collections.abc import Awaitable, Callable

from telegram import Bot, BotCommand, BotCommandScopeChat, Chat
from telegram.constants import BotCommandLimit, BotDescriptionLimit, BotNameLimit
from telegram.error import TelegramError

from bot.engine import Engine
from bot.languages import Language
from bot.telegram import pages
from bot.telegram.failures import describe
from bot.telegram.render import cut

_logger = logging.getLogger(__name__)

ADMIN_COMMANDS = ("misses", "usage")

_MAX_NAME = int(BotNameLimit.MAX_NAME_LENGTH)
_MAX_DESCRIPTION = int(BotDescriptionLimit.MAX_DESCRIPTION_LENGTH)
_MAX_SHORT = int(BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH)


async def keep_profile(bot: Bot, engine: Engine) -> None:
    """Makes the profile say what the knowledge base wants. A failure is logged and does no harm."""
    for code, language in _readers(engine):
        for part in _PARTS:
            try:
                await part(bot, engine, code, language)
            except TelegramError as error:
                whose = f"language {code}" if code else "everybody"
                what = part.__name__.removeprefix("_").replace("_", " ")
                _logger.warning(
                    "The %s for %s could not be brought up to date: %s", what, whose, describe(error)
                )


async def keep_admin_menu(
    bot: Bot, engine: Engine, admin: int, chosen: Language | None, *, sure: bool = False
) -> None:
    """Makes the command menu in an administrator's chat list their commands, too.

    It speaks `chosen`, else the client's language; unless one is `sure` that none was chosen, a menu that is
    there stays, whatever it speaks. Raises TelegramError.
    """
    scope = BotCommandScopeChat(admin)
    for code, language in _readers(engine):
        before = list(await bot.get_my_commands(scope=scope, language_code=code))
        if not (chosen or sure) and any(before == _listed(engine, each, admin=True) for each in Language):
            continue
        if before != (wanted := _listed(engine, chosen or language, admin=True)):
            await bot.set_my_commands(wanted, scope=scope, language_code=code)


async def follow(
    bot: Bot, engine: Engine, chat: Chat, language: Language, tag: str | None, *, admin: bool = False
) -> None:
    """Makes the command menu in a private chat speak `language`, whatever the client's language `tag` says.

    Everybody's menus go by two letters, so this is also how the other Chinese script gets its own.
    """
    if chat.type != chat.PRIVATE:
        return
    scope = BotCommandScopeChat(chat.id)
    try:
        if admin:
            other = None if language is _menu_for(engine, tag) else language
            await keep_admin_menu(bot, engine, chat.id, other, sure=True)
            return
        before = list(await bot.get_my_commands(scope=scope))
        if any(command.command in ADMIN_COMMANDS for command in before):  # no administrator any more
            before = await _without_menu(bot, engine, chat)
        if language is _menu_for(engine, tag):
            if before:
                await bot.delete_my_commands(scope=scope)
        elif before != (wanted := _listed(engine, language)):
            await bot.set_my_commands(wanted, scope=scope)
    except TelegramError as error:
        _logger.debug("The menu of a chat could not be changed: %s", describe(error))


async def forget(bot: Bot, engine: Engine, chat: Chat, *, admin: bool = False) -> None:
    """Gives a private chat the menu that everybody has, or every administrator."""
    if chat.type == chat.PRIVATE:
        try:
            if admin:
                await keep_admin_menu(bot, engine, chat.id, None, sure=True)
            else:
                await bot.delete_my_commands(scope=BotCommandScopeChat(chat.id))
        except TelegramError as error:
            _logger.debug("The menu of a chat could not be deleted: %s", describe(error))


async def _without_menu(bot: Bot, engine: Engine, chat: Chat) -> list[BotCommand]:
    for code, _ in _readers(engine):
        await bot.delete_my_commands(scope=BotCommandScopeChat(chat.id), language_code=code)
    return []


def _readers(engine: Engine) -> list[tuple[str | None, Language]]:
    """Telegram's language codes, and the language shown to each; None is everybody else.

    The codes have two letters (https://core.telegram.org/bots/api#setmycommands), so readers of either
    Chinese script get the same.
    """
    spoken = [
        language for language in (Language.EN, Language.ZH_HANS) if language.code in engine.kb.languages
    ]
    spoken = spoken or [Language.EN]
    return [(None, spoken[0]), *((language.code, language) for language in spoken[1:])]


def _menu_for(engine: Engine, tag: str | None) -> Language:
    """The language of the menu that a client with this language tag shows."""
    readers = dict(_readers(engine))
    return readers.get((tag or "")[:2].lower(), readers[None])


def _listed(engine: Engine, language: Language, *, admin: bool = False) -> list[BotCommand]:
    own = [BotCommand(name, engine.text(f"admin_command_{name}", language)) for name in ADMIN_COMMANDS]
    room = int(BotCommandLimit.MAX_COMMAND_NUMBER) - len(own)
    everybodys = [BotCommand(name, text) for name, text in pages.command_list(engine, language)]
    return [*own, *everybodys[:room]] if admin else everybodys


async def _command_menu(bot: Bot, engine: Engine, code: str | None, language: Language) -> None:
    commands = _listed(engine, language)
    if list(await bot.get_my_commands(language_code=code)) != commands:
        await bot.set_my_commands(commands, language_code=code)


async def _name(bot: Bot, engine: Engine, code: str | None, language: Language) -> None:
    name = cut(pages.name(engine, language, ""), _MAX_NAME)
    # Without a name in the knowledge base, the one given to @BotFather stays.
    if name and (await bot.get_my_name(language_code=code)).name != name:
        await bot.set_my_name(name, language_code=code)


async def _description(bot: Bot, engine: Engine, code: str | None, language: Language) -> None:
    name = pages.name(engine, language, bot.first_name)
    text = cut(engine.text("telegram_description", language, name=name), _MAX_DESCRIPTION)
    if (await bot.get_my_description(language_code=code)).description != text:
        await bot.set_my_description(text, language_code=code)


async def _short_description(bot: Bot, engine: Engine, code: str | None, language: Language) -> None:
    name = pages.name(engine, language, bot.first_name)
    text = cut(engine.text("telegram_short_description", language, name=name), _MAX_SHORT)
    if (await bot.get_my_short_description(language_code=code)).short_description != text:
        await bot.set_my_short_description(text, language_code=code)


_PARTS: tuple[Callable[[Bot, Engine, str | None, Language], Awaitable[None]], ...] = (
    *(_command_menu, _name, _description, _short_description),
)

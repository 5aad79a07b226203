"""The bot's profile in each language: command menu, description, short description.

Telegram limits changes to them strictly, so what is there already is asked first.
"""

import logging

from telegram import Bot, BotCommand
from telegram.constants import BotDescriptionLimit
from telegram.error import TelegramError

from bot.engine import Engine
from bot.languages import Language
from bot.telegram import pages
from bot.telegram.failures import describe
from bot.telegram.render import cut

_logger = logging.getLogger(__name__)

_MAX_DESCRIPTION = int(BotDescriptionLimit.MAX_DESCRIPTION_LENGTH)
_MAX_SHORT = int(BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH)


async def keep_profile(bot: Bot, engine: Engine) -> None:
    """Makes the profile say what the knowledge base wants. A failure is logged and does no harm."""
    try:
        for code, language in _audiences(engine):
            await _keep(bot, engine, code, language)
    except TelegramError as error:
        _logger.warning(
            "The command menu and descriptions could not be brought up to date: %s", describe(error)
        )


def _audiences(engine: Engine) -> list[tuple[str | None, Language]]:
    """Telegram's language codes, and the language shown to each; None is everybody else.

    The codes have two letters (https://core.telegram.org/bots/api#setmycommands), so readers of either
    Chinese script get the same menu.
    """
    spoken = [
        language for language in (Language.EN, Language.ZH_HANS) if language.code in engine.kb.languages
    ]
    spoken = spoken or [Language.EN]
    return [(None, spoken[0]), *((language.code, language) for language in spoken[1:])]


async def _keep(bot: Bot, engine: Engine, code: str | None, language: Language) -> None:
    commands = [BotCommand(name, text) for name, text in pages.command_list(engine, language)]
    if list(await bot.get_my_commands(language_code=code)) != commands:
        await bot.set_my_commands(commands, language_code=code)
    name = pages.name(engine, language, bot.first_name)
    long = cut(engine.text("telegram_description", language, name=name), _MAX_DESCRIPTION)
    if (await bot.get_my_description(language_code=code)).description != long:
        await bot.set_my_description(long, language_code=code)
    short = cut(engine.text("telegram_short_description", language, name=name), _MAX_SHORT)
    if (await bot.get_my_short_description(language_code=code)).short_description != short:
        await bot.set_my_short_description(short, language_code=code)

"""The bot's administrators: who they are, and how they are told something."""

import logging
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from telegram import Bot
from telegram.error import TelegramError
from telegram.ext import filters

from bot.languages import Language
from bot.store.problems import StoreUnavailable
from bot.telegram.failures import describe
from bot.telegram.menu import keep_admin_menu
from bot.telegram.render import MAX_TEXT, Screen, cut, layout
from bot.telegram.shell import Sender, Shell

if TYPE_CHECKING:
    from bot.store.store import Store

_logger = logging.getLogger(__name__)


class Admins:
    """Tells each of `shell.admins`, in a private chat. They have to have started the bot before."""

    def __init__(self, shell: Shell, store: "Store | None" = None) -> None:
        self.ids = shell.admins
        self.shell = shell
        self.store = store
        self._told: dict[str, str] = {}

    @property
    def filter(self) -> filters.BaseFilter:
        """Messages of administrators to the bot alone."""
        return filters.User(self.ids) & filters.ChatType.PRIVATE

    async def tell(self, bot: Bot, screen: Callable[[Language], Screen]) -> None:
        """Sends `screen` to every administrator, in their language. Failures are logged."""
        for admin in sorted(self.ids):
            shown = screen(await self.shell.language(Sender(admin)))
            try:
                await bot.send_message(admin, shown.html, reply_markup=shown.keyboard)
            except TelegramError as error:
                _logger.warning("An administrator could not be told: %s", describe(error))

    async def keep_menus(self, bot: Bot) -> None:
        """Lists their commands in the menu of their chats. Failures are logged."""
        for admin in sorted(self.ids) if self.store else ():  # without a store, there are none
            chosen = await self.shell.memory.language(admin)
            try:
                await keep_admin_menu(bot, self.shell.engine, admin, chosen)
            except TelegramError as error:
                _logger.warning("An administrator has no menu of their own: %s", describe(error))

    async def is_new(self, kind: str, what: str) -> bool:
        """Whether `what` was not told last of this kind, by any copy of the bot as far as one knows."""
        before, self._told[kind] = self._told.get(kind), what
        if before == what or self.store is None:
            return before != what
        try:
            return await self.store.notices.is_new(kind, what)
        except StoreUnavailable:
            return True


def with_lines(text: str, lines: str) -> str:
    """`text`, which is markup, and under it `lines` as they are, as HTML of a message."""
    room = MAX_TEXT - len(text) - 100
    return f"{layout(text)}\n\n<pre>{escape(cut(lines, room), quote=False)}</pre>"

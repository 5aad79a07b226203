"""`/usage`, for administrators: what was asked in the last days, as a chart and in words."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, filters

from bot.charts.picture import Picture
from bot.engine import Engine
from bot.languages import Language
from bot.store.people import today
from bot.store.problems import StoreUnavailable
from bot.telegram.admins import Admins
from bot.telegram.pictures import Pictures, Shown
from bot.telegram.render import Screen
from bot.telegram.sending import send, typing
from bot.telegram.shell import Sender
from bot.telegram.usage_picture import picture

if TYPE_CHECKING:
    from bot.store.store import Store

DAYS = 7


class Usage:
    """The figures of the last days. Nobody but administrators is answered here."""

    def __init__(self, admins: Admins, store: "Store", pictures: Pictures) -> None:
        self._admins = admins
        self._store = store
        self._pictures = pictures

    def handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        """The handlers of this surface. They come before all others, and let everybody else pass."""
        new = filters.UpdateType.MESSAGE & self._admins.filter
        return (CommandHandler("usage", self.usage, filters=new),)

    async def usage(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Shows them."""
        message, shell = update.message, self._admins.shell
        if message is None:
            return
        engine, language = shell.engine, await shell.language(Sender.of(message))
        async with typing(message):  # the chart has to be drawn
            try:
                screen = await self._screen(engine, language)
            except StoreUnavailable:
                screen = Screen(escape(engine.text("admin_away", language), quote=False))
            await send(message, screen)

    async def _screen(self, engine: Engine, language: Language) -> Screen:
        last = today()
        found = await figures(self._store, engine, language, (last - DAYS + 1, last))
        if found is None:
            return Screen(escape(engine.text("admin_no_usage", language), quote=False))
        html = in_words(found)
        if not self._pictures.can_draw():
            return Screen(html)
        return Screen(html, picture=Shown(found, self._pictures), caption=html)


async def figures(
    store: "Store", engine: Engine, language: Language, days: tuple[int, int]
) -> Picture | None:
    """What was asked from the first of the `days` to the last; None if nothing. Raises StoreUnavailable."""
    counts, opinions = await store.usage.counts(days[0]), await store.usage.opinions(days[0])
    return picture(engine, language, counts, opinions, days)


def in_words(shown: Picture) -> str:
    """All that the picture shows, as HTML."""
    lines = [f"<b>{escape(shown.title, quote=False)}</b>"]
    lines += [escape(line, quote=False) for line in shown.lines()]
    return "\n".join([*lines, "", f"<i>{escape(shown.footer, quote=False)}</i>"])

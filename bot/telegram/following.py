"""Changed knowledge is taken up while the bot runs; administrators are told once what is wrong with it."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from bot.languages import Language
from bot.memory import settle
from bot.reloading import LiveEngine, Read, Reload, Reloader
from bot.telegram.admins import Admins, with_lines
from bot.telegram.menu import keep_profile
from bot.telegram.render import Screen, layout

_logger = logging.getLogger(__name__)

_MOST = 8  # problems that are told; `check` has them all
_KIND = "knowledge"


class Following:
    """Keeps the engine of a running application in step with its folder, as each copy of the bot does."""

    def __init__(
        self, app: Any, live: LiveEngine, folder: Path, admins: Admins, read: Read | None = None
    ) -> None:
        """`read` as for `Reloader`."""
        self._app = app
        self._live = live
        self._admins = admins
        self._reloads: asyncio.Queue[Reload] = asyncio.Queue()
        self._reloader = Reloader(live, folder, self._reloads.put_nowait, read)
        self._is_broken = False

    async def run(self, stop: asyncio.Event) -> None:
        """Follows the folder until `stop`. If that is not possible, the log says so, and the bot goes on."""
        telling = asyncio.create_task(self._tell_all())
        try:
            await self._reloader.watch(stop)
        except (OSError, RuntimeError) as error:
            _logger.warning(
                "Changes of the knowledge are not noticed any more (%s): restart the bot to read it anew.",
                type(error).__name__,
            )
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def _tell_all(self) -> None:
        await self._safely(self._admins.keep_menus(self._app.bot))
        while True:
            await self._safely(self._told(await self._reloads.get()))

    @staticmethod
    async def _safely(telling: Awaitable[None]) -> None:
        try:
            await telling
        except Exception as error:
            _logger.error("The administrators could not be told: %s", type(error).__name__)  # noqa: TRY400
            _logger.debug("The traceback", exc_info=error)

    async def _told(self, reload: Reload) -> None:
        bot = self._app.bot
        await asyncio.to_thread(settle)  # the old engine is free, or what reading the new one took
        if not reload.taken_up:
            self._is_broken = True
            problems = [str(problem) for problem in reload.problems if problem.fatal]
            if await self._admins.is_new(_KIND, hashlib.sha256("\n".join(problems).encode()).hexdigest()):
                await self._admins.tell(bot, lambda language: self._failed(problems, language))
            return
        if self._is_broken:
            self._is_broken = False
            if await self._admins.is_new(_KIND, ""):
                await self._admins.tell(bot, self._mended)
        await keep_profile(bot, self._live.engine)  # commands and descriptions come from the knowledge, too
        await self._admins.keep_menus(bot)

    def _failed(self, problems: list[str], language: Language) -> Screen:
        text = self._live.engine.text("admin_broken", language)
        return Screen(with_lines(text, "\n\n".join(problems[:_MOST])))

    def _mended(self, language: Language) -> Screen:
        return Screen(layout(self._live.engine.text("admin_mended", language)))

"""A daily digest for administrators: what was asked the day before, and what was missed."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time
from html import escape
from typing import TYPE_CHECKING, Any

from bot.languages import Language
from bot.store.problems import StoreUnavailable
from bot.teaching.groups import Group, grouped
from bot.telegram.admins import Admins
from bot.telegram.render import Screen, cut
from bot.telegram.usage import in_words
from bot.telegram.usage_picture import EPOCH, picture

if TYPE_CHECKING:
    from bot.store.store import Store

_logger = logging.getLogger(__name__)

EVERY = 20.0  # seconds between two looks at the clock
_MISSES, _MAX_LINE, _READ = 5, 200, 2_000


class Digest:
    """Sends it once a day, at the time `at` (UTC) or as soon after as it can; of several copies, one does."""

    def __init__(
        self,
        app: Any,
        admins: Admins,
        store: "Store",
        at: time,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._app = app
        self._admins = admins
        self._store = store
        self._at = at
        self._now = now
        self._sent: date | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Looks at the clock until `stop`."""
        while not stop.is_set():
            try:
                await self.look()
            except StoreUnavailable:
                pass  # the next look finds out whether it is back
            except Exception as error:
                _logger.error("The digest could not be sent: %s", type(error).__name__)  # noqa: TRY400
                _logger.debug("The traceback", exc_info=error)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY)

    async def look(self) -> None:
        """Sends the digest if it is due. Raises StoreUnavailable."""
        now = self._now()
        if now.time() < self._at or self._sent == now.date():
            return
        day = (now.date() - EPOCH).days - 1
        counts, opinions = await self._store.usage.counts(day), await self._store.usage.opinions(day)
        groups = await asyncio.to_thread(grouped, await self._store.misses.all(_READ))
        self._sent = now.date()
        if not await self._admins.is_new("digest", now.date().isoformat()):
            return
        engine, missed = self._admins.shell.engine, [group for group in groups if group.days[1] >= day]

        def screen(language: Language) -> Screen:
            found = picture(engine, language, counts, opinions, (day, day))
            head = in_words(found) if found else _html(engine.text("admin_quiet_day", language))
            return Screen("\n".join([head, *_lines(engine.text("admin_digest_misses", language), missed)]))

        await self._admins.tell(self._app.bot, screen)


def _lines(heading: str, missed: list[Group]) -> list[str]:
    lines = [f"• {cut(group.question, _MAX_LINE)}  {group.count}×" for group in missed[:_MISSES]]
    return ["", *map(_html, [heading, *lines])] if missed else []


def _html(text: str) -> str:
    return escape(text, quote=False).encode("utf-8", "replace").decode()

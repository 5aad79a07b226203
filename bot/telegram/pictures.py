"""Charts as Telegram photos: drawn once beside the event loop, then sent again by their `file_id`.

https://core.telegram.org/bots/api#sending-files
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from weakref import WeakValueDictionary

from telegram import Message
from telegram.error import BadRequest

from bot.charts import drawing, fonts
from bot.charts.picture import Picture, picture
from bot.engine import Engine
from bot.languages import Language
from bot.telegram.state import Bounded

_logger = logging.getLogger(__name__)

MAX_FILES = 1000
_MOST_DRAWN = 8  # pictures kept for who asks before Telegram has them, at most 150 kB each
# By the words Telegram uses: what was known by this id is gone, or the chat takes no pictures.
_GONE = re.compile(r"wrong (remote )?file|file_id|file reference|file is temporarily", re.IGNORECASE)
_REFUSED = re.compile(r"photo|image|media", re.IGNORECASE)

Put = Callable[[str | bytes], Awaitable[Message | bool]]
"""Puts a picture, given as a file or by its id, into a chat."""


class FileIds(Protocol):
    """Where the ids of the files that Telegram has are kept, by names that tell what is in the file."""

    async def find(self, name: str) -> str | None:
        """The file id kept under `name`, or None."""

    async def keep(self, name: str, file_id: str) -> None:
        """Keeps a file id."""

    async def drop(self, name: str) -> None:
        """Deletes a file id that Telegram does not know any more."""


class FileIdsInMemory:
    """`FileIds` that last as long as the process."""

    def __init__(self) -> None:
        self._ids: Bounded[str, str] = Bounded(MAX_FILES)

    async def find(self, name: str) -> str | None:
        """See `FileIds`."""
        return self._ids.get(name)

    async def keep(self, name: str, file_id: str) -> None:
        """See `FileIds`."""
        self._ids.put(name, file_id)

    async def drop(self, name: str) -> None:
        """See `FileIds`."""
        self._ids.drop(name)


class Pictures:
    """Draws and sends the charts. Where they cannot be drawn, it says so in the log, once."""

    def __init__(self, files: FileIds | None = None) -> None:
        self._files = files or FileIdsInMemory()
        self._drawn: Bounded[str, bytes] = Bounded(_MOST_DRAWN)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._able: bool | None = None

    def can_draw(self) -> bool:
        """Whether pictures can be drawn here. The first time, the log says why not."""
        if self._able is None:
            try:
                fonts.check()
                self._able = True
            except fonts.NoFontError as error:
                self._give_up(f"{error}; pip install 'baotou-policy-bot[charts]' brings what is needed")
        return bool(self._able)

    def chart(self, engine: Engine, chart: str | None, language: Language) -> "Shown | None":
        """The chart of that id, to be sent; None if there is none or it cannot be drawn."""
        if chart is None or chart not in engine.kb.charts or not self.can_draw():
            return None
        found = picture(engine, chart, language)
        return Shown(found, self) if found else None

    async def put(self, shown: Picture, put: Put) -> Message | bool | None:
        """Puts a picture into a chat by `put`; None if it cannot be drawn, or the chat takes no pictures."""
        name = f"chart:{drawing.VERSION}:{shown.key}"
        try:
            if file_id := await self._find(name):
                try:
                    return await put(file_id)
                except BadRequest as error:
                    if not _GONE.search(error.message):
                        raise
                    await self._safely(self._files.drop(name))
            data = await self._draw(name, shown)
            if data is None:
                return None
            message = await put(data)
        except BadRequest as error:
            if not _REFUSED.search(error.message):
                raise
            _logger.debug("A picture was refused: %s", error.message)
            return None
        if isinstance(message, Message) and message.photo:
            await self._safely(self._files.keep(name, message.photo[-1].file_id))
        return message

    async def _find(self, name: str) -> str | None:
        try:
            return await self._files.find(name)
        except Exception as error:  # where the ids are kept is away: the picture is uploaded again
            _logger.debug("A file id could not be looked up", exc_info=error)
            return None

    @staticmethod
    async def _safely(kept: Awaitable[None]) -> None:
        try:
            await kept
        except Exception as error:
            _logger.debug("A file id could not be kept or dropped", exc_info=error)

    async def _draw(self, name: str, shown: Picture) -> bytes | None:
        async with self._turns.setdefault(name, asyncio.Lock()):  # who comes second finds it drawn
            if data := self._drawn.get(name):
                return data
            try:
                data = await asyncio.to_thread(drawing.draw, shown)
            except Exception as error:  # words without a picture are an answer too
                self._give_up(type(error).__name__)
                _logger.debug("The traceback", exc_info=error)
                return None
            self._drawn.put(name, data)
            return data

    def _give_up(self, reason: str) -> None:
        self._able = False
        _logger.warning("Charts cannot be drawn (%s). Answers are sent without pictures.", reason)


@dataclass(frozen=True, slots=True)
class Shown:
    """A chart on its way into a chat."""

    picture: Picture
    pictures: Pictures

    async def put(self, put: Put) -> Message | bool | None:
        """See `Pictures.put`."""
        return await self.pictures.put(self.picture, put)

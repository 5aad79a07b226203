"""Reading what Telegram sends, where one update that cannot be read is not to keep all others from coming.

python-telegram-bot gives up a whole response for it, prints what it says, and asks for it again at once, for
ever. Here it is logged by its number, and counts as delivered.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.error import NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.telegram.form import is_sound

if TYPE_CHECKING:
    from telegram import Bot

_logger = logging.getLogger(__name__)

_NO_NUMBER = 2**63  # nor anything above it
_GET_UPDATES = "getUpdates"
# Telegram gives back the whole message. PTB would read all of it, each button anew: half a millisecond.
_SENDS = frozenset({"sendMessage", "sendPhoto"})
_OF_WHAT_WAS_SENT = frozenset({"message_id", "date", "chat", "photo"})


def number_of(data: Any) -> int | None:
    """The number of an update, as Telegram's JSON; None, which is logged, if this is none."""
    number: Any = data.get("update_id") if isinstance(data, dict) else None
    if _is_number(number):
        return number  # type: ignore[no-any-return]
    _logger.error("What brings no update_id cannot be read.")
    return None


def parsed(number: int, data: dict[str, Any], bot: "Bot") -> Update | None:
    """The update `data` holds; None, which is logged by `number` alone, if it cannot be read."""
    try:
        update = Update.de_json(data, bot)
    except Exception as error:  # noqa: BLE001 - whatever is the matter with it
        _logger.error("Update %s cannot be read (%s).", number, type(error).__name__)  # noqa: TRY400
        return None
    if is_sound(update):
        return update
    _logger.error("Update %s cannot be read (it has not the form of one).", number)
    return None


Take = Callable[[Update, dict[str, Any] | None], Awaitable[object]]
"""Takes an update in, with what it was as Telegram's JSON, so far as that is known."""


class PollingBot(ExtBot[Any]):
    """python-telegram-bot's bot, which stumbles over no update.

    What came together is taken in at once, so that the store can keep it in one transaction. PTB, which takes
    in one after the other, then finds that all are there.
    """

    _received: Any = None

    def __init__(self, *args: Any, take: Take, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._take = take

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        """See `telegram.Bot`. In place of an update that cannot be read comes one of its number, empty."""
        updates = await self._read(*args, **kwargs)
        listed = self._received if isinstance(self._received, list) else []
        known = {data["update_id"]: data for data in listed if _has_number(data)}
        # In their order: those of a chat wait for each other.
        await asyncio.gather(*(self._take(update, known.get(update.update_id)) for update in updates))
        return updates

    async def _read(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        try:
            updates = await super().get_updates(*args, **kwargs)
        except TelegramError:
            raise
        except Exception:  # noqa: BLE001 - whatever is the matter with one of them
            return self._readable(self._received)
        if all(_is_number(update.update_id) and is_sound(update) for update in updates):
            return updates
        return self._readable(self._received)

    async def _post(self, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        result = await super()._post(endpoint, *args, **kwargs)
        if endpoint == _GET_UPDATES:
            self._received = result
        elif endpoint in _SENDS and isinstance(result, dict):
            return {name: result[name] for name in _OF_WHAT_WAS_SENT & result.keys()}
        return result

    def _readable(self, received: Any) -> tuple[Update, ...]:
        listed = received if isinstance(received, list) else []
        numbered = [(number, data) for data in listed if (number := number_of(data)) is not None]
        if not numbered:  # whoever asks again at once is told the same
            raise NetworkError("a response that cannot be read")
        return tuple(parsed(number, data, self) or Update(number) for number, data in numbered)


def _has_number(data: Any) -> bool:
    return isinstance(data, dict) and _is_number(data.get("update_id"))


def _is_number(number: Any) -> bool:
    return type(number) is int and 0 <= number < _NO_NUMBER

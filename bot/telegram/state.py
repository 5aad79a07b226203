"""What the shell remembers between updates: conversations and language choices."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from bot.languages import Language
from bot.reply import Context
from bot.telegram.unit import is_forgotten

_K = TypeVar("_K")
_V = TypeVar("_V")

MAX_CONVERSATIONS = 10_000
MAX_EXCHANGES = 10_000
MAX_PEOPLE = 10_000
MAX_UPDATES = 10_000


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and the bot's answer to it, with the numbers both messages have in their chat."""

    question: str
    asked: int
    reply: int


class Memory(Protocol):
    """Where conversations and preferences are kept: `InMemory`, or in a database (`bot.telegram.remembered`).

    `days` is how long what is not used is kept; None where all is lost with the process.
    """

    days: int | None

    async def context(self, chat: int, user: int) -> Context:
        """The conversation of `user` in `chat`; an empty one if there was none."""

    async def remember(self, chat: int, user: int, context: Context) -> None:
        """Keeps `context` as the conversation of `user` in `chat`."""

    async def exchange(self, chat: int, message: int) -> Exchange | None:
        """The exchange in `chat` that `message` is the question or the reply of, or None."""

    async def keep_exchange(self, chat: int, user: int, exchange: Exchange) -> None:
        """Keeps an exchange with `user`, in place of an earlier one about the same message."""

    async def language(self, user: int) -> Language | None:
        """The language `user` chose, or None."""

    async def choose_language(self, user: int, language: Language) -> None:
        """Keeps the language `user` chose."""

    async def forget(self, user: int) -> None:
        """Deletes every conversation and exchange, and the language choice, of `user`."""


class Bounded(Generic[_K, _V]):
    """A mapping of at most `size` items that drops the least recently used one when full."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._items: OrderedDict[_K, _V] = OrderedDict()

    def __len__(self) -> int:
        return len(self._items)

    def get(self, key: _K) -> _V | None:
        """The value under `key`, which counts as a use, or None."""
        if key in self._items:
            self._items.move_to_end(key)
        return self._items.get(key)

    def put(self, key: _K, value: _V) -> None:
        """Keeps `value` under `key`."""
        self._items[key] = value
        self._items.move_to_end(key)
        if len(self._items) > self._size:
            self._items.popitem(last=False)

    def drop(self, key: _K) -> None:
        """Deletes `key`, if it is there."""
        self._items.pop(key, None)

    def __iter__(self) -> Iterator[_K]:
        """Every key there is now, least recently used first."""
        return iter(tuple(self._items))


class InMemory:
    """A `Memory` that lasts as long as the process, bounded in size."""

    days: int | None = None

    def __init__(
        self,
        conversations: int = MAX_CONVERSATIONS,
        people: int = MAX_PEOPLE,
        exchanges: int = MAX_EXCHANGES,
    ) -> None:
        # With the user, by either message.
        self._exchanges: Bounded[tuple[int, int], tuple[int, Exchange]] = Bounded(2 * exchanges)
        self._contexts: Bounded[tuple[int, int], Context] = Bounded(conversations)
        self._languages: Bounded[int, Language] = Bounded(people)

    async def context(self, chat: int, user: int) -> Context:
        """See `Memory`."""
        return self._contexts.get((chat, user)) or Context()

    async def remember(self, chat: int, user: int, context: Context) -> None:
        """See `Memory`."""
        if not is_forgotten():
            self._contexts.put((chat, user), context)

    async def exchange(self, chat: int, message: int) -> Exchange | None:
        """See `Memory`."""
        found = self._exchanges.get((chat, message))
        return found[1] if found else None

    async def keep_exchange(self, chat: int, user: int, exchange: Exchange) -> None:
        """See `Memory`."""
        if not is_forgotten():
            self._exchanges.put((chat, exchange.asked), (user, exchange))
            self._exchanges.put((chat, exchange.reply), (user, exchange))

    async def language(self, user: int) -> Language | None:
        """See `Memory`."""
        return self._languages.get(user)

    async def choose_language(self, user: int, language: Language) -> None:
        """See `Memory`."""
        if not is_forgotten():
            self._languages.put(user, language)

    async def forget(self, user: int) -> None:
        """See `Memory`."""
        for key in self._contexts:
            if key[1] == user:
                self._contexts.drop(key)
        for key in self._exchanges:
            found = self._exchanges.get(key)
            if found and found[0] == user:
                self._exchanges.drop(key)
        self._languages.drop(user)


class SeenUpdates:
    """The numbers of the updates handled lately: Telegram may deliver one again."""

    def __init__(self, size: int = MAX_UPDATES) -> None:
        self._seen: Bounded[int, int] = Bounded(size)

    def has(self, update_id: int) -> bool:
        """Whether `update_id` was seen."""
        return self._seen.get(update_id) is not None

    def is_new(self, update_id: int) -> bool:
        """Whether `update_id` is seen for the first time; from now on it is not."""
        new = self._seen.get(update_id) is None
        self._seen.put(update_id, update_id)
        return new

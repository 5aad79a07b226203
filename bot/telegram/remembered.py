"""A memory that outlasts the process and is shared by several; from memory alone while the store is away."""

import dataclasses
import json
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.languages import Language
from bot.reply import Context
from bot.store.problems import AWAY, StoreUnavailable
from bot.telegram import payload
from bot.telegram.feedback import Tally, Verdict
from bot.telegram.pictures import FileIds, FileIdsInMemory
from bot.telegram.state import Exchange, InMemory, Memory
from bot.telegram.unit import current

if TYPE_CHECKING:
    from bot.store.database import Work
    from bot.store.ledger import Ledger
    from bot.store.store import Store

_CONVERSATIONS = 2_000  # of which this process knows the last state, for when the store is away
_PREFERENCES, _LANGUAGE = "preferences", "language"
UNHELPFUL = "unhelpful"  # among the outcomes that are noted


class Remembered(Memory):
    """A `Memory` in a `Store`.

    What is written while an update is handled is read back at once by the same, and by all others when its
    replies are out (see `bot.telegram.unit`). `days` is how long what is not used is kept.
    """

    def __init__(self, store: "Store", ledger: "Ledger", days: int) -> None:
        self.days = days
        self._store = store
        self._ledger = ledger
        self._lately = InMemory(_CONVERSATIONS, _CONVERSATIONS, _CONVERSATIONS)

    async def context(self, chat: int, user: int) -> Context:
        """See `Memory`."""
        key = ("context", chat, user)
        if (known := _known(key)) is not None:
            return known  # type: ignore[no-any-return]
        found = await self._ledger.read(lambda: self._store.people.context(chat, user))
        if found is AWAY:
            return await self._lately.context(chat, user)
        return unpack(found) if found else Context()

    async def remember(self, chat: int, user: int, context: Context) -> None:
        """See `Memory`."""
        await self._lately.remember(chat, user, context)
        prefers = _known((_PREFERENCES, user)) != {}
        work = self._store.people.keep_context(chat, user, pack(context), prefers=prefers)
        await self._write(("context", chat, user), context, work)

    async def exchange(self, chat: int, message: int) -> Exchange | None:
        """See `Memory`."""
        found = await self._ledger.read(lambda: self._store.people.exchange(chat, message))
        if found is AWAY:
            return await self._lately.exchange(chat, message)
        return Exchange(*found) if found else None

    async def keep_exchange(self, chat: int, user: int, exchange: Exchange) -> None:
        """See `Memory`."""
        await self._lately.keep_exchange(chat, user, exchange)
        work = self._store.people.keep_exchange(chat, user, exchange.question, exchange.asked, exchange.reply)
        await self._write(("exchange", chat, exchange.asked), exchange, work)

    async def language(self, user: int) -> Language | None:
        """See `Memory`."""
        key = (_PREFERENCES, user)
        found = _known(key)
        if found is None:
            found = await self._ledger.read(lambda: self._store.people.preferences(user))
            if found is AWAY:
                return await self._lately.language(user)
            _know(key, found)
        return Language.from_tag(found.get(_LANGUAGE))

    async def choose_language(self, user: int, language: Language) -> None:
        """See `Memory`."""
        await self._lately.choose_language(user, language)
        work = self._store.people.prefer(user, _LANGUAGE, language.value)
        await self._write((_PREFERENCES, user), {_LANGUAGE: language.value}, work)

    async def forget(self, user: int) -> None:
        """See `Memory`. Raises StoreUnavailable if it is not done yet: then it is as soon as possible."""
        await self._lately.forget(user)
        work = [self._store.people.forget(user)]
        if unit := current.get():
            unit.known.clear()
            unit.work.clear()
            # What they wrote before, in any chat, and what waits for its answer.
            is_theirs = partial(payload.is_from, user=user)
            # First: an answer in hand was marked before that, or finds that it is done and writes nothing.
            work.insert(0, self._store.inbox.drop(f'"id": {user}', is_theirs, before=unit.number))
        if not await self._ledger.enter(work):
            raise StoreUnavailable

    async def _write(self, key: tuple[Any, ...], value: Any, work: "Work[None]") -> None:
        _know(key, value)
        await _enter(self._ledger, work)


class RememberedFiles(FileIds):
    """`FileIds` in a `Store`."""

    def __init__(self, store: "Store", ledger: "Ledger") -> None:
        self._store = store
        self._ledger = ledger
        self._lately = FileIdsInMemory()

    async def find(self, name: str) -> str | None:
        """See `FileIds`."""
        if known := await self._lately.find(name):
            return known
        found = await self._ledger.read(lambda: self._store.files.find(name))
        return None if found is AWAY else found

    async def keep(self, name: str, file_id: str) -> None:
        """See `FileIds`."""
        await self._lately.keep(name, file_id)
        await self._ledger.enter([self._store.files.keep(name, file_id)])

    async def drop(self, name: str) -> None:
        """See `FileIds`."""
        await self._lately.drop(name)
        await self._ledger.enter([self._store.files.drop(name)])


class RememberedFeedback(Tally):
    """A `Feedback` in a `Store`, which also notes the question where an answer did not help."""

    def __init__(self, store: "Store", ledger: "Ledger") -> None:
        super().__init__()
        self._store = store
        self._ledger = ledger

    async def record(self, verdict: Verdict) -> None:
        """See `Feedback`."""
        await super().record(verdict)
        vote = self._store.feedback.vote(
            verdict.chat,
            verdict.user,
            verdict.message,
            helpful=verdict.helpful,
            entries=verdict.entries,
            language=verdict.language.value,
        )
        await _enter(self._ledger, vote)
        if verdict.question and not verdict.helpful:
            miss = self._store.misses.add(
                verdict.question, UNHELPFUL, verdict.language.value, verdict.entries
            )
            await _enter(self._ledger, miss)


async def _enter(ledger: "Ledger", work: "Work[None]") -> None:
    """Writes `work` when the replies to the update being handled are out; at once where there is none."""
    if unit := current.get():
        unit.write(work)
    else:
        await ledger.enter([work])


def _known(key: tuple[Any, ...]) -> Any:
    unit = current.get()
    return unit.known.get(key) if unit else None


def _know(key: tuple[Any, ...], value: Any) -> None:
    if unit := current.get():
        unit.known[key] = value


def pack(context: Context) -> str:
    """`context` as text. The language preferred is left out: it is kept by itself."""
    return json.dumps(
        {name: value for name, value in dataclasses.asdict(context).items() if name != "preferred"}
    )


def unpack(text: str) -> Context:
    """The context `pack` made `text` of; what another version of the bot kept besides is left out."""
    try:
        kept = json.loads(text)
        values: dict[str, Any] = {
            field.name: tuple(value) if isinstance(value := kept[field.name], list) else value
            for field in dataclasses.fields(Context)
            if field.name in kept and field.name != "preferred"
        }
        return Context(**values)
    except (ValueError, TypeError):
        return Context()

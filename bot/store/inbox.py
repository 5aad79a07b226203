"""The inbox: updates that were received and are not answered yet.

An update belongs to the copy of the bot that holds its lease. A chat's updates are handled in the order
of their numbers: a copy takes one up only if it is the first of its chat, or if it holds those before it.
A copy that dies stops renewing its leases, and the others take up what it held.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Double,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    text,
    update,
)

from bot.store.database import Database, Work
from bot.store.statements import insert, together
from bot.store.tables import inbox

LEASE_SECONDS = 8.0  # how long after its last sign of life a copy is taken for dead
_GIVEN = (inbox.c.update_id, inbox.c.chat, inbox.c.payload)
_CHAT_LOCK = text("SELECT pg_advisory_xact_lock(:chat)")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that was taken up."""

    update_id: int
    chat: int
    payload: str
    attempts: int  # how often it was taken up, this time included; each before ended with the copy's death
    age: float  # seconds since it was received


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many updates wait, and for how many seconds the oldest of them has."""

    waiting: int
    oldest: float


class Inbox:
    """The inbox as the copy named `owner` sees it. Everything here raises StoreUnavailable."""

    def __init__(self, database: Database, owner: str, lease: float = LEASE_SECONDS) -> None:
        self._database = database
        self._owner = owner
        self.lease = lease
        self._put, self._done = self._putting(), self._finishing()  # the two of every update, made once

    async def put(self, update_id: int, chat: int, payload: str, *, take: bool = True) -> bool:
        """Keeps an update, unless it is known. Whether this copy is to handle it now.

        It is not where an earlier update of the chat is in other hands, and without `take`: then whoever
        is free takes it up when its turn has come.
        """
        row = {"update_id": update_id, "chat": chat, "payload": payload, "take": take} | self._clock()
        return await self._database.write(
            lambda connection: bool(connection.scalar(self._put, row)), single=True
        )

    async def claim(self, limit: int) -> Sequence[Waiting]:
        """Takes up to `limit` updates that nobody holds, whole chats where possible, in order."""
        free = and_(inbox.c.done_at.is_(None), inbox.c.lease_until < self._now())
        before = inbox.alias("before")
        earlier = select(before.c.update_id).where(
            before.c.chat == inbox.c.chat,
            before.c.done_at.is_(None),
            before.c.update_id < inbox.c.update_id,
        )
        is_first = ~earlier.exists()
        # A dead copy's leases run out one by one: what follows one that still holds waits with it.
        follows_held = earlier.where(before.c.lease_until >= self._now()).exists()
        first = (
            select(inbox.c.chat)
            .where(free, is_first)
            .order_by(inbox.c.update_id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=inbox)
        )

        def work(connection: Connection) -> Sequence[Waiting]:
            chats = (connection.scalars(first)).all()
            if not chats:
                return ()
            theirs = (
                select(inbox.c.update_id)
                .where(free, inbox.c.chat.in_(chats), ~follows_held)
                .order_by(inbox.c.update_id)
                .limit(limit)
            )
            numbers = (connection.scalars(theirs)).all()
            taken = (
                update(inbox)
                .where(inbox.c.update_id.in_(numbers))
                .values(
                    owner=self._owner,
                    lease_until=self._now() + self.lease,
                    attempts=inbox.c.attempts + 1,
                )
                .returning(
                    inbox.c.update_id,
                    inbox.c.chat,
                    inbox.c.payload,
                    inbox.c.attempts,
                    (self._now() - inbox.c.received_at).label("age"),
                )
            )
            rows = (connection.execute(taken)).mappings().all()
            return sorted((Waiting(**row) for row in rows), key=lambda waiting: waiting.update_id)

        if not await self._database.read(select(inbox.c.update_id).where(free, is_first).limit(1)):
            return ()  # the usual case costs no write
        return await self._database.write(work)

    async def done(self, update_id: int, work: Sequence[Work[Any]] = ()) -> None:
        """Deletes what an update said, keeps its number, and does `work`, in one transaction.

        Nothing is written where it is done already: by another copy, or because it was dropped.
        """
        mark = {"number": update_id} | self._clock()
        # Until it is marked, it would be answered once more if the process were killed: one way to the server
        # and back instead of six.
        if self._database.dialect == "postgresql" and (at_once := together(self._done, mark, work)):
            await self._database.write(
                lambda connection: connection.execute(*at_once), first=True, single=True
            )
            return

        def both(connection: Connection) -> None:
            if connection.execute(self._done, mark).rowcount:
                for each in work:
                    each(connection)

        await self._database.write(both, first=True)

    def drop(self, mention: str, concerned: Callable[[str], bool], before: int) -> Work[None]:
        """Work that deletes what some updates before the number `before` said, as if they were done.

        It does so to those that hold `mention` and are `concerned`, by what they said.
        """
        waiting = select(inbox.c.update_id, inbox.c.payload).where(
            inbox.c.done_at.is_(None),
            inbox.c.update_id < before,
            inbox.c.payload.contains(mention, autoescape=True),
        )

        def work(connection: Connection) -> None:
            for number, payload in connection.execute(waiting).all():
                if concerned(payload):
                    connection.execute(self._done, {"number": number} | self._clock())

        return work

    async def renew(self) -> Collection[int]:
        """Renews the leases of this copy; the result is what it still holds."""
        renewed = (
            update(inbox)
            .where(inbox.c.owner == self._owner, inbox.c.done_at.is_(None))
            .values(lease_until=self._now() + self.lease)
            .returning(inbox.c.update_id)
        )

        def work(connection: Connection) -> Collection[int]:
            return set((connection.scalars(renewed)).all())

        return await self._database.write(work, first=True)

    async def release(self, update_ids: Collection[int]) -> None:
        """Gives updates back that were not answered, to be taken up by whoever is free."""
        statement = self._given_back(0.0).where(inbox.c.update_id.in_(update_ids))

        def work(connection: Connection) -> None:
            connection.execute(statement)

        await self._database.write(work, first=True)

    async def put_off(self, chat: int, pause: float) -> None:
        """Gives back all of a chat that this copy holds, to be taken up after `pause` seconds."""
        statement = self._given_back(self._now() + pause).where(inbox.c.chat == chat)

        def work(connection: Connection) -> None:
            self._lock(connection, chat)
            connection.execute(statement)

        await self._database.write(work, first=True)

    def _given_back(self, lease_until: Any) -> Any:
        return (
            update(inbox)
            .where(inbox.c.owner == self._owner, inbox.c.done_at.is_(None))
            .values(owner=None, lease_until=lease_until, attempts=inbox.c.attempts - 1)
        )

    def _lock(self, connection: Connection, chat: int) -> None:
        """Keeps others from putting in or giving back updates of a chat while this transaction lasts."""
        if self._database.dialect == "postgresql":  # SQLite writes one transaction at a time anyway
            connection.execute(_CHAT_LOCK, {"chat": chat})

    async def backlog(self) -> Backlog:
        """What waits, in whoever's hands."""
        [row] = await self._database.read(
            select(
                func.count().label("waiting"),
                func.coalesce(self._now() - func.min(inbox.c.received_at), 0.0).label("oldest"),
            ).where(inbox.c.done_at.is_(None))
        )
        return Backlog(**row)

    async def purge(self, seconds: float) -> None:
        """Deletes the numbers of updates that were done more than `seconds` ago."""
        old = delete(inbox).where(inbox.c.done_at < self._now() - seconds)

        def work(connection: Connection) -> None:
            connection.execute(old)

        await self._database.write(work)

    def _putting(self) -> Any:
        if self._database.dialect == "postgresql":
            given = [bindparam(column.name, type_=column.type) for column in _GIVEN]
            take = bindparam("take", type_=Boolean)
            return select(func.put_into_inbox(*given, cast(self._owner, Text), self.lease, take))
        earlier = select(inbox.c.update_id).where(
            inbox.c.chat == bindparam("chat"),
            inbox.c.done_at.is_(None),
            or_(inbox.c.owner.is_(None), inbox.c.owner != self._owner),
        )
        mine = and_(bindparam("take", type_=Boolean), ~earlier.exists())
        return (
            insert("sqlite", inbox)
            .values(
                update_id=bindparam("update_id"),
                chat=bindparam("chat"),
                payload=bindparam("payload"),
                owner=case((mine, cast(self._owner, Text)), else_=null()),
                lease_until=case((mine, self._now("now") + self.lease), else_=literal(0.0)),
                attempts=case((mine, 1), else_=0),
                received_at=self._now("now"),
            )
            .on_conflict_do_nothing(index_elements=["update_id"])
            .returning(inbox.c.owner.is_not(None))
        )

    def _finishing(self) -> Any:
        return (
            update(inbox)
            .where(inbox.c.update_id == bindparam("number"), inbox.c.done_at.is_(None))
            .values(done_at=self._now("now"), chat=None, payload=None, owner=None)
        )

    def _clock(self) -> dict[str, float]:
        """What the statements that are made once have to be told, see `_now`."""
        return {} if self._database.dialect == "postgresql" else {"now": time.time()}

    def _now(self, told: str | None = None) -> ColumnElement[float]:
        """The time in seconds, or what is `told` under a name; copies that share a server share its clock."""
        if self._database.dialect == "postgresql":
            return literal_column("CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION)", Double)
        if told:
            return bindparam(told, type_=Double)
        return bindparam(None, time.time(), Double, unique=True)

"""The schema's versions: ordered steps, taken at the start by whoever comes first.

A step that has been released is never changed: a change is a further step. Steps are written in the SQL
that SQLite and PostgreSQL share; what is for PostgreSQL alone says so. Copies of the bot that are a
version behind go on running while a newer one migrates, so a step adds; what it replaces is dropped one
release later.
"""

from typing import Any

from sqlalchemy import Connection, text

from bot.store.problems import NewerSchemaError

_LOCK = 0x626F742073636865  # of PostgreSQL's advisory locks; any number nobody else uses
_PROBE = "INSERT INTO meta (name, value) VALUES ('probe', '1') ON CONFLICT (name) DO UPDATE SET value = '1'"


class _OnServer(str):
    """A statement for PostgreSQL alone."""

    __slots__ = ()


# One way to the server and back, where a transaction would take four. Each statement of a function sees what
# was committed before it began: of two copies that get two messages of a chat, one sees the other's.
_PUT = _OnServer(
    """CREATE FUNCTION put_into_inbox(
        number BIGINT, place BIGINT, said TEXT, who TEXT, lease DOUBLE PRECISION, take BOOLEAN
    ) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
    DECLARE
        mine BOOLEAN;
        moment DOUBLE PRECISION;
    BEGIN
        PERFORM pg_advisory_xact_lock(place);
        moment := CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION);
        mine := take AND NOT EXISTS (
            SELECT FROM inbox WHERE chat = place AND done_at IS NULL AND (owner IS NULL OR owner <> who)
        );
        INSERT INTO inbox (update_id, chat, payload, owner, lease_until, attempts, received_at)
        VALUES (
            number, place, said, CASE WHEN mine THEN who END, CASE WHEN mine THEN moment + lease ELSE 0 END,
            CASE WHEN mine THEN 1 ELSE 0 END, moment
        ) ON CONFLICT (update_id) DO NOTHING;
        RETURN mine AND FOUND;
    END $$"""
)

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE inbox (
            update_id BIGINT PRIMARY KEY,
            chat BIGINT,
            payload TEXT,
            owner TEXT,
            lease_until DOUBLE PRECISION NOT NULL,
            attempts INTEGER NOT NULL,
            received_at DOUBLE PRECISION NOT NULL,
            done_at DOUBLE PRECISION
        )""",
        "CREATE INDEX inbox_waiting ON inbox (chat, update_id) WHERE done_at IS NULL",
        "CREATE INDEX inbox_done ON inbox (done_at) WHERE done_at IS NOT NULL",
        """CREATE TABLE contexts (
            person TEXT NOT NULL,
            chat TEXT NOT NULL,
            context TEXT NOT NULL,
            day INTEGER NOT NULL,
            PRIMARY KEY (person, chat)
        )""",
        "CREATE INDEX contexts_day ON contexts (day)",
        """CREATE TABLE exchanges (
            chat TEXT NOT NULL,
            asked BIGINT NOT NULL,
            reply BIGINT NOT NULL,
            person TEXT NOT NULL,
            question TEXT NOT NULL,
            day INTEGER NOT NULL,
            PRIMARY KEY (chat, asked)
        )""",
        "CREATE INDEX exchanges_reply ON exchanges (chat, reply)",
        "CREATE INDEX exchanges_person ON exchanges (person)",
        "CREATE INDEX exchanges_day ON exchanges (day)",
        """CREATE TABLE preferences (
            person TEXT NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            day INTEGER NOT NULL,
            PRIMARY KEY (person, name)
        )""",
        "CREATE INDEX preferences_day ON preferences (day)",
        """CREATE TABLE misses (
            id TEXT PRIMARY KEY,
            question TEXT NOT NULL,
            outcome TEXT NOT NULL,
            language TEXT NOT NULL,
            entries TEXT NOT NULL,
            count INTEGER NOT NULL,
            first_day INTEGER NOT NULL,
            last_day INTEGER NOT NULL
        )""",
        "CREATE INDEX misses_rank ON misses (count, last_day)",
        """CREATE TABLE feedback (
            person TEXT NOT NULL,
            message TEXT NOT NULL,
            helpful INTEGER NOT NULL,
            entries TEXT NOT NULL,
            language TEXT NOT NULL,
            day INTEGER NOT NULL,
            PRIMARY KEY (person, message)
        )""",
        "CREATE INDEX feedback_day ON feedback (day)",
        """CREATE TABLE files (
            name TEXT PRIMARY KEY,
            file_id TEXT NOT NULL,
            day INTEGER NOT NULL
        )""",
    ),
    (
        "ALTER TABLE misses ADD COLUMN settled INTEGER NOT NULL DEFAULT 0",
        """CREATE TABLE usage (
            day INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            topic TEXT NOT NULL,
            shard INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (day, outcome, topic, shard)
        )""",
    ),
    (_PUT,),
)


def migrate(connection: Connection, steps: tuple[tuple[str, ...], ...] = STEPS) -> None:
    """Takes the steps that are missing, in the transaction of `connection`; others who start wait.

    Also writes something, so that a disk that is full is noticed. Raises NewerSchemaError.
    """
    if is_server := connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    # On SQLite the transaction itself keeps others out.
    connection.execute(text("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)"))
    found = version(connection)
    if found > len(steps):
        raise NewerSchemaError(found, len(steps))
    for step in steps[found:]:
        for statement in step:
            if is_server or not isinstance(statement, _OnServer):
                connection.execute(text(statement))
    connection.execute(
        text(
            "INSERT INTO meta (name, value) VALUES ('schema', :version)"
            " ON CONFLICT (name) DO UPDATE SET value = :version"
        ),
        {"version": str(len(steps))},
    )
    connection.execute(text(_PROBE))


def version(connection: Connection) -> int:
    """The version of the schema, 0 where there is none yet."""
    found: Any = connection.scalar(text("SELECT value FROM meta WHERE name = 'schema'"))
    return int(found or 0)

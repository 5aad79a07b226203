"""The tables as queries see them. `migrations` makes them; a test holds the two together.

Days are counted from 1970-01-01. `person` and `chat` outside the inbox are pseudonyms (see `keys`).
"""

from sqlalchemy import BigInteger, Column, Double, Integer, MetaData, Table, Text

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat", BigInteger),  # whose updates are handled in order; deleted when done
    Column("payload", Text),  # the update; deleted when done
    Column("owner", Text),  # the copy that handles it
    Column("lease_until", Double, nullable=False),  # then another may
    Column("attempts", Integer, nullable=False),
    Column("received_at", Double, nullable=False),
    Column("done_at", Double),
)

contexts = Table(
    "contexts",
    metadata,
    Column("person", Text, primary_key=True),
    Column("chat", Text, primary_key=True),
    Column("context", Text, nullable=False),
    Column("day", Integer, nullable=False),
)

exchanges = Table(
    "exchanges",
    metadata,
    Column("chat", Text, primary_key=True),
    Column("asked", BigInteger, primary_key=True, autoincrement=False),  # the numbers of two messages
    Column("reply", BigInteger, nullable=False),
    Column("person", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("day", Integer, nullable=False),
)

preferences = Table(
    "preferences",
    metadata,
    Column("person", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("day", Integer, nullable=False),
)

misses = Table(
    "misses",
    metadata,
    Column("id", Text, primary_key=True),
    Column("question", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("entries", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("settled", Integer, nullable=False, server_default="0"),  # 1: there is nothing to be done about it
)

usage = Table(
    "usage",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("outcome", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("shard", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("person", Text, primary_key=True),
    Column("message", Text, primary_key=True),
    Column("helpful", Integer, nullable=False),
    Column("entries", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("day", Integer, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("name", Text, primary_key=True),
    Column("file_id", Text, nullable=False),
    Column("day", Integer, nullable=False),
)

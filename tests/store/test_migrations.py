"""The schema brings itself up to date, whoever starts first and however many at once."""

import asyncio

import pytest
from sqlalchemy import inspect, text

from bot.store import migrations
from bot.store.database import Database
from bot.store.migrations import STEPS, migrate, version
from bot.store.problems import NewerSchemaError
from bot.store.store import Store
from bot.store.tables import metadata

LATER = (*STEPS, ("ALTER TABLE misses ADD COLUMN note TEXT", "CREATE TABLE extra (id BIGINT PRIMARY KEY)"))


def described(connection):
    """Tables with their columns (kind and whether they may be empty) and keys."""
    found = inspect(connection)
    return {
        table: (
            {
                (column["name"], str(column["type"]), column["nullable"])
                for column in found.get_columns(table)
            },
            found.get_pk_constraint(table)["constrained_columns"],
        )
        for table in found.get_table_names()
    }


async def schema(database):
    return await database.write(described)


async def test_the_steps_make_the_tables_the_queries_know(store, stores, address, tmp_path):
    made = await schema(store.database)
    other = Database(f"sqlite:///{tmp_path / 'other'}")
    if store.database.dialect == "postgresql":
        await store.database.write(lambda connection: [_drop(connection), metadata.create_all(connection)])
        assert made == await schema(store.database)
        return
    await other.write(metadata.create_all)
    # SQLite takes a key's columns for ones that may be empty unless they are said not to be.
    known = {name for table in (await schema(other)).values() for name, *_ in table[0]}
    assert {name for table in made.values() for name, *_ in table[0]} == known
    assert {name: table[1] for name, table in made.items()} == {
        name: table[1] for name, table in (await schema(other)).items()
    }
    await other.close()


def _drop(connection):
    metadata.drop_all(connection)


async def test_several_that_start_at_once_on_an_empty_database_make_it_once(stores):
    opened = await asyncio.gather(*(stores() for _ in range(6)))
    assert all(store.database.is_up for store in opened)
    assert await opened[0].inbox.put(1, 1, "hello")


async def test_an_older_schema_is_brought_forward_and_keeps_what_it_holds(stores, monkeypatch):
    old = await stores()
    await old.inbox.put(1, 1, "hello")
    monkeypatch.setattr(migrations.migrate, "__defaults__", (LATER,))
    newer = await asyncio.gather(*(stores() for _ in range(4)))
    assert await newer[0].database.write(version) == len(LATER)
    assert await newer[0].database.read(text("SELECT note FROM misses")) == []
    assert (await newer[0].inbox.backlog()).waiting == 1
    assert await old.inbox.put(2, 2, "the older copy goes on")


async def test_a_step_that_fails_leaves_the_schema_as_it_was(store):
    broken = (*STEPS, ("CREATE TABLE half (id BIGINT)", "CREATE TABLE nonsense ("))
    with pytest.raises(Exception, match=r"syntax|incomplete"):
        await store.database._transaction(lambda connection: migrate(connection, broken))
    assert "half" not in await schema(store.database)
    assert await store.database.write(version) == len(STEPS)


async def test_a_database_of_a_later_version_is_refused_in_plain_words(stores, address):
    store = await stores()
    await store.database.write(lambda connection: migrate(connection, LATER))
    older = Store(address, "1:x")
    known = f"version {len(LATER)}, this version of the bot knows {len(STEPS)}: update the bot"
    with pytest.raises(NewerSchemaError, match=known):
        await older.database.open()

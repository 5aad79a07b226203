"""Statements are made once: making one costs SQLAlchemy several times what running it does."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table


def insert(dialect: str, table: Table) -> Any:
    """The beginning of an INSERT that may meet with a row that is there already."""
    if dialect == "postgresql":  # imported late: it takes 2 MB, and SQLite needs none of it
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def upsert(
    connection: Connection,
    table: Table,
    row: Mapping[str, Any],
    *,
    adds: tuple[str, ...] = (),
    keeps: tuple[str, ...] = (),
) -> None:
    """Inserts `row`, or overwrites the one with the same key.

    What that has in the columns `adds` is added to; what it has in `keeps`, it keeps.
    """
    connection.execute(_upsert(connection.dialect.name, table, tuple(row), adds, keeps), row)


@cache
def _upsert(
    dialect: str, table: Table, columns: tuple[str, ...], adds: tuple[str, ...], keeps: tuple[str, ...]
) -> Any:
    key = [column.name for column in table.primary_key]
    inserted = insert(dialect, table)
    changed = {
        name: table.c[name] + inserted.excluded[name] if name in adds else inserted.excluded[name]
        for name in columns
        if name not in key and name not in keeps
    }
    return inserted.on_conflict_do_update(index_elements=key, set_=changed)

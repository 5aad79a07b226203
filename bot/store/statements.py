"""Statements are made once: making one costs SQLAlchemy several times what running it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import CTE, Connection, Select, Table, Update, bindparam, literal, select


def insert(dialect: str, table: Table) -> Any:
    """The beginning of an INSERT that may meet with a row that is there already."""
    if dialect == "postgresql":  # imported late: it takes 2 MB, and SQLite needs none of it
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


@dataclass(frozen=True, slots=True)
class Upsert:
    """Work for `Database.write` that inserts `row`, or overwrites the one with the same key.

    What that has in the columns `adds` is added to; what it has in `keeps`, it keeps.
    """

    table: Table
    row: Mapping[str, Any]
    adds: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()

    def __call__(self, connection: Connection) -> None:
        """Does it."""
        connection.execute(_upsert(connection.dialect.name, *self.shape), self.row)

    @property
    def shape(self) -> "_Shape":
        """All of it but the values."""
        return self.table, tuple(self.row), self.adds, self.keeps


_Shape = tuple[Table, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def together(
    statement: Update, parameters: Mapping[str, Any], work: Sequence[object]
) -> tuple[Select[Any], Mapping[str, Any]] | None:
    """`statement`, which changes a row, and all of `work` as one statement of PostgreSQL's, with parameters.

    Of `work` nothing is done where `statement` found no row to change. It is done wholly or not at all, and
    takes one way to the server and back. None where it cannot be one.
    """
    upserts = [each for each in work if isinstance(each, Upsert)]
    # A statement may change a row once.
    if len(upserts) < len(work) or len({each.table for each in upserts}) < len(work):
        return None
    values = {f"{name}_{n}": value for n, each in enumerate(upserts) for name, value in each.row.items()}
    return _together(statement, tuple(each.shape for each in upserts)), {**parameters, **values}


@cache
def _together(statement: Update, shapes: tuple[_Shape, ...]) -> Any:
    marked = statement.returning(literal(1).label("one")).cte("marked")
    parts = [
        _upsert("postgresql", *shape, number, marked).cte(f"part_{number}")
        for number, shape in enumerate(shapes)
    ]
    return select(marked.c.one).add_cte(*parts)


@cache
def _upsert(
    dialect: str,
    table: Table,
    columns: tuple[str, ...],
    adds: tuple[str, ...],
    keeps: tuple[str, ...],
    number: int | None = None,
    marked: CTE | None = None,
) -> Any:
    """Its values go by its columns' names; as part of another statement, with its `number` after them.

    Of `marked`, if there is one, it takes a row for each: none, or one.
    """
    key = [column.name for column in table.primary_key]
    inserted = insert(dialect, table)
    if marked is not None:
        values = [bindparam(f"{name}_{number}", type_=table.c[name].type) for name in columns]
        inserted = inserted.from_select(columns, select(*values).select_from(marked))
    changed = {
        name: table.c[name] + inserted.excluded[name] if name in adds else inserted.excluded[name]
        for name in columns
        if name not in key and name not in keeps
    }
    return inserted.on_conflict_do_update(index_elements=key, set_=changed)

"""What a failed transaction says: whether it is the database's trouble, and in which words."""

import sqlite3

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_CROSSED = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected
_LONGEST_REASON = 200
_CONFUSED = "InternalClientError"  # asyncpg's, where the server's farewell came while something was under way
_GONE = "connection is closed"  # likewise, where something was begun just after


def is_trouble(error: BaseException) -> bool:
    """Whether `error` is the database's trouble, rather than a mistake of ours."""
    if isinstance(error, DBAPIError):
        return not isinstance(error, (IntegrityError, DataError))
    if isinstance(error, (OSError, TimeoutError, PoolTimeoutError, sqlite3.Error)):
        return True
    # asyncpg's own, raised while connecting.
    return type(error).__module__.partition(".")[0] == "asyncpg"


def crossed_another(error: BaseException) -> bool:
    """Whether a transaction was undone because of another one, and can simply be repeated."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _CROSSED


def reason(error: BaseException) -> str:
    """`error` in one line without any value a statement was given: its kind and the driver's words."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    while (
        isinstance(cause, Exception) and type(cause).__module__.startswith("sqlalchemy") and cause.__cause__
    ):
        cause = cause.__cause__
    if type(cause).__name__ == _CONFUSED or _GONE in str(cause):
        return "the connection was lost"
    words = " ".join(str(cause).split())[:_LONGEST_REASON]
    return f"{type(cause).__name__}: {words}" if words else type(cause).__name__

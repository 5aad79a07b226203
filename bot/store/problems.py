"""What can be the matter with the database. Apart, so that whoever only asks need not load its driver."""

from enum import Enum, auto


class StoreUnavailable(Exception):  # noqa: N818 - a state, told to those who can do without
    """The database cannot be used at the moment."""


class NewerSchemaError(Exception):
    """A later version of the bot has changed the schema."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"the database has schema version {found}, this version of the bot knows {known}: update the bot"
        )


class Away(Enum):
    """In place of an answer: the database is away, or behind what was said to be written."""

    AWAY = auto()


AWAY = Away.AWAY

"""Links that open the bot: on an entry, or on its topics.

https://core.telegram.org/bots/features#deep-linking: the parameter holds at most 64 of `A-Z a-z 0-9 _ -`.
"""

import hashlib
import re
from collections.abc import Iterable

from telegram.helpers import create_deep_linked_url

TOPICS = "topics"  # opens the topics, unless an entry has that id
_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DIGEST = 32  # hexadecimal digits: 128 bits, so two ids never meet


def start_parameter(entry: str) -> str:
    """What stands behind `?start=` in a link to `entry`: its id, or a digest of one no link can hold."""
    return entry if _PARAMETER.fullmatch(entry) else hashlib.sha256(entry.encode()).hexdigest()[:_DIGEST]


def linked_entry(parameter: str, entries: Iterable[str]) -> str | None:
    """The one of `entries` that a link's parameter leads to, or None."""
    return next((entry for entry in entries if start_parameter(entry) == parameter), None)


def entry_link(username: str, entry: str) -> str:
    """The address that opens the bot on `entry`."""
    return create_deep_linked_url(username, start_parameter(entry))

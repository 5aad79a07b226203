"""What readers think of an answer: helpful or not."""

import logging
from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from bot.languages import Language
from bot.telegram.state import Bounded
from bot.telegram.unit import is_forgotten

_logger = logging.getLogger(__name__)

MAX_VERDICTS = 10_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the bot's message `message` helped `user`.

    `entries` are what the answer was from, none where the bot had nothing to say; `question` is the one that
    was answered, empty if nobody asked one (or it is no longer known).
    """

    chat: int
    message: int
    user: int
    helpful: bool
    entries: tuple[str, ...]
    language: Language
    question: str = ""


class Feedback(Protocol):
    """Where verdicts go; a database can take the place of `Tally`."""

    async def record(self, verdict: Verdict) -> None:
        """Keeps a verdict, in place of an earlier one of the same person on the same message."""

    async def forget(self, user: int) -> None:
        """Keeps no verdict of `user` as theirs any longer."""


class Tally:
    """A `Feedback` that counts and logs, for as long as the process lasts. It keeps no questions."""

    def __init__(self, size: int = MAX_VERDICTS) -> None:
        self.counts: Counter[tuple[str, bool]] = Counter()  # by entry, and whether it helped
        self._last: Bounded[tuple[int, int, int], list[tuple[str, bool]]] = Bounded(size)

    async def record(self, verdict: Verdict) -> None:
        """See `Feedback`."""
        key = verdict.chat, verdict.message, verdict.user
        votes = [(entry, verdict.helpful) for entry in verdict.entries or ("",)]
        before = self._last.get(key)
        if before == votes or is_forgotten():
            return
        self.counts.subtract(before or ())
        self.counts.update(votes)
        self._last.put(key, votes)
        opinion = "helpful" if verdict.helpful else "not helpful"
        _logger.info("%s (%s): %s", ", ".join(verdict.entries) or "No entry", verdict.language, opinion)

    async def forget(self, user: int) -> None:
        """See `Feedback`. The counts stay: they name nobody."""
        for key in self._last:
            if key[2] == user:
                self._last.drop(key)

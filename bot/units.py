"""Reading what a number in a question is a number of: "200 million yuan", "$12", "91个"."""

import re
from collections.abc import Iterable

from bot.knowledge.model import Unit
from bot.numbers import Number
from bot.text import fold

_Patterns = list[tuple[str, re.Pattern[str]]]  # by the ids of their units


class Units:
    """The units of a knowledge base, as people write them."""

    def __init__(self, units: Iterable[Unit]) -> None:
        """A unit is written as it is shown, and by its further words."""
        self._behind: _Patterns = []
        self._before: _Patterns = []
        self._classifiers: _Patterns = []
        for unit in units:
            if pattern := _behind(unit):
                (self._classifiers if _is_classifier(unit) else self._behind).append((unit.id, pattern))
            if pattern := _before(unit):
                self._before.append((unit.id, pattern))

    def of(self, number: Number, text: str) -> str | None:
        """The id of the unit of a number in a cleaned, case-folded text, where it tells what is counted."""
        found = _longest(number, text, self._behind)
        ahead = text[: number.start]
        return found or next((unit for unit, pattern in self._before if pattern.search(ahead)), None)

    def start(self, number: Number, text: str) -> int:
        """Where the number, or the unit written before it, begins."""
        ahead = text[: number.start]
        starts = (match.start() for _, pattern in self._before if (match := pattern.search(ahead)))
        return min(starts, default=number.start)

    def classifier(self, number: Number, text: str) -> str | None:
        """The id of the unit of a number where it tells nothing of what is counted, as 个 does."""
        return _longest(number, text, self._classifiers)

    def end_of_classifier(self, number: Number, text: str) -> int:
        """Where the number and a unit that tells nothing end."""
        ends = (match.end() for _, each in self._classifiers if (match := each.match(text, number.end)))
        return max(ends, default=number.end)


def _longest(number: Number, text: str, units: _Patterns) -> str | None:
    """The one of `units` that is written behind a number; the longest where several fit."""
    found = [(match.end(), unit) for unit, pattern in units if (match := pattern.match(text, number.end))]
    return max(found)[1] if found else None


def _is_classifier(unit: Unit) -> bool:
    """Whether some language has no word for a unit."""
    return any(text.strip() == "{n}" for text in unit.text.values())


def _behind(unit: Unit) -> re.Pattern[str] | None:
    """What stands behind a figure of this unit: "year" for "{n} years"."""
    shown = (text.partition("{n}")[2].strip() for text in unit.text.values())
    words = {fold(word).removesuffix("s") for word in (*shown, *unit.all_words) if word}
    if not words:
        return None
    return re.compile(rf"[\s-]*(?:{_any_of(words)})(?:s\b|\b|(?<=[^\x00-\x7f]))")


def _before(unit: Unit) -> re.Pattern[str] | None:
    """What stands before a figure of this unit: "US$", of that "$" alone, "RMB"."""
    shown = [fold(text.partition("{n}")[0].strip()) for text in unit.text.values()]
    signs = [word[-1] for word in shown if word and not word[-1].isalnum()]
    words = {word for word in (*shown, *signs, *map(fold, unit.all_words)) if word}
    return re.compile(rf"(?<![^\W\d_])(?:{_any_of(words)})\s*$") if words else None


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))

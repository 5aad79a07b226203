"""Misses that ask nearly the same, as one."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.languages import to_simplified

if TYPE_CHECKING:
    from bot.store.misses import Miss

ALIKE = (
    88.0  # of 100: "opening hour?" and "opening hours" are alike, "open on Monday" and "on Sunday" are not
)
_NEAR = 5
_FIGURES = re.compile(r"\d+")
_SHORT = 6  # characters; in so few, one that differs may change everything


@dataclass(frozen=True, slots=True)
class Group:
    """Misses that ask nearly the same, the most frequent first."""

    misses: "tuple[Miss, ...]"

    @property
    def id(self) -> str:
        """That of its most frequent miss."""
        return self.misses[0].id

    @property
    def question(self) -> str:
        """The most frequent wording."""
        return self.misses[0].question

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every wording, without those that differ in case or outcome only."""
        seen = {plain_words(miss.question): miss.question for miss in reversed(self.misses)}
        return tuple(reversed(seen.values()))

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What became of them: unknown, refuse, clarify or unhelpful."""
        return tuple(dict.fromkeys(miss.outcome for miss in self.misses))

    @property
    def language(self) -> str:
        """The language of the most frequent wording."""
        return self.misses[0].language

    @property
    def entries(self) -> tuple[str, ...]:
        """The entries that came nearest, of all of them."""
        return tuple(dict.fromkeys(entry for miss in self.misses for entry in miss.entries))

    @property
    def count(self) -> int:
        """How often all of them were asked."""
        return sum(miss.count for miss in self.misses)

    @property
    def days(self) -> tuple[int, int]:
        """The first and the last day they were asked (days since 1970-01-01)."""
        return min(miss.first_day for miss in self.misses), max(miss.last_day for miss in self.misses)


def grouped(misses: "Iterable[Miss]") -> list[Group]:
    """The misses in groups, the most frequent group first.

    A miss belongs to the first group whose most frequent wording it is like; `misses` come in the order of
    their frequency, so that a group forms around what is asked most. Where there is nothing to be done about
    one of them, the group is left out.
    """
    heads: list[str] = []
    groups: list[list[Miss]] = []
    for miss in misses:
        folded = plain_words(miss.question)
        place = _nearest(folded, heads)
        if place is None:
            heads.append(folded)
            groups.append([miss])
        else:
            groups[place].append(miss)
    found = [Group(tuple(group)) for group in groups if not any(miss.settled for miss in group)]
    return sorted(found, key=lambda group: (-group.count, -group.days[1], group.id))


def group_of(miss_id: str, groups: Iterable[Group]) -> Group | None:
    """The group with the miss whose id begins with `miss_id`, or None."""
    return next((group for group in groups if any(m.id.startswith(miss_id) for m in group.misses)), None)


def _nearest(folded: str, heads: Sequence[str]) -> int | None:
    if folded in heads:
        return heads.index(folded)
    if len(folded) <= _SHORT:
        return None
    near = process.extract(folded, heads, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=_NEAR)
    figures = _FIGURES.findall(folded)  # another figure is another question
    return next((place for head, _, place in near if _FIGURES.findall(head) == figures), None)


def plain_words(question: str) -> str:
    """The words of `question` in one order and script, without case, width and punctuation."""
    plain = unicodedata.normalize("NFKC", to_simplified(question)).casefold()
    words = "".join(char if char.isalnum() else " " for char in plain).split()
    return " ".join(sorted(words)) or question

"""What questions read as, remembered: many ask what others have asked, word for word."""

from dataclasses import replace
from functools import lru_cache

from bot.matching import compound
from bot.matching.matcher import Matcher
from bot.matching.ranking import Ranking
from bot.matching.scope import is_hostile

_MOST = 300  # texts; they take 13 kB each

Reading = tuple[Ranking, compound.Halves | None]
"""The ranking of a text, and its halves if it is two questions."""


class Readings:
    """The readings of the texts that were asked last. Safe to share between threads."""

    def __init__(self) -> None:
        self._of = lru_cache(maxsize=_MOST)(_read)

    def of(self, text: str, matcher: Matcher) -> Reading:
        """How `matcher` reads a cleaned text without a greeting."""
        return self._of(text, matcher)

    def forget(self) -> None:
        """Drops all of them."""
        self._of.cache_clear()

    def __reduce__(self) -> tuple[type["Readings"], tuple[()]]:
        return Readings, ()  # nobody's words are kept on disk with an engine


def _read(text: str, matcher: Matcher) -> Reading:
    ranking = matcher.rank(text)
    pair = None if is_hostile(ranking) else compound.split(matcher, ranking)
    return _kept(ranking), pair and compound.Halves(_kept(pair.first), _kept(pair.second))


def _kept(ranking: Ranking) -> Ranking:
    """A ranking without all the phrasings that came near: of no more use, they take most of the room."""
    return replace(ranking, hits=())

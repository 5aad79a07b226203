"""Telling whether a question asks about another place or another matter."""

from bot.knowledge.model import Role
from bot.matching.lexicon import Term
from bot.matching.matcher import Ranking


def outside(ranking: Ranking) -> bool:
    """Whether the part that was ranked is about another place or a matter that is not covered."""
    return bool(
        ranking.terms_of(Role.ELSEWHERE) or ranking.terms_of(Role.OFF_TOPIC) or ranking.terms_of(Role.HOSTILE)
    )


def is_hostile(ranking: Ranking) -> bool:
    """Whether the text tries to give the bot other orders; then all of it is declined."""
    return any(term.role is Role.HOSTILE for term in ranking.terms)


def places_asked_about(ranking: Ranking, sure: float) -> tuple[Term, ...]:
    """The other places the question asks about.

    Those that the best phrasing foresees ("is it in Gansu?") do not count, if the confidence in it is at
    least `sure`.
    """
    expected: frozenset[str] = frozenset()
    if ranking.best is not None and ranking.best.confidence >= sure:
        expected = frozenset(key for term in ranking.best.hit.phrasing.terms for key in term.keys)
    return tuple(term for term in ranking.terms_of(Role.ELSEWHERE) if not term.keys & expected)

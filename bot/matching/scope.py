"""Telling whether a question asks about another place or another matter."""

from bot.knowledge.model import KnowledgeBase, Role
from bot.matching.lexicon import Term
from bot.matching.matcher import Ranking

_BEYOND = (Role.ELSEWHERE, Role.OFF_TOPIC, Role.HOSTILE)


def outside(ranking: Ranking) -> bool:
    """Whether the part that was ranked is about another place or a matter that is not covered."""
    return any(ranking.terms_of(role) for role in _BEYOND)


def words_by_scope(kb: KnowledgeBase) -> tuple[list[str], list[str]]:
    """The words of the vocabulary: those of what is covered, and those of other places and matters."""
    split: tuple[list[str], list[str]] = ([], [])
    for concept in kb.concepts.values():
        for words in concept.words.values():
            split[concept.role in _BEYOND].extend(words)
    return split


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
        expected = frozenset(ranking.best.hit.phrasing.keys)
    return tuple(term for term in ranking.terms_of(Role.ELSEWHERE) if not term.keys & expected)

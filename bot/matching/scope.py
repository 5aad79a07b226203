"""Telling whether a question asks about another place or another matter."""

import re
from collections.abc import Iterable

from bot.claims import ASKS_WHAT
from bot.knowledge.model import KnowledgeBase, Role
from bot.matching.lexicon import Term
from bot.matching.ranking import Ranking

# Before the name of the knowledge base's own place: it is not what is asked about.
_NOT_HERE = re.compile(
    r"(?:\b(?:not(?: in| from| to)?|instead of|rather than|other than|except(?: for)?"
    r"|besides|outside(?: of)?|left|leaving)|n['’]t|不是|不在|不去|没去|不说|除了|而不是|不要|别说|离开)\s*$"
)
_BEYOND = (Role.ELSEWHERE, Role.OFF_TOPIC, Role.HOSTILE)


def outside(ranking: Ranking) -> bool:
    """Whether the part that was ranked is about another place or a matter that is not covered."""
    return any(ranking.terms_of(role) for role in _BEYOND)


def asks(ranking: Ranking) -> bool:
    """Whether anywhere in the text something is asked, by a question word or mark."""
    return ASKS_WHAT.search(ranking.text) is not None or not {"?", "？"}.isdisjoint(ranking.text)


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
    """The other places the question asks about: in the part that was answered, or before it.

    What is asked after a place was named is asked about it, unless the knowledge base's own is named. Those
    that the best phrasing foresees ("is it in Gansu?") do not count, if the confidence in it is at least
    `sure`.
    """
    expected: frozenset[str] = frozenset()
    if ranking.best is not None and ranking.best.confidence >= sure:
        expected = frozenset(ranking.best.hit.phrasing.keys)
    named = set(ranking.terms_of(Role.ELSEWHERE))
    if not ranking.terms_of(Role.HERE):
        named.update(t for t in ranking.terms if t.role is Role.ELSEWHERE and t.start < ranking.focus.start)
    return tuple(t for t in ranking.terms if t in named and t.keys and not t.keys & expected)


def names_both(ranking: Ranking) -> bool:
    """Whether the question names the place the knowledge base is about: "here or in Oakham?"."""
    return any(
        term.keys and term.role is Role.HERE and not _NOT_HERE.search(ranking.text[: term.start])
        for term in ranking.terms
    )


def without(text: str, left_out: Iterable[Term]) -> str:
    """A text with some of its terms left blank."""
    for term in left_out:
        text = text[: term.start] + " " * (term.end - term.start) + text[term.end :]
    return text


def goes_elsewhere(ranking: Ranking) -> bool:
    """Whether the question goes on about another place after the part that was answered."""
    return any(
        term.keys and term.role is Role.ELSEWHERE and term.start >= ranking.focus.end
        for term in ranking.terms
    )

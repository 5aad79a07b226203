"""Telling whether a question asks about another place or another matter."""

import re

from bot.knowledge.model import Role
from bot.matching.lexicon import Term
from bot.matching.matcher import Ranking

# People say where they are from, and whom they work with; that is no question about the place.
_BEFORE = re.compile(
    r"(?:\bfrom(?: the)?"
    r"|\b(?:i|we)(?:'?m| am| are|'re| live| work| study| do research)\b[^,;.]*\b(?:in|at)(?: the)?"
    r"|来自|从|我们?(?:现在|目前)?(?:人)?在)\s*$"
)
_AFTER = re.compile(
    r"^(?:来的|出身|的)?(?:客户|朋友|老板|同事|记者|专家|人|公司|企业|留学生|同学|博士|老师|投资|科学家|学生|学者|工程师|教授|团队)"
    r"|^\s(?:client|customer|colleague|friend|boss|journalist|investor|based|company|firm)s?\b"
)


def outside(ranking: Ranking) -> bool:
    """Whether the part that was ranked is about another place or a matter that is not covered."""
    return bool(_places(ranking) or ranking.terms_of(Role.OFF_TOPIC) or ranking.terms_of(Role.HOSTILE))


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
    return tuple(term for term in _places(ranking) if not term.keys & expected)


def _places(ranking: Ranking) -> tuple[Term, ...]:
    """The other places in the ranked part, leaving out where people say they are from."""
    text = ranking.text
    return tuple(
        term
        for term in ranking.terms_of(Role.ELSEWHERE)
        if not _BEFORE.search(text[: term.start]) and not _AFTER.search(text[term.end :])
    )

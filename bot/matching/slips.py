"""Doubting repairs: a slip of the finger stands among words that are right, not among nonsense."""

from collections.abc import Sequence

from bot.knowledge.model import Role
from bot.matching.lexicon import Term

_SOME = 2  # words that nothing explains, below which no repair is doubted


def doubtful_repairs_undone(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms of a text, those taken for misspelt left unknown where most words are unknown anyway.

    "Lorem ipsum dolor" asks for no dollars. Pinyin is no slip.
    """
    slips = {term for term in terms if term.repaired and not term.is_pinyin}
    unknown = sum(not term.known for term in terms)
    understood = sum(bool(term.keys) and term not in slips for term in terms)
    if not slips or unknown < _SOME or unknown <= understood:
        return tuple(terms)
    return tuple(_as_typed(term) if term in slips else term for term in terms)


def _as_typed(term: Term) -> Term:
    return term._replace(keys=frozenset(), role=Role.TOPIC, repaired="", light=False)

"""Finding two questions in one: "how much funding, and who gets it?"."""

from dataclasses import dataclass

from bot.knowledge.model import Role
from bot.matching.lexicon import Term
from bot.matching.matcher import Matcher, Ranking, within
from bot.matching.segments import Segment, halves

_AS_GOOD = 0.92  # of the whole question's score: halves that explain less are one question after all


@dataclass(frozen=True, slots=True)
class Halves:
    """The two parts of a question, each ranked by itself."""

    first: Ranking
    second: Ranking


def split(matcher: Matcher, whole: Ranking, confident: float) -> Halves | None:
    """The best way to read a question as two, or None where it is one.

    Both parts must lead to an entry of their own with at least the confidence `confident`, or one of
    them must be out of scope while the other leads to an entry. A part without a subject borrows the
    other's: "who gets it" is about the funding asked for before.
    """
    found: list[tuple[float, Halves]] = []
    for left, right in halves(whole.text):
        pair = Halves(_rank(matcher, whole, left, right), _rank(matcher, whole, right, left))
        value = _value(matcher, pair, whole, confident)
        if value:
            found.append((value, pair))
    return max(found, key=lambda item: item[0])[1] if found else None


def outside(ranking: Ranking) -> bool:
    """Whether a part asks about another place or a matter that is not covered."""
    return bool(ranking.terms_of(Role.ELSEWHERE) or ranking.terms_of(Role.OFF_TOPIC))


def _rank(matcher: Matcher, whole: Ranking, part: Segment, other: Segment) -> Ranking:
    inside = within(whole.terms, part)
    borrowed = () if _subject(inside) else _subject(within(whole.terms, other))
    return matcher.rank_part(whole.text, whole.terms, part, borrowed)


def _subject(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    return tuple(term for term in terms if term.keys and term.role is Role.TOPIC)


def _value(matcher: Matcher, pair: Halves, whole: Ranking, confident: float) -> float:
    """How well a cut explains the question; 0 for not at all."""
    first, second = pair.first.best, pair.second.best
    if outside(pair.first) != outside(pair.second):
        inner = second if outside(pair.first) else first
        return inner.confidence if inner and inner.confidence >= confident else 0.0
    if first is None or second is None or first.entry == second.entry or outside(pair.first):
        return 0.0
    if min(first.confidence, second.confidence) < confident:
        return 0.0
    weaker = min(first.score, second.score)
    text = matcher.rank_part(whole.text, whole.terms, Segment(0, len(whole.text)))
    most = max((each.score for each in text.scored), default=0.0)
    return weaker if weaker >= most * _AS_GOOD else 0.0

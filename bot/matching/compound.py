"""Finding two questions in one: "how much funding, and who gets it?"."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from bot.claims import ASKS_WHAT
from bot.knowledge.model import Role
from bot.matching.lexicon import Term
from bot.matching.matcher import Matcher
from bot.matching.origin import points_there
from bot.matching.ranking import Ranking, within
from bot.matching.remarks import tells
from bot.matching.scope import outside, places_asked_about
from bot.matching.segments import Segment, halves
from bot.text import without_marks

_AS_GOOD = 0.92  # of the whole question's score: halves that explain less are one question after all
_AS_ONE = 0.88  # confidence from which on a question as a whole is about what neither half is


@dataclass(frozen=True, slots=True)
class Halves:
    """The two parts of a question, each ranked by itself."""

    first: Ranking
    second: Ranking


def split(matcher: Matcher, whole: Ranking) -> Halves | None:
    """The best way to read a question as two, or None where it is one.

    Both parts must lead to an entry of their own that is sure enough to be shown, or one of them must be
    out of scope while the other leads to such an entry. A part without a subject borrows the
    other's: "who gets it" is about the funding asked for before.
    """
    said = without_marks(whole.text)
    if any(without_marks(each.hit.phrasing.text) == said for each in whole.scored):
        return None  # somebody wrote it down as one
    found: list[tuple[float, Halves]] = []
    together = cache(lambda: _score(matcher, whole))
    for left, right in halves(whole.text):
        if any(_is_cut(term, left, right) for term in whole.terms) or _are_keywords(whole.text, left, right):
            continue
        pair = Halves(_rank(matcher, whole, left, right), _rank(matcher, whole, right, left))
        value = _value(pair, together, matcher.model.answer_at)
        if value:
            found.append((value, pair))
    if not found:
        return None
    pair = max(found, key=lambda item: item[0])[1]
    meant = _meant(matcher, pair)
    return None if meant is None or _is_one(meant, whole) else meant


def _is_cut(term: Term, left: Segment, right: Segment) -> bool:
    """Whether a cut goes through a word: the 和 of 呼和浩特 joins nothing."""
    return term.start < left.end < term.end or term.start < right.start < term.end


def _are_keywords(text: str, left: Segment, right: Segment) -> bool:
    """Whether nothing but a blank is between two halves of which one asks nothing: 人才 年龄限制."""
    asked = all(ASKS_WHAT.search(text[half.start : half.end]) for half in (left, right))
    return text[left.end : right.start].isspace() and not asked


def _is_one(pair: Halves, whole: Ranking) -> bool:
    """Whether a question that can be cut is one all the same.

    So it is if all of it together is about something of its own ("the funding and housing benefits"), or if a
    half in scope merely tells about the asker.
    """
    inside = [half for half in (pair.first, pair.second) if not outside(half)]
    if any(tells(half.said) for half in inside):
        return True
    if whole.best is None or len(inside) == 1:
        return False
    together = set(whole.focus_terms) >= {*pair.first.focus_terms, *pair.second.focus_terms}
    named = {half.best.entry for half in inside if half.best}
    return together and whole.best.confidence >= _AS_ONE and whole.best.entry not in named


def _meant(matcher: Matcher, pair: Halves) -> Halves | None:
    """The pair if each half in scope is as likely by what it means as by its words; else None."""
    heard = Halves(_heard(matcher, pair.first), _heard(matcher, pair.second))
    inside = (half.best for half in (heard.first, heard.second) if not outside(half))
    sure = all(
        best is not None and best.confidence >= matcher.model.answer_at and not matcher.is_chat(best.entry)
        for best in inside
    )
    return heard if sure else None


def _heard(matcher: Matcher, half: Ranking) -> Ranking:
    if half.whole or outside(half):
        return half
    return matcher.understood(half, half.said.strip())


def _rank(matcher: Matcher, whole: Ranking, part: Segment, other: Segment) -> Ranking:
    """One half by itself, or with the other's subject where it says too little by itself."""
    itself = matcher.rank_part(whole.text, whole.terms, part)
    about_itself = bool(_subject(itself.focus_terms) or itself.terms_of(Role.HERE, Role.THERE))
    if about_itself and itself.best and itself.best.confidence >= matcher.model.answer_at:
        return itself
    borrowed = matcher.rank_part(whole.text, whole.terms, part, _subject(within(whole.terms, other)))
    if itself.best is None or not about_itself:
        return borrowed
    return max(itself, borrowed, key=lambda ranking: ranking.best.confidence if ranking.best else 0.0)


def _subject(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    return tuple(term for term in terms if term.keys and term.role is Role.TOPIC)


def _score(matcher: Matcher, whole: Ranking) -> float:
    """The best score of the question read as one."""
    text = matcher.rank_part(whole.text, whole.terms, Segment(0, len(whole.text)))
    return max((each.score for each in text.scored), default=0.0)


def _value(pair: Halves, together: Callable[[], float], sure: float) -> float:
    """How well a cut explains the question, whose score as one is `together`; 0 for not at all."""
    first, second = pair.first.best, pair.second.best
    if outside(pair.first) != outside(pair.second):
        inside, beyond = (pair.second, pair.first) if outside(pair.first) else (pair.first, pair.second)
        return _value_inside(inside, beyond, sure)
    if first is None or second is None or first.entry == second.entry or outside(pair.first):
        return 0.0
    if min(first.confidence, second.confidence) < sure:
        return 0.0
    weaker = min(first.score, second.score)
    return weaker if weaker >= together() * _AS_GOOD else 0.0


def _value_inside(inside: Ranking, beyond: Ranking, sure: float) -> float:
    """The same for the half in scope, where the other is not: it must be a question by itself."""
    about_there = places_asked_about(beyond, sure) and _is_about_there(inside, beyond)
    if inside.best is None or about_there or not _subject(inside.focus_terms):
        return 0.0
    return inside.best.confidence if inside.best.confidence >= sure else 0.0


def _is_about_there(inside: Ranking, beyond: Ranking) -> bool:
    """Whether a half is about the place of the other, too: it points there, or follows and names none."""
    follows = beyond.focus.start < inside.focus.start and not inside.terms_of(Role.HERE)
    return follows or points_there(inside.text, inside.focus.start, inside.focus.end)

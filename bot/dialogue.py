"""From a ranked question to a decision: answer, ask back, or say why not.

The rules are listed in `decide`, first match wins. The thresholds are confidences, and come with the
calibration (see `bot.matching.confidence`).
"""

from collections.abc import Callable, Container
from dataclasses import dataclass
from enum import Enum, auto

from bot.knowledge.model import Role
from bot.matching.confidence import Calibration
from bot.matching.lexicon import NUMBER, Term
from bot.matching.ranking import Ranking, Scored
from bot.matching.scope import is_hostile, places_asked_about
from bot.reply import MAX_CHOICES
from bot.text import without_marks

CLEAR_LEAD = 0.15  # of confidence; below it two entries are as good as equal
LEVEL_LEAD = 0.03  # below it so are three, which are too many to show
_OPEN_AT = 0.5  # from here on it is said that the sources leave it open: it is likelier than not
_AT_ONCE = 2  # entries one reply may hold
_DIGITS = 2  # of a number that may be meant as a figure by itself
_SAME = 0.999  # of a score, and of a question; both are sums of fractions
_FAR = 0.5  # confidence below which a whole sentence of which no word is known is about something else
_BY_MEANING_ALONE = 0.6  # confidence that an entry needs where no word of the question is known
_LEAST_UNDERSTOOD = 0.5  # of the telling words; below it nothing is answered, however well the rest fits


class Outcome(Enum):
    """What to do with a question."""

    ANSWER = auto()
    BOTH = auto()  # two entries fit alike: the point of each
    CLARIFY = auto()
    UNKNOWN = auto()
    ELSEWHERE = auto()
    REFUSE = auto()


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome, the entries it is about, and the rule that led to it."""

    outcome: Outcome
    entries: tuple[str, ...]
    reason: str  # id of the interface text that says why


def decide(  # noqa: PLR0911 - a list of rules
    ranking: Ranking, weight: Callable[[Term], float], limits: Calibration, beside: Container[str] = ()
) -> Decision:
    """What to do with a ranked question; `weight` tells how much a term says, `limits` has the thresholds.

    `beside` holds the entries that say a matter is out of scope: none is offered or told next to others.
    """
    best = ranking.best
    if places_asked_about(ranking, limits.answer_at):
        return Decision(Outcome.ELSEWHERE, (), "why_elsewhere")
    # By what is meant, whatever the words:
    sure = ranking.heard and best is not None and best.confidence >= limits.answer_at
    likely = ranking.whole or sure
    known = _says_something(ranking, weight)
    least = max(limits.answer_at, _BY_MEANING_ALONE)
    if best is None or not (ranking.whole or known or (ranking.heard and best.confidence >= least)):
        return Decision(Outcome.REFUSE, (), "why_no_word")
    same = _word_for_word(ranking, limits.ask_at, beside)
    if len(same) == 1:
        return Decision(Outcome.ANSWER, same, "why_same")
    if reason := _out_of_scope(ranking, best, weight, limits.answer_at):
        return Decision(Outcome.REFUSE, (), reason)
    if (offered := tuple(e for e in same if e not in beside)) and best.confidence < limits.answer_at:
        return Decision(Outcome.CLARIFY, offered[:MAX_CHOICES], "why_several")
    if not likely and _understood(ranking, weight) < _LEAST_UNDERSTOOD:
        return Decision(Outcome.REFUSE, (), "why_few_words")
    if ranking.whole and best.confidence < _FAR * (1 - _understood(ranking, weight)):
        return Decision(Outcome.REFUSE, (), "why_far")
    answer_at, ask_at = limits.answer_at, limits.ask_at
    if best.entry in beside and best.confidence >= ask_at:
        return Decision(Outcome.ANSWER, (best.entry,), "why_leads")
    ours = tuple(scored for scored in ranking.scored if scored.entry not in beside)
    if best.features and best.features.open:
        answer_at, ask_at = min(answer_at, _OPEN_AT), min(ask_at, _OPEN_AT)
    return _by_confidence(ours, best, answer_at, ask_at)


def _by_confidence(offered: tuple[Scored, ...], best: Scored, answer_at: float, ask_at: float) -> Decision:
    """What to do when all depends on how sure the best entry is, and how far ahead of the others."""
    near = tuple(scored.entry for scored in offered[:MAX_CHOICES])
    if best.confidence >= answer_at:
        if len(_rivals(offered, LEVEL_LEAD)) > _AT_ONCE:
            return Decision(Outcome.CLARIFY, near, "why_several")
        rivals = _rivals(offered, CLEAR_LEAD)[:_AT_ONCE]
        if len(rivals) == _AT_ONCE:
            return Decision(Outcome.BOTH, rivals, "why_two")
        return Decision(Outcome.ANSWER, (best.entry,), "why_leads")
    if best.confidence >= ask_at:
        return Decision(Outcome.CLARIFY, near, "why_unsure")
    return Decision(Outcome.UNKNOWN, (), "why_no_entry")


def _word_for_word(ranking: Ranking, ask_at: float, beside: Container[str]) -> tuple[str, ...]:
    """The entries with a phrasing that reads as the question does, all of it; those in its own words first.

    Different words may read alike: what day it is, and whether this is today's news. An entry must then be
    worth offering for its confidence, too, unless it declines words that are of other matters.
    """
    if ranking.carried:
        return ()
    said = without_marks(ranking.text)
    same = [s for s in ranking.scored if s.hit.score >= _SAME and s.features and s.features.focus >= _SAME]
    own = tuple(s.entry for s in same if without_marks(s.hit.phrasing.text) == said)
    strange = bool(ranking.terms_of(Role.OFF_TOPIC))
    alike = tuple(s.entry for s in same if s.confidence >= ask_at or (strange and s.entry in beside))
    # One that merely reads alike is not preferred to a surer one that does not.
    return own or (alike if len(alike) > 1 or strange or alike == (ranking.scored[0].entry,) else ())


def _understood(ranking: Ranking, weight: Callable[[Term], float]) -> float:
    """The share of the telling words in the focus that the knowledge base knows, by weight, in 0..1.

    Words carried over from the question before are among them.
    """
    weights = [(weight(term), term) for term in (*ranking.focus_terms, *ranking.carried)]
    total = sum(worth for worth, _ in weights)
    known = sum(worth for worth, t in weights if t.keys and t.role in {Role.TOPIC, Role.QUESTION})
    return known / total if total else 0.0


def _out_of_scope(ranking: Ranking, best: Scored, weight: Callable[[Term], float], sure: float) -> str:
    """Why the question is about something else; empty if it is not.

    An entry with a confidence of at least `sure` is meant even where an off-topic word stands.
    """
    if is_hostile(ranking):
        return "why_orders"
    if best.confidence >= sure:
        return ""
    if ranking.terms_of(Role.OFF_TOPIC):
        return "why_off_topic"
    return "why_beside" if _beside_the_point(ranking, weight) else ""


def _says_something(ranking: Ranking, weight: Callable[[Term], float]) -> bool:
    """Whether there is more to the question than numbers that are no figure of these matters."""
    terms = (*ranking.focus_terms, *ranking.carried)
    return any(not key.startswith(NUMBER) or _is_figure(term, weight) for term in terms for key in term.keys)


def _is_figure(term: Term, weight: Callable[[Term], float]) -> bool:
    """Whether a number is one that facts hold, and no mere "5"."""
    return weight(term) > 0 and len(term.surface) >= _DIGITS


def _beside_the_point(ranking: Ranking, weight: Callable[[Term], float]) -> bool:
    """Whether what lies outside the focus and outside these matters weighs more than the focus."""
    inside = set(ranking.focus_terms)
    away = sum(weight(t) for t in ranking.terms if t not in inside and t.keys and t.role is Role.OFF_TOPIC)
    return away > sum(weight(t) for t in inside if t.keys)


def _rivals(scored: tuple[Scored, ...], lead: float) -> tuple[str, ...]:
    """The entries that the best does not lead by as much as `lead`."""
    return tuple(s.entry for s in scored if scored[0].confidence - s.confidence < lead)

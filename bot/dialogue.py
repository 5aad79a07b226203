"""From a ranked question to a decision: answer, ask back, or say why not.

The rules are listed in `decide`, first match wins. Thresholds are confidences (see `Scored.confidence`).
"""

from dataclasses import dataclass
from enum import Enum, auto

from bot.knowledge.model import Role
from bot.matching.matcher import Ranking, Scored
from bot.reply import MAX_CHOICES

ANSWER_AT = 0.50
ASK_AT = 0.30
CLEAR_LEAD = 0.03  # of score; below it two entries are as good as equal
_TOPIC_SHARE = 0.5  # of the telling words: from here on a question counts as about these matters


class Outcome(Enum):
    """What to do with a question."""

    ANSWER = auto()
    CLARIFY = auto()
    UNKNOWN = auto()
    ELSEWHERE = auto()
    REFUSE = auto()


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome, the entries it is about, and the rule that led to it."""

    outcome: Outcome
    entries: tuple[str, ...]
    reason: str


def decide(ranking: Ranking, understood: float) -> Decision:
    """What to do with a ranked question.

    `understood` is the share of its telling words that the knowledge base knows, by weight, in 0..1.
    """
    near = tuple(scored.entry for scored in ranking.scored[:MAX_CHOICES])
    best = ranking.best
    if ranking.terms_of(Role.ELSEWHERE):
        return Decision(Outcome.ELSEWHERE, (), "it asks about another place")
    if best is None:
        return Decision(Outcome.REFUSE, (), "no word of it is known")
    if ranking.terms_of(Role.OFF_TOPIC) and best.confidence < ANSWER_AT + 0.3:
        return Decision(Outcome.REFUSE, (), "it asks about a matter that is not covered")
    if best.confidence >= ANSWER_AT:
        rivals = _rivals(ranking.scored)
        if len(rivals) > 1:
            return Decision(Outcome.CLARIFY, rivals[:MAX_CHOICES], "several entries fit equally well")
        return Decision(Outcome.ANSWER, (best.entry,), "one entry fits well and leads")
    if best.confidence >= ASK_AT and understood >= _TOPIC_SHARE:
        return Decision(Outcome.CLARIFY, near, "an entry may fit, but not surely")
    if understood >= _TOPIC_SHARE:
        return Decision(Outcome.UNKNOWN, near[:1], "it is about these matters, but no entry fits")
    return Decision(Outcome.REFUSE, (), "too few of its words are known")


def _rivals(scored: tuple[Scored, ...]) -> tuple[str, ...]:
    """The entries that are as good as the best."""
    return tuple(s.entry for s in scored if scored[0].score - s.score < CLEAR_LEAD)

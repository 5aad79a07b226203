"""What confidences are computed from, measured for the candidates of one ranking."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence

from bot.knowledge.model import Role
from bot.matching.confidence import Features
from bot.matching.lexicon import LITERAL, NUMBER, Term
from bot.matching.ranking import Ranking, Scored

_MANY_TOPICS = 4
_NEAR = 10  # phrasings

_Weighed = tuple[Term, float]  # a term, and how much it tells


class Measures:
    """A ranking made ready to be measured: what is the same for all of its candidates is measured once."""

    def __init__(
        self,
        ranking: Ranking,
        weight: Callable[[Term], float],
        kindred: Mapping[str, frozenset[str]],
        left_open: Container[str],
    ) -> None:
        """`kindred` holds what each entry is about, `left_open` those that say the sources do not tell."""
        terms = ranking.focus_terms
        inside = [(term, weight(term)) for term in terms]
        alone = len(terms) == len(ranking.terms)
        around = inside if alone else [(term, weight(term)) for term in ranking.terms]
        self._known = [(term.keys, worth) for term, worth in inside if term.keys]
        self._focus = _sum(inside)
        self._question = _of_the_question(ranking, inside, around)
        self._scores = sorted((each.score for each in ranking.scored), reverse=True)
        self._near = [hit.phrasing.entry for hit in ranking.hits[:_NEAR]]
        self._kindred, self._open = kindred, left_open

    def of(self, scored: Scored) -> Features:
        """The features of a candidate, without its likeness in meaning."""
        keys = self._kindred[scored.entry]
        strange = sum([worth for held, worth in self._known if not held & keys])
        # The best other one.
        first, second = (*self._scores[:2], 0.0, 0.0)[:2]
        lead = scored.score - (second if scored.score == first else first)
        return Features(
            score=scored.score,
            score_squared=scored.score**2,
            lead=lead,
            leads=float(lead > 0),
            precision=scored.hit.precision,
            recall=scored.hit.recall,
            support=self._near.count(scored.entry) / _NEAR,
            strange=strange / self._focus if self._focus else 0.0,
            any_strange=float(strange > 0),
            best=first,
            open=float(scored.entry in self._open),
            likeness=None,
            **self._question,
        )


def _of_the_question(
    ranking: Ranking, inside: Sequence[_Weighed], around: Sequence[_Weighed]
) -> dict[str, float]:
    """The features that are of the question: of the part that is answered, and of all around it."""
    focus, whole = _sum(inside), _sum(around)
    terms = [term for term, _ in inside]
    concepts = {key for term in (*terms, *ranking.carried) if term.role is Role.TOPIC for key in term.keys}
    topics = sum([not key.startswith((LITERAL, NUMBER)) for key in concepts])
    unknown = _sum([each for each in inside if not each[0].known])
    return {
        "unknown": unknown / focus if focus else 0.0,
        "any_unknown": float(unknown > 0),
        "unknown_anywhere": _sum([each for each in around if not each[0].known]) / whole if whole else 0.0,
        "off_topic": _off_topic(inside) / focus if focus else 0.0,
        "off_topic_anywhere": _off_topic(around) / whole if whole else 0.0,
        "elsewhere": float(any(term.role is Role.ELSEWHERE for term in terms)),
        "topics": min(topics, _MANY_TOPICS) / _MANY_TOPICS,
        "focus": focus / whole if whole else 0.0,
        "asks": float(any(term.role is Role.QUESTION and term.keys for term in terms)),
    }


def _off_topic(weighed: Iterable[_Weighed]) -> float:
    return _sum([each for each in weighed if each[0].role is Role.OFF_TOPIC and each[0].keys])


def _sum(weighed: Iterable[_Weighed]) -> float:
    return sum([weight for _, weight in weighed])

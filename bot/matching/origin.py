"""What the places in a question are to it: the one asked about, or one that somebody is only from."""

import re
from collections.abc import Iterable

from bot.knowledge.model import Role
from bot.matching.lexicon import Term

# Ways to say where somebody is, works or comes from; a place after them is not asked about.
_BEING = (
    r"live|lives|living|work|works|working|study|studies|studying|studied|teach|teaches|teaching|taught|stay|"
    r"reside|grew up|born|based|do research|run|runs|own|owns|manage|manages|lead|leads|head|heads"
)
_SOMEBODY = r"(?:i|we|he|she|they|who|(?:my|our|a|an|the|his|her) [^,;.:?!]{1,30}?)"
_IS = r"(?:'?(?:m|s|re|ve been)|\s(?:am|is|are|was|were|have been|has been))"
_I_AM = r"(?:i'?m|we'?re|(?:i|we)(?: am| are| was| were|'?ve been| have been))"
_AT = r"(?:lab|laborator(?:y|ies)|firm|compan(?:y|ies)|universit(?:y|ies)|institute|office|bank|school|team)"
_BEFORE = re.compile(
    r"(?:\bfrom(?: the)?"
    rf"|\b{_SOMEBODY}{_IS}?\s(?:{_BEING})\b[^,;.:?!]*\b(?:in|at|out of)(?: the)?"
    rf"|\b{_I_AM}\b[^,;.:?!]*\b(?:in|at)(?: the)?"
    rf"|\b(?:finished|got|did|completed) (?:my|his|her|our|a) [^,;.:?!]*\b(?:in|at)"
    rf"|\b{_AT} (?:here )?(?:in|at|of)(?: the)?"
    r"|来自|从|我们?(?:现在|目前|人)?(?:是)?在)\s*$"
)
_AFTER = re.compile(
    r"^(?:来的|出身的?)|^的?(?:客户|朋友|老板|同事|记者|同学|老师|人(?![才口均力数民工员]))"
    r"|^\s(?:client|customer|colleague|friend|boss|journalist|investor|based|company|firm)s?\b"
)
_POINTING = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwill )\bthere\b(?!'s|'re| (?:is|are|was|were|be|will|any|a)\b)"
    r"|那边|那里|那儿"
)
_NOTHING: frozenset[str] = frozenset()


def places_told_apart(text: str, terms: Iterable[Term]) -> tuple[Term, ...]:
    """The terms of a cleaned, case-folded text.

    A place where somebody is only from tells nothing, unless the question goes on about "there". "The city"
    is the knowledge base's own, unless another place is named: then it may be that.
    """
    terms = tuple(terms)
    here = any(term.role is Role.HERE for term in terms)
    told = [
        _telling_nothing(term)
        if _is_origin(term, text) and (here or not points_there(text, term.end))
        else term
        for term in terms
    ]
    if not any(term.role is Role.ELSEWHERE and term.keys for term in told):
        return tuple(told)
    return tuple(_telling_nothing(term) if term.role is Role.THERE else term for term in told)


def points_there(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether a part of a cleaned, case-folded text speaks of "there", rather than of what there is."""
    return _POINTING.search(text, start, len(text) if end is None else end) is not None


def _telling_nothing(term: Term) -> Term:
    return term._replace(keys=_NOTHING, role=Role.FILLER)


def _is_origin(term: Term, text: str) -> bool:
    return term.role is Role.ELSEWHERE and bool(
        _BEFORE.search(text[: term.start]) or _AFTER.search(text[term.end :])
    )

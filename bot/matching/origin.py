"""Places people only say they are from: "I'm in Germany", 法国客户. They are not asked about."""

import re
from collections.abc import Iterable

from bot.knowledge.model import Role
from bot.matching.lexicon import Term

_BEFORE = re.compile(
    r"(?:\bfrom(?: the)?"
    r"|\b(?:i|we)(?:'?m| am| are|'re| live| work| study| do research)\b[^,;.]*\b(?:in|at)(?: the)?"
    r"|来自|从|我们?(?:现在|目前)?(?:人)?在)\s*$"
)
_AFTER = re.compile(
    r"^(?:来的|出身的?)|^的?(?:客户|朋友|老板|同事|记者|同学|老师|人(?![才口均力数民工员]))"
    r"|^\s(?:client|customer|colleague|friend|boss|journalist|investor|based|company|firm)s?\b"
)


def without_origins(text: str, terms: Iterable[Term]) -> tuple[Term, ...]:
    """The terms of a cleaned, case-folded text; a place where somebody is only from tells nothing."""
    return tuple(
        term._replace(keys=frozenset(), role=Role.FILLER)
        if term.role is Role.ELSEWHERE
        and (_BEFORE.search(text[: term.start]) or _AFTER.search(text[term.end :]))
        else term
        for term in terms
    )

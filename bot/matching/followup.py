"""Telling a follow-up ("and at city level?", "住房呢？") from a question that stands by itself."""

import re

from bot.knowledge.model import Role
from bot.matching.lexicon import LITERAL, NUMBER, Term

# How people refer back, in the languages the engine reads.
_OPENING = re.compile(
    r"^(?:and|so|but|then|ok(?:ay)?|what about|how about|what of|in|for|also|or|那么?|还有|另外|那|其中|再)\b"
    r"|^(?:那么?|还有|其中|再问|它|这个?|该)"
)
_ENDING = re.compile(r"(?:呢|呐)[?？。!！\s]*$")
_REFERRING = re.compile(
    r"\b(?:it|its|that|this|they|them|those|these|one|ones|there|he|she|him|her|same|others?|else|again)\b"
    r"|它|他们|这些|那些|这个|那个|其|该|这笔|那笔|都|上述|前者|后者"
)
# Words that ask, where no vocabulary says so: they are no part of what was asked about.
_ASKING = re.compile(
    r"how|long|large|big|much|many|far|often|who|whom|whose|when|where|which|why|what"
    r"|[几多少谁哪何怎什].?|.?[几少么谁]"
)
_SHORT = 4  # telling words
_CHOICE = re.compile(
    r"(?:the |no\.? ?|number |option |第)?(?:(?P<first>1|first|one|一)|(?P<second>2|second|two|二)"
    r"|(?P<third>3|third|three|三))(?: ?(?:one|个|项))?[.。!！)）]?"
)


def chosen_number(text: str) -> int | None:
    """The number of the choice a short answer such as "2", "the first" or 第二个 takes, else None."""
    match = _CHOICE.fullmatch(text.casefold())
    if match is None:
        return None
    return next(n for n, name in enumerate(("first", "second", "third"), start=1) if match[name])


def refers_back(text: str, terms: tuple[Term, ...]) -> bool:
    """Whether a cleaned, case-folded question may lean on the one before it."""
    telling = [term for term in terms if term.role is not Role.FILLER]
    subjects = subject_of(terms)
    if not subjects:
        return bool(telling)
    return len(telling) <= _SHORT and (leans(text, terms) or len(subjects) == 1)


def leans(text: str, terms: tuple[Term, ...]) -> bool:
    """Whether a cleaned, case-folded question is worded as one on what was named before.

    It goes on ("and for companies?"), points back ("is it online?") or is one word ("free?").
    """
    goes_on = _OPENING.search(text) or _ENDING.search(text)
    telling = sum(term.role is not Role.FILLER for term in terms)
    return bool(goes_on or _REFERRING.search(text)) or telling == 1


def subject_of(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """What a question was about: the terms a follow-up may leave out. A figure by itself is no subject."""
    return tuple(
        term
        for term in terms
        if term.role is Role.TOPIC and any(not key.startswith(NUMBER) for key in term.keys)
    )


def left_out(said: tuple[Term, ...], before: tuple[Term, ...]) -> tuple[Term, ...]:
    """What a follow-up takes from the question before: its subject, and what it asked if this one does not.

    "Is it 9?" after "what does the pool cost?" is about the cost, "and the market?" is not.
    """
    if any(term.keys and term.role is Role.QUESTION for term in said) or subject_of(said):
        subject = subject_of(before)
        return tuple(term for term in subject if not _only_asks(term)) or subject
    return tuple(term for term in before if term.keys and term.role in {Role.TOPIC, Role.QUESTION})


def _only_asks(term: Term) -> bool:
    literal = all(key.startswith(LITERAL) for key in term.keys)
    return literal and _ASKING.fullmatch(term.surface) is not None

"""Checking the figure a question takes for granted: "Is it 200 million yuan?"."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from bot.knowledge.model import Entry, Fact, KnowledgeBase, Role
from bot.knowledge.render import placeholders
from bot.matching.lexicon import LITERAL, NUMBER, Term
from bot.numbers import Number, find_numbers

# A question that asks whether something is so, as opposed to what it is.
_WHETHER = re.compile(
    r"^(?:(?:so|and|but|wait|hey|ok|hold on)\W+)*"
    r"(?:is|are|was|were|do|does|did|isn'?t|aren'?t|don'?t|doesn'?t|didn'?t|can|will|has|have|only|just|it'?s|its|so)\b"
    r"|\b(?:right|true|correct|yes|yeah|no|really|huh|eh|confirm|isn'?t it|aren'?t there)\W*$"
    r"|\b(?:am i right|is it true|is that true|heard|they say|said)\b"
    r"|吗|吧|是不是|对不对|对吗|没错|是真的|真的假的|听说|难道|只有|才"
)
_ABOUT_ME = re.compile(r"\b(?:i am|i'm|im|aged?)\b|我|岁")
_CLAUSE_END = re.compile(r"[,;.!?，。；！？、]|$")
_YEARS = range(1900, 2101)
_FEW = 2  # "one" and "two" in words are seldom a claim
_LARGE = 1000  # from here on a number is a figure whatever stands around it


class Premise(Enum):
    """What the facts say of a question's figures."""

    NONE = auto()  # no figure is claimed
    RIGHT = auto()
    WRONG = auto()


def check(text: str, terms: Sequence[Term], entry: Entry, keys: frozenset[str], kb: KnowledgeBase) -> Premise:
    """Compare the figures in a cleaned, case-folded question with those of the entry that answers it.

    A figure with the unit of the answer must be the answer's. `keys` are the concepts the entry is about:
    a number that one of them follows is a claim, too, but one that some other fact holds is taken as a
    reference ("of the 102 bases").
    """
    facts = _facts(entry.answer.values(), kb)
    own, units = _figures(facts), _units(facts, kb)
    if not own or not _asks_whether(text, terms):
        return Premise.NONE
    every = _figures(kb.facts.values())
    found = find_numbers(text)
    exact = [n.value for n in found if text[n.end :].lstrip().startswith(tuple(units))]
    loose = [n.value for n in found if _claims(n, text, terms, keys)]
    if any(value not in own for value in exact) or any(value not in every for value in loose):
        return Premise.WRONG
    return Premise.RIGHT if any(value in own for value in (*exact, *loose)) else Premise.NONE


def _asks_whether(text: str, terms: Sequence[Term]) -> bool:
    """Whether something is asked to be confirmed; a bare statement with a question mark does, too."""
    asks_what = any(term.role is Role.QUESTION and term.keys for term in terms)
    return bool(_WHETHER.search(text)) or (not asks_what and text.rstrip().endswith(("?", "？")))


def _claims(number: Number, text: str, terms: Sequence[Term], keys: frozenset[str]) -> bool:
    """Whether a number is meant as the figure the entry gives, though its unit does not say so."""
    if number.value in _YEARS and not number.words:
        return False
    if (number.words and number.value <= _FEW) or _part_of_word(number, terms):
        return False
    if number.value >= _LARGE:
        return True
    end = _CLAUSE_END.search(text, number.end)
    clause_end = end.start() if end else len(text)
    after = [t for t in terms if number.end <= t.start < clause_end and t.role is not Role.FILLER]
    if after:
        return bool(after[0].keys & keys)
    return not _ABOUT_ME.search(text)


def _part_of_word(number: Number, terms: Sequence[Term]) -> bool:
    """Whether the number is part of a vocabulary word that means something else, as in "grade 9"."""
    return any(
        term.start <= number.start and number.end <= term.end and not _is_number(term)
        for term in terms
        if term.keys
    )


def _is_number(term: Term) -> bool:
    """Whether the term is a figure, or a word such as "three" that only a phrasing made known."""
    return all(key.startswith((NUMBER, LITERAL)) for key in term.keys)


def _facts(templates: Iterable[str], kb: KnowledgeBase) -> list[Fact]:
    names = {name.name for template in templates for name in placeholders(template)}
    return [kb.facts[name] for name in names if name in kb.facts]


def _units(facts: Iterable[Fact], kb: KnowledgeBase) -> frozenset[str]:
    """What stands behind the figures in any language, as people write it: "year" for "{n} years"."""
    named = (kb.units[fact.unit] for fact in facts if fact.unit is not None and fact.unit in kb.units)
    texts = (text for unit in named for text in unit.text.values())
    behind = (text.partition("{n}")[2].strip().casefold().removesuffix("s") for text in texts)
    return frozenset(unit for unit in behind if unit)


def _figures(facts: Iterable[Fact]) -> set[Decimal]:
    return {Decimal(f.value) for f in facts if f.value is not None and not isinstance(f.value, date)}

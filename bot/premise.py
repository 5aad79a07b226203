"""Checking the figure a question takes for granted: "Is it 200 million yuan?"."""

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from bot.claims import ASKS_WHAT
from bot.knowledge.model import Entry, Fact, KnowledgeBase, Role
from bot.knowledge.render import placeholders
from bot.matching.lexicon import LITERAL, NUMBER, Lexicon, Term
from bot.numbers import Number, find_numbers
from bot.text import fold
from bot.units import Units

# A question that asks whether something is so, as opposed to what it is.
_WHETHER = re.compile(
    r"^(?:(?:so|and|but|wait|hey|ok|hold on)\W+)*"
    r"(?:is|are|was|were|do|does|did|isn'?t|aren'?t|don'?t|doesn'?t|didn'?t|can|will|has|have|only|just|it'?s|its|so)\b"
    r"|\b(?:right|true|correct|yes|yeah|no|really|huh|eh|confirm|isn'?t it|aren'?t there)\W*$"
    r"|\b(?:am i right|is it true|is that true|heard|they say|said|correct me|pretty sure)\b"
    r"|吗|吧|是不是|对不对|对吗|没错|是真的|真的假的|听说|难道|只有|才"
)
_ABOUT_ME = re.compile(r"\b(?:i|i'm|im|i've|ive|my|we|we've|our|aged?)\b|我|岁")
_PART_OF = re.compile(r"\bof (?:the|those|these|your) (?:total (?:of )?)?$|(?:这|那)$")
_OF_US = re.compile(r" of (?:us|you|them|my|our)\b")
_FOR = re.compile(r"\s*(?:for|to|per|in|from|as|at|with|if|when|by|on)\b|\s*(?:给|作为|用于)")
_CLAUSE_END = re.compile(r"[,;.!?，。；！？、]|$")
_AT_LEAST = re.compile(r"(?:\bat least|\bminimum(?: of)?|至少|最少|起码)\s*$")
_MORE = re.compile(
    r"(?:\b(?:more|bigger|larger|greater|higher) than|\bover|\babove|\bexceed(?:s|ing)?"
    r"|超过|多于|大于|高于|不止|超)\s*$"
)
_LESS = re.compile(
    r"(?:\b(?:less|fewer|smaller|lower) than|\bunder|\bbelow|\bup to"
    r"|不到|少于|小于|低于|不足|不超过|没到)\s*$"
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|some|nearly|almost|circa|close to)"
    r"|~|大约|大概|约|差不多|将近|接近|近)\s*$"
)
_MORE_BEHIND = re.compile(r"\s*(?:plus\b|or more\b|\+|多|以上|余)")
_LESS_BEHIND = re.compile(r"\s*(?:or (?:less|fewer)\b|以下|以内)")
_ABOUT_BEHIND = re.compile(r"\s*(?:or so\b|-?ish\b|左右|上下)")
_THAN = re.compile(r"[^，。！？,!?]{0,8}?(?:(?P<more>[多高大])|[少低小])")
_TIMES = 4  # a figure this many times larger or smaller is not what is meant
_ROUGHLY = Decimal("0.1")
_YEARS = range(1900, 2101)
_FEW = 2  # "one" and "two" in words are seldom a claim
_LARGE = 1000  # from here on a number is a figure whatever stands around it


class Premise(Enum):
    """What the facts say of a question's figures."""

    NONE = auto()  # no figure is claimed
    RIGHT = auto()
    WRONG = auto()


@dataclass(frozen=True, slots=True)
class _Figure:
    """A fact that is a number, and what it counts."""

    id: str
    value: Decimal
    unit: str | None
    keys: frozenset[str]  # the concepts of its name


class Premises:
    """The figures of a knowledge base, ready to be held against those of a question."""

    def __init__(self, kb: KnowledgeBase, lexicon: Lexicon) -> None:
        """`lexicon` has learnt the phrasings already."""
        self._kb = kb
        self._figures = {fact.id: _figure(fact, value, lexicon) for fact, value in _numbers(kb)}
        self._entry_of = _entries_by_figure(kb, self._figures)
        self._years = {id_: years for id_, years in _years(kb) if years}
        self._units = Units(kb.units.values())

    def check(self, text: str, terms: Sequence[Term], entry: Entry, keys: frozenset[str]) -> Premise:
        """Compare the figures in a cleaned, case-folded question with those of the entry that answers it.

        What a number counts is told by the unit or the words behind it: "five policies" is held against the
        facts on policies. A number that is right for some other fact is taken as a reference ("of the 102
        bases"). `keys` are the concepts the entry is about.
        """
        if not _asks_whether(text, terms):
            return Premise.NONE
        named = shown_by(entry, self._kb)
        years = frozenset(year for name in named for year in self._years.get(name, ()))
        if years and (claimed := {n.value for n in find_numbers(text) if _is_year(n)}):
            return Premise.RIGHT if claimed <= years else Premise.WRONG
        own = [figure for id_, figure in self._figures.items() if id_ in named]
        if not own:
            return Premise.NONE
        found = {self._judge(number, text, terms, own, keys) for number in find_numbers(text)}
        return next((p for p in (Premise.WRONG, Premise.RIGHT) if p in found), Premise.NONE)

    def entry_meant(self, text: str, terms: Sequence[Term], least: int = _LARGE) -> str:
        """The entry on the one figure about as large as that asked about ("is it 200 million?"); or none.

        Numbers below `least` are passed over. What is said to be of a unit is only like figures of that.
        """
        numbers = [n for n in find_numbers(text) if n.value >= least and not _is_year(n)]
        if len(numbers) != 1 or not _asks_whether(text, terms):
            return ""
        said, unit = numbers[0].value, self._units.of(numbers[0], text)
        same = [figure for figure in self._figures.values() if unit is None or figure.unit == unit]
        near = [figure.id for figure in same if said / _TIMES <= figure.value <= said * _TIMES]
        return self._entry_of.get(near[0], "") if len(near) == 1 else ""

    def other_year(self, text: str) -> str:
        """A year a cleaned, case-folded question names, of which nothing is known; empty if there is none."""
        known = frozenset(year for years in self._years.values() for year in years)
        if not known or _ABOUT_ME.search(text):
            return ""
        strange = (n for n in find_numbers(text) if _is_year(n) and n.value not in known)
        return next((text[number.start : number.end] for number in strange), "")

    def _judge(
        self, number: Number, text: str, terms: Sequence[Term], own: Sequence[_Figure], keys: frozenset[str]
    ) -> Premise:
        unit = self._units.of(number, text)
        if _is_no_claim(number, text) or (unit is None and _is_part_of_word(number, terms)):
            return Premise.NONE
        counted = self._counted(number, text, terms)
        if unit is None and not counted and (classifier := self._units.classifier(number, text)):
            same = [figure for figure in own if figure.unit == classifier]  # "91个": of what was asked about
        else:
            same = self._of_same_kind(unit, counted)
        mine = [figure for figure in same if figure in own]
        meets = _comparison(number, text[: self._units.start(number, text)], text[number.end :])
        if any(meets(figure.value) for figure in mine or (() if same else own)):
            return Premise.RIGHT
        if any(figure.value == number.value for figure in same or self._figures.values()):
            return Premise.NONE  # another fact is referred to
        if mine:
            enough = all(number.value > figure.value for figure in mine)
            return Premise.NONE if enough and _ABOUT_ME.search(text) else Premise.WRONG
        return Premise.NONE if same or _may_be_anything(number, text, counted, keys) else Premise.WRONG

    def _of_same_kind(self, unit: str | None, counted: Sequence[Term]) -> list[_Figure]:
        """The figures that count what the number counts; empty where the question does not tell."""
        if unit is not None:
            return [figure for figure in self._figures.values() if figure.unit == unit]
        if not counted:
            return []
        return [
            figure for figure in self._figures.values() if all(term.keys & figure.keys for term in counted)
        ]

    def _counted(self, number: Number, text: str, terms: Sequence[Term]) -> list[Term]:
        """The words behind a number that say what it counts: in "102 national bases" the last two."""
        start = self._units.end_of_classifier(number, text)
        if _FOR.match(text, start):
            return []  # "100 million to academicians" counts no academicians
        end = _CLAUSE_END.search(text, number.end)
        stop = end.start() if end else len(text)
        behind = [t for t in terms if start <= t.start < stop and t.role is not Role.FILLER and not t.light]
        return list(itertools.takewhile(lambda term: term.keys and term.role is Role.TOPIC, behind))


def _asks_whether(text: str, terms: Sequence[Term]) -> bool:
    """Whether something is asked to be confirmed; a bare statement with a question mark does, too."""
    asks_what = ASKS_WHAT.search(text) or any(term.role is Role.QUESTION and term.keys for term in terms)
    return bool(_WHETHER.search(text)) or (not asks_what and text.rstrip().endswith(("?", "？")))


def _may_be_anything(number: Number, text: str, counted: Sequence[Term], keys: frozenset[str]) -> bool:
    """Whether a number that no fact is like need not be meant as a figure of the answer."""
    if number.value >= _LARGE:
        return False
    return not counted[0].keys & keys if counted else bool(_ABOUT_ME.search(text))


def _comparison(number: Number, before: str, after: str) -> Callable[[Decimal], bool]:
    """What the question says of a figure: that it is the number, more, less, or about as much.

    `before` and `after` stand around the number and the unit before it.
    """
    said = number.value
    than = _THAN.match(after) if before.rstrip().endswith("比") else None  # 比一千万美元还多
    if than:
        return (lambda value: value > said) if than["more"] else (lambda value: value < said)
    if _AT_LEAST.search(before):
        return lambda value: value >= said
    if _MORE.search(before) or _MORE_BEHIND.match(after):
        return lambda value: value > said
    if _LESS.search(before) or _LESS_BEHIND.match(after):
        return lambda value: value < said
    if _ABOUT.search(before) or _ABOUT_BEHIND.match(after):
        return lambda value: abs(value - said) <= said * _ROUGHLY
    return lambda value: value == said


def _is_no_claim(number: Number, text: str) -> bool:
    """Whether a number says nothing of a figure: "one", a year, "of the 102", "3 of us"."""
    few = number.words and number.value <= _FEW
    part = _PART_OF.search(text[: number.start]) or _OF_US.match(text[number.end :])
    return few or _is_year(number) or bool(part)


def _is_year(number: Number) -> bool:
    return number.value in _YEARS and not number.words


def _is_part_of_word(number: Number, terms: Sequence[Term]) -> bool:
    """Whether a number belongs to a vocabulary word that means something else, as in "grade 9"."""
    return any(
        term.start <= number.start and number.end <= term.end and not is_number(term)
        for term in terms
        if term.keys
    )


def is_number(term: Term) -> bool:
    """Whether the term is a figure, or a word such as "three" that only a phrasing made known."""
    return all(key.startswith((NUMBER, LITERAL)) for key in term.keys)


def _numbers(kb: KnowledgeBase) -> Iterable[tuple[Fact, Decimal]]:
    """The figures that hold; those that others have superseded do not."""
    for fact in kb.facts.values():
        if fact.value is not None and not isinstance(fact.value, date) and kb.fact(fact.id) is fact:
            yield fact, Decimal(fact.value)


def _years(kb: KnowledgeBase) -> Iterable[tuple[str, frozenset[Decimal]]]:
    """The years that facts and sources name, by id."""
    for source in kb.sources.values():
        yield source.id, frozenset({Decimal(source.updated.year)})
    for fact in kb.facts.values():
        if isinstance(fact.value, date):
            yield fact.id, frozenset({Decimal(fact.value.year)})
        else:
            numbers = (n for text in fact.text.values() for n in find_numbers(text))
            yield fact.id, frozenset(n.value for n in numbers if _is_year(n))


def _figure(fact: Fact, value: Decimal, lexicon: Lexicon) -> _Figure:
    read = [term for name in fact.name.values() for term in lexicon.read(fold(name))]
    return _Figure(fact.id, value, fact.unit, frozenset(key for term in read for key in term.keys))


def _entries_by_figure(kb: KnowledgeBase, figures: Mapping[str, _Figure]) -> dict[str, str]:
    """For each figure the entry whose answer gives no other; of several the one with the fewest words."""
    found: dict[str, Entry] = {}
    for entry in kb.entries.values():
        named = shown_by(entry, kb)
        for figure in own if len(own := named & figures.keys()) == 1 else ():
            if figure not in found or _length(entry) < _length(found[figure]):
                found[figure] = entry
    return {figure: entry.id for figure, entry in found.items()}


def shown_by(entry: Entry, kb: KnowledgeBase) -> set[str]:
    """The ids of the facts and sources an entry's answer shows: of what was superseded, the newest."""
    written = {name.name for template in entry.answer.values() for name in placeholders(template)}
    return {fact.id if (fact := kb.fact(name)) else name for name in written}


def _length(entry: Entry) -> int:
    return sum(map(len, entry.answer.values()))

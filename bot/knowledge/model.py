"""What a knowledge base is once it is read: immutable, complete, free of YAML.

Texts are kept per language code (`en`, `zh`) as the editor wrote them. Answers are templates: a name in
braces stands for a fact (`{jobs}`, or `{jobs.number}` without its unit) or for a field of a source
(`{article.updated}`); `bot.knowledge.render` fills them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from bot.knowledge.points import Points

Localized = Mapping[str, str]
"""Language code to text."""

_T = TypeVar("_T")


def _empty() -> Localized:
    # A factory, since Python 3.11 takes a mapping proxy for a mutable default.
    return MappingProxyType({})


def frozen(mapping: Mapping[str, _T]) -> Mapping[str, _T]:
    """A read-only copy of `mapping`, in the same order."""
    return MappingProxyType(dict(mapping))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in the YAML a thing stands; line and column count from 1, and are 0 for a whole folder."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Qualifier(StrEnum):
    """How exactly a figure is meant. It is shown with the figure wherever the figure is shown."""

    EXACT = "exact"
    ABOUT = "about"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    UP_TO = "up_to"


class EntryKind(StrEnum):
    """What kind of reply an entry gives."""

    ANSWER = "answer"
    UNKNOWN = "unknown"  # the sources do not say
    REFUSE = "refuse"  # not a matter for this bot
    SMALLTALK = "smalltalk"


class Role(StrEnum):
    """What a concept of the vocabulary does in a question."""

    TOPIC = "topic"  # what the question is about
    QUESTION = "question"  # what is asked of it: how many, who, when
    HERE = "here"  # the place the knowledge base is about, by name
    THERE = "there"  # the same, where no other place is named: the city, the government
    ELSEWHERE = "elsewhere"  # another place
    OFF_TOPIC = "off_topic"  # a matter this knowledge base does not cover
    HOSTILE = "hostile"  # an attempt to give the bot other orders
    FILLER = "filler"  # says nothing about the matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication that facts come from."""

    id: str
    title: Localized
    publisher: Localized
    updated: date
    section: Localized = field(default_factory=_empty)
    url: str | None = None
    valid_until: date | None = None  # the last day on which what it says holds
    note: str = ""
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """How a figure of this unit is written: `{n}` stands for the number."""

    id: str
    text: Localized
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # other ways to write it behind one
    origin: Origin

    @property
    def all_words(self) -> tuple[str, ...]:
        """The `words` of every language."""
        return tuple(word for words in self.words.values() for word in words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure, date or name, written once. Exactly one of `value` and `text` is given."""

    id: str
    source: str | None
    value: int | Decimal | date | None = None
    text: Localized = field(default_factory=_empty)
    unit: str | None = None
    qualifier: Qualifier = Qualifier.EXACT
    paragraph: str = ""
    name: Localized = field(default_factory=_empty)
    supersedes: str | None = None  # an older fact, in whose place this one is shown
    valid_until: date | None = None
    note: str = ""
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A heading under which entries are browsed."""

    id: str
    title: Localized
    origin: Origin


@dataclass(frozen=True, slots=True)
class Bar:
    """A fact in a chart, with the label to show for it; without one, the fact's name."""

    fact: str
    label: Localized = field(default_factory=_empty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of figures: `figures` as numbers alone, `bars` on one scale that begins at zero."""

    id: str
    title: Localized
    figures: tuple[Bar, ...] = ()
    bars: tuple[Bar, ...] = ()
    note: str = ""
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Phrasings of one question and the template of its reply."""

    id: str
    kind: EntryKind = EntryKind.ANSWER
    questions: Mapping[str, tuple[str, ...]]
    answer: Localized
    more: Localized = field(default_factory=_empty)  # details, shown after the answer
    title: Localized = field(default_factory=_empty)  # a short label for buttons and lists
    topic: str | None = None
    source: str | None = None
    valid_until: date | None = None
    related: tuple[str, ...] = ()
    chart: str | None = None
    command: str | None = None
    confirms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # asked whether this is so: yes
    denies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # no
    depends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # that depends on what is answered
    note: str = ""
    origin: Origin

    @property
    def claims(self) -> tuple[str, ...]:
        """Every wording it takes a stand on."""
        stands = (self.confirms, self.denies, self.depends)
        return tuple(text for stand in stands for texts in stand.values() for text in texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """A kind of readers, with the entries they want, the first of which is shown to them at once."""

    id: str
    title: Localized
    entries: tuple[str, ...]
    note: str = ""
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """Words that mean the same for this knowledge base, in every language."""

    id: str
    words: Mapping[str, tuple[str, ...]]
    role: Role = Role.TOPIC
    broader: tuple[str, ...] = ()  # concepts this one is a kind of
    note: str = ""
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeBase:
    """Everything read from one folder. Every mapping goes by id and keeps the editor's order."""

    name: Localized = field(default_factory=_empty)
    languages: tuple[str, ...] = ("en",)
    sources: Mapping[str, Source] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    charts: Mapping[str, Chart] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    audiences: Mapping[str, Audience] = field(default_factory=dict)
    concepts: Mapping[str, Concept] = field(default_factory=dict)
    texts: Mapping[str, Localized] = field(default_factory=dict)
    points: Points | None = field(default=None, repr=False, compare=False)  # of phrasings, made beforehand
    _newest: Mapping[str, str] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for name in (
            *("sources", "units", "facts", "topics", "charts", "entries", "audiences", "concepts", "texts"),
        ):
            object.__setattr__(self, name, frozen(getattr(self, name)))
        object.__setattr__(self, "_newest", frozen(_newest(self.facts)))

    def fact(self, name: str) -> Fact | None:
        """What `{name}` in an answer stands for: the fact of that id, or what has superseded it last."""
        return self.facts.get(self._newest.get(name, name))

    def earlier(self, fact: Fact) -> tuple[Fact, ...]:
        """The facts in whose place `fact` is shown, the latest first."""
        found: dict[str, Fact] = {}
        while (name := fact.supersedes) and name in self.facts and name not in found:
            found[name] = fact = self.facts[name]
        return tuple(found.values())


def _newest(facts: Mapping[str, Fact]) -> dict[str, str]:
    """Each superseded fact with the last one in its place. Circles, which `check` reports, end somewhere."""
    by_older: dict[str, str] = {}
    for fact in facts.values():
        if fact.supersedes and fact.supersedes in facts:
            by_older.setdefault(fact.supersedes, fact.id)
    newest = {}
    for name in by_older:
        steps = [name]
        while (step := by_older.get(steps[-1])) and step not in steps:
            steps.append(step)
        newest[name] = steps[-1]
    return newest

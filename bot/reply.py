"""What the bot can say, as a closed type: an answer, a question back, or one of three ways to decline.

A `Reply` is complete: language, wording, sources and reasons. Shells (Telegram, terminal, page) only
lay it out. `match` over `Reply` with `assert_never` in the last branch is checked by mypy.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from bot.languages import Language

MAX_CHOICES = 3

Kind = Literal["answer", "clarify", "unknown", "refuse", "smalltalk"]


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry offered to the reader, with the label to show for it."""

    entry: str
    label: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that was considered; `confidence` in 0..1 is comparable between questions."""

    entry: str
    confidence: float
    phrasing: str  # the editor's wording that came nearest


@dataclass(frozen=True, slots=True)
class Why:
    """The reasons for a reply, for `/why` and the editor."""

    matched: tuple[tuple[str, str], ...] = ()  # a word of the question, the concept or stem it was read as
    repaired: tuple[tuple[str, str], ...] = ()  # a word as typed, the word it was taken for
    unknown: tuple[str, ...] = ()  # telling words that nothing in the knowledge base explains
    candidates: tuple[Candidate, ...] = ()  # the best five, best first
    reason: str = ""  # the rule that decided, in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
    """What every reply has. `body` and `details` are markup (see `bot.markup`), `footer` is plain."""

    lang: Language
    body: str  # its first line is the point
    details: str = ""  # the rest, for those who want it
    footer: str = ""  # source and date, one line a source; empty where nothing is cited
    entries: tuple[str, ...] = ()  # ids of the entries the wording comes from
    sources: tuple[str, ...] = ()  # ids of the sources it rests on
    related: tuple[Choice, ...] = ()  # what the reader may want next
    chart: str | None = None  # id of the chart that shows it
    expired: date | None = None  # the last day it held, if that is over; the body says so
    why: Why = Why()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(_Base):
    """The sources answer the question."""

    kind: ClassVar[Kind] = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarify(_Base):
    """The question may mean one of a few things: the reader chooses."""

    kind: ClassVar[Kind] = "clarify"
    choices: tuple[Choice, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.choices) <= MAX_CHOICES:
            raise ValueError(f"a clarification has 1 to {MAX_CHOICES} choices, not {len(self.choices)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(_Base):
    """The question is about these matters, but the sources do not say."""

    kind: ClassVar[Kind] = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(_Base):
    """The question is about something else."""

    kind: ClassVar[Kind] = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Smalltalk(_Base):
    """A greeting, thanks, or a question about the bot itself."""

    kind: ClassVar[Kind] = "smalltalk"


Reply = Answer | Clarify | Unknown | Refuse | Smalltalk


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a conversation carries from one question to the next."""

    preferred: Language | None = None  # chosen by the reader, or the client's language
    entries: tuple[str, ...] = ()  # what the last reply was about
    question: str = ""  # the last question that had a subject of its own
    choices: tuple[str, ...] = ()  # entries the last reply offered to choose from


@dataclass(frozen=True, slots=True)
class Turn:
    """A reply, and the context the next question is asked in."""

    reply: Reply
    context: Context

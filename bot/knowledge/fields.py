"""What may stand in a knowledge base: the one declaration behind reading, suggestions and the JSON Schema."""

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any

from bot.knowledge.model import (
    Audience,
    Chart,
    Concept,
    Entry,
    EntryKind,
    Fact,
    Qualifier,
    Role,
    Source,
    Topic,
    Unit,
)

ID_PATTERN = r"[A-Za-z0-9_-]{1,48}"
COMMAND_PATTERN = r"[a-z0-9_]{1,32}"
OWN_COMMANDS = frozenset(
    {
        *("start", "help", "ask", "topics", "stats", "sources", "language", "privacy", "forget"),
        *("why", "misses", "usage", "settings"),
    }
)
LANGUAGE_PATTERN = r"[a-z]{2,3}(-[A-Za-z0-9]+)*"


class Kind(StrEnum):
    """The form a value takes."""

    ID = auto()  # names the thing
    REFERENCE = auto()  # names another thing
    REFERENCES = auto()
    LOCALIZED = auto()  # language: text
    PHRASINGS = auto()  # language: [text, ...]
    TEXT = auto()
    DATE = auto()
    URL = auto()
    VALUE = auto()  # a number or a date
    CHOICE = auto()
    BARS = auto()  # facts with labels
    COMMAND = auto()
    LANGUAGES = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """A key, the form of its value, and what it means. `to` names the section a reference points into."""

    name: str
    kind: Kind
    about: str
    required: bool = False
    template: bool = False  # may hold {placeholders} and markup
    choices: tuple[str, ...] = ()
    to: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A list of things of one kind. `one` names a single thing; `model` is what it becomes."""

    name: str
    one: str
    about: str
    fields: tuple[Field, ...]
    model: Any = None
    one_of: tuple[str, ...] = ()  # exactly one of these fields must be given

    def field(self, name: str) -> Field | None:
        """The field called `name`."""
        return next((field for field in self.fields if field.name == name), None)


_NOTE = Field("note", Kind.TEXT, "For editors; readers never see it.")


def _id(about: str) -> Field:
    return Field("id", Kind.ID, about, required=True)


BOT = Section(
    "bot",
    "bot",
    "The bot as a whole.",
    (
        Field("name", Kind.LOCALIZED, "What the bot calls itself."),
        Field("languages", Kind.LANGUAGES, "Languages every text must have; default: all that entries use."),
    ),
)

SOURCES = Section(
    "sources",
    "source",
    "Publications that facts come from.",
    (
        _id("Names the source; {id.updated} and {id.title} in an answer fill in its date and title."),
        Field("title", Kind.LOCALIZED, "Title of the publication.", required=True),
        Field("publisher", Kind.LOCALIZED, "Who published it.", required=True),
        Field("section", Kind.LOCALIZED, "The part of the site or paper it stands in."),
        Field("updated", Kind.DATE, "Date of its last update, shown with every answer.", required=True),
        Field("url", Kind.URL, "Where to read it."),
        Field("valid_until", Kind.DATE, "The last day on which what it says holds, if it names one."),
        _NOTE,
    ),
    Source,
)

UNITS = Section(
    "units",
    "unit",
    "What figures count.",
    (
        _id("Names the unit."),
        Field("text", Kind.LOCALIZED, "How a figure is written with it; {n} is the number.", required=True),
        Field("words", Kind.PHRASINGS, "Other ways people write it behind a figure."),
    ),
    Unit,
)

FACTS = Section(
    "facts",
    "fact",
    "Figures, dates and names, each written once. A fact has a value or a text.",
    (
        _id("Names the fact; {id} in an answer fills it in, {id.number} without its unit."),
        Field("value", Kind.VALUE, "A number without separators (68000) or a date (2021-04-08)."),
        Field("text", Kind.LOCALIZED, "Instead of a value: words."),
        Field("unit", Kind.REFERENCE, "What the figure counts.", to="units"),
        Field(
            "qualifier",
            Kind.CHOICE,
            "How exactly the figure is meant; shown with it in every answer.",
            choices=tuple(Qualifier),
        ),
        Field("source", Kind.REFERENCE, "Where it is from; default: the only source.", to="sources"),
        Field("paragraph", Kind.TEXT, "Where in the source: a paragraph number, or 'photo 1'."),
        Field("name", Kind.LOCALIZED, "What the figure is."),
        Field(
            "supersedes",
            Kind.REFERENCE,
            "An older fact: wherever that is named, this one is shown, and the older one as what was before.",
            to="facts",
        ),
        Field("valid_until", Kind.DATE, "The last day on which it holds."),
        _NOTE,
    ),
    Fact,
    one_of=("value", "text"),
)

TOPICS = Section(
    "topics",
    "topic",
    "Headings under which entries are browsed, in this order.",
    (_id("Names the topic."), Field("title", Kind.LOCALIZED, "The heading.", required=True)),
    Topic,
)

CHARTS = Section(
    "charts",
    "chart",
    "Pictures of figures, sent with the entries that name them; the first one with /stats.",
    (
        _id("Names the chart."),
        Field("title", Kind.LOCALIZED, "What it shows.", required=True, template=True),
        Field("figures", Kind.BARS, "Facts shown as numbers alone, whatever they count.", to="facts"),
        Field("bars", Kind.BARS, "Facts shown as bars on one scale: all count the same.", to="facts"),
        _NOTE,
    ),
    Chart,
)
BAR_FACT = Field("fact", Kind.REFERENCE, "The fact it shows: a number.", required=True, to="facts")
BAR_LABEL = Field("label", Kind.LOCALIZED, "What stands next to it; default: the fact's name.")

ENTRIES = Section(
    "entries",
    "entry",
    "Questions and their answers.",
    (
        _id("Names the entry."),
        Field("kind", Kind.CHOICE, "What kind of reply it is; default: answer.", choices=tuple(EntryKind)),
        Field("topic", Kind.REFERENCE, "The heading it stands under.", to="topics"),
        Field("command", Kind.COMMAND, "A Telegram command that shows it, without the slash."),
        Field("questions", Kind.PHRASINGS, "Ways people ask for it.", required=True),
        Field(
            "answer",
            Kind.LOCALIZED,
            "The reply: **bold**, [label](https://address), {fact}, {fact.number}, {source.updated}.",
            required=True,
            template=True,
        ),
        Field("more", Kind.LOCALIZED, "Details shown after the answer.", template=True),
        Field("title", Kind.LOCALIZED, "A short label for buttons and lists.", template=True),
        Field("source", Kind.REFERENCE, "The source it cites; default: those of its facts.", to="sources"),
        Field("valid_until", Kind.DATE, "The last day on which it holds; later, the reply begins with that."),
        Field("related", Kind.REFERENCES, "Entries a reader may want next.", to="entries"),
        Field("chart", Kind.REFERENCE, "The picture that goes with the answer.", to="charts"),
        Field("confirms", Kind.PHRASINGS, "Asked whether one of these is so, the reply opens with yes."),
        Field("denies", Kind.PHRASINGS, "Asked whether one of these is so, the reply opens with no."),
        Field(
            "depends", Kind.PHRASINGS, "Asked whether one of these is so, the reply opens with: it depends."
        ),
        _NOTE,
    ),
    Entry,
)

AUDIENCES = Section(
    "audiences",
    "audience",
    "Kinds of readers: a guided way in for whoever does not know what to ask, in this order.",
    (
        _id("Names the audience."),
        Field(
            "title", Kind.LOCALIZED, "Who they are: a few words for a button.", required=True, template=True
        ),
        Field(
            "entries",
            Kind.REFERENCES,
            "What they want to know: the first is shown at once, the others as buttons.",
            required=True,
            to="entries",
        ),
        _NOTE,
    ),
    Audience,
)

VOCABULARY = Section(
    "vocabulary",
    "concept",
    "Words that mean the same here.",
    (
        _id("Names the concept."),
        Field("role", Kind.CHOICE, "What its words do in a question; default: topic.", choices=tuple(Role)),
        Field("words", Kind.PHRASINGS, "The words, in every language.", required=True),
        Field("broader", Kind.REFERENCES, "Concepts it is a kind of.", to="vocabulary"),
        _NOTE,
    ),
    Concept,
)

TEXTS = "texts"  # not a list: text id to a text in every language
TEXTS_ABOUT = "The bot's own words: each replaces an interface text."

FORM = "add_language"  # the first key of a form to fill in, which is no knowledge wherever it is kept

LISTS = (SOURCES, UNITS, FACTS, TOPICS, CHARTS, ENTRIES, AUDIENCES, VOCABULARY)
SECTION_NAMES = (BOT.name, *(section.name for section in LISTS), TEXTS)

"""Entries and interface texts as replies in a reader's language."""

import copy
import re
from collections.abc import Iterable
from datetime import date

from bot.knowledge.model import Entry, EntryKind, Fact, KnowledgeBase, Localized, Role
from bot.knowledge.render import fill, format_date, format_fact, in_language, placeholders
from bot.languages import Language, in_script
from bot.reply import Answer, Choice, Clarify, Refuse, Smalltalk, Unknown, Why

_NO_REASONS = Why()
_FOLDED = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef}]) (?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef{])"
)
_BY_KIND: dict[EntryKind, type[Answer | Unknown | Refuse | Smalltalk]] = {
    EntryKind.ANSWER: Answer,
    EntryKind.UNKNOWN: Unknown,
    EntryKind.REFUSE: Refuse,
    EntryKind.SMALLTALK: Smalltalk,
}


class Wording:
    """Says what a knowledge base holds. Every method takes the language to say it in."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        here = (concept for concept in kb.concepts.values() if concept.role is Role.HERE)
        self._names = tuple(word for concept in here for word in concept.words.get("zh", ()))
        self._sources = {entry.id: self._sources_of(entry) for entry in kb.entries.values()}
        self._last_days = {entry.id: self._last_day(entry) for entry in kb.entries.values()}
        self.day: date | None = None  # None: nothing is over

    def on(self, day: date) -> "Wording":
        """What is said on `day`: an entry that held until an earlier one says that it is over."""
        other = copy.copy(self)
        other.day = day
        return other

    def in_script(self, text: str, language: Language) -> str:
        """A text of the knowledge base in the script of `language`."""
        return in_script(text, language, self._names)

    def text(self, text_id: str, language: Language, **values: str) -> str:
        """An interface text with its `{names}` filled in. KeyError if there is none of that id."""
        template = in_language(self._kb.texts[text_id], language.code)
        return self.in_script(fill(template, self._kb, language.code, values), language)

    def label(self, entry_id: str, language: Language) -> str:
        """The short title of an entry; its first phrasing where the editor gave none."""
        entry = self._kb.entries[entry_id]
        phrasings = {code: texts[0] for code, texts in entry.questions.items() if texts}
        label = in_language(entry.title, language.code) or in_language(phrasings, language.code)
        return self.in_script(fill(label, self._kb, language.code) if entry.title else label, language)

    def local(self, texts: Localized, language: Language) -> str:
        """The text for `language`, in its script."""
        return self.in_script(in_language(texts, language.code), language)

    def filled(self, templates: Localized, language: Language) -> str:
        """The template for `language`, filled in, in its script."""
        return self._fill(in_language(templates, language.code), language)

    def choices(self, entries: Iterable[str], language: Language) -> tuple[Choice, ...]:
        """Entries as choices."""
        return tuple(Choice(entry, self.label(entry, language)) for entry in entries)

    def show(
        self, entry_id: str, language: Language, why: Why = _NO_REASONS
    ) -> Answer | Unknown | Refuse | Smalltalk:
        """What an entry says. KeyError if there is no such entry."""
        entry = self._kb.entries[entry_id]
        sources = self._sources[entry_id]
        body = self._fill(in_language(entry.answer, language.code), language)
        details = [self._fill(in_language(entry.more, language.code), language)]
        last = self._last_days[entry_id]
        over = last if last and self.day and last < self.day else None
        if over:
            body = self.text("expired", language, date=format_date(over, language.code), answer=body)
        return _BY_KIND[entry.kind](
            lang=language,
            body=body,
            details="\n\n".join(filter(None, [*details, "\n".join(self._earlier(entry, language))])),
            footer=self.footer(sources, language),
            entries=(entry_id,),
            sources=sources,
            related=self.choices(entry.related, language),
            chart=entry.chart,
            expired=over,
            why=why,
        )

    def join(self, parts: list[Answer | Unknown], note: str, why: Why) -> Answer | Unknown:
        """Several entries in one reply, each with its own first line; sources once, at the end."""
        language = parts[0].lang
        entries = tuple(entry for part in parts for entry in part.entries)
        sources = tuple(dict.fromkeys(source for part in parts for source in part.sources))
        related = {c.entry: c for part in parts for c in part.related if c.entry not in entries}
        kind = Answer if any(isinstance(part, Answer) for part in parts) else Unknown
        return kind(
            lang=language,
            body="\n\n".join([*(part.body for part in parts), *([note] if note else [])]),
            details=parts[0].details if len(parts) == 1 else "",
            footer=self.footer(sources, language),
            entries=entries,
            sources=sources,
            related=tuple(related.values())[:3],
            expired=min((part.expired for part in parts if part.expired), default=None),
            why=why,
        )

    def clarify(self, entries: tuple[str, ...], language: Language, why: Why) -> Clarify:
        """Ask which of `entries` is meant."""
        return Clarify(
            lang=language,
            body=self.text("clarify", language),
            entries=entries,
            choices=self.choices(entries, language),
            why=why,
        )

    def refuse(self, text_id: str, language: Language, why: Why, **values: str) -> Refuse:
        """Decline with an interface text."""
        return Refuse(lang=language, body=self.text(text_id, language, **values), why=why)

    def unknown(self, words: str, nearest: tuple[str, ...], language: Language, why: Why) -> Unknown:
        """Say that the sources do not tell, and what comes nearest."""
        body = self.text("unknown_words", language, words=words) if words else self.text("unknown", language)
        sources = tuple(dict.fromkeys(source for entry in nearest for source in self._sources[entry]))
        told = [self.show(entry, language).body for entry in nearest]
        return Unknown(
            lang=language,
            body=body,
            details="\n".join([self.text("nearest", language), *told]) if told else "",
            footer=self.footer(sources, language),
            entries=(),
            sources=sources,
            related=self.choices(nearest, language),
            why=why,
        )

    def other_year(self, year: str, sources: tuple[str, ...], answer: str, language: Language) -> str:
        """An answer to a question about a year the sources say nothing of."""
        dates = (self._kb.sources[source].updated for source in sources)
        as_of = max(dates, default=None)
        if as_of is None:
            return answer
        date = format_date(as_of, language.code)
        return self.text("other_year", language, year=year, date=date, answer=answer)

    def footer(self, sources: tuple[str, ...], language: Language) -> str:
        """Where it is from and as of when, one line a source."""
        return "\n".join(self._source_line(source, language) for source in sources)

    def _source_line(self, source_id: str, language: Language) -> str:
        source = self._kb.sources[source_id]
        code = language.code
        return self.text(
            "source_line",
            language,
            publisher=in_language(source.publisher, code),
            title=in_language(source.title, code),
            date=format_date(source.updated, code),
        )

    def _fill(self, template: str, language: Language) -> str:
        # YAML folds lines with a space, which Chinese does not have.
        text = _FOLDED.sub("", template.strip()) if language.code == "zh" else template.strip()
        return self.in_script(fill(text, self._kb, language.code), language)

    def _sources_of(self, entry: Entry) -> tuple[str, ...]:
        """The sources an entry rests on: the one it names, and those of the facts in its texts."""
        found = dict.fromkeys([entry.source] if entry.source else [])
        for name in _names_in(entry):
            if name in self._kb.sources:
                found[name] = None
            elif (fact := self._kb.fact(name)) and fact.source:
                found[fact.source] = None
        if not found and entry.kind in {EntryKind.ANSWER, EntryKind.UNKNOWN} and len(self._kb.sources) == 1:
            found.update(dict.fromkeys(self._kb.sources))
        return tuple(found)

    def _facts_of(self, entry: Entry) -> tuple[Fact, ...]:
        """The facts an entry shows."""
        found = {fact.id: fact for name in _names_in(entry) if (fact := self._kb.fact(name))}
        return tuple(found.values())

    def _last_day(self, entry: Entry) -> date | None:
        """The last day on which all of an entry holds: its own, or that of what it rests on."""
        days = [entry.valid_until, *(fact.valid_until for fact in self._facts_of(entry))]
        days += [self._kb.sources[source].valid_until for source in self._sources[entry.id]]
        return min((day for day in days if day), default=None)

    def _earlier(self, entry: Entry, language: Language) -> list[str]:
        """What was said before of the facts an entry shows, one line each, with source and date."""
        older = [(fact, before) for fact in self._facts_of(entry) for before in self._kb.earlier(fact)]
        several = len({fact.id for fact, _ in older}) > 1
        return [self._earlier_line(before, language, named=several) for _, before in older]

    def _earlier_line(self, fact: Fact, language: Language, *, named: bool) -> str:
        code = language.code
        shown = format_fact(fact, self._kb, code)
        if named and fact.name:
            shown = f"{in_language(fact.name, code)}{'：' if code == 'zh' else ': '}{shown}"
        if fact.source is None:
            return self.text("earlier_unsourced", language, fact=shown)
        source = self._kb.sources[fact.source]
        publisher, updated = in_language(source.publisher, code), format_date(source.updated, code)
        return self.text("earlier", language, fact=shown, publisher=publisher, date=updated)


def _names_in(entry: Entry) -> list[str]:
    """What the templates of an entry's reply name, in order."""
    templates = (*entry.answer.values(), *entry.more.values())
    return [found.name for template in templates for found in placeholders(template)]

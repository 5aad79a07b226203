"""The engine: a knowledge base made ready to answer. Pure: no clock, no network, no files."""

import copy
from dataclasses import replace
from datetime import date

from bot.catalogue import Catalogue
from bot.dialogue import Outcome, decide
from bot.knowledge.model import EntryKind, KnowledgeBase
from bot.knowledge.render import in_language
from bot.languages import Language, detect, readable, to_simplified
from bot.matching import compound
from bot.matching.confidence import Calibration
from bot.matching.followup import chosen_number, leans, left_out, refers_back, subject_of
from bot.matching.matcher import Matcher
from bot.matching.ranking import Ranking
from bot.matching.remarks import tells
from bot.matching.scope import (
    asks,
    goes_elsewhere,
    names_both,
    outside,
    places_asked_about,
    without,
)
from bot.matching.smalltalk import SmallTalk
from bot.openings import Openings
from bot.readings import Readings
from bot.reply import (
    Answer,
    Candidate,
    Clarify,
    Context,
    Refuse,
    Reply,
    Turn,
    Unknown,
    Why,
)
from bot.said_back import harmless, worth_saying
from bot.search import Search
from bot.text import clean
from bot.wording import Wording

_CANDIDATES = 5
_SURE = 0.75  # confidence from which on a question with a subject of its own stands alone
_AS_WELL = 0.95
# Confidence from which on the nearest entry is worth telling. Against 0.15, 40 of 41 stay where an entry was
# meant, and 7 of 25 where the question was out of scope.
_WORTH_SHOWING = 0.25
_START = Context()
_ANY_QUESTION = "what of it?"


class Engine(Catalogue):
    """Answers questions from one knowledge base. Safe to share between threads.

    Immutable once built, but for what it remembers of how texts read: many ask what others have asked.
    """

    def __init__(self, kb: KnowledgeBase, model: Calibration | None = None) -> None:
        """`model` holds confidences and thresholds; without it, those that come with the bot."""
        super().__init__(kb, Wording(kb))
        self.matcher = Matcher(kb, model)
        self._openings = Openings(kb, self.matcher, self._wording)
        self._smalltalk = SmallTalk(
            (entry.id, phrase)
            for entry in kb.entries.values()
            if entry.kind is EntryKind.SMALLTALK
            for phrases in entry.questions.values()
            for phrase in phrases
        )
        self._beside = frozenset(e.id for e in kb.entries.values() if e.kind is EntryKind.REFUSE)
        self._search = Search(kb)
        self._readings = Readings()

    def with_model(self, model: Calibration) -> "Engine":
        """The same engine with other confidences and thresholds."""
        other = copy.copy(self)
        other.matcher = self.matcher.with_model(model)
        other._readings = Readings()  # noqa: SLF001 - its own
        return other

    def forget(self) -> None:
        """Drops what is remembered of questions; no reply is another for it."""
        self._readings.forget()

    def prepare(self) -> None:
        """Loads what the first question would otherwise have to wait for; half a second."""
        self._smalltalk.prepare()
        self.respond(_ANY_QUESTION)

    @property
    def placed(self) -> bool:
        """Whether the phrasings have been placed by meaning, if that is of use."""
        return self.matcher.placed

    def on(self, day: date) -> "Engine":
        """The same engine as of `day`: what held until an earlier one is said to be over."""
        other = copy.copy(self)
        other._wording = self._wording.on(day)  # noqa: SLF001 - its own
        return other

    @property
    def day(self) -> date | None:
        """The day its replies are given on; None where that makes no difference to them."""
        return self._wording.day

    # ------------------------------------------------------------------ questions

    def respond(self, question: str, context: Context = _START) -> Turn:
        """The reply to `question` and the context for the next one. Never raises, whatever the text."""
        text = clean(question)
        language = detect(text, context.preferred or Language.EN)
        text = to_simplified(text)
        chosen = chosen_number(text)
        if chosen is not None and chosen <= len(context.choices):
            return self.chosen(context.choices[chosen - 1], context, language)
        reply, subject = self._reply(text, language, context.question)
        if context.question and reply.entries == context.entries:
            subject = context.question  # "is it 500 m²?" is still about the housing asked for before
        after = Context(
            preferred=context.preferred,
            entries=reply.entries or context.entries,
            question=subject,
            choices=tuple(c.entry for c in reply.choices) if isinstance(reply, Clarify) else (),
        )
        return Turn(reply, after)

    def _reply(self, text: str, language: Language, before: str) -> tuple[Reply, str]:
        """The reply, and the question that the next one may refer to."""
        if not text:
            return self._wording.refuse(
                "empty", language, Why(reason=self.text("why_empty", language))
            ), before
        if not readable(text):
            return self._wording.refuse(
                "refuse_language", language, Why(reason=self.text("why_script", language))
            ), before
        entry = self._smalltalk.entry_for(text)
        if entry is not None:
            return self._chat(entry, language, Why()), before
        return self._asked(self._smalltalk.without_greeting(text), language, before)

    def _asked(self, text: str, language: Language, before: str) -> tuple[Reply, str]:
        """The same for a text that is not all small talk."""
        ranking, pair = self._readings.of(text, self.matcher)
        if pair is not None:
            return self._say_both(pair, language), text
        if before and refers_back(ranking.text, ranking.terms) and not outside(ranking):
            carried = self._carried(before, ranking)
            if carried is not None:
                return self._say(carried, language), before
        reply = self._say(ranking, language)
        if not (reply.entries or asks(ranking) or outside(ranking)):
            entry = self._smalltalk.within(text)
            if entry is not None:
                return self._chat(entry, language, reply.why), before
        return reply, text

    def _chat(self, entry: str, language: Language, why: Why) -> Reply:
        return self._wording.show(entry, language, replace(why, reason=self.text("why_smalltalk", language)))

    def _carried(self, before: str, alone: Ranking) -> Ranking | None:
        """The question read together with the one before it, if that makes more sense of it."""
        sure = alone.best.confidence if alone.best and subject_of(alone.terms) else 0.0
        if sure >= _SURE and not leans(alone.text, alone.terms):
            return None
        together = self.matcher.rank(alone.text, carried=left_out(alone.terms, self.matcher.read(before)))
        limits = self.matcher.model
        if sure >= _SURE and (together.best is None or together.best.confidence <= sure):
            return None
        if together.best is None or together.best.confidence < limits.answer_at:
            return None
        if not self._is_about_a_matter(together.best.entry):
            return None
        # A new topic is not dragged back: what was said now must be explained as well as it is alone.
        itself = alone.best if alone.best and self._is_about_a_matter(alone.best.entry) else None
        if itself and together.best.hit.own < itself.hit.precision * _AS_WELL:
            return None
        return together

    def _say(self, ranking: Ranking, language: Language) -> Reply:
        reply = self._decided(ranking, language)
        denial = None if isinstance(reply, Refuse) else self._openings.denial(reply, ranking)
        if denial is None:
            return reply
        return self._together([denial, *([reply] if reply.entries else [])], "", reply.why)

    def _decided(self, ranking: Ranking, language: Language) -> Reply:  # noqa: PLR0911 - one for each outcome
        decision = decide(ranking, self.matcher.weight, self.matcher.model, self._beside)
        why = self._why(language, decision.reason, ranking)
        rest = self.text("also_outside", language) if goes_elsewhere(ranking) else ""
        match decision.outcome:
            case Outcome.ANSWER:
                said = self._openings.checked(self._wording.show(decision.entries[0], language, why), ranking)
                return self._together([said], rest, why) if rest else said
            case Outcome.BOTH:
                shown = [self._wording.show(entry, language) for entry in decision.entries]
                return self._together([self._openings.checked(each, ranking) for each in shown], rest, why)
            case Outcome.CLARIFY:
                return self._wording.clarify(decision.entries, language, why)
            case Outcome.UNKNOWN:
                return self._wording.unknown(worth_saying(why.unknown), self._nearest(ranking), language, why)
            case Outcome.ELSEWHERE:
                return self._say_elsewhere(ranking, language, why)
            case Outcome.REFUSE if meant := self._openings.figure_meant(ranking):
                return self._openings.checked(self._wording.show(meant, language, why), ranking)
            case Outcome.REFUSE:
                return self._wording.refuse("refuse", language, why)

    def _say_elsewhere(self, ranking: Ranking, language: Language, why: Why) -> Reply:
        """That nothing is known of another place, after what is known of this one if both are named."""
        places = places_asked_about(ranking, self.matcher.model.answer_at)
        place = harmless(places[0].surface).title()
        refusal = self._wording.refuse("refuse_elsewhere", language, why, place=place)
        if not names_both(ranking):
            return refusal
        here = self._say(self.matcher.rank(without(ranking.text, places)), language)
        told = isinstance(here, Answer | Unknown) and here.entries
        return self._together([here], refusal.body, why) if told else refusal

    def _nearest(self, ranking: Ranking) -> tuple[str, ...]:
        """The entry that tells what the sources do say, if one comes near at all."""
        near = (s.entry for s in ranking.scored if s.confidence >= _WORTH_SHOWING)
        return tuple(entry for entry in near if self.kb.entries[entry].kind is EntryKind.ANSWER)[:1]

    def _say_both(self, pair: compound.Halves, language: Language) -> Reply:
        parts: list[Reply] = []
        notes: list[str] = []
        why = self._why(language, "why_compound", pair.first, pair.second)
        for ranking in (pair.first, pair.second):
            if outside(ranking):
                if tells(ranking.said):
                    continue  # of the asker's own life; nothing was asked about it
                notes.append(self._wording.text("also_outside", language))
            elif ranking.best is not None:
                said = self._wording.show(ranking.best.entry, language)
                parts.append(self._openings.checked(said, ranking, half=True))
                if ranking.best.entry in self._beside:
                    notes.append(self._wording.text("also_outside", language))
        return self._together(parts, "".join(notes), why)

    def _together(self, parts: list[Reply], note: str, why: Why) -> Reply:
        """Several replies as one; a refusal among them gives way to what can be said."""
        told = [part for part in parts if isinstance(part, Answer | Unknown)]
        said = list({part.body: part for part in reversed(told)}.values())[::-1]  # the same words but once
        return self._wording.join(said, note, why) if said else replace(parts[0], why=why)

    def _why(self, language: Language, reason: str, *rankings: Ranking) -> Why:
        terms = [term for each in rankings for term in each.focus_terms]
        scored = sorted((s for each in rankings for s in each.scored), key=lambda s: s.confidence)
        candidates = {s.entry: s for s in scored}  # of one that both halves name, the surer
        return Why(
            matched=tuple((t.surface, ", ".join(sorted(t.keys))) for t in terms if t.keys),
            repaired=tuple((t.surface, t.repaired) for t in terms if t.repaired),
            unknown=tuple(t.surface for t in terms if not t.known),
            candidates=tuple(
                Candidate(s.entry, s.confidence, s.hit.phrasing.text)
                for s in sorted(candidates.values(), key=lambda s: -s.confidence)[:_CANDIDATES]
            ),
            reason=self.text(reason, language),
        )

    # ------------------------------------------------------------------ entries

    def show(self, entry_id: str, language: Language) -> Reply:
        """The reply an entry gives, as for a command, a button or a deep link.

        KeyError if there is no such entry.
        """
        return self._wording.show(entry_id, language)

    def chosen(self, entry_id: str, context: Context, language: Language) -> Turn:
        """What `show` says, and the context of a conversation that is about this entry from now on.

        KeyError if there is no such entry.
        """
        reply = self.show(entry_id, language)
        asked = self.kb.entries[entry_id].questions
        question = in_language({code: texts[0] for code, texts in asked.items() if texts}, language.code)
        return Turn(reply, replace(context, entries=(entry_id,), question=question, choices=()))

    def search(self, text: str, language: Language, limit: int = 20) -> tuple[Reply, ...]:
        """Replies for what was typed so far, best first, for inline mode; empty where nothing fits.

        Each reply rests on exactly one entry, none of them out of scope; an entry's title finds it first.
        """
        found = self._search.entries_for(text, self.matcher)
        return tuple(self._wording.show(entry, language) for entry in found[:limit])

    def _is_about_a_matter(self, entry: str) -> bool:
        return self.kb.entries[entry].kind is not EntryKind.SMALLTALK

"""The engine: a knowledge base made ready to answer. Pure: no clock, no network, no files."""

from bot.dialogue import Decision, Outcome, decide
from bot.knowledge.model import Entry, EntryKind, KnowledgeBase, Role
from bot.languages import Language, detect, to_simplified
from bot.matching.matcher import Matcher, Ranking
from bot.matching.smalltalk import SmallTalk
from bot.reply import Candidate, Choice, Context, Reply, Turn, Why
from bot.text import clean
from bot.wording import Wording

_CANDIDATES = 5
_START = Context()


class Engine:
    """Answers questions from one knowledge base. Immutable once built; safe to share between threads."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self._matcher = Matcher(kb)
        self._wording = Wording(kb)
        self._smalltalk = SmallTalk(
            (entry.id, phrase)
            for entry in kb.entries.values()
            if entry.kind is EntryKind.SMALLTALK
            for phrases in entry.questions.values()
            for phrase in phrases
        )
        self._commands = {entry.command: entry for entry in kb.entries.values() if entry.command}

    # ------------------------------------------------------------------ questions

    def respond(self, question: str, context: Context = _START) -> Turn:
        """The reply to `question` and the context for the next one. Never raises, whatever the text."""
        text = clean(question)
        language = detect(text, context.preferred or Language.EN)
        reply = self._reply(to_simplified(text), language)
        after = Context(
            preferred=context.preferred,
            entries=reply.entries or context.entries,
            question=text,
        )
        return Turn(reply, after)

    def _reply(self, text: str, language: Language) -> Reply:
        if not text:
            return self._wording.refuse("empty", language, Why(reason="there is no text"))
        entry = self._smalltalk.entry_for(text)
        if entry is not None:
            return self._wording.show(entry, language, Why(reason="all of it is small talk"))
        ranking = self._matcher.rank(self._smalltalk.strip(text))
        decision = decide(ranking, self._understood(ranking))
        return self._say(ranking, decision, language)

    def _say(self, ranking: Ranking, decision: Decision, language: Language) -> Reply:
        why = self._why(ranking, decision.reason)
        match decision.outcome:
            case Outcome.ANSWER:
                return self._wording.show(decision.entries[0], language, why)
            case Outcome.CLARIFY:
                return self._wording.clarify(decision.entries, language, why)
            case Outcome.UNKNOWN:
                return self._wording.unknown(", ".join(why.unknown), decision.entries, language, why)
            case Outcome.ELSEWHERE:
                place = ranking.terms_of(Role.ELSEWHERE)[0].surface
                return self._wording.refuse("refuse_elsewhere", language, why, place=place)
            case Outcome.REFUSE:
                return self._wording.refuse("refuse", language, why)

    def _understood(self, ranking: Ranking) -> float:
        """The share of the telling words in the focus that the knowledge base knows, by weight."""
        weights = [(self._matcher.weight(term), term) for term in ranking.focus_terms]
        total = sum(weight for weight, _ in weights)
        known = sum(weight for weight, t in weights if t.keys and t.role in {Role.TOPIC, Role.QUESTION})
        return known / total if total else 0.0

    def _why(self, ranking: Ranking, reason: str) -> Why:
        terms = ranking.focus_terms
        return Why(
            matched=tuple((t.surface, ", ".join(sorted(t.keys))) for t in terms if t.keys),
            repaired=tuple((t.surface, t.repaired) for t in terms if t.repaired),
            unknown=tuple(t.surface for t in terms if not t.known),
            candidates=tuple(
                Candidate(s.entry, s.confidence, s.phrasing) for s in ranking.scored[:_CANDIDATES]
            ),
            reason=reason,
        )

    # ------------------------------------------------------------------ entries

    def show(self, entry_id: str, language: Language) -> Reply:
        """The reply an entry gives, as for a command, a button or a deep link.

        KeyError if there is no such entry.
        """
        return self._wording.show(entry_id, language)

    def search(self, text: str, language: Language, limit: int = 20) -> tuple[Reply, ...]:
        """Replies for what was typed so far, best first, for inline mode; empty where nothing fits.

        Each reply rests on exactly one entry, none of them out of scope.
        """
        ranking = self._matcher.rank(to_simplified(clean(text)))
        return tuple(self._wording.show(s.entry, language) for s in ranking.scored[:limit])

    def topics(self, language: Language) -> tuple[Choice, ...]:
        """The topics that have entries, in the editor's order (`Choice.entry` holds the topic's id)."""
        used = {entry.topic for entry in self.kb.entries.values()}
        return tuple(
            Choice(topic.id, self._wording.local(topic.title, language))
            for topic in self.kb.topics.values()
            if topic.id in used
        )

    def entries_in(self, topic_id: str, language: Language) -> tuple[Choice, ...]:
        """The entries of a topic in the editor's order. KeyError if there is no such topic."""
        topic = self.kb.topics[topic_id]
        return self._wording.choices(
            (e.id for e in self.kb.entries.values() if e.topic == topic.id), language
        )

    def commands(self, language: Language) -> tuple[tuple[str, str], ...]:
        """The commands entries ask for, with the description a command menu shows."""
        return tuple((command, self.label(entry.id, language)) for command, entry in self._commands.items())

    def command_entry(self, command: str) -> Entry | None:
        """The entry a command (without slash) shows, or None."""
        return self._commands.get(command)

    # ------------------------------------------------------------------ words

    def text(self, text_id: str, language: Language, **values: str) -> str:
        """An interface text in `language` with its `{names}` filled in. KeyError if there is none."""
        return self._wording.text(text_id, language, **values)

    def label(self, entry_id: str, language: Language) -> str:
        """The short title of an entry, for buttons and lists."""
        return self._wording.label(entry_id, language)

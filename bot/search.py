"""Entries for words that may be unfinished, as typed in inline mode: best first, none out of scope."""

from bot.completion import Completion
from bot.knowledge.model import Entry, EntryKind, KnowledgeBase
from bot.knowledge.render import fill
from bot.languages import to_simplified
from bot.matching.matcher import Matcher
from bot.matching.ranking import Scored
from bot.matching.scope import outside, words_by_scope
from bot.text import clean

_WORTH_LISTING = 0.15  # confidence from which on an entry is worth listing
_GUESSES = 3  # words that the last one may become


class Search:
    """Finds entries of one knowledge base that answer something, or say that the sources do not."""

    def __init__(self, kb: KnowledgeBase) -> None:
        findable = [e for e in kb.entries.values() if e.kind in {EntryKind.ANSWER, EntryKind.UNKNOWN}]
        self._findable = frozenset(entry.id for entry in findable)
        self._completion = Completion(
            (
                (entry.id, _titles(entry, kb), [text for texts in entry.questions.values() for text in texts])
                for entry in findable
            ),
            *words_by_scope(kb),
        )

    def entries_for(self, text: str, matcher: Matcher) -> list[str]:
        """The entries for what was typed so far; an entry's title finds it first. Never raises."""
        typed = to_simplified(clean(text))
        titled = self._completion.titled(typed)
        if titled is None and self._completion.leads_outside(typed):
            return []
        ranking = matcher.rank(typed)
        if titled is None and outside(ranking):
            return []
        ranked = [each.entry for each in ranking.scored if _is_worth_listing(each, matcher)]
        completed = self._completion.entries_for(typed)
        found = [*([titled] if titled else []), *ranked, *completed] or self._guessed(typed, matcher)
        return [entry for entry in dict.fromkeys(found) if entry in self._findable]

    def _guessed(self, typed: str, matcher: Matcher) -> list[str]:
        """What is found once the last word is finished: "gran" may become "grant"."""
        rankings = [matcher.rank(text) for text in self._completion.finished(typed)[:_GUESSES]]
        scored = [each for ranking in rankings if not outside(ranking) for each in ranking.scored]
        listed = [each for each in scored if _is_worth_listing(each, matcher)]
        return [each.entry for each in sorted(listed, key=lambda each: -each.confidence)]


def _is_worth_listing(found: Scored, matcher: Matcher) -> bool:
    """Whether words lead to an entry, or it is likely enough without any."""
    return found.confidence >= (_WORTH_LISTING if found.score else matcher.model.ask_at)


def _titles(entry: Entry, kb: KnowledgeBase) -> list[str]:
    return [fill(title, kb, code) for code, title in entry.title.items()]

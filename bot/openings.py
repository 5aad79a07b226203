"""The first words of a reply on what its question claims: yes, no, or what the figure really is."""

from dataclasses import replace

from bot import claims, premise
from bot.knowledge.model import Entry, KnowledgeBase, Role
from bot.matching.matcher import Matcher
from bot.matching.ranking import Ranking
from bot.reply import Answer, Refuse, Reply, Smalltalk, Unknown
from bot.wording import Wording

# From here on a number is about the one figure of that size, whatever else is asked.
_UNMISTAKABLE = 1_000_000
_OPENINGS = {
    claims.Verdict.YES: "whether_yes",
    claims.Verdict.NO: "whether_no",
    claims.Verdict.DEPENDS: "whether_depends",
}


class Openings:
    """What the entries of a knowledge base say to claims."""

    def __init__(self, kb: KnowledgeBase, matcher: Matcher, wording: Wording) -> None:
        """`matcher` and `wording` are those of `kb`; neither thresholds nor the day make a difference."""
        self._kb, self._matcher, self._wording = kb, matcher, wording
        self._premises = premise.Premises(kb, matcher.lexicon)
        self._claims = claims.Claims(kb.entries.values(), matcher.lexicon)

    def figure_meant(self, ranking: Ranking) -> str:
        """The entry on the figure a question is about that names nothing but a figure; empty if none is."""
        if any(self._matcher.weight(term) for term in ranking.terms):
            return ""
        return self._premises.entry_meant(ranking.text, ranking.terms)

    def denial(self, reply: Reply, ranking: Ranking) -> Answer | None:
        """What denies the figure a question claims by the way, of which `reply` says nothing; else None.

        "They give 200 million to each, is that so?" asks whether each gets it, and is wrong about the sum.
        """
        entry = self._premises.entry_meant(ranking.text, ranking.terms, _UNMISTAKABLE)
        if not entry or not self._touches(entry, ranking):
            return None
        told = {fact for each in reply.entries for fact in premise.shown_by(self._kb.entries[each], self._kb)}
        if told & premise.shown_by(self._kb.entries[entry], self._kb):
            return None  # it is denied there
        said = self.checked(self._wording.show(entry, reply.lang), ranking)
        wrong = self._opening(self._kb.entries[entry], ranking) == "premise_wrong"
        return said if wrong and isinstance(said, Answer) else None

    def _touches(self, entry: str, ranking: Ranking) -> bool:
        """Whether a question holds a word for what an entry is about."""
        keys = self._matcher.keys_of(entry)
        return any(t.keys & keys for t in ranking.terms if t.role is Role.TOPIC and self._matcher.weight(t))

    def checked(
        self, reply: Answer | Unknown | Refuse | Smalltalk, ranking: Ranking, *, half: bool = False
    ) -> Reply:
        """The reply with a first word on what the question claims, if it claims something.

        Of one `half` of a question, what the other half asks says nothing.
        """
        if not isinstance(reply, Answer) or reply.expired:  # what is over confirms nothing
            return reply
        entry = self._kb.entries[reply.entries[0]]
        opening = self._opening(entry, ranking, half=half)
        body = self._wording.text(opening, reply.lang, answer=reply.body) if opening else reply.body
        if opening != "premise_wrong" and (year := self._premises.other_year(ranking.text)):
            body = self._wording.other_year(year, reply.sources, body, reply.lang)
        return replace(reply, body=body)

    def _opening(self, entry: Entry, ranking: Ranking, *, half: bool = False) -> str:
        """The id of the text that opens the reply `entry` gives; empty where nothing needs to be said."""
        keys = self._matcher.keys_of(entry.id)
        figure = self._premises.check(ranking.text, ranking.terms, entry, keys)
        if figure is premise.Premise.WRONG:
            return "premise_wrong"
        said = ranking.said if half else ranking.text[ranking.focus.start :]
        kindred = self._matcher.kindred_of(entry.id)
        verdict = self._claims.verdict(entry.id, said.strip(), ranking.focus_terms, kindred)
        if verdict is claims.Verdict.NONE and figure is premise.Premise.RIGHT:
            # A right figure is not all of it where more is needed (five years alone are not enough), or where
            # the entry says nothing of another word: "is the 100 million tax free?"
            named = [term for term in ranking.focus_terms if term.keys and not premise.is_number(term)]
            covered = not claims.beyond(named, kindred)
            return "whether_yes" if covered and not entry.depends else ""
        return _OPENINGS.get(verdict, "")

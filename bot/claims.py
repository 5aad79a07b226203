"""What a yes/no question claims, held against what an entry confirms, denies or makes depend on more.

An editor lists wordings under an entry: `confirms: {en: [online]}`, `denies: {en: [only online]}`,
`depends: {en: [company]}`. Asked whether something is so, the reply opens with yes, no, or that it depends;
where no wording covers the question exactly enough, it opens with neither.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.knowledge.model import Entry, Role
from bot.matching.lexicon import Lexicon, Term
from bot.text import fold

_OPENS = re.compile(
    r"^(?:(?:so|and|but|wait|hey|hi|ok|okay|well|hold on|please|tell me|just checking|quick question)\W+)*"
    r"(?:is|are|was|were|am|do|does|did|can|could|will|would|has|have|isn'?t|aren'?t|wasn'?t|don'?t|doesn'?t"
    r"|didn'?t|can'?t|won'?t|hasn'?t|haven'?t|it'?s|its|they'?re)\b"
    r"|\b(?:whether|is it true|is that true|do you know if|wonder(?:ing)? if|tell me if)\b"
)
_CLOSES = re.compile(
    r"(?:\b(?:right|true|correct|yes|yeah|no|really|huh|eh|innit)"
    r"|(?:is|are|do|does|did|was|were)n'?t (?:it|they|there|that|he|she|you))\W*$"
)
_CHINESE = re.compile(
    r"吗|吧\W*$|是不是|是否|有没有|有无|能不能|能否|可不可以|可否|会不会|对不对|对吗|对吧|算不算|属不属于|包不包|给不给|行不行|没错|真的假的|(.)不\1"
)
# What, as opposed to whether; "know what" and 有什么 may stand in yes/no questions, but not safely.
ASKS_WHAT = re.compile(
    r"\b(?:what|how|who|whom|whose|when|where|which|why)\b|多少|几[^乎]|什么|啥|哪|谁|怎|为何|何时|多久|多大|多长"
)
_TAGS = re.compile(
    r"^(?:\w+\W+){0,2}?(?:is|are|was|were|do|does|did|ca|wo|has|have)n['’]?t\b"
    r"|(?:is|are|do|does|did|was|were)n'?t \w+\W*$|(?:[,，]\s*(?:or )?no(?:t|pe)?\W*$)|\bor (?:not|no)\b"
    r"|是不是|有没有|没错|不是说|(.)不\1|没有\W*$|不\W*$"
)
_NEGATES = re.compile(r"\b(?:not|no|never|without|none|nobody|cannot)\b|n['’]t\b|不|没|未|无(?!偿)|别")
_RESTRICTS = re.compile(
    r"\b(?:only|just|solely|exclusively|merely|purely|entirely|nothing but|alone|restricted|limited)\b"
    r"|只|仅|光(?!是)|唯独|才|限于"
)
_INCLUDES_ALL = re.compile(
    r"\b(?:all|every|each|everyone|everybody|anyone|anybody|always|automatic(?:ally)?|100 ?%)\b"
    r"|自动|全部|全都|都是|所有|每个|人人|任何人|一律|统统"
)

_INCLUDES_MOST = re.compile(
    r"\b(?:most|mostly|mainly|majority|half|many|few)\b|大多|多数|大部分|一半|少数|主要"
)

_NOT_TELLING = frozenset({Role.FILLER, Role.HERE, Role.THERE, Role.QUESTION})


class Verdict(Enum):
    """How a reply to a yes/no question may open."""

    NONE = auto()
    YES = auto()
    NO = auto()
    DEPENDS = auto()


@dataclass(frozen=True, slots=True)
class _Claim:
    """A wording: what it is about, and how far it goes."""

    keys: tuple[frozenset[str], ...]  # each must be met by a word of the question
    extent: frozenset[str]
    verdict: Verdict


class Claims:
    """The claims every entry takes a stand on."""

    def __init__(self, entries: Iterable[Entry], lexicon: Lexicon) -> None:
        """`lexicon` has learnt the phrasings already."""
        self._by_entry = {
            entry.id: claims for entry in entries if (claims := tuple(_claims_of(entry, lexicon)))
        }

    def verdict(self, entry: str, text: str, terms: Sequence[Term], kindred: frozenset[str]) -> Verdict:
        """How the reply `entry` gives to a cleaned, case-folded text may open.

        `terms` are those of the part that was answered, `kindred` the concepts the entry is about. A question
        with a telling word that is neither gets no verdict: it asks more than the claim covers.
        """
        claims = self._by_entry.get(entry)
        if not claims or not asks_whether(text) or _NEGATES.search(_TAGS.sub(" ", text)):
            return Verdict.NONE
        if beyond(terms, kindred):
            return Verdict.NONE
        extent = _extent(text)
        asked = frozenset(key for term in terms for key in term.keys)
        fitting = [
            claim for claim in claims if claim.extent == extent and all(keys & asked for keys in claim.keys)
        ]
        if not fitting:
            return Verdict.NONE
        return max(fitting, key=lambda claim: (len(claim.keys), claim.verdict is Verdict.NO)).verdict


def beyond(terms: Iterable[Term], kindred: frozenset[str]) -> bool:
    """Whether a telling word among `terms` is none of the concepts an entry is about."""
    telling = (t for t in terms if t.role not in _NOT_TELLING and not t.light)
    return any(not t.keys & kindred for t in telling)


def asks_whether(text: str) -> bool:
    """Whether a cleaned, case-folded text asks for a yes or a no rather than for what, who or how many."""
    marked = _OPENS.search(text) or _CLOSES.search(text) or _CHINESE.search(text)
    return bool(marked) and not ASKS_WHAT.search(text)


def _claims_of(entry: Entry, lexicon: Lexicon) -> Iterable[_Claim]:
    stands: tuple[tuple[Mapping[str, tuple[str, ...]], Verdict], ...] = (
        (entry.confirms, Verdict.YES),
        (entry.denies, Verdict.NO),
        (entry.depends, Verdict.DEPENDS),
    )
    for wordings, verdict in stands:
        for wording in (text for texts in wordings.values() for text in texts):
            text = fold(wording)
            keys = tuple({term.keys for term in lexicon.read(text) if term.keys})
            if keys:
                yield _Claim(keys, _extent(text), verdict)


def _extent(text: str) -> frozenset[str]:
    """How far a text goes: whether it speaks of nothing but, of all, or of most."""
    marks = {"only": _RESTRICTS, "all": _INCLUDES_ALL, "most": _INCLUDES_MOST}
    return frozenset(name for name, mark in marks.items() if mark.search(text))

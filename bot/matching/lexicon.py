"""Reading a text through the vocabulary: which concept each of its words stands for, and which are unknown.

English is matched by word stems, longest phrase first. A run of Chinese characters is cut into the fewest
vocabulary words that cover it (a shortest path, as in maximum-probability segmentation with equal
weights). Words that no concept explains but some phrasing of the knowledge base uses count as *literals*,
so a base without any vocabulary is matched word by word.
"""

import itertools
import math
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.knowledge.model import Concept, Role
from bot.matching.pinyin import PinyinIndex
from bot.matching.repair import Speller
from bot.matching.tokens import Script, Token, is_han, stem, tokenize, words_in
from bot.numbers import Number, find_numbers

_UNKNOWN_CHAR_COST = 2.0
_MAX_PHRASE = 6  # words in an English vocabulary phrase that are tried
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]")
LITERAL = "="
NUMBER = "#"


class Term(NamedTuple):  # see Token
    """One word or phrase of a text and what it was read as.

    `keys` holds concept ids, literals (`=word`) and numbers (`#68000`); none means not understood.
    """

    surface: str
    start: int
    end: int
    keys: frozenset[str] = frozenset()
    role: Role = Role.TOPIC
    repaired: str = ""  # the vocabulary word it was taken for, where it was misspelt or pinyin

    @property
    def known(self) -> bool:
        """Whether anything in the knowledge base explains the word."""
        return bool(self.keys) or self.role is Role.FILLER


class Lexicon:
    """The vocabulary compiled for reading. Learn the phrasings first, then read questions."""

    def __init__(self, concepts: Mapping[str, Concept], filler: Mapping[str, Iterable[str]]) -> None:
        self._roles = {concept.id: concept.role for concept in concepts.values()}
        self._role_of: dict[frozenset[str], Role] = {}
        self._spelt: dict[tuple[str, ...], frozenset[str]] = {}  # as the editor wrote it
        self._phrases: dict[tuple[str, ...], frozenset[str]] = {}  # by stems
        self._han: dict[str, frozenset[str]] = {}
        self._filler: set[str] = set()
        self._filler_han = frozenset(filler.get("zh", ()))
        self._literals: set[str] = set()
        words: set[str] = set()
        for concept in concepts.values():
            meant = frozenset({concept.id})
            for wording in itertools.chain.from_iterable(concept.words.values()):
                words.update(self._add(wording.casefold(), meant))
        for word in filler.get("en", ()):
            parts = words_in(word)
            if len(parts) == 1:
                self._filler.add(stem(parts[0]))
            else:
                self._add_phrase(parts, frozenset())
        # Lengths worth trying: of phrases in words by the stem of their first, of Chinese words by character.
        self._lengths = _lengths((stems[0], len(stems)) for stems in self._phrases)
        self._han_lengths = _lengths((word[0], len(word)) for word in (*self._han, *self._filler_han))
        self._words = words | {word for word in filler.get("en", ()) if " " not in word}
        self._speller: Speller | None = None
        self._pinyin = PinyinIndex({**dict.fromkeys(self._filler_han, frozenset()), **self._han})

    def _add(self, wording: str, concepts: frozenset[str]) -> tuple[str, ...]:
        """Take in a wording of some concepts; the words of it that can be misspelt."""
        if is_han(wording):
            self._han[wording] = self._han[wording] | concepts if wording in self._han else concepts
            return ()
        words = words_in(wording)
        self._add_phrase(words, concepts)
        return words

    def _add_phrase(self, words: tuple[str, ...], concepts: frozenset[str]) -> None:
        if not words:
            return
        stems = tuple(map(stem, words))
        for table, key in ((self._spelt, words), (self._phrases, stems)):
            table[key] = table[key] | concepts if key in table else concepts

    def learn(self, texts: Iterable[str]) -> list[tuple[Term, ...]]:
        """Read `texts` (phrasings of the knowledge base), and take their words for known literals."""
        readings = [self.read(text, learning=True) for text in texts]
        for term in itertools.chain.from_iterable(readings):
            literals = [key for key in term.keys if key.startswith(LITERAL)]
            if literals:
                self._literals.update(literals)
                self._words.add(term.surface)
        self._speller = Speller(self._words)
        return readings

    def read(self, text: str, *, learning: bool = False) -> tuple[Term, ...]:
        """The terms of a cleaned, case-folded text, in order."""
        tokens = tokenize(text)
        terms: list[Term] = []
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.script is Script.HAN:
                terms += self._read_han(token, learning=learning)
                place += 1
                continue
            used, term = self._read_words(tokens, place, learning=learning)
            terms.append(term)
            place += used
        return tuple(terms)

    # ------------------------------------------------------------------ words

    def _read_words(self, tokens: tuple[Token, ...], place: int, *, learning: bool) -> tuple[int, Term]:
        first = tokens[place]
        for length in self._lengths.get(stem(first.text), ()):
            group = tokens[place : place + length]
            if len(group) < length:
                continue
            words = tuple(token.text for token in group)
            # As spelt first: "national" and "nationality" share a stem, but not their meaning.
            keys = self._spelt.get(words, self._phrases.get(tuple(map(stem, words))))
            if keys is not None:
                surface = " ".join(words)
                return length, self._term(surface, first.start, group[-1].end, keys)
        if first.number is not None:
            return 1, Term(first.text, first.start, first.end, frozenset({_figure(first.number)}))
        if self._is_filler(first.text):
            return 1, Term(first.text, first.start, first.end, role=Role.FILLER)
        literal = LITERAL + stem(first.text)
        if learning or literal in self._literals:
            return 1, Term(first.text, first.start, first.end, frozenset({literal}))
        return self._read_strange(tokens, place)

    def _read_strange(self, tokens: tuple[Token, ...], place: int) -> tuple[int, Term]:
        """A word neither vocabulary nor phrasings know: pinyin, a slip of the finger, or unknown."""
        first = tokens[place]
        used, wording = self._pinyin.match([t.text for t in tokens[place : place + _MAX_PHRASE]])
        if wording:
            end = tokens[place + used - 1].end
            surface = " ".join(token.text for token in tokens[place : place + used])
            return used, self._term(surface, first.start, end, self._han.get(wording, frozenset()), wording)
        meant = self._speller.correct(first.text) if self._speller else None
        if meant is None or meant == first.text:  # spelt right, but known only as part of a longer phrase
            return 1, Term(first.text, first.start, first.end)
        keys = self._phrases.get((stem(meant),))
        if keys is not None:
            return 1, self._term(first.text, first.start, first.end, keys, meant)
        # Part of a longer phrase ("incubation basis"): read the phrase with the right spelling.
        for length in self._lengths.get(stem(meant), ()):
            group = tokens[place + 1 : place + length]
            keys = self._phrases.get((stem(meant), *(stem(token.text) for token in group)))
            if len(group) == length - 1 and keys is not None:
                surface = " ".join(token.text for token in (first, *group))
                return length, self._term(surface, first.start, group[-1].end, keys, meant)
        if self._is_filler(meant):
            return 1, Term(first.text, first.start, first.end, role=Role.FILLER, repaired=meant)
        literal = frozenset({LITERAL + stem(meant)}) & self._literals
        return 1, Term(first.text, first.start, first.end, literal, repaired=meant)

    def _is_filler(self, word: str) -> bool:
        return stem(word) in self._filler or (len(word) == 1 and word.isascii())

    # ------------------------------------------------------------------ Chinese

    def _read_han(self, token: Token, *, learning: bool) -> list[Term]:
        terms: list[Term] = []
        strange = ""
        for piece, start, number in (*self._segment(token), ("", token.end, None)):
            known = number is not None or piece in self._han or piece in self._filler_han
            if piece and not known:
                strange += piece
                continue
            if strange:
                terms += self._read_strange_han(strange, start - len(strange), learning=learning)
                strange = ""
            if piece in self._han:
                terms.append(self._term(piece, start, start + len(piece), self._han[piece]))
            elif piece in self._filler_han:
                terms.append(Term(piece, start, start + len(piece), role=Role.FILLER))
            elif number is not None:
                terms.append(Term(piece, start, start + len(piece), frozenset({_figure(number)})))
        return terms

    def _segment(self, token: Token) -> list[tuple[str, int, Number | None]]:
        """The pieces of a run, where they start, and the number where a piece is one.

        Fewest known words win, and as few unknown characters as possible.
        """
        run = token.text
        numbers = {(n.start, n.end): n for n in find_numbers(run)} if _NUMERAL.search(run) else {}
        cost = [0.0, *(math.inf for _ in run)]  # of the cheapest way to cover the run up to each place
        origin = [0] * (len(run) + 1)  # where the last piece of that way starts

        def reach(start: int, end: int, price: float) -> None:
            if cost[start] + price < cost[end]:
                cost[end], origin[end] = cost[start] + price, start

        for start, char in enumerate(run):
            known = char in self._han or char in self._filler_han
            reach(start, start + 1, 1.0 if known else _UNKNOWN_CHAR_COST)
            for length in self._han_lengths.get(char, ()):
                piece = run[start : start + length]
                if piece in self._han or piece in self._filler_han:
                    reach(start, start + len(piece), 1.0)
            for first, end in numbers:
                if first == start and end - first > 1:
                    reach(first, end, 1.0)
        pieces: list[tuple[str, int, Number | None]] = []
        end = len(run)
        while end:
            start = origin[end]
            pieces.append((run[start:end], token.start + start, numbers.get((start, end))))
            end = start
        return pieces[::-1]

    def _read_strange_han(self, run: str, start: int, *, learning: bool) -> list[Term]:
        """Characters no word explains: pairs of neighbours that phrasings use are literals."""
        width = min(2, len(run))
        pairs = [(place, run[place : place + width]) for place in range(len(run) - width + 1)]
        known = [(place, pair) for place, pair in pairs if learning or LITERAL + pair in self._literals]
        terms = [
            Term(pair, start + place, start + place + width, frozenset({LITERAL + pair}))
            for place, pair in known
        ]
        covered = {place + offset for place, _ in known for offset in range(width)}
        rest = "".join(char if place not in covered else " " for place, char in enumerate(run))
        terms += [
            Term(part, start + rest.index(part), start + rest.index(part) + len(part))
            for part in rest.split()
        ]
        return terms

    # ------------------------------------------------------------------ both

    def _term(self, surface: str, start: int, end: int, keys: frozenset[str], repaired: str = "") -> Term:
        role = self._role(keys)
        return Term(surface, start, end, keys if role is not Role.FILLER else frozenset(), role, repaired)

    def _role(self, keys: frozenset[str]) -> Role:
        """The role of a word that stands under the concepts `keys`."""
        if keys not in self._role_of:
            roles = {self._roles[key] for key in keys} or {Role.FILLER}
            # A word with several readings counts as out of scope only where all of them are.
            inside = roles - {Role.ELSEWHERE, Role.OFF_TOPIC}
            self._role_of[keys] = min(inside or roles, key=list(Role).index)
        return self._role_of[keys]


def _lengths(found: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """By first part the lengths that occur, longest first."""
    lengths: dict[str, set[int]] = {}
    for first, length in found:
        lengths.setdefault(first, set()).add(length)
    return {first: tuple(sorted(each, reverse=True)) for first, each in lengths.items()}


def _figure(number: Number) -> str:
    """The key a number is found by."""
    return f"{NUMBER}{number.value.normalize():f}"

"""Reading a text through the vocabulary: which concept each of its words stands for, and which are unknown.

English is matched by word stems, longest phrase first; a run of Chinese characters is cut into the fewest
vocabulary words that cover it. Words that no concept explains but some phrasing of the knowledge base
uses count as *literals*, so a base without any vocabulary is matched word by word.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum, auto
from types import MappingProxyType
from typing import NamedTuple

from bot.knowledge.model import Concept, Role
from bot.matching.pinyin import PinyinIndex, is_syllable
from bot.matching.repair import Speller
from bot.matching.segmentation import HanWords, lengths
from bot.matching.spelling import everyday_words
from bot.matching.tokens import Script, Token, is_han, stem, tokenize, words_in

_MAX_PHRASE = 6  # words in an English vocabulary phrase that are tried
_OUTSIDE = frozenset({Role.ELSEWHERE, Role.OFF_TOPIC, Role.HOSTILE})
LITERAL = "="
NUMBER = "#"


class _Mode(Enum):
    """What a text is read as."""

    LEARNING = auto()  # a phrasing, whose words are to be known from now on
    ASKED = auto()
    PINYIN = auto()  # a question that holds pinyin


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
    light: bool = False  # may stand in a question about anything: "established", "lucky"

    @property
    def known(self) -> bool:
        """Whether anything in the knowledge base explains the word."""
        return bool(self.keys) or self.role is Role.FILLER

    @property
    def is_pinyin(self) -> bool:
        """Whether it is a Chinese word typed in Latin letters."""
        return is_han(self.repaired)


class Lexicon:
    """The vocabulary compiled for reading. Learn the phrasings first, then read questions."""

    def __init__(
        self,
        concepts: Mapping[str, Concept],
        filler: Mapping[str, Iterable[str]],
        light: Mapping[str, Iterable[str]] = MappingProxyType({}),
    ) -> None:
        """`filler` words say nothing and `light` ones little, by language, unless a concept holds them."""
        self._roles = {concept.id: concept.role for concept in concepts.values()}
        # "The city" is the city itself, as far as matching goes.
        self._place_of = {
            concept.id: frozenset(concept.broader)
            for concept in concepts.values()
            if concept.role is Role.THERE and concept.broader
        }
        self._read_as: dict[frozenset[str], tuple[frozenset[str], Role]] = {}  # words under these concepts
        self._spelt: dict[tuple[str, ...], frozenset[str]] = {}  # as the editor wrote it
        self._phrases: dict[tuple[str, ...], frozenset[str]] = {}  # by stems
        self._han: dict[str, frozenset[str]] = {}
        self._filler_words: set[str] = set()
        self._filler_han = frozenset(filler.get("zh", ()))
        self._light = frozenset({*map(stem, light.get("en", ())), *light.get("zh", ())})
        self._literals: set[str] = set()
        words: set[str] = set()
        for concept in concepts.values():
            meant = frozenset({concept.id})
            for wording in itertools.chain.from_iterable(concept.words.values()):
                added = self._add(wording.casefold(), meant)
                # No slip of the finger is taken for a matter that is out of scope.
                words.update(added if concept.role not in _OUTSIDE else ())
        for word in filler.get("en", ()):
            parts = words_in(word)
            if len(parts) == 1:
                self._filler_words.add(parts[0])
            else:
                self._add_phrase(parts, frozenset())
        self._filler = set(map(stem, self._filler_words))
        # The lengths of phrases, in words, by the stem of their first.
        self._lengths = lengths((stems[0], len(stems)) for stems in self._phrases)
        self._han_words = HanWords({*self._han, *self._filler_han, *light.get("zh", ())})
        self._common = frozenset(light.get("en", ())).difference(words)
        self._words = {*words, *self._common, *(word for word in filler.get("en", ()) if " " not in word)}
        self._speller: Speller | None = None
        # Without Chinese in the vocabulary, pinyin has nothing to lead to.
        self._pinyin = PinyinIndex([*self._han, *sorted(self._filler_han)] if self._han else [])

    def _add(self, wording: str, concepts: frozenset[str]) -> tuple[str, ...]:
        """Take in a wording of some concepts; the words of it that can be misspelt."""
        if is_han(wording):
            self._han[wording] = self._han[wording] | concepts if wording in self._han else concepts
            return ()
        words = words_in(wording)
        if len("".join(words)) > 1:  # "c++" must not make every "c" a matter of programming
            self._add_phrase(words, concepts)
        return words

    def _add_phrase(self, words: tuple[str, ...], concepts: frozenset[str]) -> None:
        if not words:
            return
        stems = tuple(map(stem, words))
        for table, key in ((self._spelt, words), (self._phrases, stems)):
            table[key] = table[key] | concepts if key in table else concepts

    def learn(self, texts: Iterable[str]) -> Iterator[tuple[Term, ...]]:
        """Read `texts` (phrasings of the knowledge base), and take their words for known literals.

        Each is read when it is asked for; after the last, questions can be read.
        """
        for text in texts:
            terms = self._read(text, _Mode.LEARNING)
            for term in terms:
                literals = [key for key in term.keys if key[0] == LITERAL]
                if literals:
                    self._literals.update(literals)
                    self._words.add(term.surface)
            yield terms
        self._speller = Speller(self._words, self._common, everyday_words())

    def read(self, text: str) -> tuple[Term, ...]:
        """The terms of a cleaned, case-folded text, in order."""
        terms = self._read(text, _Mode.ASKED)
        # One word in pinyin makes it likely that the short ones around it are pinyin, too.
        return self._read(text, _Mode.PINYIN) if any(term.is_pinyin for term in terms) else terms

    def _read(self, text: str, mode: "_Mode") -> tuple[Term, ...]:
        tokens = tokenize(text)
        words = tuple(token.text for token in tokens)
        stems = tuple(map(stem, words))
        terms: list[Term] = []
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.script is Script.HAN:
                terms += self._read_han(token, mode)
                place += 1
                continue
            used, keys = self._phrase_at(words, stems, place) if stems[place] in self._lengths else (0, None)
            if keys is None:
                used, term = self._read_word(tokens, place, mode)
            else:
                surface = " ".join(words[place : place + used])
                term = self._term(surface, token.start, tokens[place + used - 1].end, keys)
            terms.append(term)
            place += used
        return tuple(terms)

    # ------------------------------------------------------------------ words

    def _phrase_at(
        self, words: tuple[str, ...], stems: tuple[str, ...], place: int
    ) -> tuple[int, frozenset[str] | None]:
        """The longest vocabulary phrase that starts at a word: how many words it has, and its concepts."""
        for length in self._lengths.get(stems[place], ()):
            if place + length > len(words):
                continue
            # As spelt first: "national" and "nationality" share a stem, but not their meaning.
            keys = self._spelt.get(words[place : place + length])
            if keys is None and not (length == 1 and words[place] in self._filler_words):
                keys = self._phrases.get(stems[place : place + length])
            if keys is not None:
                return length, keys
        return 0, None

    def _read_word(self, tokens: tuple[Token, ...], place: int, mode: "_Mode") -> tuple[int, Term]:
        """A word that starts no phrase of the vocabulary."""
        first = tokens[place]
        if first.number is not None:
            return 1, Term(first.text, first.start, first.end, frozenset({figure_key(first.number.value)}))
        if self._is_filler(first.text):
            return 1, Term(first.text, first.start, first.end, role=Role.FILLER)
        word = stem(first.text)
        literal = LITERAL + word
        if mode is _Mode.LEARNING or literal in self._literals:
            return 1, Term(
                first.text, first.start, first.end, frozenset({literal}), light=word in self._light
            )
        if word in self._light:
            return 1, Term(first.text, first.start, first.end, light=True)
        return self._read_strange(tokens, place, mode)

    def _read_strange(self, tokens: tuple[Token, ...], place: int, mode: "_Mode") -> tuple[int, Term]:
        """A word neither vocabulary nor phrasings know: pinyin, a slip of the finger, or unknown."""
        first = tokens[place]
        ahead = [token.text for token in tokens[place : place + _MAX_PHRASE]]
        used, wording = self._pinyin.match(ahead, sure=mode is _Mode.PINYIN)
        if wording:
            surface = " ".join(ahead[:used])
            keys = self._han.get(wording, frozenset())
            return used, self._term(surface, first.start, tokens[place + used - 1].end, keys, wording)
        if mode is _Mode.PINYIN and is_syllable(first.text):
            return 1, Term(first.text, first.start, first.end, role=Role.FILLER)
        # A syllable of pinyin is no slip: "shei" is not meant to be "shed".
        meant = self._speller.correct(first.text) if self._speller and not is_syllable(first.text) else None
        if meant is None or meant == first.text:  # spelt right, but known only as part of a longer phrase
            return 1, Term(first.text, first.start, first.end)
        return self._read_repaired(tokens, place, meant)

    def _read_repaired(self, tokens: tuple[Token, ...], place: int, meant: str) -> tuple[int, Term]:
        """A misspelt word, read as the word that was meant, alone or as the first of a longer phrase."""
        first = tokens[place]
        for length in self._lengths.get(stem(meant), ()):
            group = (first, *tokens[place + 1 : place + length])
            words = (meant, *(token.text for token in group[1:]))
            keys = self._phrases.get(tuple(map(stem, words)))
            if len(group) == length and keys is not None:
                surface = " ".join(token.text for token in group)
                return length, self._term(surface, first.start, group[-1].end, keys, " ".join(words))
        if self._is_filler(meant):
            return 1, Term(first.text, first.start, first.end, role=Role.FILLER, repaired=meant)
        literal = frozenset({LITERAL + stem(meant)}) & self._literals
        light = stem(meant) in self._light
        return 1, Term(first.text, first.start, first.end, literal, repaired=meant, light=light)

    def _is_filler(self, word: str) -> bool:
        return stem(word) in self._filler or (len(word) == 1 and word.isascii())

    # ------------------------------------------------------------------ Chinese

    def _read_han(self, token: Token, mode: "_Mode") -> list[Term]:
        terms: list[Term] = []
        for piece in self._han_words.cut(token.text):
            start, end = token.start + piece.start, token.start + piece.start + len(piece.text)
            if piece.number is not None:
                terms.append(Term(piece.text, start, end, frozenset({figure_key(piece.number.value)})))
            elif piece.text in self._han:
                terms.append(self._term(piece.text, start, end, self._han[piece.text]))
            elif piece.text in self._filler_han:
                terms.append(Term(piece.text, start, end, role=Role.FILLER))
            elif piece.known:
                literal = frozenset({LITERAL + piece.text})
                keys = literal if mode is _Mode.LEARNING else literal & self._literals
                terms.append(Term(piece.text, start, end, keys, light=True))
            else:
                terms += self._read_strange_han(piece.text, start, mode)
        return terms

    def _read_strange_han(self, run: str, start: int, mode: "_Mode") -> list[Term]:
        """Characters no word explains: a homophone, or pairs of neighbours that phrasings use as literals."""
        sounds_like = self._pinyin.homophone(run) if mode is not _Mode.LEARNING else ""
        if sounds_like in self._han and self._role(self._han[sounds_like]) not in _OUTSIDE:
            return [self._term(run, start, start + len(run), self._han[sounds_like], sounds_like)]
        width = min(2, len(run))
        pairs = [(place, run[place : place + width]) for place in range(len(run) - width + 1)]
        if mode is not _Mode.LEARNING:
            pairs = [(place, pair) for place, pair in pairs if LITERAL + pair in self._literals]
        terms = [
            Term(pair, start + place, start + place + width, frozenset({LITERAL + pair}))
            for place, pair in pairs
        ]
        covered = {place + offset for place, _ in pairs for offset in range(width)}
        rest = "".join(char if place not in covered else " " for place, char in enumerate(run))
        found = [(start + match.start(), match[0]) for match in re.finditer(r"\S+", rest)]
        return terms + [Term(part, place, place + len(part)) for place, part in found]

    # ------------------------------------------------------------------ both

    def _term(self, surface: str, start: int, end: int, keys: frozenset[str], repaired: str = "") -> Term:
        read = self._read_as.get(keys)
        if read is None:
            role = self._role(keys)
            if role is Role.THERE:
                keys_of = frozenset(place for key in keys for place in self._place_of.get(key, (key,)))
            else:
                keys_of = keys if role is not Role.FILLER else frozenset()
            read = self._read_as[keys] = (keys_of, role)
        return Term(surface, start, end, *read, repaired)

    def _role(self, keys: frozenset[str]) -> Role:
        """The role of a word that stands under the concepts `keys`."""
        roles = {self._roles[key] for key in keys} or {Role.FILLER}
        # A word with several readings counts as out of scope only where all of them are.
        return min(roles - _OUTSIDE or roles, key=list(Role).index)


def figure_key(value: Decimal) -> str:
    """The key a number is found by."""
    return f"{NUMBER}{value.normalize():f}"

"""Chinese vocabulary typed in Latin letters without tones: "zijin" or "zi jin" for funding."""

import re
from collections.abc import Iterable
from functools import cached_property
from operator import eq

from bot.matching.sounds import Sounds, sounds

# A syllable: initial and final of Hanyu Pinyin, tones left out. Wide on purpose; it only saves the look-up.
_SYLLABLE = r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:[aoeiuv]{1,3}(?:ng|n|r)?)"
_PINYIN = re.compile(rf"(?:{_SYLLABLE})+")
_ONE_SYLLABLE = re.compile(_SYLLABLE)
_MIN_CHARACTERS = 2
_MIN_LETTERS = 5  # shorter words are too often English


class PinyinIndex:
    """Vocabulary words by their pinyin, listed when a question first needs it."""

    def __init__(self, words: Iterable[str]) -> None:
        """`words`: where two sound alike, the first counts."""
        self._source = tuple(words)

    def prepare(self) -> None:
        """Lists the words now, so that a copy that is kept of this has them listed."""
        if self._source:
            _ = self._words

    @cached_property
    def _words(self) -> dict[str, str]:
        index: dict[str, str] = {}
        for word in self._source:
            index.setdefault(self._sounds.of(word), word)
        return index

    @cached_property
    def _sounds(self) -> Sounds:
        return sounds()  # takes a while, and English needs none

    def match(self, words: list[str], *, sure: bool) -> tuple[int, str]:
        """How many of the words in front spell a vocabulary word, and that word; (0, "") for none.

        Only where the text is `sure` to hold pinyin are short words looked up, too.
        """
        if not self._source or not words or not _PINYIN.fullmatch(words[0]):
            return 0, ""
        shortest = 1 if sure else _MIN_LETTERS
        for length in range(len(words), 0, -1):
            joined = _as_listed("".join(words[:length]))
            if len(joined) >= shortest and _PINYIN.fullmatch(joined) and (word := self._words.get(joined)):
                return length, word
        return 0, ""

    def whole(self, text: str) -> str:
        """The vocabulary word that all of a text spells; empty for none."""
        joined = _as_listed(text.replace(" ", ""))
        if not self._source or len(joined) < _MIN_LETTERS or not _PINYIN.fullmatch(joined):
            return ""
        return self._words.get(joined, "")

    def homophone(self, run: str) -> str:
        """The vocabulary word that sounds like a run of two and more Chinese characters; empty for none.

        Two characters neither of which is the word's own are another word that happens to sound so (实际 is
        not 市级), but for rare slips.
        """
        if not self._source or len(run) < _MIN_CHARACTERS:
            return ""
        word = self._words.get(self._sounds.of(run), "")
        shared = len(run) > _MIN_CHARACTERS or any(map(eq, run, word))
        return word if shared and len(word) == len(run) else ""


def _as_listed(spelt: str) -> str:
    """谁 is typed as it is said, too."""
    return spelt.replace("shei", "shui")


def is_syllable(word: str) -> bool:
    """Whether `word` can be one syllable of pinyin."""
    return _ONE_SYLLABLE.fullmatch(word) is not None

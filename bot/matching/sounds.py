"""How Chinese is pronounced, without tones: what `pypinyin.lazy_pinyin` says, in a fiftieth of the memory.

pypinyin holds a Python list for each of 42,000 characters and 47,000 phrases, 45 MB. Here its tables are
packed once; then neither they nor the package are needed to answer.
"""

from array import array
from collections import defaultdict

from bot.once import once

_FIRST, _END = 0x3400, 0xA000  # Chinese characters in daily use, and many more
_MARKED = "āáǎàēéěèếềōóǒòīíǐìūúǔùǖǘǚǜüńňǹḿê"
_PLAIN = "aaaaeeeeeeooooiiiiuuuuvvvvvnnnme"
_TONELESS = str.maketrans(
    dict(zip(_MARKED, _PLAIN, strict=True)) | {"\u0300": "", "\u0304": "", "\u030c": ""}
)


class Sounds:
    """The sound of texts."""

    def __init__(self) -> None:
        from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

        spelt = {
            chr(code): first.partition(",")[0].translate(_TONELESS) for code, first in PINYIN_DICT.items()
        }
        self._syllables = ("", *sorted(set(spelt.values())))
        places = {syllable: place for place, syllable in enumerate(self._syllables)}
        self._of = array("H", (places[spelt.get(chr(code), "")] for code in range(_FIRST, _END)))
        # Phrases in which a character sounds other than alone; the others only bound them.
        self._unlike: dict[str, str] = {}
        for phrase, readings in PHRASES_DICT.items():
            sound = "".join(reading[0] for reading in readings).translate(_TONELESS)
            if sound != "".join(spelt.get(character, character) for character in phrase):
                self._unlike[phrase] = sound
        rests = defaultdict(list)
        for phrase in PHRASES_DICT:
            rests[phrase[0]].append(phrase[1:])
        self._rests = {first: "\n".join(["", *others, ""]) for first, others in rests.items()}

    def of(self, text: str) -> str:
        """The sound of a run of Chinese characters; what has none stands as it is."""
        said = ""
        while text:
            word = self._first_of(text)
            said += self._unlike.get(word) or "".join(map(self._alone, word))
            text = text[len(word) :]
        return said

    def _first_of(self, text: str) -> str:
        """The first word of a text, cut as pypinyin does: the longest phrase, else a character."""
        rests, found = self._rests.get(text[0], ""), 1
        for end in range(2, len(text) + 1):
            if f"\n{text[1:end]}" not in rests:
                break
            if f"\n{text[1:end]}\n" in rests:
                found = end
        else:
            if found == 1:  # the text may go on to a phrase, but does not: nothing in it counts as one
                return text
        return text[:found]

    def _alone(self, character: str) -> str:
        place = ord(character) - _FIRST
        return (self._syllables[self._of[place]] if 0 <= place < len(self._of) else "") or character


@once
def sounds() -> Sounds:
    """The sounds, packed when first asked for; half a second with pypinyin's own start."""
    return Sounds()

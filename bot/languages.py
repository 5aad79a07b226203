"""The languages a reply can be in, and telling them from a text.

The knowledge base is written in plain languages (`en`, `zh`); a reply is in a *language*, which for
Chinese includes the script. Traditional Chinese is made from the Simplified text by OpenCC.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from bot.once import once

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
# Latin letters with marks ("café", "Müller").
_LATIN = frozenset(chr(code) for code in range(0xC0, 0x250))
_LATIN_WORD = re.compile(r"[A-Za-z]+")


class Language(StrEnum):
    """A language a reply can be in; the value is its BCP 47 tag."""

    EN = "en"
    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"

    @property
    def code(self) -> str:
        """The key under which the knowledge base holds texts for this language: `en` or `zh`."""
        return self.value.split("-", maxsplit=1)[0]

    @classmethod
    def from_tag(cls, tag: str | None) -> "Language | None":
        """The language for an IETF tag as clients send it (`en-GB`, `zh-hans`, `zh-TW`), or None."""
        if not tag:
            return None
        parts = tag.replace("_", "-").lower().split("-")
        if parts[0] == "en":
            return cls.EN
        if parts[0] == "zh":
            traditional = {"hant", "tw", "hk", "mo"} & set(parts[1:])
            return cls.ZH_HANT if traditional else cls.ZH_HANS
        return None


@once
def _converter(name: str) -> Any:
    # Imported late: the dictionaries take tens of milliseconds, and English needs none of them.
    import opencc

    return opencc.OpenCC(name)


def han_count(text: str) -> int:
    """How many Chinese characters `text` holds."""
    return len(_HAN.findall(text))


def readable(text: str) -> bool:
    """Whether the letters of `text`, if it has any, are mostly Latin or Chinese."""
    letters = [char for char in text if char.isalpha()]
    known = sum(char.isascii() or bool(_HAN.match(char)) or char in _LATIN for char in letters)
    return 2 * known >= len(letters)


def to_simplified(text: str) -> str:
    """`text` with Traditional characters made Simplified (OpenCC `t2s`)."""
    return str(_converter("t2s").convert(text)) if _HAN.search(text) else text


def to_traditional(text: str) -> str:
    """`text` with Simplified characters made Traditional as written in Taiwan.

    OpenCC's `s2t` and then `t2tw`: its `s2tw` does the same, but takes 16 MB more than `s2t`, which `detect`
    needs anyway.
    """
    if not _HAN.search(text):
        return text
    return str(_converter("t2tw").convert(_converter("s2t").convert(text)))


def in_script(text: str, language: Language, names: Iterable[str] = ()) -> str:
    """A knowledge-base text as `language` writes it.

    `names` are proper names to keep whole: OpenCC takes characters on either side of a name's end for a
    word otherwise, such as "hair" in 码头|发展.
    """
    if language is not Language.ZH_HANT:
        return text
    split = re.split("|".join(map(re.escape, names)) or "(?!)", text)
    found = re.findall("|".join(map(re.escape, names)) or "(?!)", text)
    pieces = [piece for pair in zip_longest(split, found, fillvalue="") for piece in pair]
    return "".join(map(to_traditional, pieces))


def detect(text: str, fallback: Language = Language.EN) -> Language:
    """The language and script `text` is written in.

    Chinese is assumed as soon as Chinese characters outnumber a quarter of the Latin words, since people
    mix English terms into Chinese sentences far more often than the reverse. A Chinese text that both
    scripts write alike takes the script of `fallback`; a text with no letters at all is `fallback`.
    """
    han = han_count(text)
    words = len(_LATIN_WORD.findall(text))
    if han and han * 4 > words:
        traditional_marks = _changed(text, "t2s")
        if not traditional_marks and fallback is not Language.ZH_HANT:
            return Language.ZH_HANS
        simplified_marks = _changed(text, "s2t")
        if not traditional_marks and not simplified_marks:
            return fallback
        return Language.ZH_HANT if traditional_marks > simplified_marks else Language.ZH_HANS
    return Language.EN if words else fallback


def _changed(text: str, conversion: str) -> int:
    """How many characters an OpenCC conversion changes: those that only the other script has."""
    return sum(a != b for a, b in zip(text, _converter(conversion).convert(text), strict=False))

"""Saying words of the asker's back: which are worth it, and without what markup is made of."""

import re
from collections.abc import Iterable

from bot.languages import han_count

_HAN_WORD, _LATIN_WORD = 2, 4  # letters from which on a word can be said back
_MOST = 2


def worth_saying(words: Iterable[str]) -> str:
    """The unknown words worth saying back: whole words, no more than two."""
    whole = [word for word in words if len(word) >= (_HAN_WORD if han_count(word) else _LATIN_WORD)]
    return harmless(", ".join(sorted(whole, key=len, reverse=True)[:_MOST]))


def harmless(words: str) -> str:
    """Words of the asker's, without what markup is made of."""
    return re.sub(r"[*\[\]()]", "", words)

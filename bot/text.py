"""Making what people type fit to be read: one form, no tricks, bounded."""

import re
import unicodedata

MAX_LENGTH = 1_000
"""Characters of a question that are read; nobody asks one thing in more."""

_SPACE = re.compile(r"\s+")
# Control, format (zero-width, bidirectional overrides), surrogate and private-use characters.
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co"})


def clean(text: str) -> str:
    """`text` in NFKC, without invisible characters, white space folded, cut at `MAX_LENGTH`.

    NFKC (Unicode Annex 15) turns full-width letters and digits, ligatures and circled numbers into the
    plain ones. Never fails, whatever the text.
    """
    if text.isascii() and text.isprintable():
        return _SPACE.sub(" ", text).strip()[:MAX_LENGTH]
    text = text[: MAX_LENGTH * 2]  # normalising may shrink as well as grow; the bound holds either way
    if not text.isprintable():
        text = "".join(
            " " if char.isspace() else "" if unicodedata.category(char) in _DROPPED else char for char in text
        )
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip()[:MAX_LENGTH]


def fold(text: str) -> str:
    """`text` cleaned and case-folded, for comparing."""
    return clean(text).casefold()


def without_marks(text: str) -> str:
    """`text` without the marks that stand before and after what is asked."""
    return text.strip(" ?!.,？！。，")

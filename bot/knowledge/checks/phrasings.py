"""Checks that a question leads to one entry only."""

import unicodedata

from bot.knowledge.reader import Item, Reading
from bot.languages import to_simplified


def check_phrasings(reading: Reading) -> None:
    """Report phrasings that read alike in two entries, or twice in one, and entries without any."""
    seen: dict[str, tuple[Item, tuple[str | int, ...]]] = {}
    for item in reading.items["entries"].values():
        for code, phrasings in item.values.get("questions", {}).items():
            for number, phrasing in enumerate(phrasings):
                path = ("questions", code, number)
                first, where = seen.setdefault(_folded(phrasing), (item, path))
                at = first.place(*where)
                if first is not item:
                    message = f"'{phrasing}' belongs to '{first.id}' too, at {at}; keep it in one of them"
                    reading.report(item.place(*path), item.id, message)
                elif where[1] == code and where != path:
                    message = f"'{phrasing}' repeats the phrasing at {at}; delete one of them"
                    reading.report(item.place(*path), item.id, message)


def _folded(text: str) -> str:
    """`text` without case, width, script, spaces and punctuation; as it is if nothing else is left."""
    plain = unicodedata.normalize("NFKC", to_simplified(text)).casefold()
    return "".join(char for char in plain if char.isalnum()) or text

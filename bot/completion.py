"""Finding entries by what was typed so far: "ho" for housing, 孵 for incubation bases."""

from collections.abc import Iterable

from bot.languages import han_count
from bot.text import fold


class Completion:
    """Entries with the words they can be found by; the words of a title count before those of phrasings."""

    def __init__(self, entries: Iterable[tuple[str, Iterable[str], Iterable[str]]]) -> None:
        """`entries`: id, titles and phrasings, in every language."""
        self._found_by = [
            (entry, _Words(map(fold, titles)), _Words(map(fold, phrasings)))
            for entry, titles, phrasings in entries
        ]

    def entries_for(self, typed: str) -> list[str]:
        """The entries each word typed so far can be the beginning of, titles first; none for no word."""
        parts = fold(typed).split()
        if not parts:
            return []
        by_title = [entry for entry, titles, _ in self._found_by if titles.begin_with(parts)]
        by_phrasing = [entry for entry, _, phrasings in self._found_by if phrasings.begin_with(parts)]
        return list(dict.fromkeys([*by_title, *by_phrasing]))


class _Words:
    """The words of some texts, for asking whether one begins with what was typed."""

    def __init__(self, texts: Iterable[str]) -> None:
        held = list(texts)
        # One string with a blank before each word: finding " ho" is finding a word that begins with "ho".
        self._words = " " + " ".join(held)

    def begin_with(self, parts: list[str]) -> bool:
        """Whether each part begins a word, or for Chinese stands anywhere."""
        return all((part if han_count(part) else f" {part}") in self._words for part in parts)

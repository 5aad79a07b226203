"""Finding entries by what was typed so far: "ho" for housing, 孵 for incubation bases."""

from collections.abc import Iterable
from sys import intern

from bot.languages import han_count, to_simplified
from bot.text import fold

_TELLING = 3  # letters from which on the beginning of a word tells which it will be
_LONGEST = 4  # words of a name


class Completion:
    """Entries with the words they can be found by; the words of a title count before those of phrasings."""

    def __init__(
        self,
        entries: Iterable[tuple[str, Iterable[str], Iterable[str]]],
        inside: Iterable[str] = (),
        outside: Iterable[str] = (),
    ) -> None:
        """`entries`: id, titles and phrasings, in every language.

        `inside` and `outside` are words of what the entries are about, and of other places and matters.
        """
        texts = [
            (entry, [*map(fold, titles)], [*map(fold, phrasings)]) for entry, titles, phrasings in entries
        ]
        self._found_by = [(entry, _Words(titles), _Words(phrasings)) for entry, titles, phrasings in texts]
        self._titled = {
            to_simplified(title): entry for entry, titles, _ in reversed(texts) for title in titles
        }
        elsewhere = {fold(word) for word in outside}
        self._inside = tuple(dict.fromkeys(intern(fold(word)) for word in inside))
        used = (text for _, titles, phrasings in texts for text in (*titles, *phrasings))
        said = " ".join([*self._inside, *used])
        self._own = _Words(word for word in dict.fromkeys(said.split()) if word not in elsewhere)
        self._phrases = _Words([said])
        self._outside = _Words(f"\n{word}" for word in elsewhere)

    def entries_for(self, typed: str) -> list[str]:
        """The entries each word typed so far can be the beginning of, titles first; none for no word."""
        parts = fold(typed).split()
        if not parts:
            return []
        by_title = [entry for entry, titles, _ in self._found_by if titles.begin_with(parts)]
        by_phrasing = [entry for entry, _, phrasings in self._found_by if phrasings.begin_with(parts)]
        return list(dict.fromkeys([*by_title, *by_phrasing]))

    def titled(self, typed: str) -> str | None:
        """The entry that has exactly this title, or None."""
        return self._titled.get(to_simplified(fold(typed)))

    def finished(self, typed: str) -> list[str]:
        """What was typed with its last word finished, in every way the vocabulary knows, shortest first."""
        before, _, last = fold(typed).rpartition(" ")
        if len(last) < _TELLING:
            return []
        words = sorted((word for word in self._inside if word.startswith(last)), key=len)
        return [f"{before} {word}".strip() for word in words]

    def leads_outside(self, typed: str) -> bool:
        """Whether the end of what was typed can only become a word of another matter: "housing in shangh"."""
        words = fold(typed).split()[-_LONGEST:]
        for start in range(len(words)):
            tail = " ".join(words[start:])
            own = self._own if start == len(words) - 1 else self._phrases
            if (
                len(tail) >= _TELLING
                and not han_count(tail)
                and self._outside.hold(f"\n{tail}")
                and not own.hold(f" {tail}")
            ):
                return True
        return False


class _Words:
    """The words of some texts, for asking whether one begins with what was typed."""

    def __init__(self, texts: Iterable[str]) -> None:
        held = list(texts)
        # One string with a blank before each word: finding " ho" is finding a word that begins with "ho".
        self._words = " " + " ".join(held)

    def begin_with(self, parts: list[str]) -> bool:
        """Whether each part begins a word, or for Chinese stands anywhere."""
        return all((part if han_count(part) else f" {part}") in self._words for part in parts)

    def hold(self, part: str) -> bool:
        """Whether `part` stands anywhere in them."""
        return part in self._words

"""What can be wrong with a knowledge base, said so that an editor can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from bot.knowledge.model import Origin

_MAX_TYPO = 0.5  # share of a word that may be mistyped for a suggestion to make sense


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `fatal` problems keep the knowledge base from being used at all."""

    origin: Origin
    id: str  # the entry, fact, ... or the part of the file it is about
    message: str
    fatal: bool = False

    def __str__(self) -> str:
        return f"{self.origin}: {self.id}: {self.message}"

    @property
    def place(self) -> tuple[str, int, int]:
        """File, line and column, to sort by."""
        return self.origin.file, self.origin.line, self.origin.column


class KnowledgeError(Exception):
    """A knowledge base that cannot be used; `problems` says why, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.place))
        super().__init__("\n".join(map(str, self.problems)))


def did_you_mean(word: str, options: Iterable[str], form: str = "'{}'") -> str:
    """`; did you mean 'answer'?`, with the one of `options` nearest to `word`, or nothing.

    `form` says how the option is written. Nearest by Damerau-Levenshtein distance, so that swapped
    letters count as one slip.
    """
    found = process.extractOne(
        word, list(options), scorer=DamerauLevenshtein.normalized_distance, score_cutoff=_MAX_TYPO
    )
    return f"; did you mean {form.format(found[0])}?" if found else ""

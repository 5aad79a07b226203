"""Shares of the grades, and the floors they have to hold."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.quality.judging import Grade, Judged


@dataclass(frozen=True, slots=True)
class Tally:
    """Shares of the grades among questions of one kind and language, in percent."""

    kind: str
    language: str
    count: int
    right: float
    asked: float
    wrong: float
    silent: float

    @property
    def name(self) -> str:
        """Kind and language, as floors name them."""
        return f"{self.kind}.{self.language}"


def tally(judged: Iterable[Judged]) -> list[Tally]:
    """The shares per kind and language, in alphabetical order."""
    grades: dict[tuple[str, str], Counter[Grade]] = {}
    for each in judged:
        grades.setdefault((each.question.kind, each.question.language), Counter())[each.grade] += 1
    return [
        Tally(kind, language, count.total(), *(100 * count[grade] / count.total() for grade in Grade))
        for (kind, language), count in sorted(grades.items())
    ]


def share(judged: Iterable[Judged], grade: Grade) -> float:
    """The share of the questions whose reply was judged so, in percent."""
    grades = Counter(each.grade for each in judged)
    return 100 * grades[grade] / grades.total() if grades else 0.0


@dataclass(frozen=True, slots=True)
class Floors:
    """What an evaluation has to hold, in percent."""

    right: dict[str, float] = field(default_factory=dict)  # least, by kind and language: `answer.en`
    most_wrong: float = 100.0  # of all questions
    most_asked: float = 100.0  # of the questions to answer


def below(judged: Sequence[Judged], floors: Floors) -> list[str]:
    """A line for each floor and ceiling that does not hold."""
    right = {row.name: row.right for row in tally(judged)}
    missed = []
    for name, least in floors.right.items():
        if name not in right:
            missed.append(f"{name}: there are no such questions")
        elif right[name] < least:
            missed.append(f"{name}: {right[name]:.1f}% right, and not {least:g}%")
    wrong = share(judged, Grade.WRONG)
    if wrong > floors.most_wrong:
        missed.append(f"wrong answers shown: {wrong:.1f}%, and not at most {floors.most_wrong:g}%")
    asked = share((each for each in judged if each.question.kind == "answer"), Grade.ASKED)
    if asked > floors.most_asked:
        missed.append(f"asked back: {asked:.1f}%, and not at most {floors.most_asked:g}%")
    return missed

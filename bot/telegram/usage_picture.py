"""What was asked from one day to another, as a chart: questions, outcomes, opinions and topics."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.charts.picture import Mark, Picture
from bot.engine import Engine
from bot.knowledge.render import format_day
from bot.languages import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store.usage import Count, Opinions

_TOPICS = 5
_OUTCOMES = ("answer", "clarify", "unknown", "refuse", "smalltalk")
EPOCH = date(1970, 1, 1)


@dataclass(slots=True)
class _Day:
    """What was asked on a day, or on several together."""

    outcomes: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    helpful: int = 0
    unhelpful: int = 0

    @property
    def total(self) -> int:
        return self.outcomes.total()


def picture(
    engine: Engine,
    language: Language,
    counts: "Sequence[Count]",
    opinions: "Sequence[Opinions]",
    days: tuple[int, int],
) -> Picture | None:
    """What `counts` and `opinions` say of the `days`, first and last, since 1970-01-01; None if nothing.

    Every bar is on the scale of questions: those of the days, in parts by outcome, and those of the topics.
    """
    words = _Words(engine, language)
    numbers = range(days[0], days[1] + 1)
    by_day = {day: _day(counts, opinions, range(day, day + 1)) for day in numbers}
    everything = _day(counts, opinions, numbers)
    if not everything.total and not everything.helpful + everything.unhelpful:
        return None
    one = len(by_day) == 1
    title = (
        words.say("asked_on", date=words.date(days[0])) if one else words.say("usage", days=str(len(by_day)))
    )
    return Picture(
        language=language,
        title=title,
        figures=tuple(words.figures(everything)),
        bars=(
            *(() if one else words.days(by_day)),
            *words.topics(everything.topics),
        ),
        legend=tuple(words.outcomes(everything)) if everything.total else (),
        footer=words.say("usage_note"),
    )


class _Words:
    """The marks of the picture, in one language."""

    def __init__(self, engine: Engine, language: Language) -> None:
        self._engine = engine
        self._language = language
        self._comma = "，" if language.code == "zh" else ", "

    def say(self, text_id: str, **values: str) -> str:
        return self._engine.text(f"admin_{text_id}", self._language, **values)

    def date(self, day: int) -> str:
        return format_day(EPOCH + timedelta(days=day), self._language.code)

    def figures(self, all_: _Day) -> list[Mark]:
        found = [Mark(self.say("questions"), str(all_.total), Decimal(all_.total))]
        if votes := all_.helpful + all_.unhelpful:
            found.append(Mark(self.say("helpful"), f"{all_.helpful}/{votes}", Decimal(all_.helpful)))
        return found

    def outcomes(self, all_: _Day) -> list[str]:
        shares = {outcome: 100 * all_.outcomes[outcome] / all_.total for outcome in _OUTCOMES}
        return [f"{self.say(f'outcome_{outcome}')} {share:.0f}%" for outcome, share in shares.items()]

    def days(self, by_day: dict[int, _Day]) -> list[Mark]:
        marks = []
        for number, day in by_day.items():
            parts = tuple(Decimal(day.outcomes[outcome]) for outcome in _OUTCOMES)
            detail = [
                f"{self.say(f'outcome_{outcome}')} {day.outcomes[outcome]}"
                for outcome in _OUTCOMES
                if day.outcomes[outcome]
            ]
            if day.helpful + day.unhelpful:
                detail.append(f"{self.say('helpful')} {day.helpful}/{day.helpful + day.unhelpful}")
            mark = Mark(
                self.date(number), str(day.total), Decimal(day.total), parts, self._comma.join(detail)
            )
            marks.append(mark)
        return marks

    def topics(self, topics: Counter[str]) -> list[Mark]:
        titles = {choice.entry: choice.label for choice in self._engine.topics(self._language)}
        most = [(titles[topic], count) for topic, count in topics.most_common() if topic in titles][:_TOPICS]
        heading = self.say("topics")
        return [
            Mark(title, str(count), Decimal(count), heading=heading if place == 0 else "")
            for place, (title, count) in enumerate(most)
        ]


def _day(counts: "Sequence[Count]", opinions: "Sequence[Opinions]", days: range) -> _Day:
    found = _Day()
    for each in counts:
        if each.day in days:
            found.outcomes[each.outcome] += each.count
            if each.topic:
                found.topics[each.topic] += each.count
    for opinion in opinions:
        if opinion.day in days:
            found.helpful += opinion.helpful
            found.unhelpful += opinion.unhelpful
    return found

"""What a chart says in a reader's language, before it is drawn: titles, labels, figures, sources."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.engine import Engine
from bot.knowledge.model import Bar
from bot.knowledge.render import fill, format_fact, in_language
from bot.languages import Language


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure: what it is, how it is written, and its size."""

    label: str
    shown: str
    value: Decimal
    parts: tuple[Decimal, ...] = ()  # what `value` is made of, in the order of the picture's legend
    detail: str = ""  # the parts in words
    heading: str = ""  # above this mark, with which others of another kind begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart in words, complete: whoever draws it adds nothing to it."""

    language: Language
    title: str
    figures: tuple[Mark, ...]
    bars: tuple[Mark, ...]  # on one scale, none below zero
    footer: str  # source and date, one line a source
    legend: tuple[str, ...] = ()  # what each part of the bars is

    @property
    def key(self) -> str:
        """A name for what this picture looks like: another as soon as anything in it is another."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    def lines(self) -> list[str]:
        """Every figure with its label, in lines, for those who cannot see the picture."""
        colon, opening, closing = ("：", "（", "）") if self.language.code == "zh" else (": ", " (", ")")
        lines = [f"{mark.label}{colon}{mark.shown}" for mark in self.figures] + list(self.legend)
        for mark in self.bars:
            lines += ["", mark.heading] if mark.heading else []
            detail = f"{opening}{mark.detail}{closing}" if mark.detail else ""
            lines.append(f"{mark.label}{colon}{mark.shown}{detail}")
        return lines


def picture(engine: Engine, chart_id: str, language: Language) -> Picture | None:
    """The chart in `language`; None if nothing of it can be shown. KeyError if there is no such chart."""
    chart = engine.kb.charts[chart_id]
    figures, bars = _marks(engine, chart.figures, language), _marks(engine, chart.bars, language)
    bars = tuple(mark for mark in bars if mark.value >= 0)
    if not figures and not bars:
        return None
    title = fill(in_language(chart.title, language.code), engine.kb, language.code)
    shown = (engine.kb.fact(bar.fact) for bar in (*chart.figures, *chart.bars))
    cited = dict.fromkeys(fact.source for fact in shown if fact)
    return Picture(
        language=language,
        title=engine.in_script(title, language),
        figures=figures,
        bars=bars,
        footer=engine.footer(tuple(source for source in cited if source), language),
    )


def _marks(engine: Engine, bars: Iterable[Bar], language: Language) -> tuple[Mark, ...]:
    marks = []
    for bar in bars:
        fact = engine.kb.fact(bar.fact)
        if fact and isinstance(fact.value, int | Decimal):
            label = engine.local(bar.label or fact.name, language)
            shown = engine.in_script(format_fact(fact, engine.kb, language.code), language)
            marks.append(Mark(label, shown, Decimal(fact.value)))
    return tuple(marks)

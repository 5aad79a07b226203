"""The two curves, drawn as SVG: whether confidences are true, and what each threshold would cost."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from bot.matching.confidence import Calibration
from bot.quality.judging import Grade
from bot.quality.page.elements import Child, el
from bot.quality.reliability import BINS, Reliability
from bot.quality.thresholds import Cost

WIDTH = 400
_LEFT, _RIGHT, _TOP = 40, 10, 22
_BELOW = 36
_COUNTS = 44  # height of the strip of counts
_TALL = 250  # height of the plane; taller where no counts stand below
_TALLER = _TALL + _COUNTS + 36
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_LARGEST = 9  # radius of a point
_HEADROOM = 2.5  # times the cost in use; what is dearer lies above the chart


@dataclass(frozen=True, slots=True)
class _Plot:
    """A plane of its own: shares from left to right, and from nothing at the bottom to `top`."""

    top: float
    height: float

    def x(self, share: float) -> float:
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return _TOP + (1 - value / self.top) * self.height

    def points(self, pairs: Iterable[tuple[float, float]]) -> str:
        return " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in pairs)

    def frame(
        self, across: str, along: str, ticks: Sequence[float], shown: Callable[[float], str]
    ) -> Element:
        """The lines, figures and names of both axes; `along` names the vertical one."""
        floor = self.y(0)
        parts: list[Child] = []
        for tick in ticks:
            y = self.y(tick)
            parts.append(el("line", class_="grid", x1=_LEFT, x2=WIDTH - _RIGHT, y1=y, y2=y))
            parts.append(el("text", shown(tick), x=_LEFT - 6, y=y + 4, text_anchor="end"))
        for tick in _TICKS:
            x = self.x(tick)
            anchor = "end" if tick == _TICKS[-1] else "middle"
            parts.append(el("text", f"{tick:.0%}", x=x, y=floor + 16, text_anchor=anchor))
        middle = (_LEFT + WIDTH - _RIGHT) / 2
        parts.append(el("text", across, x=middle, y=floor + 32, text_anchor="middle"))
        parts.append(el("text", along, x=0, y=12))
        return el("g", *parts)

    def mark(self, at: float, label: str, row: int, *, left: bool) -> Element:
        """A threshold, with its name beside the line."""
        x = self.x(at)
        return el(
            "g",
            el("line", class_="mark", x1=x, x2=x, y1=_TOP, y2=self.y(0)),
            el(
                "text",
                label,
                class_="marked",
                x=x + (-5 if left else 5),
                y=_TOP + 12 + 15 * row,
                text_anchor="end" if left else "start",
            ),
        )


def _picture(name: str, title: str, told: str, height: float, *parts: Child) -> Element:
    """An image of its own, with a name and a description for those who do not see it."""
    return el(
        "svg",
        el("title", title, id=f"{name}-title"),
        el("desc", told, id=f"{name}-told"),
        *parts,
        viewBox=f"0 0 {WIDTH} {height:g}",
        role="img",
        class_=name,
        **{"aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-told"},
    )


def reliability_chart(found: Reliability, limits: Calibration) -> Element:
    """How often the best candidate was right, against its confidence, with the counts below."""
    plot = _Plot(1.0, _TALL)
    largest = max((each.count for each in found.bins), default=1)
    curve: list[Child] = []
    counts: list[Child] = []
    base = plot.y(0) + _BELOW + _COUNTS + 16
    for each in found.bins:
        x = plot.x(each.confidence)
        curve.append(el("line", class_="whisker", x1=x, x2=x, y1=plot.y(each.low), y2=plot.y(each.high)))
        tip = f"{each.count} questions of {each.confidence:.0%} on average: {each.right:.0%} right"
        radius = 3 + (_LARGEST - 3) * math.sqrt(each.count / largest)
        curve.append(el("circle", el("title", tip), class_="point", cx=x, cy=plot.y(each.right), r=radius))
        tall = _COUNTS * each.count / largest
        left, width = plot.x(each.start), plot.x(1 / BINS) - plot.x(0)
        counts.append(
            el("rect", class_="count", x=left + 1, width=width - 2, y=base - tall, height=tall),
        )
        middle = left + width / 2
        counts.append(el("text", f"{each.count}", x=middle, y=base - tall - 4, text_anchor="middle"))
    told = (
        f"Over {found.count} questions, confidence and share of right candidates differ by "
        f"{100 * found.error:.1f} points on average. The figures are in the table below the chart."
    )
    return _picture(
        "reliability",
        "Share of best candidates that are right, by their confidence",
        told,
        base + 20,
        plot.frame("confidence of the best candidate", "of them right", _TICKS, lambda v: f"{v:.0%}"),
        el("line", class_="ideal", x1=plot.x(0), y1=plot.y(0), x2=plot.x(1), y2=plot.y(1)),
        plot.mark(limits.answer_at, f"answers from {limits.answer_at:.0%}", 0, left=True),
        el("polyline", class_="line", points=plot.points((b.confidence, b.right) for b in found.bins)),
        *curve,
        *counts,
        el("line", class_="grid", x1=_LEFT, x2=WIDTH - _RIGHT, y1=base, y2=base),
        el("text", "how many questions", x=WIDTH / 2 + 15, y=base + 16, text_anchor="middle"),
    )


def cost_chart(costs: Sequence[Cost], limits: Calibration, questions: int) -> Element:
    """What the replies would cost, per hundred questions, at each threshold; stacked by what went wrong."""
    scale = 100 / questions
    thresholds = [each.limits.answer_at for each in costs]
    chosen = next(each for each in costs if each.limits.answer_at == limits.answer_at)
    least = min(costs, key=lambda each: each.total)
    most = max(each.total for each in costs)
    ticks = _round_ticks(min(most, max(least.total, chosen.total) * _HEADROOM) * scale)
    plot = _Plot(ticks[-1], _TALLER)
    below = [0.0] * len(costs)
    areas: list[Child] = []
    for grade in (Grade.WRONG, Grade.SILENT, Grade.ASKED):
        above = [low + each.by_grade[grade] * scale for low, each in zip(below, costs, strict=True)]
        outline = [*zip(thresholds, above, strict=True), *reversed([*zip(thresholds, below, strict=True)])]
        areas.append(el("polygon", el("title", grade), class_=f"area {grade}", points=plot.points(outline)))
        below = above
    told = (
        f"At the threshold in use, {limits.answer_at:.0%}, a hundred questions cost "
        f"{chosen.total * scale:.1f}; the least would be {least.total * scale:.1f}, at "
        f"{least.limits.answer_at:.0%}."
    )
    return _picture(
        "cost",
        "Cost of the replies to a hundred questions, by the threshold for answering",
        told,
        plot.y(0) + _BELOW,
        plot.frame("confidence from which on it answers", "cost of 100 questions", ticks, lambda v: f"{v:g}"),
        el("clipPath", el("rect", x=0, y=_TOP, width=WIDTH, height=_TALLER), id="cost-clip"),
        el(
            "g",
            *areas,
            el("polyline", class_="line", points=plot.points(zip(thresholds, below, strict=True))),
            clip_path="url(#cost-clip)",
        ),
        plot.mark(limits.answer_at, f"in use: {limits.answer_at:.0%}", 0, left=True),
        el(
            "circle",
            el("title", f"{limits.answer_at:.0%}: {chosen.total * scale:.1f}"),
            class_="point",
            cx=plot.x(limits.answer_at),
            cy=plot.y(chosen.total * scale),
            r=5,
        ),
    )


def _round_ticks(most: float) -> list[float]:
    """Round figures from 0 up to at least `most`, about five of them."""
    rough = most / 4 or 1.0
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
    return [step * number for number in range(math.ceil(most / step or 1) + 1)]

"""The two charts with what there is to say about them, and their figures as tables."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from bot.quality.evaluation import Evaluation
from bot.quality.judging import Grade
from bot.quality.page.charts import cost_chart, reliability_chart
from bot.quality.page.elements import Child, el, scrolling, table
from bot.quality.page.summary import NAMES
from bot.quality.thresholds import COSTS, Cost

_COSTLY = (Grade.WRONG, Grade.SILENT, Grade.ASKED)


def curves(found: Evaluation, costs: Sequence[Cost]) -> Element:
    """Both charts, side by side where there is room."""
    return el("div", _trust(found), _price(found, costs), class_="pair")


def _trust(found: Evaluation) -> Element:
    trust = found.reliability
    figures = table(
        "The best candidate of each question, by its confidence",
        ["confidence", "right", "95% interval", "questions"],
        [
            [f"{b.confidence:.0%}", f"{b.right:.0%}", f"{b.low:.0%} to {b.high:.0%}", f"{b.count}"]
            for b in trust.bins
        ],
    )
    return _figure(
        "Do confidences mean what they say?",
        f"On the dashed line, they do. They are off by {100 * trust.error:.1f} points on average (expected "
        f"calibration error; Brier score {trust.brier:.3f}), over {trust.count} questions that one entry can "
        "settle. On a set they were fitted to, confidences look better than they are.",
        reliability_chart(trust, found.limits),
        [
            el("li", el("i", class_="key point"), "share that is right; larger: more questions"),
            el("li", el("i", class_="key whisker"), "95% interval"),
        ],
        figures,
    )


def _price(found: Evaluation, costs: Sequence[Cost]) -> Element:
    scale = 100 / len(found.judged)
    prices = ", ".join(f"{NAMES[grade]} {COSTS[grade]:g}" for grade in _COSTLY)
    figures = table(
        "Cost of a hundred questions, by threshold",
        ["answers from", *_COSTLY, "together"],
        [
            [
                f"{cost.limits.answer_at:.0%}",
                *(f"{cost.by_grade[grade] * scale:.1f}" for grade in _COSTLY),
                f"{cost.total * scale:.1f}",
            ]
            for cost in costs
        ],
    )
    return _figure(
        "Would another threshold cost less?",
        f"A reply that is right costs nothing; {prices}. {_cheapest(found, costs)} The threshold for asking "
        "back moves along with the one for answering.",
        cost_chart(costs, found.limits, len(found.judged)),
        [el("li", el("i", class_=f"key {grade}"), NAMES[grade]) for grade in reversed(_COSTLY)],
        figures,
    )


def _cheapest(found: Evaluation, costs: Sequence[Cost]) -> str:
    least = min(costs, key=lambda each: each.total)
    used = next(each for each in costs if each.limits.answer_at == found.limits.answer_at)
    if used.total == least.total:
        return "None is cheaper than the one in use, for these questions."
    return (
        f"The one in use, {used.limits.answer_at:.0%}, costs {_more(used, least)} than "
        f"{least.limits.answer_at:.0%}, the cheapest for these questions."
    )


def _more(used: Cost, least: Cost) -> str:
    return f"{used.total / least.total - 1:.0%} more" if least.total else "more"


def _figure(title: str, told: str, chart: Element, legend: Sequence[Child], figures: Element) -> Element:
    return el(
        "figure",
        el("figcaption", el("h3", title), el("p", told)),
        chart,
        el("ul", *legend, class_="legend"),
        el("details", el("summary", "The figures"), scrolling(figures, title)),
    )

"""The table of what was shown instead of what was meant."""

from collections.abc import Sequence

from bot.quality.confusions import Confusion
from bot.quality.evaluation import Evaluation
from bot.quality.page.elements import Child, breakable, el, scrolling, table
from bot.quality.report import meant_of, shown_of

_EXAMPLES = 2


def confused(found: Evaluation) -> list[Child]:
    """Those that happened more than once; the others fold away."""
    if not found.confusions:
        return [el("p", "Nothing was.")]
    often = [row for row in found.confusions if len(row.judged) > 1]
    once = found.confusions[len(often) :]
    offered, asked = found.offered
    told = (
        "What was meant is what the set says, or else what at least half of the right replies to the same "
        "group of questions rest on."
    )
    back = f"Where it asked back, what was meant was among the choices {offered} of {asked} times."
    return [
        el("p", told),
        el("p", back) if asked else None,
        _table("Most frequent first", often) if often else None,
        el("details", el("summary", f"{len(once)} that happened once"), _table("Once each", once))
        if once
        else None,
    ]


def _table(caption: str, rows: Sequence[Confusion]) -> Child:
    head = ["meant", "shown", "judged", "times", "such as"]
    return scrolling(table(caption, head, map(_row, rows), class_="confusions"), caption)


def _row(row: Confusion) -> list[Child]:
    examples = [
        el("p", each.question.text, lang=each.question.language, class_="example")
        for each in row.judged[:_EXAMPLES]
    ]
    return [
        el("span", *breakable(meant_of(row))),
        el("span", *breakable(shown_of(row))),
        el("span", row.grade, class_=f"badge {row.grade}"),
        f"{len(row.judged)}",
        el("div", *examples),
    ]

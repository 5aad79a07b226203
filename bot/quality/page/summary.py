"""The figures at the head of the page, and the table by kind and language."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from bot import __version__
from bot.quality.evaluation import Evaluation
from bot.quality.figures import Tally
from bot.quality.judging import Grade
from bot.quality.page.elements import Child, el, scrolling, table

NAMES = {Grade.RIGHT: "right", Grade.ASKED: "asked back", Grade.WRONG: "wrong", Grade.SILENT: "silent"}
"""Of the grades, as readers see them."""


def summary(found: Evaluation, missed: Sequence[str], about: Sequence[str]) -> list[Child]:
    """All questions together; `about` says what was measured, `missed` which floors do not hold."""
    middle, slow = found.milliseconds()
    shares = [
        el("div", el("dt", name), el("dd", f"{found.share(grade):.1f}", el("small", "%")), class_=grade)
        for grade, name in NAMES.items()
    ]
    lines = [el("li", line) for line in missed]
    return [
        el("p", *(el("span", each) for each in (*about, f"version {__version__}")), class_="over"),
        el("h1", "How well it answers"),
        el("dl", *shares, class_="shares"),
        el(
            "p",
            f"{len(found.judged)} questions; half of them took less than {middle:.1f} ms, "
            f"95% less than {slow:.1f} ms.",
        ),
        el("div", el("h2", "Below the floor"), el("ul", *lines), class_="missed") if missed else None,
    ]


def figures(found: Evaluation) -> Element:
    """A row per kind and language."""
    shares = table(
        "Shares of n questions, in percent. Silent: not answered, though the answer is there.",
        ["kind", *NAMES, "n", "shares"],
        [
            [row.name, *(f"{getattr(row, grade):.1f}" for grade in NAMES), f"{row.count}", _bar(row)]
            for row in found.rows
        ],
        class_="figures",
    )
    return scrolling(shares, "By kind and language")


def _bar(row: Tally) -> Element:
    """The shares side by side, for the eye; the figures stand next to it."""
    parts = []
    start = 0.0
    for grade in NAMES:
        share = getattr(row, grade)
        parts.append(el("rect", class_=f"area {grade}", x=start, width=share, y=0, height=10))
        start += share
    return el(
        "svg",
        *parts,
        viewBox="0 0 100 10",
        preserveAspectRatio="none",
        class_="bar",
        **{"aria-hidden": "true"},
    )

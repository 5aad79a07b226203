"""An evaluation as one page of HTML: nothing to load, nothing to run, charts and style inside."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

from bot.quality.evaluation import Evaluation
from bot.quality.judging import Grade
from bot.quality.page.confused import confused
from bot.quality.page.curves import curves
from bot.quality.page.elements import Child, document, el
from bot.quality.page.failed import failed, rules
from bot.quality.page.summary import figures, summary
from bot.quality.thresholds import Cost

_STYLE = Path(__file__).with_name("page.css")


def page(
    found: Evaluation, costs: Sequence[Cost], missed: Sequence[str], *, sets: Sequence[str], day: date
) -> str:
    """The page. `costs` are those of all thresholds, `missed` the floors that do not hold."""
    names = ", ".join(sets)
    return document(
        f"{found.share(Grade.RIGHT):.1f}% right: {names}",
        _STYLE.read_text(encoding="utf-8") + rules(found),
        el("header", *summary(found, missed, [*sets, day.isoformat()])),
        el(
            "main",
            _section("figures", "By kind and language", figures(found)),
            _section("curves", "Confidence", curves(found, costs)),
            _section("confusions", "Shown instead of what was meant", *confused(found)),
            _section("failures", "What was not answered rightly", *failed(found)),
        ),
    )


def _section(name: str, title: str, *parts: Child) -> Element:
    return el("section", el("h2", title, id=name), *parts, **{"aria-labelledby": name})

"""What was not answered rightly, a card each, with check boxes that hide kinds of them without any script."""

from collections import Counter
from xml.etree.ElementTree import Element

from bot.quality.confusions import considered
from bot.quality.evaluation import Evaluation
from bot.quality.judging import Judged
from bot.quality.page.elements import Child, breakable, el
from bot.quality.report import meant_for, reply_in_words
from bot.reply import Clarify, Reply
from bot.terminal_reply import PLAIN

_NEAR = 4  # candidates shown
_SAID = 160  # characters of the reply


def failed(found: Evaluation) -> list[Child]:
    """The check boxes, and a card for every failure, worst grade first."""
    if not found.failures:
        return [el("p", "Everything was.")]
    boxes = [
        el("fieldset", el("legend", aspect), el("div", *(_box(aspect, *each) for each in values.items())))
        for aspect, values in _aspects(found).items()
    ]
    return [
        el("form", *boxes, class_="filters", **{"aria-label": "Which failures to show"}),
        el(
            "ol",
            *(_card(found, each) for each in found.failures),
            el("li", class_="shown", **{"aria-hidden": "true"}),  # counted by the style sheet
            class_="cards",
        ),
    ]


def rules(found: Evaluation) -> str:
    """Style that hides the cards whose box is not checked."""
    return "\n".join(
        f'body:has(#{aspect}-{value}:not(:checked)) [data-{aspect}="{value}"] {{ display: none; }}'
        for aspect, values in _aspects(found).items()
        for value in values
    )


def _aspects(found: Evaluation) -> dict[str, Counter[str]]:
    failures = found.failures
    return {
        "grade": Counter(each.grade.value for each in failures),
        "kind": Counter(each.question.kind for each in failures),
        "language": Counter(each.question.language for each in failures),
    }


def _box(aspect: str, value: str, count: int) -> Element:
    box = el("input", type="checkbox", id=f"{aspect}-{value}", checked="checked")
    return el("label", box, f" {value} ", el("b", f"{count}"))


def _card(found: Evaluation, judged: Judged) -> Element:
    question, why = judged.question, judged.reply.why
    facts = {
        "meant": el("code", *breakable(meant_for(found, judged))) if meant_for(found, judged) else None,
        "shown": el("code", *breakable(reply_in_words(judged.reply))),
        "rule": el("span", why.reason, lang=judged.reply.lang),
        "unknown": ", ".join(why.unknown) or None,
        "mended": ", ".join(f"{word} → {taken}" for word, taken in why.repaired) or None,
    }
    return el(
        "li",
        el(
            "p",
            el("span", judged.grade, class_=f"badge {judged.grade}"),
            f" {question.kind} · {question.language} · ",
            el("code", *breakable(question.group)),
            class_="about",
        ),
        *(el("p", f"{earlier}", class_="earlier", lang=question.language) for earlier in question.before),
        el("h3", question.text, lang=question.language),
        el("p", _said(judged.reply), class_="said", lang=judged.reply.lang),
        el("dl", *(part for fact in facts.items() if fact[1] is not None for part in _fact(*fact))),
        _candidates(found, judged),
        class_="card",
        data_grade=judged.grade,
        data_kind=question.kind,
        data_language=question.language,
    )


def _fact(name: str, value: Child) -> tuple[Element, Element]:
    return el("dt", name), el("dd", value)


def _said(reply: Reply) -> str:
    """How the reply begins."""
    choices = [choice.label for choice in reply.choices] if isinstance(reply, Clarify) else []
    text = " ".join(" / ".join([PLAIN.markup(reply.body), *choices]).split())
    return text[:_SAID] + ("…" if len(text) > _SAID else "")


def _candidates(found: Evaluation, judged: Judged) -> Element | None:
    meant = found.meant.entries(judged)
    near = considered(judged)[:_NEAR]
    if not near:
        return None
    items = [
        el(
            "li",
            el("span", *breakable(each.entry), el("b", " meant") if each.entry in meant else None),
            el("span", f"{each.confidence:.0%}", class_="figure"),
            el(
                "svg",
                el("rect", width=round(100 * each.confidence, 1), height=1),
                viewBox="0 0 100 1",
                preserveAspectRatio="none",
                **{"aria-hidden": "true"},
            ),
        )
        for each in near
    ]
    return el("ol", *items, class_="near", **{"aria-label": "Candidates with their confidence"})

"""HTML as a tree of elements: what is text stays text, because the standard library writes it out."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, tostring

from bot.terminal_layout import printable

Child = Element | str | float | None


def el(tag: str, *children: Child, **attributes: str | float) -> Element:
    """An element with texts and elements in it; None is left out.

    Attributes are named as in Python: `class_` is `class`, `stroke_width` is `stroke-width`.
    """
    named = {name.rstrip("_").replace("_", "-"): _text(value) for name, value in attributes.items()}
    element = Element(tag, named)
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            element.append(child)
            last = child
        elif child is not None and last is None:
            element.text = (element.text or "") + _text(child)
        elif child is not None and last is not None:
            last.tail = (last.tail or "") + _text(child)
    return element


def _text(value: str | float) -> str:
    return printable(value) if isinstance(value, str) else f"{value:g}"


def breakable(name: str) -> list[Child]:
    """An identifier that may be broken after its underscores."""
    first, *others = name.split("_")
    parts: list[Child] = [first]
    for other in others:
        parts += ["_", el("wbr"), other]
    return parts


def table(caption: str, head: Iterable[Child], rows: Iterable[Iterable[Child]], **attributes: str) -> Element:
    """A table whose first column names its rows."""
    body = []
    for first, *others in rows:
        body.append(el("tr", el("th", first, scope="row"), *(el("td", other) for other in others)))
    return el(
        "table",
        el("caption", caption),
        el("thead", el("tr", *(el("th", name, scope="col") for name in head))),
        el("tbody", *body),
        **attributes,
    )


def scrolling(inside: Element, name: str) -> Element:
    """What may be wider than the screen: it scrolls by itself, by keyboard too, and says what it is."""
    return el("div", inside, class_="scroll", role="group", tabindex=0, **{"aria-label": name})


def document(title: str, style: str, *body: Child) -> str:
    """A whole page that may load nothing and run nothing, as its policy says."""
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el(
            "meta",
            **{"http-equiv": "Content-Security-Policy"},
            content="default-src 'none'; style-src 'unsafe-inline'",
        ),
        el("title", title),
        el("style", style),
    )
    tree = el("html", head, el("body", *body), lang="en")
    return "<!DOCTYPE html>\n" + tostring(tree, encoding="unicode", method="html") + "\n"

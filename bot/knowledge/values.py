"""Reads one YAML value in the form its field declares."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from bot.knowledge.fields import BAR_FACT, BAR_LABEL, LANGUAGE_PATTERN, Field, Kind
from bot.knowledge.model import Bar, EntryKind, Qualifier, Role, frozen
from bot.knowledge.problems import did_you_mean
from bot.knowledge.yamltree import Items, Node, Pairs, Scalar
from bot.numbers import find_numbers

_NUMBER = re.compile(r"[-+]?\d{1,30}(_\d+)*(\.\d{1,30})?", re.ASCII)
_DATE_LIKE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
_DAY_PARTS = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_LANGUAGE = re.compile(LANGUAGE_PATTERN)
# Codes for what people write instead.
MEANT = {
    "cn": "zh",
    "chinese": "zh",
    "english": "en",
    "eng": "en",
    "en": "en",
    "zh": "zh",
    "中文": "zh",
    "英文": "en",
}
_ENUMS: dict[str, type[StrEnum]] = {"kind": EntryKind, "qualifier": Qualifier, "role": Role}


class Report(Protocol):
    """Notes a problem at a node."""

    def __call__(self, where: Node, message: str, *, fatal: bool = True) -> None:
        """Note `message` about what stands at `where`."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """What reading a value needs from the item it belongs to."""

    report: Report
    pairs: Callable[[Pairs], Iterator[tuple[Scalar, Node]]]  # pairs of a mapping without repeated keys


def read(node: Node, spec: Field, to: Reporter) -> Any:
    """The value of `spec`'s kind in `node`, or None after reporting why there is none."""
    return _READERS[spec.kind](node, spec, to)


def _text(node: Node, spec: Field, to: Reporter) -> str | None:
    if isinstance(node, Scalar):
        if node.text.strip() and not node.empty:
            # Quotes keep outer spaces ("You: "); line breaks come from block texts.
            return node.text.strip("\n")
        to.report(node, f"'{spec.name}' is empty here; write a text or delete the line", fatal=False)
    else:
        to.report(node, f"'{spec.name}' must be a text here, not {_form(node)}{_quote_hint(node)}")
    return None


def _texts(node: Node, spec: Field, to: Reporter) -> tuple[str, ...] | None:
    if not isinstance(node, Items):
        to.report(node, f"'{spec.name}' must be a list here: [one, two], or lines with a '-' before each")
        return None
    read_all = (_text(item, spec, to) for item in node.items)
    return tuple(text for text in read_all if text is not None)


def _by_language(
    node: Node, spec: Field, to: Reporter, reader: Callable[[Node, Field, Reporter], Any], example: str
) -> Mapping[str, Any] | None:
    if not isinstance(node, Pairs):
        to.report(node, f"'{spec.name}' must be given by language: {{en: {example}}}{_wide_colon(node)}")
        return None
    found = {}
    for key, value in to.pairs(node):
        if isinstance(value, Scalar) and value.empty and not _LANGUAGE.fullmatch(key.text):
            mend = _wide_colon(key) or "; put a text with commas in quotes"
            to.report(key, f"'{key.text}' stands alone under '{spec.name}'{mend}")
        elif not _LANGUAGE.fullmatch(key.text):
            mend = f"write {known}" if (known := MEANT.get(key.text.lower())) else "write en, zh ..."
            to.report(key, f"'{key.text}' under '{spec.name}' is not a language code; {mend}")
        elif (content := reader(value, spec, to)) is not None:
            found[key.text] = content
    if not found and not node.pairs:
        to.report(node, f"'{spec.name}' is empty; write it by language: {{en: {example}}}")
    return frozen(found) if found else None


def _localized(node: Node, spec: Field, to: Reporter) -> Mapping[str, str] | None:
    return _by_language(node, spec, to, _text, '"text"')


def _phrasings(node: Node, spec: Field, to: Reporter) -> Mapping[str, tuple[str, ...]] | None:
    return _by_language(node, spec, to, _texts, '["text", "text"]')


def _languages(node: Node, spec: Field, to: Reporter) -> tuple[str, ...] | None:
    codes = _texts(node, spec, to) or ()
    for code in codes:
        if not _LANGUAGE.fullmatch(code):
            to.report(node, f"'{code}' is not a language code; write en, zh or the like")
    return tuple(dict.fromkeys(code for code in codes if _LANGUAGE.fullmatch(code))) or None


def _date(node: Node, spec: Field, to: Reporter) -> date | None:
    text = node.text if isinstance(node, Scalar) else ""
    try:
        return date.fromisoformat(text)
    except ValueError:
        shown = f"'{text}'" if text else _form(node)
        to.report(node, f"'{spec.name}' must be a day written like 2021-04-08, not {shown}{_day_hint(text)}")
        return None


def _day_hint(text: str) -> str:
    """What to write for a day that was written another way."""
    found = _DAY_PARTS.fullmatch(text.strip())
    if found is None:
        return ""
    written = "-".join(part.zfill(2) for part in found.groups())
    try:
        date.fromisoformat(written)
    except ValueError:
        return "; there is no such day"
    return f"; write {written}"


def _value(node: Node, spec: Field, to: Reporter) -> int | Decimal | date | None:
    text = node.text if isinstance(node, Scalar) else ""
    if _DATE_LIKE.fullmatch(text):
        return _date(node, spec, to)
    if _NUMBER.fullmatch(text):
        return Decimal(text) if "." in text else int(text)
    shown = f"'{text}'" if text else _form(node)
    to.report(
        node,
        f"'{spec.name}' must be a number without separators (68000) or a day (2021-04-08), not {shown}; "
        f"{_value_hint(text)}",
    )
    return None


def _value_hint(text: str) -> str:
    """What to write for a number that was written as people write it."""
    found = find_numbers(text)
    if len(found) != 1:
        return "for words use 'text'"
    number = found[0]
    rest = number.percent or (text[: number.start] + text[number.end :]).strip()
    return f"write {number.value.normalize():f}" + (
        "; the rest goes under 'unit' or 'qualifier'" * bool(rest)
    )


def _choice(node: Node, spec: Field, to: Reporter) -> StrEnum | None:
    text = node.text if isinstance(node, Scalar) else _form(node)
    if text in spec.choices:
        return _ENUMS[spec.name](text)
    known, hint = ", ".join(spec.choices), did_you_mean(text, spec.choices)
    to.report(node, f"'{spec.name}' must be one of {known}, not '{text}'{hint}")
    return None


def _url(node: Node, spec: Field, to: Reporter) -> str | None:
    text = _text(node, spec, to)
    if text is None or re.fullmatch(r"https?://[^\s)]+", text):
        return text
    to.report(node, f"'{spec.name}' must be a web address beginning with https://, not '{text}'", fatal=False)
    return None


def _bars(node: Node, spec: Field, to: Reporter) -> tuple[Bar, ...] | None:
    if not isinstance(node, Items):
        to.report(node, f"'{spec.name}' must be a list here, each item like '- fact: jobs'")
        return None
    return tuple(bar for item in node.items if (bar := _bar(item, spec, to)) is not None) or None


def _bar(node: Node, spec: Field, to: Reporter) -> Bar | None:
    if not isinstance(node, Pairs):
        written = node.text if isinstance(node, Scalar) and not node.empty else "jobs"
        to.report(node, f"an item of '{spec.name}' names a fact; write '- fact: {written}'")
        return None
    found: dict[str, Any] = {}
    forms = {form.name: form for form in (BAR_FACT, BAR_LABEL)}
    for key, value in to.pairs(node):
        if (form := forms.get(key.text)) is None:
            hint = did_you_mean(key.text, forms) or f"; known are {', '.join(forms)}"
            to.report(key, f"unknown key '{key.text}' in '{spec.name}'{hint}", fatal=False)
        elif (content := read(value, form, to)) is not None:
            found[key.text] = content
    if "fact" not in found:
        if not any(isinstance(key, Scalar) and key.text == "fact" for key, _ in node.pairs):
            to.report(node, f"an item of '{spec.name}' names no fact; add 'fact:' to it")
        return None
    return Bar(**found)


def _form(node: Node) -> str:
    return {Scalar: "a text", Items: "a list", Pairs: "a mapping"}[type(node)]


def _wide_colon(node: Node) -> str:
    return (
        "; write ':' and a space in place of '：'" if isinstance(node, Scalar) and "：" in node.text else ""
    )


def _quote_hint(node: Node) -> str:
    """A bare `{fact}` or `text: more` reads as a mapping, `[label](...)` as a list."""
    return "; put the text in quotes" if isinstance(node, Items | Pairs) else ""


_READERS: dict[Kind, Callable[[Node, Field, Reporter], Any]] = {
    Kind.ID: _text,
    Kind.REFERENCE: _text,
    Kind.REFERENCES: _texts,
    Kind.LOCALIZED: _localized,
    Kind.PHRASINGS: _phrasings,
    Kind.TEXT: _text,
    Kind.DATE: _date,
    Kind.URL: _url,
    Kind.VALUE: _value,
    Kind.CHOICE: _choice,
    Kind.BARS: _bars,
    Kind.COMMAND: _text,
    Kind.LANGUAGES: _languages,
}

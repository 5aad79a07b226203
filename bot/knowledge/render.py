"""Facts as readers see them, and templates filled with them.

A template holds `{fact}`, `{fact.number}` (without its unit) or `{source.updated}` (also `publisher`,
`title`, `section`); a brace meant as a brace is doubled. A figure never loses its qualifier: `{jobs}` with
`qualifier: about` is "about 68,000 people" wherever it stands. A fact that a newer one supersedes is shown as
the newer one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.knowledge.model import Fact, KnowledgeBase, Localized, Qualifier, Source

SOURCE_FIELDS = ("updated", "publisher", "title", "section")
_TOKEN = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}\s.]+)(?:\.(?P<part>[^{}\s.]+))?\}")
_MILLION, _BILLION = 10**6, 10**9
_WAN, _YI = 10**4, 10**8
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_QUALIFIERS: dict[str, dict[Qualifier, str]] = {
    "en": {
        Qualifier.ABOUT: "about {}",
        Qualifier.MORE_THAN: "more than {}",
        Qualifier.AT_LEAST: "at least {}",
        Qualifier.UP_TO: "up to {}",
    },
    "zh": {
        Qualifier.ABOUT: "约{}",
        Qualifier.MORE_THAN: "超过{}",
        Qualifier.AT_LEAST: "至少{}",
        Qualifier.UP_TO: "最多{}",
    },
}
# Signs every language reads, for those that have no words above.
_SIGNS = {
    Qualifier.ABOUT: "≈ {}",
    Qualifier.MORE_THAN: "> {}",
    Qualifier.AT_LEAST: "≥ {}",
    Qualifier.UP_TO: "≤ {}",
}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`{name}` or `{name.part}` in a template."""

    name: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.name}.{self.part}" if self.part else self.name


def placeholders(template: str) -> tuple[Placeholder, ...]:
    """The placeholders of `template`, in order, repeated ones too."""
    return tuple(
        Placeholder(match["name"], match["part"] or "")
        for match in _TOKEN.finditer(template)
        if match["name"]
    )


def stray_braces(template: str) -> int:
    """How many braces in `template` are neither doubled nor part of a placeholder."""
    rest = _TOKEN.sub("", template)
    return rest.count("{") + rest.count("}")


def fill(template: str, kb: KnowledgeBase, code: str, values: Mapping[str, str] | None = None) -> str:
    """`template` with facts and sources filled in, for readers of the language `code`.

    `values` are filled in by name before facts are looked up. KeyError for a name that nothing has; a
    checked knowledge base has none. A single brace stays as it is.
    """

    def replacement(match: re.Match[str]) -> str:
        if match["name"] is None:
            return match[0][0]
        return _resolve(Placeholder(match["name"], match["part"] or ""), kb, code, values or {})

    return _TOKEN.sub(replacement, template)


def _resolve(wanted: Placeholder, kb: KnowledgeBase, code: str, values: Mapping[str, str]) -> str:
    if not wanted.part and wanted.name in values:
        return values[wanted.name]
    fact = kb.fact(wanted.name)
    if fact is not None and wanted.part in {"", "number"}:
        return format_fact(fact, kb, code, unit=not wanted.part)
    source = kb.sources.get(wanted.name)
    if source is not None and wanted.part in SOURCE_FIELDS:
        return _source_field(source, wanted.part, code)
    raise KeyError(str(wanted))


def _source_field(source: Source, name: str, code: str) -> str:
    if name == "updated":
        return format_date(source.updated, code)
    return in_language({"publisher": source.publisher, "title": source.title}.get(name, source.section), code)


def in_language(texts: Localized, code: str) -> str:
    """The text for `code`, else the English one, else the first; empty if there is none."""
    return texts.get(code) or texts.get("en") or next(iter(texts.values()), "")


def format_fact(fact: Fact, kb: KnowledgeBase, code: str, *, unit: bool = True) -> str:
    """The fact in words for readers of `code`, with its qualifier and, if asked for, its unit."""
    if fact.value is None:
        shown = in_language(fact.text, code)
    elif isinstance(fact.value, date):
        shown = format_date(fact.value, code)
    else:
        shown = format_number(fact.value, code)
        if unit and fact.unit is not None and fact.unit in kb.units:
            shown = in_language(kb.units[fact.unit].text, code).replace("{n}", shown)
    if fact.qualifier is Qualifier.EXACT:
        return shown
    return _QUALIFIERS.get(code, _SIGNS)[fact.qualifier].format(shown)


def format_number(value: int | Decimal, code: str) -> str:
    """`68000` as `68,000` or `6.8万`; `15290000` as `15.29 million` or `1529万`.

    Large round numbers are shortened where two decimals suffice to say them exactly. Other languages get
    thousands apart by a narrow space (ISO 80000-1).
    """
    number = Decimal(value)
    if code == "en":
        for size, word in ((_BILLION, "billion"), (_MILLION, "million")):
            if (short := _shortened(number, size)) is not None:
                return f"{short:,f} {word}"
        return f"{number:,f}"
    if code == "zh":
        for size, word in ((_YI, "亿"), (_WAN, "万")):
            if (short := _shortened(number, size)) is not None:
                return f"{short:f}{word}"
        return f"{number:f}"
    return f"{number:,f}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def _shortened(number: Decimal, size: int) -> Decimal | None:
    """`number` in units of `size`, where that takes at most two decimals."""
    if abs(number) < size or number * 100 % size:
        return None
    short = number / size
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short.normalize()


def format_day(day: date, code: str) -> str:
    """`8 April`, `4月8日`, or `04-08` for other languages."""
    if code == "en":
        return f"{day.day} {_MONTHS[day.month - 1]}"
    return f"{day.month}月{day.day}日" if code == "zh" else f"{day:%m-%d}"


def format_date(day: date, code: str) -> str:
    """`8 April 2021`, `2021年4月8日`, or `2021-04-08` for other languages."""
    if code == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    if code == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return day.isoformat()

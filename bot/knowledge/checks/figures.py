"""Checks that every figure readers see comes from a fact."""

import re
from collections.abc import Mapping
from decimal import Decimal

from bot.knowledge.checks.templates import templates
from bot.knowledge.model import KnowledgeBase, Localized
from bot.knowledge.reader import Reading
from bot.numbers import Number, find_numbers

_NOT_WORDING = re.compile(r"\{[^{}]*\}|\]\([^)]*\)")  # placeholders, addresses of links


def check_figures(reading: Reading, kb: KnowledgeBase, defaults: Mapping[str, Localized]) -> None:
    """Report figures written out in answers, details, titles and texts.

    Digits must come from a fact by its name. A number word may stand if some fact has that value: "three
    measures" reads better than "3 measures". "One" is more often an article than a count and may stand.
    """
    by_value = {
        Decimal(fact.value): fact.id for fact in kb.facts.values() if isinstance(fact.value, int | Decimal)
    }
    in_words = {number.value for fact in kb.facts.values() for number in _numbers(fact.text)}
    for item, origin, _, text in templates(reading):
        own = {number.value for number in _numbers(defaults.get(item.id, {}))}
        wording = _NOT_WORDING.sub(" \N{OBJECT REPLACEMENT CHARACTER} ", text)
        for number in find_numbers(wording):
            if number.value in own or _may_stand(number, by_value, in_words):
                continue
            written = _quoted(wording, number)
            if number.value in by_value:
                message = f"the figure '{written}' is written out; write {{{by_value[number.value]}}} instead"
            else:
                message = f"no fact backs the figure '{written}'; add one and write its id in braces"
            reading.report(origin, item.id, message)


def _may_stand(number: Number, by_value: Mapping[Decimal, str], in_words: set[Decimal]) -> bool:
    return number.words and (number.value == 1 or number.value in by_value or number.value in in_words)


def _quoted(text: str, number: Number) -> str:
    """The number as written; a Chinese numeral with its measure word, since 两 alone is hard to find."""
    chinese = number.words and not text[number.start].isascii()
    return text[number.start : number.end + chinese]


def _numbers(texts: Localized) -> list[Number]:
    return [number for text in texts.values() for number in find_numbers(text)]

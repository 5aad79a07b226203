"""Writing out what people shorten on a phone: "hw many yrs b4" is "how many years before".

The list is `texting.yaml` next to this module. What matches words and what reads meaning both do better by
words as they are written in full.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

_LIST = Path(__file__).with_suffix(".yaml")


def spelt_out(text: str) -> str:
    """A cleaned text with the words that people shorten in full; all else stays as it is."""
    short, meant = _shortened()
    return short.sub(lambda found: meant[found[0].casefold()], text)


@cache
def _shortened() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """What finds a shortened word, and what each stands for."""
    listed = yaml.safe_load(_LIST.read_text(encoding="utf-8"))
    meant = {short: word for word, forms in listed.items() for short in forms}
    longest_first = "|".join(re.escape(short) for short in sorted(meant, key=len, reverse=True))
    # By themselves: neither the "u" of "u.s." nor the "r" of "r&d".
    return re.compile(rf"(?<![\w'’&/.+-])(?:{longest_first})(?![\w'’&/+-]|\.\w)", re.IGNORECASE), meant

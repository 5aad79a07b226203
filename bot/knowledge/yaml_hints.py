"""What is likely wrong with a text that is no YAML: the slips of the hand that parsers have no words for."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_KEY = r"^(?P<indent>\s*(?:- +)?)(?P<key>[\w-]+)"
_BEFORE = 6  # lines above the noticed one in which a quote may have been left open


class Hint(NamedTuple):
    """What to do, and the line and column to do it in, counted from 0."""

    line: int
    column: int
    mend: str


# A slip as it looks in a line, with what to do. The group `at`, else the match, is where.
_SLIPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), mend)
    for pattern, mend in (
        (r"^ *(?P<at>\t)", "indent with spaces, not tabs"),
        (r"^ *(?P<at>[\u00a0\u2000-\u200b\u3000]+)", "indent with plain spaces; here stands another kind"),
        (_KEY + r"(?P<at>：)", "write ':' and a space in place of '：'"),
        (r"^\s*(?P<at>[–—•·●－])", "begin an item of a list with '-' and a space"),
        (r"^\s*(?P<at>-)[^\s-]", "put a space after the '-'"),
        (_KEY + r"(?P<at>:)(?!//)[^\s]", "put a space after the ':'"),
        (r"(?:: +|- +)(?P<at>[*&@`%])", "put a text that begins with a sign in quotes"),
        (
            r"(?:: +|- +)(?P<at>\{[A-Za-z_][\w.]*\}) *[^\s,}\]]",
            "put a text that begins with '{' in quotes",
        ),
        (r"(?:: +|- +)(?P<at>'[^']*'\w)", 'write a text with an apostrophe in double quotes: "it\'s"'),
        (r"(?:: +|- +)(?P<at>[\[{][^\]}]*，)", "within brackets, part items with ',' and not with '，'"),
    )
)
_SAID = {
    "mapping values are not allowed": "put a text that holds ': ' in quotes, and check the indentation",
    "cannot start any token": "indent with spaces, not tabs; put a text that begins with a sign in quotes",
    "did not find expected": "check the indentation and the closing quotes and brackets near this line",
    "could not find expected ':'": "write 'key: value', and check the closing quotes above",
    "expected <block end>": "check the indentation near this line",
    "unexpected end of stream": "a quote or bracket is not closed",
}
_MISALIGNED = ("did not find expected '-'", "did not find expected key", "expected <block end>")


def hint_for(text: str, problem: str, noticed: tuple[int, int], began: tuple[int, int]) -> Hint:
    """What to do about a `problem` that a parser noticed at one place, in something that began at another."""
    lines = text.splitlines()
    # A key that is none is noticed a line later.
    suspects = [began[0]] if "could not find expected ':'" in problem else []
    suspects += [noticed[0], *_above(lines, noticed[0])]
    for number in dict.fromkeys(suspects):
        if (found := _slip(lines, number)) is not None:
            return found
    if "expected ',' or" in problem or "expected node content" in problem:
        return Hint(*began, "close the bracket that opens here, and part what is in it with ','")
    return (
        _open_quote(lines, noticed[0])
        or _misaligned(lines, problem, noticed)
        or _by_what_was_said(problem, noticed)
    )


def _above(lines: list[str], number: int) -> Iterator[int]:
    """The line above that says something, if there is one."""
    for above in range(min(number, len(lines)) - 1, -1, -1):
        if lines[above].strip() and not lines[above].lstrip().startswith("#"):
            yield above
            return


def _slip(lines: list[str], number: int) -> Hint | None:
    if number >= len(lines):
        return None
    for pattern, mend in _SLIPS:
        if match := pattern.search(lines[number]):
            return Hint(number, match.start("at"), mend)
    return None


def _open_quote(lines: list[str], noticed: int) -> Hint | None:
    """The nearest line with a `"` that has no partner in it."""
    for number in range(min(noticed, len(lines) - 1), max(noticed - _BEFORE, -1), -1):
        quotes = [match.start() for match in re.finditer(r'(?<!\\)"', lines[number])]
        if len(quotes) % 2:
            return Hint(number, quotes[-1], "close the quote in this line")
    return None


def _misaligned(lines: list[str], problem: str, noticed: tuple[int, int]) -> Hint | None:
    above = next(_above(lines, noticed[0]), None)
    if above is None or noticed[0] >= len(lines) or not any(sign in problem for sign in _MISALIGNED):
        return None
    here, there = (len(line) - len(line.lstrip(" ")) for line in (lines[noticed[0]], lines[above]))
    if here == there:
        return None
    mend = f"this line begins with {here} spaces, the one above it with {there}; what belongs together"
    return Hint(*noticed, f"{mend} begins alike")


def _by_what_was_said(problem: str, noticed: tuple[int, int]) -> Hint:
    found = (mend for sign, mend in _SAID.items() if sign in problem)
    return Hint(*noticed, next(found, "check this line and the one above"))

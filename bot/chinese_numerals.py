"""Reads Chinese numerals: 六万八千, 一百零二, 1亿, 两个亿, 6.8万, 二〇二一.

A numeral is taken for a number only where it counts: a single character needs a measure word behind it
(三项, not 三思), and so does a bare unit (百万元, not 千万别).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **dict(zip("○两兩貳參叄陸", (0, 2, 2, 2, 3, 3, 6), strict=True)),
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_WAN, _YI = 10**4, 10**8
_LARGE = {"万": _WAN, "萬": _WAN, "亿": _YI, "億": _YI}
_ZERO = frozenset("零〇○")

_CHAR = f"[{''.join((*_DIGITS, *_SMALL, *_LARGE))}]"
_DIGIT = f"[{''.join(_DIGITS)}]"
_UNIT = f"[{''.join((*_SMALL, *_LARGE))}]"
_BIG = f"[{''.join(_LARGE)}]"
_ARABIC = r"[0-9０-９]{1,12}(?:[.．][0-9０-９]{1,12})?"
_SKIPPED = rf"个(?={_BIG})|個(?={_BIG})|[多余餘来來几幾](?={_UNIT})"  # 两个亿, 一百多万

PATTERN = (
    rf"(?:(?<![A-Za-z_0-9０-９.,，．]){_ARABIC}\s?(?={_SKIPPED}|{_UNIT})|{_CHAR})"
    rf"(?:{_CHAR}|{_ARABIC}|{_SKIPPED}|(?<={_CHAR})[点點](?={_DIGIT})){{0,40}}"
)
"""What may be Chinese numerals."""

_TOKEN = re.compile(rf"{_ARABIC}|{_DIGIT}[点點]{_DIGIT}+|{_CHAR}")
_POINT = re.compile("[点點．]")
_MEASURE = re.compile(
    r"[多余餘来來]?(?:[个個项項年平种種名位套间間岁歲月日元块塊美次条條批类類届屆层層栋棟座所处處倍亩畝户戶天周小公]"
    r"|家(?![长长庭里])|人(?![才们們民员員类類力工生事])|[级級](?!别)|成(?![千上为為功就立员])|欧元|英镑|人民币)"
)
_NOT_COUNTED = re.compile(r"(?:第|初|周|星期|礼拜|禮拜|[几幾数數])$")
_TEN = 10
_PAIR = 2


def read(text: str, start: int, end: int) -> Iterator[tuple[Decimal, int, int]]:
    """The number in `text[start:end]`, which matches `PATTERN`, with its place; nothing if it is none."""
    if _NOT_COUNTED.search(text, max(0, start - 2), start) or text.startswith("分之", end):
        return
    percentage = text.startswith("百分之", start - 3) if start >= len("百分之") else False
    if not percentage and start >= len("分之") and text.startswith("分之", start - 2):
        return
    tokens = _TOKEN.findall(text, start, end)
    alone = len(tokens) == 1 and text.strip() == tokens[0]
    if not _counts(tokens, counted=alone or percentage or _MEASURE.match(text, end) is not None):
        return
    value = _positional(tokens) if len(tokens) > 1 else None
    if value is None:
        value = _value(tokens)
    if value is not None:
        yield value, start, end


def _counts(tokens: list[str], *, counted: bool) -> bool:
    """Whether these characters are a number; `counted` if a measure word follows."""
    first = tokens[0]
    if counted:
        return len(tokens) > 1 or first in "十拾" or first in _DIGITS
    if len(tokens) == 1:
        return False
    if all(token in _DIGITS for token in tokens):
        return not _ZERO.isdisjoint(tokens)
    return first in "十拾" or first not in _UNIT


def _positional(tokens: list[str]) -> Decimal | None:
    """二〇二一 as 2021. Two digits side by side are "two or three" rather than twenty-three."""
    digits = [_DIGITS[token] for token in tokens if token in _DIGITS]
    if len(digits) < len(tokens) or (len(tokens) == _PAIR and _ZERO.isdisjoint(tokens)):
        return None
    return Decimal("".join(map(str, digits)))


@dataclass(slots=True)
class _Sum:
    """A numeral as it grows, unit by unit."""

    total: Decimal = Decimal(0)  # what is above the section
    section: Decimal = Decimal(0)  # below ten thousand
    number: Decimal | None = None  # a digit that waits for its unit
    last: int = 1  # the last unit
    floor: int = _WAN  # the next small unit must be smaller
    large: tuple[int, ...] = ()  # the large units so far

    def digit(self, value: Decimal) -> bool:
        """Whether a digit may stand here."""
        if self.number is not None:
            return False
        self.number = value
        return True

    def zero(self) -> bool:
        """Whether a zero that skips a unit (一百零二) may stand here."""
        self.last = 1
        return self.number is None

    def small(self, unit: int, *, first: bool) -> bool:
        """Whether 十, 百 or 千 may stand here; only 十, or the first of all, goes without a digit."""
        if unit >= self.floor or (self.number is None and unit != _TEN and not first):
            return False
        self.section += (1 if self.number is None else self.number) * unit
        self.number, self.last, self.floor = None, unit, unit
        return True

    def big(self, unit: int, *, first: bool) -> bool:
        """Whether 万 or 亿 may stand here, which multiply all that is before them."""
        below = self.section + (self.number or 0)
        multiplies = unit == _YI and self.large == (_WAN,)  # 万亿
        if (self.large and not multiplies and unit >= self.large[-1]) or unit in self.large:
            return False
        if below == 0 and not (first or multiplies):
            return False
        if unit == _YI:
            self.total = (self.total + below) * unit
        else:
            self.total += (below or 1) * unit
        self.section, self.number, self.last, self.floor = Decimal(0), None, unit, _WAN
        self.large += (unit,)
        return True

    @property
    def value(self) -> Decimal:
        """The whole, where a last digit counts tenths of the unit before it: 六万八 is 六万八千."""
        number = self.number or Decimal(0)
        if self.last > _TEN and number < _TEN and number == int(number):
            number = number * self.last / _TEN
        return self.total + self.section + number


def _value(tokens: list[str]) -> Decimal | None:
    """The value of a numeral with units; None if the characters do not form one."""
    result = _Sum()
    for position, token in enumerate(tokens):
        first = position == 0
        if token in _SMALL:
            fits = result.small(_SMALL[token], first=first)
        elif token in _LARGE:
            fits = result.big(_LARGE[token], first=first)
        elif token in _ZERO:
            fits = result.zero()
        else:
            fits = result.digit(_digit(token))
        if not fits:
            return None
    return result.value


def _digit(token: str) -> Decimal:
    """A digit, figure or decimal (6, 6.8, 六, 六点八)."""
    return Decimal(
        "".join(str(_DIGITS[char]) if char in _DIGITS else char for char in _POINT.sub(".", token))
    )

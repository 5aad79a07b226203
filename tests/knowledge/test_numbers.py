"""Finding numbers in text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.numbers import find_numbers


def found(text):
    return [(number.value, text[number.start : number.end]) for number in find_numbers(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("68,000", 68000),
        ("68 000", 68000),
        ("68'000", 68000),
        ("68\N{NARROW NO-BREAK SPACE}000", 68000),
        ("1,234,567.5", "1234567.5"),
        ("15.29", "15.29"),
        ("68k", 68000),
        ("68K", 68000),
        ("100m", 10**8),
        ("100M", 10**8),
        ("100mn", 10**8),
        ("100 million", 10**8),
        ("100-million", 10**8),
        ("100 Millions", 10**8),
        ("15.29 million", 15290000),
        ("1bn", 10**9),
        ("1.5 billion", 15 * 10**8),
        ("2 hundred thousand", 200000),
        ("10 lakh", 10**6),
        ("６８，０００", 68000),
        ("１００", 100),
        ("twelve", 12),
        ("Twenty-one", 21),
        ("sixty eight", 68),
        ("a hundred and two", 102),
        ("one hundred two", 102),
        ("ONE HUNDRED MILLION", 10**8),
        ("sixty-eight thousand", 68000),
        ("five thousand seven hundred", 5700),
        ("two million three hundred thousand and five", 2300005),
        ("fifteen hundred", 1500),
        ("hundred million", 10**8),
        ("a million", 10**6),
        ("一亿", 10**8),
        ("1亿", 10**8),
        ("1个亿", 10**8),
        ("1 亿", 10**8),
        ("一億", 10**8),
        ("两个亿", 2 * 10**8),
        ("１００万", 10**6),
        ("6.8万", 68000),
        ("6万8", 68000),
        ("6万8千", 68000),
        ("10000万", 10**8),
        ("3千万", 3 * 10**7),
        ("1万亿", 10**12),
        ("1亿5000万", 15 * 10**7),
        ("两百万", 2 * 10**6),
        ("六万八", 68000),
        ("六万八千", 68000),
        ("六萬八千", 68000),
        ("六点八万", 68000),
        ("五千七百", 5700),
        ("一百零二", 102),
        ("一百〇二", 102),
        ("一百五", 150),
        ("一万零五百", 10500),
        ("十五", 15),
        ("九十一", 91),
        ("二十", 20),
        ("十万", 10**5),
        ("壹", 1),
        ("壹佰零贰", 102),
        ("二〇二一", 2021),
    ],
)
def test_a_number_is_found_however_it_is_spelled(text, value):
    sentence = f"Is it {text}?" if text.isascii() else f"是{text}吗"
    expected = Decimal(value)

    assert found(text) == [(expected, text)]
    if text != "壹":  # a character alone in a sentence needs a measure word
        assert found(sentence) == [(expected, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from five to ten", [(5, "five"), (10, "ten")]),
        ("two or three", [(2, "two"), (3, "three")]),
        ("1, 2 and 3", [(1, "1"), (2, "2"), (3, "3")]),
        ("1,2,3", [(1, "1"), (2, "2"), (3, "3")]),
        ("2021-04-08", [(2021, "2021"), (4, "04"), (8, "08")]),
        ("in 2021 300 people", [(2021, "2021"), (300, "300")]),
        ("five six", [(5, "five"), (6, "six")]),
        ("two and twenty-one", [(2, "two"), (21, "twenty-one")]),
        ("三项措施和十七个方面", [(3, "三"), (17, "十七")]),
        ("百万元", [(10**6, "百万")]),
        ("十多个", [(10, "十")]),
        ("100多万元", [(10**6, "100多万")]),
        ("two thousand hundred", [(2000, "two thousand"), (100, "hundred")]),
        ("two million thousand", [(2 * 10**6, "two million"), (1000, "thousand")]),
        ("300 m²", [(300, "300")]),
        ("300m2", [(300, "300")]),
        ("$15.29m.", [(15290000, "15.29m")]),
    ],
)
def test_several_numbers_are_kept_apart_with_their_places(text, expected):
    assert found(text) == [(Decimal(value), written) for value, written in expected]


@pytest.mark.parametrize(
    "text",
    [
        "first",
        "1st",
        "the 22nd",
        "twenty-first",
        "two thirds",
        "第一",
        "第十二",
        "第3",
        "三分之一",
        "星期三",
        "Web3",
        "someone often wonders about tenders and height",
        "十分满意",
        "千万别忘",
        "万一呢",
        "千方百计",
        "一般来说",
        "我想了解一下",
        "三思而行",
        "三三两两的",
        "三四个",
        "几十个",
        "十几个",
        "百姓",
        "三百五千",
        "亿元",
        "",
        "　",
    ],
)
def test_what_only_looks_like_a_number_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5%", 5),
        ("5 %", 5),
        ("５％", 5),
        ("5 percent", 5),
        ("ten per cent", 10),
        ("百分之五", 5),
        ("百分之5", 5),
    ],
)
def test_a_percentage_is_marked_and_keeps_its_figure(text, value):
    (number,) = find_numbers(text)

    assert (number.value, number.percent, number.start, number.end) == (value, True, 0, len(text))


def test_other_numbers_are_no_percentages():
    assert not any(number.percent for number in find_numbers("5 people, ten people, 五个人"))


@pytest.mark.parametrize(
    ("text", "words"), [("12", False), ("6.8万", False), ("twelve", True), ("十二", True)]
)
def test_words_are_told_from_digits(text, words):
    assert find_numbers(text)[0].words is words


_PIECES = st.sampled_from(
    [
        *"019５,，.．'%k-十百千万亿零〇一二两三点个多几第元年",
        *("m", "bn", "分之", "百分之", "hundred", "and", "a", "one", "ten", "sixty", "million", "first"),
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES).map("".join), st.lists(_PIECES).map(" ".join)))
def test_any_text_gives_numbers_in_order_that_lie_within_it(text):
    end = 0
    for number in find_numbers(text):
        assert end <= number.start < number.end <= len(text)
        assert number.value.is_finite()
        assert number.value >= 0
        end = number.end


@given(st.integers(min_value=0, max_value=10**13))
def test_digits_are_read_back_with_and_without_separators(value):
    assert found(f"about {value} so") == [(value, str(value))]
    assert found(f"about {value:,} so") == [(value, f"{value:,}")]


def _chinese(number):
    """Chinese numerals written by the plain rule, with a zero for each gap."""
    digits = "零一二三四五六七八九"
    if number >= 10**8:
        high, rest, unit, gap = number // 10**8, number % 10**8, "亿", 10**7
    elif number >= 10**4:
        high, rest, unit, gap = number // 10**4, number % 10**4, "万", 10**3
    else:
        text = ""
        for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = number // power % 10
            if digit:
                text += digits[digit] + name
            elif text and not text.endswith("零"):
                text += "零"
        return text.rstrip("零")
    return _chinese(high) + unit + ("零" if 0 < rest < gap else "") + _chinese(rest)


@given(st.integers(min_value=11, max_value=10**12 - 1))
def test_chinese_numerals_are_read_back(value):
    assert found(f"共{_chinese(value)}元") == [(value, _chinese(value))]


def _english(number):
    """English number words by the plain rule."""
    small = [
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    ]
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= size:
            rest = number % size
            joint = " and " if 0 < rest < 100 else " "
            return f"{_english(number // size)} {name}" + (joint + _english(rest) if rest else "")
    if number >= 100:
        return f"{small[number // 100 - 1]} hundred" + (
            f" and {_english(number % 100)}" if number % 100 else ""
        )
    if number >= 20:
        return tens[number // 10 - 2] + (f"-{small[number % 10 - 1]}" if number % 10 else "")
    return small[number - 1]


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_english_number_words_are_read_back(value):
    assert found(f"about {_english(value)} people") == [(value, _english(value))]


def test_a_very_long_run_of_digits_or_units_is_no_trouble():
    assert find_numbers("9" * 100_000)[0].value > 0
    assert find_numbers("亿" * 10_000 + "万" * 10_000) == ()
    find_numbers("million " * 10_000)
    find_numbers("1 " + "hundred " * 10_000)

"""Telling languages and scripts apart, and writing in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.languages import Language, detect, in_script, readable, to_simplified, to_traditional


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How many bases?", Language.EN),
        ("有多少基地", Language.ZH_HANS),
        ("有多少個創業基地", Language.ZH_HANT),
        ("包头 startup 补贴 how much", Language.ZH_HANS),
        ("what does 包 mean in this long English question", Language.EN),
        ("", Language.EN),
        ("123 🍕", Language.EN),
    ],
)
def test_a_text_tells_its_language(text, language):
    assert detect(text) is language


def test_a_text_without_letters_is_in_the_language_preferred():
    assert detect("42?", Language.ZH_HANT) is Language.ZH_HANT


def test_characters_both_scripts_share_are_read_as_the_reader_prefers():
    assert detect("你好", Language.ZH_HANT) is Language.ZH_HANT
    assert detect("你好", Language.EN) is Language.ZH_HANS
    assert detect("钱", Language.ZH_HANT) is Language.ZH_HANS


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-GB", Language.EN),
        ("zh", Language.ZH_HANS),
        ("zh-hans", Language.ZH_HANS),
        ("zh_TW", Language.ZH_HANT),
        ("zh-HK", Language.ZH_HANT),
        ("de", None),
        ("", None),
        (None, None),
    ],
)
def test_a_client_s_tag_names_a_language(tag, language):
    assert Language.from_tag(tag) is language


@pytest.mark.parametrize(
    ("text", "can"),
    [("café Müller", True), ("包头", True), ("Привет", False), ("こんにちは", False), ("?!", True)],
)
def test_latin_and_chinese_can_be_read(text, can):
    assert readable(text) is can


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("理发后去发展公司", "理髮後去發展公司"),
        ("皇后在公里之后", "皇后在公里之後"),
        ("里面为群众说着", "裡面為群眾說著"),
        ("面粉和表面", "麵粉和表面"),
    ],
)
def test_traditional_is_written_as_in_taiwan_and_by_words_not_by_characters(simplified, traditional):
    assert to_traditional(simplified) == traditional


def test_a_name_is_kept_whole_when_the_script_changes():
    assert in_script("带动包头发展", Language.ZH_HANT, ["包头"]) == "帶動包頭發展"


def test_simplified_text_stays_as_it_is_for_its_readers():
    assert in_script("带动包头发展", Language.ZH_HANS, ["包头"]) == "带动包头发展"


@given(st.text())
def test_no_text_is_too_odd(text):
    assert detect(text) in Language
    assert to_simplified(to_simplified(text)) == to_simplified(text)

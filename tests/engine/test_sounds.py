"""Chinese sounds as pypinyin says, without holding pypinyin."""

import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from bot.matching.sounds import sounds

_PHRASES = sorted(PHRASES_DICT)[::50]
_PARTS = st.sampled_from(_PHRASES) | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)


def by_pypinyin(text):
    return "".join(lazy_pinyin(text))


def test_every_character_sounds_as_pypinyin_says():
    wrong = [c for c in map(chr, range(0x3400, 0xA000)) if sounds().of(c) != by_pypinyin(c)]
    assert wrong == []


@pytest.mark.parametrize("text", ["银行行长", "重庆重要", "长大", "音乐快乐", "洗是非得", "绿", "女"])
def test_a_character_sounds_as_its_word_wants(text):
    assert sounds().of(text) == by_pypinyin(text)


@given(st.lists(_PARTS, max_size=4).map("".join), st.integers(0, 3))
def test_any_run_sounds_as_pypinyin_says(text, start):
    assert sounds().of(text[start:]) == by_pypinyin(text[start:])


def test_what_is_packed_needs_no_pypinyin():
    packed = pickle.dumps(sounds())
    code = (
        "import pickle, sys; s = pickle.loads(sys.stdin.buffer.read());"
        "assert s.of('\\u94f6\\u884c') == 'yinhang' and 'pypinyin' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], input=packed, check=True)

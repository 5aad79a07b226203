"""A phrasing goes where an editor would write it, and every other byte stays."""

from difflib import unified_diff
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge import default_directory
from bot.teaching.insertion import CannotInsertError, with_group, with_phrasing
from bot.text import clean

BLOCK = """\
# A comment above.
entries:
  - id: bins   # the bins
    questions:
      en:
        - when are the bins emptied
        - rubbish day  # as in the leaflet

        # a comment between
      zh: [什么时候收垃圾, 哪天收垃圾]   # more to come

    answer: {en: On Tuesdays., zh: 星期二。}
  - id: glass
    questions: {en: [where does glass go]}
    answer: {en: Into the green ones.}
"""


def read(text):
    """What the text holds, every value as a text."""
    return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 - texts only


def added(before, after):
    """The lines that are new or changed; no more than one of the old ones may be gone for them."""
    lines = list(unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    assert len([line for line in lines if line.startswith("-")]) <= 1
    return [line for line in lines if line.startswith("+")]


def test_a_line_is_added_below_the_last_of_a_list():
    after = with_phrasing(BLOCK, "bins", "en", "bin day")
    assert after == BLOCK.replace("in the leaflet\n", "in the leaflet\n        - bin day\n")


def test_a_list_in_brackets_gets_one_item_more():
    after = with_phrasing(BLOCK, "bins", "zh", "垃圾哪天收")
    assert after == BLOCK.replace("哪天收垃圾]", "哪天收垃圾, 垃圾哪天收]")


def test_a_language_that_has_none_gets_a_list():
    assert with_phrasing(BLOCK, "glass", "zh", "玻璃扔哪") == BLOCK.replace(
        "{en: [where does glass go]}", "{en: [where does glass go], zh: [玻璃扔哪]}"
    )
    only = "entries:\n- id: a\n  questions:\n    en:\n    - q  # why\n  answer: {en: a}\n"
    assert with_phrasing(only, "a", "zh", "问") == only.replace("why\n", "why\n    zh:\n      - 问\n")


@pytest.mark.parametrize(
    "phrasing",
    [
        "is it: so?",
        "[a]",
        "no",
        "null",
        "~",
        "- x",
        "#1",
        "it's",
        'say "hi"',
        "a, b",
        "50%",
        "@x",
        "what? ",
        "a #b",
    ],
)
@pytest.mark.parametrize(("entry", "language"), [("bins", "en"), ("bins", "zh"), ("glass", "en")])
def test_whatever_is_asked_is_read_back_as_it_was_asked(entry, language, phrasing):
    after = with_phrasing(BLOCK, entry, language, phrasing)
    entries = {each["id"]: each for each in read(after)["entries"]}
    assert entries[entry]["questions"][language][-1] == phrasing


@given(st.text(min_size=1).map(clean).filter(bool))
def test_no_question_can_change_anything_else(phrasing):
    after = with_phrasing(BLOCK, "bins", "en", phrasing)
    assert len(added(BLOCK, after)) == 1


def test_lines_end_as_they_did_and_a_missing_last_end_stays_missing():
    windows = BLOCK.replace("\n", "\r\n")
    assert with_phrasing(windows, "bins", "en", "bin day").count("\n") == windows.count("\n") + 1
    assert "\r\n        - bin day\r\n" in with_phrasing(windows, "bins", "en", "bin day")
    bare = "entries:\n- id: a\n  answer: {en: a}\n  questions:\n    en:\n    - q"
    assert with_phrasing(bare, "a", "en", "r") == bare + "\n    - r"


def test_a_long_list_in_brackets_goes_on_in_the_next_line():
    text = "entries:\n- id: a\n  answer: {en: a}\n  questions:\n    en: [" + ", ".join(["q" * 9] * 8) + "]\n"
    after = with_phrasing(text, "a", "en", "how long may I keep a book")
    assert after.endswith(",\n         how long may I keep a book]\n")
    again = with_phrasing(after, "a", "en", "x" * 90)
    assert again.endswith("book,\n         " + "x" * 90 + "]\n")


@pytest.mark.parametrize(
    "text",
    [
        "entries:\n- id: a\n  answer: {en: a}\n  questions:\n    en:\n    - >-\n      a long\n      one\n",
        "entries:\n- id: a\n  answer: {en: a}\n  questions:\n    en:\n    - a long\n      one\n    # end\n",
        "entries:\n- id: a\n  answer: {en: a}\n  questions:\n    en:\n    - |\n      one\n\nsources: []\n",
        "entries:\n- id: a\n  answer: {en: a}\n  questions: {en: []}\n",
        "entries:\n- id: a\n  answer: {en: a}\n  questions: {en: [a, b,]}\n",
        "entries:\n- id: a\n  answer: {en: a}\n  questions: {en: [a,  # first\n    b  # second\n    ]}\n",
    ],
)
def test_odd_forms_keep_their_form(text):
    after = with_phrasing(text, "a", "en", "new one")
    assert yaml.safe_load(after)["entries"][0]["questions"]["en"][-1] == "new one"
    assert "".join(after.replace("- new one\n", "").replace("new one", "").split()).replace(
        ",", ""
    ) == "".join(text.split()).replace(",", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BLOCK.replace("bins ", "bin "), "there is no entry 'bins'"),
        ("entries:\n- {id: bins, questions: nothing}\n", "are not written out"),
        ("entries:\n- {id: bins, questions: {en: q}}\n", "no list"),
        (
            "entries:\n- {id: a, questions: &q {en: [q]}}\n- {id: bins, questions: *q}\n",
            "by hand: new one",
        ),
    ],
)
def test_where_no_place_is_safe_it_says_so(text, said):
    with pytest.raises(CannotInsertError, match=said):
        with_phrasing(text, "bins", "en", "new one")


@pytest.mark.parametrize("file", sorted(default_directory().rglob("*.yaml")), ids=lambda path: path.name)
def test_every_entry_of_the_knowledge_takes_a_phrasing_in_one_new_line_or_two(file):
    text = Path(file).read_text("utf-8")
    content = read(text)
    for entry in (content.get("entries") or [])[::7]:
        for language in ("en", "zh"):
            assert len(added(text, with_phrasing(text, entry["id"], language, "a brand-new phrasing"))) <= 2


def test_a_question_set_gets_a_group_in_a_line():
    group = {"group": "bins", "kind": "answer", "entries": ["bins"], "en": ["is it: Tuesday?"]}
    line = '- {group: bins, kind: answer, entries: [bins], en: ["is it: Tuesday?"]}\n'
    assert with_group("", group) == line
    assert with_group("# set\n- {group: a, kind: refuse, en: [b]}", group) == (
        "# set\n- {group: a, kind: refuse, en: [b]}\n" + line
    )
    with pytest.raises(CannotInsertError, match="mend it first"):
        with_group("a: b\n", group)

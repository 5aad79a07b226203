"""Whatever stands in the files, checking and loading say so rather than fail."""

import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge import KnowledgeError, check, load
from bot.knowledge.fields import BOT, LISTS, SECTION_NAMES

_KEYS = st.sampled_from(
    [*SECTION_NAMES, *(field.name for section in (BOT, *LISTS) for field in section.fields), "en", "zh"]
)
_SCALARS = st.one_of(
    st.sampled_from(["x", "", "{x}", "**", "[a](b)", "2021-04-08", "68000", "{n}", "三个", "about", "topic"]),
    st.integers(),
    st.none(),
    st.booleans(),
    st.text(max_size=8),
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=4)),
    max_leaves=12,
)


def _item(section):
    return st.fixed_dictionaries(
        {"id": st.sampled_from(["x", "y", "paper", ""])},
        optional={field.name: _VALUES for field in section.fields if field.name != "id"},
    )


_SECTIONS = {section.name: st.lists(_item(section), max_size=3) for section in LISTS}
_FILES = st.fixed_dictionaries({}, optional={**_SECTIONS, "bot": _VALUES, "texts": _VALUES})


def _checked(data):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.yaml").write_bytes(data)
        problems = check(Path(folder))
        assert all(str(problem) for problem in problems)
        fatal = tuple(problem for problem in problems if problem.fatal)
        if not fatal:
            return load(Path(folder))
        with pytest.raises(KnowledgeError) as caught:
            load(Path(folder))
        assert caught.value.problems == fatal
        return None


@given(st.binary())
def test_any_bytes_are_checked(data):
    _checked(data)


@given(st.text(alphabet="entris: -[]{}&*!|>'\"#%@,\n\tid1", max_size=60))
def test_any_characters_that_mean_something_in_yaml_are_checked(text):
    _checked(text.encode())


@given(st.one_of(_VALUES, _FILES))
def test_any_form_of_yaml_is_checked_and_what_loads_is_closed(content):
    kb = _checked(yaml.safe_dump(content, allow_unicode=True).encode())

    if kb is not None:
        for entry in kb.entries.values():
            assert set(entry.related) <= set(kb.entries)
            assert entry.topic is None or entry.topic in kb.topics
            assert entry.answer
        for fact in kb.facts.values():
            assert (fact.value is None) != (not fact.text)

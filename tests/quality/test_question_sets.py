"""Question sets: their form, and what is said of a broken one."""

import pytest

from bot.problems import FileError
from bot.quality.question_sets import TURN, load_questions, unknown_entries


@pytest.fixture
def read(tmp_path):
    def read(text):
        file = tmp_path / "set.yaml"
        file.write_text(text, "utf-8")
        return load_questions(file)

    return read


def test_a_group_is_a_question_for_each_text_in_each_language(read):
    found = read("- {group: x, kind: answer, say: [a], entries: [e], en: [one, two], zh: [三]}")
    assert [(each.language, each.text) for each in found] == [("en", "one"), ("en", "two"), ("zh", "三")]
    assert {(each.group, each.kind, each.entries) for each in found} == {("x", "answer", ("e",))}


def test_a_turn_of_a_conversation_knows_what_was_said_before(read):
    found = read("- [{user: 多少, say: [a]}, {user: ok?, say: [b]}]\n- [{user: how many, say: [c]}]")
    assert [each.before for each in found] == [(), ("多少",), ()]
    assert {each.kind for each in found} == {TURN}
    assert [each.language for each in found] == ["zh", "zh", "en"]


def test_groups_and_conversations_may_stand_in_one_file(read):
    found = read("- {group: x, kind: refuse, en: [a]}\n- [{user: b, say: [c]}]")
    assert [each.kind for each in found] == ["refuse", TURN]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", "a list of groups"),
        ("[", "cannot be read"),
        ("- 3", "part 1"),
        ("- {kind: answer, en: [x]}", "'group' is missing"),
        ("- {group: x, kind: anwser, en: [y]}", "not anwser"),
        ("- {group: x, kind: answer, en: y}", "should be a list"),
        ("- {group: x, kind: answer, say: a, en: [y]}", "should be a list"),
        ("- {group: x, kind: answer, says: [a], en: [y]}", "'says' is neither a field nor a language"),
        ("- {group: x, kind: answer, say: ['('], en: [y]}", "part 1"),
        ("- {group: x, kind: refuse, en: [y]}\n- [{say: [a]}]", "part 2.*'user' is missing"),
    ],
)
def test_a_broken_question_set_is_named_with_its_file_its_place_and_the_reason(read, text, told):
    with pytest.raises(FileError, match=rf"set\.yaml: (?s:.*){told}"):
        read(text)


def test_entries_that_nobody_knows_are_found(read):
    found = read("- {group: x, kind: answer, entries: [b, a], en: [y, z]}")
    assert unknown_entries(found, ["a"]) == ["b"]

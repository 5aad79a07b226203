"""The likeliest slips of the hand in a file that was fine: one problem each, at its line, with a mend."""

import shutil
from pathlib import Path

import pytest

import bot
from bot.knowledge import check

SKELETON = Path(bot.__file__).parent / "skeleton"
ARTICLE, FACTS, ANSWERS = "1-article.yaml", "2-facts.yaml", "3-answers.yaml"
NO_VALUE = "grant: 'value' must be a number without separators (68000) or a day (2021-04-08), not "
NOT_YAML = "file: this is not YAML ("


@pytest.fixture
def after(tmp_path):
    """The line of a part of a file, and what `check` says after that became something else."""

    def after(file, part, other):
        folder = tmp_path / "kb"
        shutil.copytree(SKELETON, folder)
        text = (folder / file).read_text("utf-8")
        assert text.count(part) == 1
        (folder / file).write_text(text.replace(part, other), "utf-8")
        line = text[: text.index(part)].count("\n") + 1
        return line, [
            (problem.origin.file.rpartition("/")[2], problem.origin.line, f"{problem.id}: {problem.message}")
            for problem in check(folder)
        ]

    return after


GRANT = "value: 4321 "
FIELD = "    unit: shells\n"
NAME = "name: {en: Grant for a workshop, zh: 作坊补助}"
ZH = 'zh: "开风筝作坊的人可得**{grant}**。"'
HELLO = "zh: [你好, 你好啊, 您好, 早上好]"
PHRASING = "        - how large is the grant\n"


@pytest.mark.parametrize(
    ("file", "part", "other", "mend"),
    [
        (FACTS, FIELD, "   unit: shells\n", "this line begins with 3 spaces, the one above it with 4"),
        (FACTS, FIELD, "      unit: shells\n", "this line begins with 6 spaces, the one above it with 4"),
        (FACTS, FIELD, "\tunit: shells\n", "indent with spaces, not tabs"),
        (FACTS, FIELD, "　　unit: shells\n", "indent with plain spaces; here stands another kind"),
        (ANSWERS, PHRASING, "\t\t- how large is the grant\n", "indent with spaces, not tabs"),
        (
            ANSWERS,
            PHRASING,
            "        • how large is the grant\n",
            "begin an item of a list with '-' and a space",
        ),
        (
            ANSWERS,
            PHRASING,
            "        – how large is the grant\n",
            "begin an item of a list with '-' and a space",
        ),
        (FACTS, "  - id: since\n", "  -id: since\n", "put a space after the '-'"),
        (FACTS, GRANT, "value:4321 ", "put a space after the ':'"),
        (FACTS, GRANT, "value：4321 ", "write ':' and a space in place of '：'"),
        (FACTS, "facts:\n", "facts：\n", "write ':' and a space in place of '：'"),
        (FACTS, NAME, NAME.replace(", zh", "， zh"), "part items with ',' and not with '，'"),
        (ANSWERS, "en: Kite makers who", "en: Who: Kite makers who", "put a text that holds ': ' in quotes"),
        (
            ANSWERS,
            '"In all, {people} work in them."',
            "{people} work.",
            "put a text that begins with '{' in quotes",
        ),
        (ANSWERS, 'en: "**{workshops}**: {', "en: **{workshops}** {", "begins with a sign in quotes"),
        (
            ANSWERS,
            '"In all, {people} work in them."',
            '"In all, {people} work in them.',
            "close the quote in this line",
        ),
        (ANSWERS, "good morning]", "good morning", "close the bracket that opens here"),
        (ANSWERS, "en: Hello! Ask me", "en: 'Hello! It's me", "in double quotes"),
    ],
)
def test_what_is_no_yaml_is_told_once_where_it_stands(after, file, part, other, mend):
    line, problems = after(file, part, other)
    assert [(name, number) for name, number, _ in problems] == [(file, line)]
    assert problems[0][2].startswith(NOT_YAML)
    assert mend in problems[0][2]


@pytest.mark.parametrize(
    ("file", "part", "other", "message"),
    [
        (
            FACTS,
            "qualifier: up_to",
            "qualifer: up_to",
            "grant: unknown key 'qualifer'; did you mean 'qualifier'?",
        ),
        (
            FACTS,
            GRANT,
            "value: 4,321 ",
            NO_VALUE + "'4,321'; write 4321",
        ),
        (
            FACTS,
            GRANT,
            "value: 0.4万贝壳 ",
            (NO_VALUE + "'0.4万贝壳'; write 4000; the rest goes under 'unit' or 'qualifier'"),
        ),
        (
            ARTICLE,
            "2000-02-29",
            "2000年2月29日",
            "article: 'updated' must be a day written like 2021-04-08, not '2000年2月29日'; write 2000-02-29",
        ),
        (
            ARTICLE,
            "2000-02-29",
            "2001-02-29",
            (
                "article: 'updated' must be a day written like 2021-04-08, not '2001-02-29'; "
                "there is no such day"
            ),
        ),
        (
            ARTICLE,
            "2000-02-29",
            "29 February 2000",
            "article: 'updated' must be a day written like 2021-04-08, not '29 February 2000'",
        ),
        (
            ANSWERS,
            "{grant}**.",
            "4,321 shells**.",
            "grant: the figure '4,321' is written out; write {grant} instead",
        ),
        (
            ANSWERS,
            "flown a kite",
            "flown 17 kites",
            "who: no fact backs the figure '17'; add one and write its id in braces",
        ),
        (ANSWERS, "{grant}**.", "{grants}**.", "grant: nothing fills '{grants}'; did you mean {grant}?"),
        (
            ANSWERS,
            "[grant, course]",
            "[grant，course]",
            "overview: there is no entry 'grant，course'; part names with ','",
        ),
        (
            ANSWERS,
            ZH,
            ZH.replace("{grant}", "｛grant｝"),
            "grant: '｛grant｝' fills in nothing; write {grant}",
        ),
        (
            ANSWERS,
            ZH,
            "zh: “可得**{grant}**。”",
            'grant: readers will see the quotes “ ” as well; write " instead of them',
        ),
        (
            ANSWERS,
            HELLO,
            "zh: [你好， 您好]",
            "hello: this is one text; part several with ',' and not with '，', or put it in quotes",
        ),
        (
            ANSWERS,
            "[the course costs money]",
            "the course costs money",
            "course: 'denies' must be a list here: [one, two], or lines with a '-' before each",
        ),
        (
            ANSWERS,
            PHRASING,
            "        - Who gets the money\n",
            (
                "who: 'Who gets the money?' belongs to 'grant' too, at FOLDER/3-answers.yaml:40:11; "
                "keep it in one of them"
            ),
        ),
    ],
)
def test_what_is_no_knowledge_is_told_once_with_its_mend(after, tmp_path, file, part, other, message):
    line, problems = after(file, part, other)
    assert [text.replace(str(tmp_path / "kb"), "FOLDER") for _, _, text in problems] == [message]
    assert problems[0][0] == file
    assert problems[0][1] == line or "belongs to" in message


def test_a_language_that_is_missing_is_told_under_its_text(after):
    line, problems = after(ANSWERS, f"      {ZH}\n", "")
    assert problems == [(ANSWERS, line - 1, "grant: 'answer' has no text in 'zh'; add 'zh:' to it")]


def test_a_language_by_another_name_is_told_its_code(after):
    _, problems = after(ANSWERS, "      zh: 具体给多少", "      cn: 具体给多少")
    assert problems[1][2].endswith("is not among the languages (en, zh); write 'zh'")


def test_an_id_that_is_taken_is_told_with_the_place_of_the_first(after):
    _, problems = after(FACTS, "  - id: since\n", "  - id: grant\n")
    assert next(text for _, line, text in problems if line == 25).startswith(
        "grant: the id is taken by the fact at "
    )


@pytest.mark.parametrize("word", ["yes", "no", "on", "12:30", "null and void", "2021-04-08"])
def test_a_word_that_yaml_takes_for_something_else_stays_the_text_it_is(after, word):
    _, problems = after(ANSWERS, "good morning]", f"{word}]")
    assert problems == []


@pytest.mark.parametrize("text", ['"“Kites” and “kites”"', "“A kite” flies", '"“可得”"'])
def test_quotes_within_a_text_are_none_of_our_business(after, text):
    _, problems = after(ANSWERS, "How much it is in a given case, the article does not say.", text)
    assert problems == []


def test_a_section_by_a_wrong_name_is_told_alone(after):
    _, problems = after(FACTS, "facts:\n", "fact:\n")
    assert problems == [(FACTS, 17, "file: unknown section 'fact'; did you mean 'facts'?")]

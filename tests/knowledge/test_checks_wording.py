"""What `check` finds in wordings, each kind of problem with its exact place."""

import pytest
from knowledge.samples import JOBS, SOURCE, entry

from bot.knowledge import KnowledgeError, load

# Figures


@pytest.mark.parametrize(
    ("answer", "figure"),
    [
        ("It has 102 bases.", "102"),
        ("It has twelve bases.", "twelve"),
        ("It gives 5% more.", "5%"),
        ("**Two** bases.", "Two"),
        ("有三个基地。", "三个"),
        ("给一百万元。", "一百万元"),
        ("给2亿元。", "2亿"),
    ],
)
def test_a_figure_that_no_fact_backs_is_reported(problem, answer, figure):
    found = problem(entry(answer=answer))

    assert found == (
        f"kb/base.yaml:3:16: x: no fact backs the figure '{figure}'; add one and write its id in braces"
    )


def test_a_figure_written_out_though_a_fact_has_it_is_reported(problem):
    found = problem(JOBS + entry(answer="{jobs}, that is 68,000."))

    assert found == "kb/base.yaml:4:16: x: the figure '68,000' is written out; write {jobs} instead"


@pytest.mark.parametrize("field", ["more", "title"])
def test_figures_are_looked_for_in_details_and_titles_too(problem, field):
    assert problem(entry(f"  {field}: {{en: All 17 areas}}\n")).startswith(
        f"kb/base.yaml:5:{len(field) + 10}: x: no"
    )


@pytest.mark.parametrize(
    "answer",
    [
        "Sixty-eight thousand people.",  # a word for what a fact holds
        "One of them, the first of all.",
        "See [the page](https://example.org/2021/17).",
        "十分方便，千万别错过，万一有变，千方百计想办法，一般都可以。",
        "第三步，一个基地。",
    ],
)
def test_words_that_are_no_unbacked_figures_pass(problems, answer):
    assert problems(JOBS + entry(answer="{jobs}") + entry(id_="y", answer=answer, questions="[r]")[9:]) == []


def test_a_number_word_may_stand_if_a_fact_says_it_in_words(problems):
    fact = "facts: [{id: kinds, text: {en: three kinds of help}}]\n"

    assert problems(fact + entry(answer="{kinds}. All three.")) == []
    assert len(problems(fact + entry(answer="{kinds}. All four."))) == 1


# Phrasings


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("How many jobs?", "how  many JOBS"),
        ("how many jobs", "how-many jobs!"),
        ("有多少岗位", "有多少崗位？"),
        ("ＪＯＢＳ", "jobs"),
        ("👋", "👋"),
    ],
)
def test_phrasings_of_two_entries_that_read_alike_are_reported(problem, first, second):
    text = entry(questions=f"[{first!r}]") + entry(id_="y", questions=f"[{second!r}]")[9:]

    assert problem(text) == (
        f"kb/base.yaml:7:20: y: '{second}' belongs to 'x' too, at kb/base.yaml:4:20; keep it in one of them"
    )


def test_a_phrasing_repeated_in_one_entry_is_reported(problem):
    found = problem(entry(questions="[how, why, How?]"))

    assert found == (
        "kb/base.yaml:4:30: x: 'How?' repeats the phrasing at kb/base.yaml:4:20; delete one of them"
    )


def test_a_phrasing_may_be_the_same_in_two_languages(problems):
    assert problems("entries: [{id: x, questions: {en: [wifi], zh: [WiFi]}, answer: {en: a, zh: 答}}]") == []


# Templates and markup


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("{jbos}", "nothing fills '{jbos}'; did you mean {jobs}?"),
        ("{housing}", "nothing fills '{housing}'; add a fact of that name"),
        ("{jobs.unit}", "'{jobs.unit}' asks a fact for 'unit'; write {jobs} or {jobs.number}"),
        ("{paper}", "'{paper}' names a source; write one of {paper.updated}, {paper.publisher}"),
        ("{paper.date}", "'{paper.date}' names a source"),
    ],
)
def test_a_placeholder_that_nothing_fills_is_reported_and_stops_loading(write, problem, answer, words):
    text = SOURCE + JOBS + entry(answer="{jobs}") + entry(id_="y", answer=answer, questions="[r]")[9:]

    found = problem(text)

    assert found.startswith("kb/base.yaml:8:16: y: ")
    assert words in found
    with pytest.raises(KnowledgeError):
        load(write(text))


@pytest.mark.parametrize("answer", ["a { b", "a } b", "{two words}", "{}", "{{a}"])
def test_a_single_brace_is_reported(problem, answer):
    assert problem(entry(answer=answer)).startswith("kb/base.yaml:3:16: x: a single '{' or '}' stands here")


@pytest.mark.parametrize(
    "answer", ["**bold", "a ** b", "**a** and **b", "**a\nb**", "[**a**](https://b.org)"]
)
def test_bold_without_its_partner_is_reported(problem, answer):
    found = problem(
        f"entries:\n- id: x\n  answer:\n    en: {answer!r}\n  questions: {{en: [q]}}\n".replace("'", '"')
    )

    assert found == "kb/base.yaml:4:9: x: a '**' has no partner in its line; write **bold** within one line"


@pytest.mark.parametrize("answer", ["[a](example.org)", "[a]()", "[a](ftp://b.org)", "[a](https://b c)"])
def test_a_link_without_a_web_address_is_reported(problem, answer):
    found = problem(entry(answer=answer))

    assert found.startswith("kb/base.yaml:3:16: x: the link '[a](")
    assert found.endswith("has no web address; write [label](https://...)")


def test_a_link_that_is_not_safe_is_reported(problem):
    found = problem(entry(answer="[a](http://b.org)"))

    assert found == (
        "kb/base.yaml:3:16: x: the link to 'http://b.org' is not safe; write its address with https://"
    )


def test_markup_in_a_title_is_reported(problem):
    found = problem(entry('  title: {en: "**Jobs**"}\n'))

    assert found.startswith("kb/base.yaml:5:15: x: a title stands on buttons, which show no markup")

"""What `check` finds about names and languages, each kind of problem with its exact place."""

import pytest
from knowledge.samples import JOBS, SOURCE, entry

from bot.knowledge import KnowledgeError, load


def test_a_base_that_uses_everything_has_no_problems(problems):
    text = """
        bot: {name: {en: Bot}, languages: [en]}
        sources: [{id: paper, title: {en: T}, publisher: {en: P}, updated: 2021-04-08}]
        units: [{id: people, text: {en: "{n} people"}}]
        facts: [{id: jobs, value: 68000, unit: people}, {id: parts, value: 3}]
        topics: [{id: work, title: {en: Work}}]
        entries:
          - id: jobs
            topic: work
            command: jobs
            source: paper
            related: [more]
            questions: {en: [how many jobs]}
            answer: {en: "**{jobs}**, in {parts} parts. [Read](https://example.org/a_(b)"}
            more: {en: "All three parts, as of {paper.updated}; {{jobs}} is how it is written."}
          - {id: more, questions: {en: [more]}, answer: {en: One more.}}
        vocabulary:
          - {id: job, words: {en: [job]}, broader: [work]}
          - {id: work, words: {en: [work]}}
    """

    assert problems(text.replace("a_(b)", "a)")) == []


# References


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            entry("  related: [x, y]\n"),
            [
                "5:13: x: 'related' names the entry itself; delete it",
                "5:16: x: there is no entry 'y'; add it under 'entries' or name another",
            ],
        ),
        (
            entry("  topic: mony\ntopics: [{id: money, title: {en: M}}]\n"),
            [
                "5:10: x: there is no topic 'mony'; did you mean 'money'?",
                "6:15: money: the topic is not used; give an entry the topic money or delete it",
            ],
        ),
        (
            entry("audiences: [{id: a, title: {en: A}, entries: [x, z]}]\n"),
            ["5:50: a: there is no entry 'z'; add it under 'entries' or name another"],
        ),
        (
            SOURCE + entry("  source: papr\n"),
            ["6:11: x: there is no source 'papr'; did you mean 'paper'?"],
        ),
        (
            entry("facts: [{id: f, value: 3, unit: person}]\n", answer="{f}"),
            ["5:33: f: there is no unit 'person'; add it under 'units' or name another"],
        ),
        (
            entry(
                "vocabulary: [{id: job, words: {en: [a]}, broader: [wrk]}, {id: work, words: {en: [b]}}]\n"
            ),
            ["5:52: job: there is no concept 'wrk'; did you mean 'work'?"],
        ),
    ],
)
def test_a_reference_to_nothing_is_reported_with_the_nearest(problems, text, expected):
    assert problems(text) == [f"kb/base.yaml:{line}" for line in expected]


def test_concepts_that_go_in_a_circle_are_reported_once_a_circle_and_stop_loading(write, problems):
    text = entry("""\
vocabulary:
- {id: a, words: {en: [a]}, broader: [b]}
- {id: b, words: {en: [b]}, broader: [c, d]}
- {id: c, words: {en: [c]}, broader: [a]}
- {id: d, words: {en: [d]}}
- {id: e, words: {en: [e]}, broader: [f]}
- {id: f, words: {en: [f]}, broader: [e, a]}
""")

    assert problems(text) == [
        "kb/base.yaml:6:38: a: 'broader' goes in a circle (a > b > c > a); delete one step of it",
        "kb/base.yaml:10:38: e: 'broader' goes in a circle (e > f > e); delete one step of it",
    ]
    with pytest.raises(KnowledgeError):
        load(write(text))


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        (JOBS, "1:14: jobs: the fact is not used; write {jobs} in an answer or delete the fact"),
        (
            'units: [{id: people, text: {en: "{n} people"}}]\n',
            "1:14: people: the unit is not used; name people as the unit of a fact or delete it",
        ),
        (
            SOURCE.replace("}]", "}, {id: other, title: {en: O}, publisher: {en: P}, updated: 2022-01-01}]"),
            "1:86: other: the source is not used; name other as the source of a fact or entry, or delete it",
        ),
    ],
)
def test_what_nothing_uses_is_reported(problem, extra, expected):
    more = "  source: paper\n" if "sources" in extra else ""

    assert problem(extra + entry(more)) == f"kb/base.yaml:{expected}"


def test_a_fact_whose_source_is_open_is_reported(problem):
    two = SOURCE.replace("}]", "}, {id: other, title: {en: O}, publisher: {en: P}, updated: 2022-01-01}]")
    facts = "facts: [{id: a, value: 3, source: paper}, {id: b, value: 4, source: other}, {id: c, value: 5}]\n"

    found = problem(two + facts + entry(answer="{a} {b} {c}"))

    assert found == "kb/base.yaml:2:77: c: there are several sources; add 'source:' with one of paper, other"


def test_a_unit_without_room_for_the_number_is_reported(problem):
    found = problem(
        "units: [{id: u, text: {en: people}}]\nfacts: [{id: f, value: 3, unit: u}]\n" + entry(answer="{f}")
    )

    assert found == "kb/base.yaml:1:28: u: the unit's text has no {n}; write {n} where the number goes"


def test_a_unit_of_something_that_is_no_number_is_reported(problem):
    found = problem(
        'units: [{id: u, text: {en: "{n} a"}}]\nfacts: [{id: f, text: {en: b}, unit: u}]\n'
        + entry(answer="{f}")
    )

    assert found == "kb/base.yaml:2:38: f: 'unit' stands with something that is not a number; delete it"


# Languages


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "entries: [{id: x, questions: {en: [q]}, answer: {en: a, zh: 答}}]",
            "1:30: x: 'questions' has no text in 'zh'; add 'zh:' to it",
        ),
        (
            "entries: [{id: x, questions: {en: [q], zh: [问]}, answer: {en: a}}]",
            "1:58: x: 'answer' has no text in 'zh'; add 'zh:' to it",
        ),
        (
            "entries: [{id: x, questions: {en: [q], zh: []}, answer: {en: a, zh: 答}}]",
            "1:30: x: 'questions' has no text in 'zh'; add 'zh:' to it",
        ),
        (
            "entries: [{id: x, questions: {en: [q], zh: [r]}, answer: {en: a, zh: b}}]\nbot: {name: {en: B}}",
            "2:13: bot: 'name' has no text in 'zh'; add 'zh:' to it",
        ),
        (
            "bot: {languages: [en]}\nentries: [{id: x, questions: {en: [q]}, answer: {en: a, eng: b}}]",
            "2:62: x: 'answer' has a text in 'eng', which is not among the languages (en); write 'en'",
        ),
    ],
)
def test_a_missing_or_undeclared_language_is_reported(problem, text, expected):
    assert problem(text) == f"kb/base.yaml:{expected}"


def test_a_word_may_have_no_counterpart_in_another_language(problems):
    text = "bot: {languages: [en]}\n" + entry("vocabulary: [{id: v, words: {}}]\n")

    assert all("no text in" not in line for line in problems(text))

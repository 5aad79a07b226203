"""From YAML values to the model, and what is wrong with values."""

from datetime import date
from decimal import Decimal

import pytest

from bot.knowledge import KnowledgeError, load
from bot.knowledge.model import EntryKind, Qualifier, Role

ENTRY = "entries: [{id: x, questions: {en: [q]}, answer: {en: a}}]\n"


def test_the_smallest_form_loads(base):
    kb = base('entries: [{id: x, questions: {en: ["How?"]}, answer: {en: "So."}}]')

    assert kb.entries["x"].questions == {"en": ("How?",)}
    assert kb.entries["x"].answer == {"en": "So."}
    assert kb.entries["x"].kind is EntryKind.ANSWER
    assert kb.languages == ("en",)


def test_the_smallest_form_has_no_problems(problems):
    assert problems('entries: [{id: x, questions: {en: ["How?"]}, answer: {en: "So."}}]') == []


def test_every_field_arrives_in_the_model(base):
    kb = base("""
        bot:
          name: {en: Bot, zh: 机器人}
          languages: [zh, en]
        sources:
          - id: paper
            title: {en: T, zh: 题}
            publisher: {en: P, zh: 社}
            section: {en: S, zh: 栏}
            updated: 2021-04-08
            url: https://example.org/a
            note: n
        units: [{id: people, text: {en: "{n} people", zh: "{n}人"}}]
        facts:
          - {id: jobs, value: 68000, unit: people, qualifier: about, paragraph: 7, name: {en: J, zh: 业}}
          - {id: rate, value: 15.29, source: paper}
          - {id: day, value: 2020-02-29}
          - {id: name, text: {en: words, zh: 词}}
        topics: [{id: work, title: {en: Work, zh: 工作}}]
        entries:
          - id: jobs
            kind: unknown
            topic: work
            command: jobs
            questions: {en: [q, r], zh: [问]}
            answer: {en: "{jobs}", zh: "{jobs}"}
            more: {en: m, zh: 详}
            title: {en: t, zh: 题}
            source: paper
            related: [other]
            note: n
          - {id: other, questions: {en: [o]}, answer: {en: o}}
        audiences:
          - {id: worker, title: {en: Worker, zh: 工人}, entries: [other, jobs], note: n}
        vocabulary:
          - {id: job, role: question, words: {en: [job, work]}, broader: [thing], note: n}
    """)

    source, fact, entry = kb.sources["paper"], kb.facts["jobs"], kb.entries["jobs"]
    assert kb.name == {"en": "Bot", "zh": "机器人"}
    assert kb.languages == ("zh", "en")
    assert (source.updated, source.url, source.section["zh"]) == (
        date(2021, 4, 8),
        "https://example.org/a",
        "栏",
    )
    assert (fact.value, fact.unit, fact.qualifier, fact.paragraph) == (68000, "people", Qualifier.ABOUT, "7")
    assert fact.source == "paper", "the only source is every fact's source"
    assert kb.facts["rate"].value == Decimal("15.29")
    assert kb.facts["day"].value == date(2020, 2, 29)
    assert kb.facts["name"].text["zh"] == "词"
    assert kb.topics["work"].title["en"] == "Work"
    assert (entry.kind, entry.topic, entry.command, entry.related) == (
        EntryKind.UNKNOWN,
        "work",
        "jobs",
        ("other",),
    )
    assert (entry.more["zh"], entry.title["en"], entry.source, entry.note) == ("详", "t", "paper", "n")
    audience = kb.audiences["worker"]
    assert (audience.title["zh"], audience.entries) == ("工人", ("other", "jobs"))
    assert kb.concepts["job"].role is Role.QUESTION
    assert kb.concepts["job"].words == {"en": ("job", "work")}
    assert str(entry.origin) == "kb/base.yaml:21:5"


def test_a_loaded_base_cannot_be_changed(base):
    kb = base(ENTRY)

    with pytest.raises(TypeError):
        kb.entries["x"].answer["en"] = "other"
    with pytest.raises(TypeError):
        kb.entries["y"] = kb.entries["x"]


def test_words_that_yaml_takes_for_truth_values_stay_words(base):
    kb = base("entries: [{id: no, questions: {en: [yes, on, 12]}, answer: {no: off, en: 1.50}}]")

    assert kb.entries["no"].questions["en"] == ("yes", "on", "12")
    assert kb.entries["no"].answer == {"no": "off", "en": "1.50"}


def test_sections_of_several_files_are_merged(base):
    kb = base(ENTRY, more="entries: [{id: y, questions: {en: [r]}, answer: {en: b}}]")

    assert list(kb.entries) == ["x", "y"]


def test_languages_are_those_of_the_entries_unless_declared(base):
    kb = base("entries: [{id: x, questions: {zh: [问], de: [f]}, answer: {zh: 答, de: a}}]")

    assert kb.languages == ("zh", "de")


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("entry: []", "1:1: file", "unknown section 'entry'; did you mean 'entries'?"),
        ("entries: {id: x}", "1:10: entries", "write a list here"),
        ("entries: [x]", "1:11: entries item 1", "write this entry as 'key: value' lines"),
        ("bot: x", "1:6: bot", "write 'name:'"),
        ("texts: [x]", "1:8: texts", "under 'texts:'"),
        (
            "facts:\n- id: f\n  valu: 3\n  text: {en: a}",
            "3:3: f",
            "unknown key 'valu'; did you mean 'value'?",
        ),
        (
            "topics: [{id: t, title: {en: a}, color: red}]",
            "1:34: t",
            "unknown key 'color'; known are id, title",
        ),
        ("facts: [{id: f}]", "1:9: f", "give 'value' or 'text'"),
        ("facts: [{id: f, value: 3, text: {en: a}}]", "1:9: f", "give only one of 'value' and 'text'"),
        ("facts: [{id: f, value: '68,000'}]", "1:24: f", "a number without separators (68000)"),
        ("facts: [{id: f, value: 2021-02-30}]", "1:24: f", "must be a day written like 2021-04-08"),
        ("facts: [{id: f, value: 3, qualifier: abot}]", "1:38: f", "not 'abot'; did you mean 'about'?"),
        ("facts: [{id: f, text: words}]", "1:23: f", "'text' must be given by language: {en: \"text\"}"),
        ("facts: [{id: f, text: {en: [a]}}]", "1:28: f", "'text' must be a text here, not a list"),
        ("facts: [{id: f, text: {english: a}}]", "1:24: f", "'english' under 'text' is not a language code"),
        ("facts: [{id: f, text: {en: a, b}}]", "1:31: f", "put a text with commas in quotes"),
        ("topics: [{id: t}]", "1:10: t", "'title' is missing; every topic needs one"),
        ("topics: [{title: {en: a}}]", "1:10: topics item 1", "'id' is missing"),
        ("topics: [{id: t, title: }]", "1:10: t", "'title' is missing"),
        ("topics: [{id: t, title: {}}]", "1:25: t", "'title' is empty"),
        ("topics: [{id: t, title: {en: ''}}]", "1:30: t", "'title' is empty here"),
        (
            "bot: {languages: [en, english]}",
            "1:18: bot",
            "'english' is not a language code",
        ),
        ("entries: [{id: x, questions: {en: how}, answer: {en: a}}]", "1:35: x", "must be a list here"),
        (
            "sources: [{id: s, title: {en: a}, publisher: {en: b}, updated: soon}]",
            "1:64: s",
            "'updated' must be a day written like 2021-04-08, not 'soon'",
        ),
        ("vocabulary: [{id: v, words: {en: [a]}, role: topik}]", "1:46: v", "did you mean 'topic'?"),
        ("entries: [{id: x, [a]: b, questions: {en: [q]}, answer: {en: a}}]", "1:19: x", "must be a word"),
    ],
)
def test_a_wrong_value_is_reported_where_it_stands(problems, text, place, words):
    found = problems(text)

    assert any(line.startswith(f"kb/base.yaml:{place}: ") and words in line for line in found), found


def test_an_unknown_key_is_reported_with_the_nearest_one(problems):
    found = problems("entries:\n  - id: bases_total\n    questions: {en: [q]}\n    anwser: {en: a}\n")

    assert found == [
        "kb/base.yaml:2:5: bases_total: 'answer' is missing; every entry needs one",
        "kb/base.yaml:4:5: bases_total: unknown key 'anwser'; did you mean 'answer'?",
    ]


def test_a_duplicate_key_is_reported_with_the_line_of_the_first(problem):
    found = problem("""\
        entries:
          - id: x
            questions: {en: [q]}
            answer: {en: a}
            answer: {en: b}
    """)

    assert found == "kb/base.yaml:5:5: x: the key 'answer' was given before, in line 4; keep one of them"


def test_a_duplicate_language_is_reported(problem):
    found = problem("entries: [{id: x, questions: {en: [q]}, answer: {en: a, en: b}}]")

    assert found.startswith("kb/base.yaml:1:57: x: the key 'en' was given before")


def test_a_duplicate_id_is_reported_with_the_place_of_the_first(problem):
    found = problem(ENTRY, more="entries:\n  - {id: x, questions: {en: [r]}, answer: {en: b}}\n")

    assert found == (
        "kb/more.yaml:2:10: x: the id is taken by the entry at kb/base.yaml:1:16; give this one another"
    )


def test_a_text_given_twice_is_reported_with_the_place_of_the_first(problems):
    found = problems(ENTRY + "texts: {hello: {en: a}}", more="texts: {hello: {en: b}}")

    assert any("kb/more.yaml:1:9: hello: the text was given before, at kb/base.yaml:2:" in x for x in found)


def test_the_bot_given_twice_is_reported_and_the_first_counts(problem, base):
    found = problem(ENTRY + "bot: {name: {en: A}}", more="bot: {name: {en: B}}")

    assert found == ("kb/more.yaml:1:6: bot: 'bot' was given before, at kb/base.yaml:2:6; keep one of them")
    assert base(ENTRY + "bot: {name: {en: A}}", more="bot: {name: {en: B}}").name == {"en": "A"}


def test_an_item_without_anything_it_needs_stops_loading(write):
    with pytest.raises(KnowledgeError, match="'title' is empty here"):
        load(write("topics: [{id: t, title: {en: ''}}]"))


def test_an_empty_phrasing_is_reported(problem):
    found = problem('entries: [{id: x, questions: {en: [q, "  "]}, answer: {en: a}}]')

    assert found == "kb/base.yaml:1:39: x: 'questions' is empty here; write a text or delete the line"


def test_an_optional_key_left_empty_is_reported(problem):
    found = problem("entries:\n- id: x\n  questions: {en: [q]}\n  answer: {en: a}\n  note:\n")

    assert found == "kb/base.yaml:5:8: x: 'note' is empty; fill it in or delete the line"


def test_all_problems_come_in_one_run_in_the_order_of_the_files(problems):
    found = problems("facts: [{id: f}]\ntopics: [{id: t, x: y}]\n", a="units: [{id: u, x: y}]")

    assert [line.split(": ")[0] for line in found] == [
        "kb/a.yaml:1:9",
        "kb/a.yaml:1:17",
        "kb/base.yaml:1:9",
        "kb/base.yaml:2:10",
        "kb/base.yaml:2:18",
    ]


def test_loading_stops_at_what_makes_answers_wrong_and_names_all_of_it(write):
    folder = write("facts: [{id: f}]\ntopics: [{id: t}]\n")

    with pytest.raises(KnowledgeError) as caught:
        load(folder)

    assert [problem.id for problem in caught.value.problems] == ["f", "t"]


def test_loading_goes_on_over_what_can_wait_and_leaves_out_what_leads_nowhere(base):
    kb = base("""
        sources:
          - {id: a, title: {en: A}, publisher: {en: P}, updated: 2021-04-08}
          - {id: b, title: {en: B}, publisher: {en: P}, updated: 2021-04-08}
        facts: [{id: f, value: 3, unit: none, source: none}]
        entries:
          - id: x
            colour: red
            questions: {en: [q], zh: [问]}
            answer: {en: a}
            command: Not-One
            topic: none
            related: [none, y, x]
          - {id: y, questions: {en: [r]}, answer: {en: b}, command: help}
        vocabulary: [{id: v, words: {en: [a]}, broader: [none]}]
    """)

    fact, entry = kb.facts["f"], kb.entries["x"]
    assert (fact.unit, fact.source) == (None, None)
    assert (entry.topic, entry.command, entry.related) == (None, None, ("y",))
    assert kb.entries["y"].command is None
    assert kb.concepts["v"].broader == ()

"""What `check` finds beyond the form of values: each kind of problem with its exact place."""

import pytest

from bot.knowledge import KnowledgeError, load
from bot.knowledge.checks.limits import MAX_BODY, MAX_MESSAGE

SOURCE = "sources: [{id: paper, title: {en: T}, publisher: {en: P}, updated: 2021-04-08}]\n"
JOBS = "facts: [{id: jobs, value: 68000}]\n"


def entry(rest="", *, answer="Yes.", id_="x", questions="[q]"):
    """An entry on the line `entries:` is on; its answer's text begins in column 26 of the next."""
    return f"entries:\n- id: {id_}\n  answer: {{en: {answer!r}}}\n  questions: {{en: {questions}}}\n{rest}"


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
            "2:62: x: 'answer' has a text in 'eng', which is not among the languages (en)",
        ),
    ],
)
def test_a_missing_or_undeclared_language_is_reported(problem, text, expected):
    assert problem(text).removesuffix("; did you mean 'en'?") == f"kb/base.yaml:{expected}"


def test_a_word_may_have_no_counterpart_in_another_language(problems):
    text = "bot: {languages: [en]}\n" + entry("vocabulary: [{id: v, words: {}}]\n")

    assert all("no text in" not in line for line in problems(text))


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


@pytest.mark.parametrize("answer", ["**bold", "a ** b", "**a** and **b", "**a\nb**"])
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


# Telegram and the phone


@pytest.mark.parametrize("id_", ["jobs.total", "岗位", "a b", "x" * 49])
def test_an_id_that_telegram_would_refuse_is_reported(problem, id_):
    found = problem(entry(id_=id_))

    assert found == (
        f"kb/base.yaml:2:7: {id_}: Telegram refuses this id; use a-z, 0-9, '_' and '-', at most 48 of them"
    )


@pytest.mark.parametrize("command", ["Jobs", "how-many", "岗位", "x" * 33])
def test_a_command_that_telegram_would_refuse_is_reported(problem, command):
    found = problem(entry(f"  command: {command}\n"))

    assert found.startswith(f"kb/base.yaml:5:12: x: Telegram refuses the command '{command}'")


def test_a_command_of_the_bot_itself_is_reported(problem):
    found = problem(entry("  command: help\n"))

    assert found == "kb/base.yaml:5:12: x: the bot has a command 'help' of its own; choose another"


def test_a_command_taken_twice_is_reported_with_the_first(problem):
    found = problem(entry("  command: a\n") + entry("  command: a\n", id_="y", questions="[r]")[9:])

    assert found == (
        "kb/base.yaml:9:12: y: 'x' has the command 'a' already, at kb/base.yaml:5:12; choose another"
    )


def test_an_answer_too_long_for_one_message_is_reported(problem):
    found = problem(entry(answer="word " * (MAX_MESSAGE // 5 + 1)))

    assert found.startswith(
        "kb/base.yaml:3:16: x: filled in, the answer has 4,100 characters; one message holds 4,096"
    )


def test_an_answer_too_long_for_a_phone_is_reported_as_filled_in(problem):
    long_fact = "facts: [{id: f, text: {en: " + "w" * MAX_BODY + "}}]\n"

    found = problem(long_fact + entry(answer="a {f}"))

    assert found.startswith(
        "kb/base.yaml:4:16: x: filled in, 'answer' and 'more' have 902 characters; keep them under 900"
    )


def test_an_answer_at_the_limit_passes(problems):
    assert problems(entry(answer="w" * MAX_BODY)) == []


# The bot's own texts


def test_an_unknown_text_is_reported_with_the_nearest(problem, own_texts):
    own_texts(greeting={"en": "Hello"})

    found = problem(entry("texts: {greting: {en: Hi}}\n"))

    assert found == "kb/base.yaml:5:9: greting: the bot has no text 'greting'; did you mean 'greeting'?"


def test_a_placeholder_that_the_text_replaced_does_not_have_is_reported(problem, own_texts):
    own_texts(greeting={"en": "Hello {name}"})

    found = problem(entry('texts: {greeting: {en: "Hi {user}"}}\n'))

    assert found == (
        "kb/base.yaml:5:24: greeting: nothing fills '{user}'; this text may hold {name}, facts and sources"
    )


def test_a_text_may_hold_the_placeholders_of_the_one_it_replaces_and_facts(problems, base, own_texts):
    own_texts(greeting={"en": "Hello {name}", "zh": "{name}好"}, bye={"en": "Bye"})
    text = JOBS + entry('texts: {greeting: {en: "Hi {name}: {jobs}"}}\n')

    assert problems(text) == []
    assert base(text).texts == {
        "greeting": {"en": "Hi {name}: {jobs}", "zh": "{name}好"},
        "bye": {"en": "Bye"},
    }


def test_a_figure_that_the_text_replaced_has_may_stand(problems, own_texts):
    own_texts(limit={"en": "At most 3 choices."})

    assert problems(entry("texts: {limit: {en: Choose 3 at most.}}\n")) == []
    assert "'4'" in problems(entry("texts: {limit: {en: Choose 4 at most.}}\n"))[0]


@pytest.fixture
def own_texts(monkeypatch):
    """Let the bot's own texts be these."""

    def put(**texts):
        monkeypatch.setattr("bot.knowledge.loading.default_texts", lambda: texts)

    return put

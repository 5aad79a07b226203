"""What `check` finds about Telegram's limits and the bot's own texts, each with its exact place."""

import pytest
from knowledge.samples import JOBS, SOURCE, entry

from bot.knowledge.checks.limits import MAX_BODY, MAX_MESSAGE


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


def test_the_source_line_counts_towards_one_message(problem):
    source = SOURCE.replace("en: T", "en: " + "T" * 3500)

    found = problem(source + entry(answer="w" * 600))

    assert "x: filled in, the answer has 4,1" in found
    assert "one message holds 4,096" in found


def test_an_answer_at_the_limit_passes(problems):
    assert problems(entry(answer="w" * MAX_BODY)) == []


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


def test_a_replaced_text_needs_only_the_languages_that_the_bot_lacks(problem, own_texts):
    own_texts(hello={"en": "Hello", "zh": "好"}, bye={"en": "Bye"})

    found = problem("""\
        bot: {languages: [en, zh]}
        entries: [{id: x, questions: {en: [q], zh: [问]}, answer: {en: a, zh: 答}}]
        texts:
          hello: {en: Hi}
          bye: {en: Bye}
    """)

    assert found == "kb/base.yaml:5:8: bye: 'bye' has no text in 'zh'; add 'zh:' to it"


def test_a_text_the_bot_does_not_have_stops_nothing_whatever_it_holds(base, own_texts):
    own_texts(hello={"en": "Hello"})

    assert base(entry('texts: {other: {en: "{what}"}}\n')).texts["hello"] == {"en": "Hello"}

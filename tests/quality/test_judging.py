"""Judging replies: right, asked back, wrong, silent."""

from dataclasses import replace

import pytest

from bot.quality.judging import Grade, evaluate, settling


def grades(judged):
    return {each.question.text: each.grade for each in judged}


def test_each_reply_is_judged_by_what_it_should_say(found):
    seen = grades(found.judged)
    assert seen["how many cats are there"] is Grade.RIGHT
    assert seen["how many dogs are there"] is Grade.WRONG
    assert seen["are there whales"] is Grade.SILENT
    assert seen["what do the cats eat"] is Grade.RIGHT
    assert seen["who won the cup"] is Grade.RIGHT
    assert seen["hello"] is Grade.RIGHT


def test_without_patterns_an_answer_is_right_that_rests_on_the_entries_named(asked):
    judged = asked("- {group: x, kind: answer, entries: [cats], en: [number of cats, number of dogs]}")
    assert grades(judged) == {"number of cats": Grade.RIGHT, "number of dogs": Grade.WRONG}


@pytest.mark.parametrize(
    ("say", "grade"),
    [("nine", Grade.RIGHT), ("seven", Grade.WRONG), (".", Grade.RIGHT), ("wet", Grade.WRONG)],
)
def test_a_turn_is_judged_by_what_is_said_in_its_conversation(asked, say, grade):
    turns = f"- [{{user: number, say: [dogs]}}, {{user: '2', say: ['{say}']}}]"
    assert [each.grade for each in asked(turns)] == [Grade.RIGHT, grade]


def test_a_turn_that_gets_no_answer_where_one_was_due_is_silent(asked):
    assert [each.grade for each in asked("- [{user: who won the cup, say: [seven]}]")] == [Grade.SILENT]


def test_turns_can_be_asked_in_any_order(engine, asked):
    first, second = asked("- [{user: number, say: [dogs]}, {user: '2', say: [nine]}]")
    again, alone = evaluate(engine, [second.question, replace(second.question, before=())])
    assert again.reply == second.reply != alone.reply
    assert first.reply.kind == "clarify"


def test_what_settles_a_question_is_any_entry_whose_text_would_be_right(engine, asked):
    settle = settling(engine)
    sets = """
    - {group: a, kind: answer, say: [cats|dogs], en: [x]}
    - {group: b, kind: answer, entries: [cats], en: [x]}
    - {group: c, kind: answer, entries: [cats, dogs], en: [x]}
    - {group: d, kind: unknown, en: [x]}
    - {group: e, kind: refuse, en: [x]}
    - [{user: x, say: [cats]}]
    """
    assert [set(settle(each.question)) for each in asked(sets)] == [
        {"cats", "dogs"},
        {"cats"},
        set(),  # neither does by itself
        {"food"},
        set(),
        set(),
    ]

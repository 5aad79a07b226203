"""Shares, floors, confusions, curves."""

import pytest

from bot.quality.confusions import Meant, confusions
from bot.quality.figures import Floors, below, share, tally
from bot.quality.judging import Grade, evaluate
from bot.quality.reliability import agreement, reliability
from bot.quality.thresholds import cost, costs, sweep


def test_shares_are_told_per_kind_and_language(found):
    answers = next(row for row in tally(found.judged) if row.kind == "answer")
    assert (answers.name, answers.count) == ("answer.en", 5)
    assert (answers.right, answers.wrong, answers.silent) == (60, 20, 20)
    assert share(found.judged, Grade.WRONG) == pytest.approx(100 / 8)


def test_floors_and_ceilings_that_do_not_hold_are_named(found):
    assert below(found.judged, Floors({"answer.en": 50}, most_wrong=20)) == []
    missed = below(found.judged, Floors({"answer.en": 90, "answer.zh": 1}, most_wrong=5))
    assert missed == [
        "answer.en: 60.0% right, and not 90%",
        "answer.zh: there are no such questions",
        "wrong answers shown: 12.5%, and not at most 5%",
    ]


def test_questions_back_have_a_ceiling_of_their_own(asked):
    judged = asked("- {group: x, kind: answer, say: [seven], en: [number of cats, number]}")
    assert judged[1].grade is Grade.ASKED
    assert below(judged, Floors(most_asked=50)) == []
    assert below(judged, Floors(most_asked=49)) == ["asked back: 50.0%, and not at most 49%"]


# What was meant


def test_what_a_group_means_is_what_half_of_its_right_replies_rest_on(asked):
    judged = asked("- {group: x, kind: answer, say: [seven|nine], en: [number of cats, how many cats, wet]}")
    assert Meant(judged).entries(judged[2]) == ("cats",)


def test_a_group_about_many_matters_means_none_of_them(asked):
    one = "- {group: x, kind: answer, say: [seven|nine], en: [number of cats, number of dogs, wet]}"
    many = "- {group: x, kind: unknown, en: [what do the cats eat, who won, where is it, x?, number of dogs]}"
    assert set(Meant(asked(one)).entries(asked(one)[2])) == {"cats", "dogs"}  # half of them each
    assert Meant(asked(many)).entries(asked(many)[4]) == ()


def test_a_wrong_reply_tells_nothing_about_what_was_meant(found):
    trap = next(each for each in found.judged if each.question.group == "trap")
    assert found.meant.entries(trap) == ()


def test_what_the_set_names_wins(asked):
    judged = asked("- {group: x, kind: answer, say: [seven], entries: [food], en: [number of cats]}")
    assert Meant(judged).entries(judged[0]) == ("food",)


def test_confusions_are_counted_by_what_was_meant_and_what_was_shown(asked):
    judged = asked("""
    - {group: x, kind: answer, say: [seven], entries: [cats], en: [number of dogs, how many dogs are there]}
    - {group: y, kind: answer, say: [seven], entries: [cats], en: [are there whales]}
    - {group: z, kind: refuse, en: [how many cats are there]}
    """)
    rows = confusions(judged, Meant(judged))
    assert [(row.meant, row.shown, row.grade, len(row.judged)) for row in rows] == [
        (("cats",), ("dogs",), Grade.WRONG, 2),
        ((), ("cats",), Grade.WRONG, 1),
        (("cats",), (), Grade.SILENT, 1),
    ]


def test_a_question_back_is_no_confusion_but_tells_whether_it_offered_what_was_meant(asked):
    judged = asked("- {group: x, kind: answer, say: [seven], en: [number of cats, number]}")
    meant = Meant(judged)
    assert confusions(judged, meant) == []
    assert meant.was_offered(judged[1])
    assert not meant.was_offered(judged[0])


# Reliability


def test_true_confidences_are_off_by_nothing():
    pairs = [(0.75, True)] * 3 + [(0.75, False)] + [(0.0, False)] * 5
    seen = agreement(pairs)
    assert [(each.count, each.right) for each in seen.bins] == [(5, 0.0), (4, 0.75)]
    assert seen.error == 0
    assert seen.brier == pytest.approx((3 * 0.25**2 + 0.75**2) / 9)


def test_confidences_that_promise_too_much_are_off_by_as_much():
    seen = agreement([(1.0, True), (1.0, False)])
    assert seen.error == pytest.approx(0.5)
    (last,) = seen.bins
    assert last.start == 0.9
    # Wilson's interval for one of two, by hand.
    assert (last.low, last.high) == (pytest.approx(0.0945, abs=0.001), pytest.approx(0.9055, abs=0.001))


def test_nothing_asked_is_off_by_nothing():
    assert agreement([]).error == 0


def test_reliability_asks_whether_the_best_candidate_settles_the_question(found, engine):
    seen = reliability(found.judged, lambda question: frozenset([question.group]))
    assert seen.count == sum(
        bool(j.reply.why.candidates) for j in found.judged if j.question.kind != "chitchat"
    )
    none = reliability(found.judged, lambda question: frozenset())
    assert all(each.right == 0 for each in none.bins)


# Costs


def test_a_sweep_has_the_thresholds_in_use_and_keeps_their_distance(engine):
    limits = engine.matcher.model
    swept = sweep(limits)
    assert limits in swept
    assert [each.answer_at for each in swept] == sorted({each.answer_at for each in swept})
    gap = limits.answer_at - limits.ask_at
    assert all(each.answer_at - each.ask_at == pytest.approx(min(gap, each.answer_at)) for each in swept)


def test_costs_are_those_of_the_replies_the_engine_gives_at_each_threshold(engine, questions):
    for each in costs(engine, sweep(engine.matcher.model), questions):
        again = cost(evaluate(engine.with_model(each.limits), questions), each.limits)
        assert dict(each.by_grade) == dict(again.by_grade)
        assert each.total == sum(again.by_grade.values())


def test_a_higher_threshold_never_shows_more_wrong_answers(engine, questions):
    wrong = [each.by_grade[Grade.WRONG] for each in costs(engine, sweep(engine.matcher.model), questions)]
    assert wrong == sorted(wrong, reverse=True)
    assert wrong[0]

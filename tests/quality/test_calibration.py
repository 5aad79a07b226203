"""Fitting confidences and thresholds to a question set."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest

from bot.matching.confidence import NAMES, NAMES_OF_LIKENESS, Models, calibration
from bot.quality.calibration import FOLDS, calibrated, dealt, examples, fit, to_yaml
from bot.quality.judging import Grade, evaluate
from bot.quality.thresholds import choices, chosen, cost


def test_a_fit_tells_right_candidates_from_others(engine, questions):
    found = examples(engine, questions)
    fitted = fit(found)
    sure = [
        fitted.confidence(f) for e in found for f, meant in zip(e.features, e.meant, strict=True) if meant
    ]
    others = [
        fitted.confidence(f) for e in found for f, meant in zip(e.features, e.meant, strict=True) if not meant
    ]
    assert min(sure) > max(others)


def test_a_turn_of_a_conversation_teaches_nothing_about_single_questions(engine, asked):
    turns = asked("- [{user: how many cats are there, say: [seven]}]")
    assert examples(engine, [each.question for each in turns]) == []


def test_thresholds_are_chosen_by_questions_the_fit_has_not_seen(engine, questions):
    found, count = calibrated(engine, [questions])
    assert count == len(examples(engine, questions, meaning=True))
    assert found.by_words == fit(examples(engine, questions, meaning=True)).by_words
    spent = {}
    groups = [*dict.fromkeys(question.group for question in questions)]
    for part in range(FOLDS):
        held = [question for question in questions if groups.index(question.group) % FOLDS == part]
        model = fit(examples(engine, [q for q in questions if q not in held], meaning=True))
        for each in choices(model):
            grades = cost(evaluate(engine.with_model(each), held), each).by_grade
            spent.setdefault((each.answer_at, each.ask_at), Counter()).update(grades)
    assert (found.answer_at, found.ask_at) == chosen(spent, len(questions))


def test_of_thresholds_with_few_wrong_answers_those_that_leave_least_unanswered_are_chosen():
    def spent(wrong, silent):
        return {Grade.RIGHT: 0.0, Grade.ASKED: 0.0, Grade.SILENT: silent, Grade.WRONG: wrong}

    daring, bold, shy = (0.5, 0.45), (0.6, 0.55), (0.8, 0.75)
    # Sixteen, nine, and four wrong answers.
    tried = {daring: spent(32.0, 1.0), bold: spent(18.0, 20.0), shy: spent(8.0, 40.0)}
    assert chosen(tried, questions=800) == daring
    assert chosen(tried, questions=450) == bold
    assert chosen(tried, questions=200) == shy
    assert chosen(tried, questions=10) == daring


def test_of_several_sets_each_is_judged_by_the_others(questions):
    assert dealt([questions[:2], questions[2:3], questions[3:]]) == [
        questions[:2],
        questions[2:3],
        questions[3:],
    ]
    parts = dealt([questions[:2], questions[2:]])
    assert len(parts) == FOLDS
    assert all(
        {q.group for q in one}.isdisjoint(q.group for q in other) for one, other in combinations(parts, 2)
    )


def test_a_fit_without_contrast_is_refused():
    with pytest.raises(ValueError, match="needs questions"):
        fit([])


def test_likeness_in_meaning_is_weighed_although_small_talk_has_none(engine, questions, asked):
    [greeting] = asked("- {group: greeting, kind: refuse, en: [hello]}")
    found = examples(engine, [*questions, greeting.question], meaning=True)
    assert {f.likeness is None for each in found for f in each.features} == {True, False}
    fitted = fit(found * 5)
    assert fitted.by_meaning is not None
    assert set(NAMES_OF_LIKENESS) <= set(fitted.by_meaning.answers.weights)


def test_the_confidences_that_come_with_the_bot_weigh_likeness_in_meaning():
    assert calibration().needs_meaning


def test_a_calibration_is_read_back_as_it_was_written(engine, questions, tmp_path):
    fitted = fit(examples(engine, questions))
    left_open = replace(fitted.by_words.answers, intercept=-7.0)
    fitted = replace(fitted, by_words=Models(fitted.by_words.answers, left_open))
    file = tmp_path / "calibration.yaml"
    file.write_text(to_yaml(fitted, ["questions.yaml"], 8))
    again = calibration(file)
    for read, written in (
        (again.by_words.answers, fitted.by_words.answers),
        (again.by_words.open, fitted.by_words.open),
    ):
        assert read.weights == pytest.approx(written.weights, abs=0.001)
        assert set(read.weights) == set(NAMES)

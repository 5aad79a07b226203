"""Fitting confidences and thresholds to a question set."""

import pytest

from bot.matching.confidence import NAMES, NAMES_OF_LIKENESS, calibration
from bot.quality.calibration import examples, fit, to_yaml, with_thresholds
from bot.quality.judging import evaluate
from bot.quality.thresholds import choices, cost


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


def test_thresholds_are_those_of_least_cost(engine, questions):
    options = choices(fit(examples(engine, questions)))
    chosen = with_thresholds(engine, options, questions)
    every = [cost(evaluate(engine.with_model(each), questions), each).total for each in options]
    assert chosen == options[every.index(min(every))]
    assert 0 < chosen.ask_at <= chosen.answer_at < 1


def test_a_fit_without_contrast_is_refused():
    with pytest.raises(ValueError, match="needs questions"):
        fit([])


def test_likeness_in_meaning_is_weighed_although_small_talk_has_none(engine, questions, asked):
    [greeting] = asked("- {group: greeting, kind: refuse, en: [hello]}")
    found = examples(engine, [*questions, greeting.question], meaning=True)
    assert {f.likeness is None for each in found for f in each.features} == {True, False}
    fitted = fit(found * 5)
    assert fitted.answers_by_meaning is not None
    assert set(NAMES_OF_LIKENESS) <= set(fitted.answers_by_meaning.weights)


def test_the_confidences_that_come_with_the_bot_weigh_likeness_in_meaning():
    assert calibration().needs_meaning


def test_a_calibration_is_read_back_as_it_was_written(engine, questions, tmp_path):
    fitted = fit(examples(engine, questions))
    file = tmp_path / "calibration.yaml"
    file.write_text(to_yaml(fitted, ["questions.yaml"], 8))
    again = calibration(file)
    for model, written in ((again.answers, fitted.answers), (again.open, fitted.open)):
        assert model.weights == pytest.approx(written.weights, abs=0.001)
        assert set(model.weights) == set(NAMES)

"""What was asked before is not read again."""

import pickle

import pytest

from bot import readings
from bot.engine import Engine
from bot.matching.matcher import Matcher
from bot.reply import Context

PRICE = "what does the pool cost?"


@pytest.fixture
def fresh(engine):
    """An engine that has been asked nothing yet."""
    return engine.with_model(engine.matcher.model)


@pytest.fixture
def ranked(monkeypatch):
    """The texts that were ranked so far."""
    texts, rank = [], Matcher.rank

    def counted(self, text, carried=()):
        texts.append(text)
        return rank(self, text, carried)

    monkeypatch.setattr(Matcher, "rank", counted)
    return texts


def test_a_question_asked_again_is_read_but_once(fresh, ranked):
    assert fresh.respond(PRICE) == fresh.respond(PRICE)
    assert fresh.respond(f"Hello! {PRICE}").reply == fresh.respond(PRICE).reply
    assert ranked == [PRICE]


def test_it_is_answered_in_each_conversation_by_what_was_said_there(fresh):
    alone = fresh.respond("and for children?").reply
    after = fresh.respond("and for children?", fresh.respond(PRICE).context).reply
    again = fresh.respond("and for children?", Context()).reply
    assert alone == again != after


@pytest.mark.parametrize("change", ["thresholds", "forgotten", "kept on disk"])
def test_other_thresholds_a_wish_to_be_forgotten_and_a_start_drop_what_was_read(fresh, ranked, change):
    fresh.respond(PRICE)
    if change == "thresholds":
        fresh = fresh.with_model(fresh.matcher.model)
    elif change == "forgotten":
        fresh.forget()
    else:
        fresh._readings = pickle.loads(pickle.dumps(fresh._readings))
    fresh.respond(PRICE)
    assert ranked == [PRICE] * 2


def test_of_many_questions_those_asked_last_are_remembered(engine, ranked, monkeypatch):
    monkeypatch.setattr(readings, "_MOST", 2)
    small = Engine(engine.kb, engine.matcher.model)
    for text in ("pool", "market", "stalls", "market", "pool"):
        small.respond(text)
    assert ranked == ["pool", "market", "stalls", "pool"]

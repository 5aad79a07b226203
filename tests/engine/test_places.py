"""Other places: what is asked about them is never answered with this one's figures."""

import pytest

from bot.engine import Engine
from bot.knowledge import load
from bot.reply import Answer, Refuse

HERE = [
    "I live in Oakham. What does the pool in Elmford cost?",
    "I live in France. What does the pool cost?",
    "my firm is based in Oakham, how much is the pool?",
    "she got her degree in France, how much is the pool?",
    "we have a lab in Oakham: how much does the pool cost?",
    "what does the pool in the town cost?",
    "how much does the town charge for the pool",
    "我人在法国，游泳池多少钱？",
]
THERE = [
    "I'm moving to Oakham, what does the pool cost?",
    "I'm moving to Oakham, how much does the town charge for the pool?",
    "In Oakham, how much is the pool?",
    "my sister is in Oakham, how much is the pool there?",
    "I live in Oakham, what do they charge for the pool there",
    "what does the pool in Oakham cost?",
    "橡城怎么样，游泳池多少钱？",
]


@pytest.mark.parametrize("question", HERE)
def test_where_the_asker_is_does_not_matter(engine, question):
    reply = engine.respond(question).reply
    assert isinstance(reply, Answer)
    assert reply.entries == ("pool_price",)


@pytest.mark.parametrize("question", THERE)
def test_what_is_asked_after_another_place_was_named_is_asked_about_that_place(engine, question):
    assert isinstance(engine.respond(question).reply, Refuse)


@pytest.mark.parametrize(
    "question",
    [
        "how much is the pool, and how much in Oakham?",
        "how large is Oakham, and is there a fee for the pool in Elmford?",
    ],
)
def test_a_half_about_another_place_is_said_to_be_outside(engine, question):
    reply = engine.respond(question).reply
    assert reply.entries == ("pool_price",)
    assert "outside what I know" in reply.body


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("Oakham or Elmford: who charges how much for the pool?", "can't say anything about Oakham"),
        ("榆渡跟橡城的泳池各要多少钱？", "无法回答橡城"),
    ],
)
def test_of_two_places_named_the_own_one_is_answered_and_the_other_said_to_be_unknown(engine, question, note):
    reply = engine.respond(question).reply
    assert reply.entries == ("pool_price",)
    assert note in reply.body


@pytest.mark.parametrize(
    "question", ["not Elmford, Oakham: what does the pool cost?", "不是榆渡，是橡城，泳池多少钱"]
)
def test_the_own_place_is_not_named_where_it_is_ruled_out(engine, question):
    assert isinstance(engine.respond(question).reply, Refuse)


def test_a_joining_word_within_a_name_joins_nothing(knowledge_folder):
    """The 和 of 呼和浩特."""
    reply = Engine(load(knowledge_folder)).respond("包头跟呼和浩特的孵化基地各有多少").reply
    assert "无法回答呼和浩特" in reply.body


def test_words_that_point_at_the_place_mean_it_as_its_name_does(engine):
    named, pointed = (
        engine.respond(f"what does the pool cost in {place}?").reply for place in ("elmford", "the town")
    )
    assert named.entries == ("pool_price",)
    assert named.body == pointed.body

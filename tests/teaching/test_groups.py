"""Near-equal misses are one group, what differs in what it asks is not."""

import pytest

from bot.store.misses import Miss
from bot.teaching.groups import group_of, grouped


def miss(question, count=1, *, outcome="unknown", language="en", entries=(), day=10):
    id_ = f"{outcome[:2]}{abs(hash((question, outcome))):x}"
    return Miss(
        id=id_,
        question=question,
        outcome=outcome,
        language=language,
        entries=entries,
        count=count,
        first_day=day,
        last_day=day,
    )


def wordings(*questions):
    return [group.wordings for group in grouped([miss(each) for each in questions])]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("when are you open", "When are you opened?"),
        ("怎么申请补贴", "怎麼申請補貼呢？"),
        ("is there parking nearby", "nearby, is there parking?"),
        ("library cards", "Library cards!"),
        ("wifi", "WiFi"),
    ],
)
def test_what_is_nearly_the_same_is_one_group(one, other):
    assert len(wordings(one, other)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("is it open on monday", "is it open on sunday"),
        ("does it cost 100 pounds", "does it cost 200 pounds"),
        ("怎么申请住房", "怎么申请补贴"),
        ("can i bring my dog", "can i bring my cat"),
        ("bus", "buses"),
        ("?", "!"),
    ],
)
def test_what_asks_something_else_is_another(one, other):
    assert len(wordings(one, other)) == 2


def test_a_group_counts_all_its_misses_and_goes_by_the_most_frequent_wording():
    [group, other] = grouped(
        [
            miss("where can i park", 4, entries=("bins",), day=20),
            miss("is there a pool", 3),
            miss("where can i park?", 2, outcome="unhelpful", entries=("bins", "glass"), day=5),
        ]
    )
    assert (group.question, group.count, other.count) == ("where can i park", 6, 3)
    assert group.outcomes == ("unknown", "unhelpful")
    assert group.entries == ("bins", "glass")
    assert group.days == (5, 20)
    assert len(group.wordings) == 1


def test_many_rare_wordings_outweigh_a_single_frequent_one():
    many = [miss("where can i park" + "!" * n) for n in range(5)]
    assert [group.count for group in grouped([miss("is there a pool", 4), *many])] == [5, 4]


def test_a_group_is_found_by_the_beginning_of_the_id_of_any_of_its_misses():
    first, second = miss("where can i park", 2), miss("where can i park?", outcome="unhelpful")
    groups = grouped([first, second, miss("is there a pool")])
    assert group_of(first.id[:8], groups) == group_of(second.id[:8], groups) == groups[0]
    assert group_of("nothing", groups) is None

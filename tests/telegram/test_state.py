"""The memory: bounded, and forgetful on demand."""

from hypothesis import given
from hypothesis import strategies as st

from bot.languages import Language
from bot.reply import Context
from bot.telegram.state import Bounded, InMemory, SeenUpdates


@given(keys=st.lists(st.integers(0, 9), max_size=60), size=st.integers(1, 5))
def test_a_bounded_mapping_keeps_the_most_recently_used(keys, size):
    kept = Bounded(size)
    for key in keys:
        kept.put(key, key)
    recent = list(dict.fromkeys(reversed(keys)))[:size]
    assert set(kept) == set(recent)
    assert len(kept) <= size


def test_looking_at_something_counts_as_using_it():
    kept = Bounded(2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    kept.put("c", 3)
    assert (kept.get("a"), kept.get("b")) == (1, None)


async def test_a_full_memory_forgets_the_oldest_conversation():
    memory = InMemory(conversations=2)
    for chat in (1, 2, 3):
        await memory.remember(chat, 9, Context(question=str(chat)))
    assert [(await memory.context(chat, 9)).question for chat in (1, 2, 3)] == ["", "2", "3"]


async def test_forgetting_one_person_leaves_the_others():
    memory = InMemory()
    for user in (1, 2):
        await memory.remember(5, user, Context(question="q"))
        await memory.choose_language(user, Language.ZH_HANT)
    await memory.forget(1)
    assert [(await memory.context(5, user)).question for user in (1, 2)] == ["", "q"]
    assert [await memory.language(user) for user in (1, 2)] == [None, Language.ZH_HANT]


def test_an_update_is_new_once_and_the_list_of_them_is_bounded():
    seen = SeenUpdates(size=2)
    assert [seen.is_new(number) for number in (1, 1, 2, 3, 3)] == [True, False, True, True, False]
    assert seen.is_new(1)  # so long ago that it was dropped

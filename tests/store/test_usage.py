"""How much is asked: counted by day, outcome and topic, by everybody at once, without who or what."""

import asyncio

from sqlalchemy import text

from bot.store import store as store_module
from bot.store.misses import Misses
from bot.store.people import today
from bot.store.usage import Count, Opinions


async def test_questions_are_counted_by_day_outcome_and_topic_whoever_counts_them(stores):
    one, other = await stores(), await stores()
    asked = [("answer", "housing")] * 20 + [("answer", "")] * 3 + [("refuse", "")] * 2
    await asyncio.gather(
        *((one, other)[n % 2].database.write(one.usage.add(*each)) for n, each in enumerate(asked))
    )
    assert await other.usage.counts(today()) == [
        Count(today(), "answer", "", 3),
        Count(today(), "answer", "housing", 20),
        Count(today(), "refuse", "", 2),
    ]
    assert await other.usage.counts(today() + 1) == []


async def test_opinions_are_counted_by_day(store):
    for person, helpful in enumerate([True, True, False]):
        vote = store.feedback.vote(1, person, 5, helpful=helpful, entries=["housing"], language="en")
        await store.database.write(vote)
    assert await store.usage.opinions(today()) == [Opinions(today(), 2, 1)]
    assert await store.usage.opinions(today() + 1) == []


async def test_counts_outlast_what_is_kept_about_people_and_go_after_a_year(store, monkeypatch):
    await store.database.write(store.usage.add("answer", "housing"))
    await store.purge(0)
    assert await store.usage.counts(0) == [Count(today(), "answer", "housing", 1)]
    monkeypatch.setattr(store_module, "today", lambda: today() + 401)
    await store.purge(0)
    assert await store.usage.counts(0) == []


async def test_an_ignored_miss_stays_ignored_however_often_it_is_asked(store):
    for question in ("Where is the zoo?", "Where is the zoo?", "Where is the sea?"):
        await store.database.write(store.misses.add(question, "refuse", "en", []))
        [miss, *_] = await store.misses.all()
        await store.database.write(store.misses.ignore([miss.id]))
    found = await store.misses.all()
    assert sorted((miss.question, miss.count, miss.settled) for miss in found) == [
        ("Where is the sea?", 1, 0),
        ("Where is the zoo?", 2, 1),
    ]


async def test_a_database_of_the_version_before_keeps_its_misses(store):
    columns = "id, question, outcome, language, entries, count, first_day, last_day"

    def before(connection):
        connection.execute(
            text(f"INSERT INTO misses ({columns}) VALUES ('a', 'Where?', 'refuse', 'en', '[]', 1, 1, 1)")  # noqa: S608
        )

    await store.database.write(before)
    [miss] = await store.misses.all()
    assert miss.settled == 0


async def test_however_much_is_missed_at_once_the_space_is_bounded(store):
    store.misses = Misses(store.database, most=10)
    for number in range(205):
        await store.database.write(store.misses.add(f"question {number}", "refuse", "en", []))
    assert 10 <= len(await store.misses.all()) < 110

"""The inbox: nothing twice, nothing lost, one chat in order, whoever is alive."""

import asyncio
import random

import pytest
from sqlalchemy import event
from waiting import soon

ANNA, MING = 987_654_321_012, 987_654_321_013


def numbers(claimed):
    return [waiting.update_id for waiting in claimed]


async def test_an_update_is_kept_once_whoever_receives_it(stores):
    one, other = await stores(), await stores()
    taken = await asyncio.gather(*(each.inbox.put(7, ANNA, "hello") for each in (one, other, one)))
    assert taken.count(True) == 1
    assert (await one.inbox.backlog()).waiting == 1


async def test_an_update_that_was_done_is_known_and_what_it_said_is_gone(store):
    assert await store.inbox.put(7, ANNA, "hello")
    await store.inbox.done(7)
    assert not await store.inbox.put(7, ANNA, "hello")
    assert (await store.inbox.backlog()).waiting == 0
    assert "hello" not in str(await everything(store, "inbox"))
    assert str(ANNA) not in str(await everything(store, "inbox"))


async def test_what_a_living_copy_holds_is_taken_by_no_other(stores):
    one, other = await stores(), await stores()
    await one.inbox.put(7, ANNA, "hello")
    assert await other.inbox.claim(10) == ()


async def test_what_a_dead_copy_held_is_taken_up_once_and_in_order(stores):
    dead, *alive = await stores(lease=0.05), await stores(), await stores()
    for number in range(10):
        await dead.inbox.put(number, ANNA if number % 2 else MING, f"question {number}")
    await asyncio.sleep(0.1)
    claims = await asyncio.gather(*(each.inbox.claim(10) for each in alive))
    assert sorted(numbers(claims[0]) + numbers(claims[1])) == list(range(10))
    for claimed in claims:
        assert numbers(claimed) == sorted(numbers(claimed))
    assert {waiting.attempts for claimed in claims for waiting in claimed} == {2}


async def test_a_dead_copys_leases_run_out_one_by_one_and_the_chat_keeps_its_order(stores):
    dead, other = await stores(), await stores()
    await dead.inbox.put(1, ANNA, "first")
    await dead.inbox.put(2, ANNA, "second")
    await other.inbox.put(3, ANNA, "third")
    await runs_out(dead, 1)
    assert numbers(await other.inbox.claim(10)) == [1]
    await runs_out(dead, 2)
    await other.inbox.done(1)
    assert numbers(await other.inbox.claim(10)) == [2, 3]


async def test_a_lease_that_is_renewed_does_not_run_out(stores):
    one, other = await stores(lease=1.0), await stores()
    await one.inbox.put(7, ANNA, "hello")
    for _ in range(3):
        await asyncio.sleep(0.4)
        assert await one.inbox.renew() == {7}
    assert await other.inbox.claim(10) == ()


async def test_renewing_tells_what_was_lost_to_another(stores):
    slow, other = await stores(lease=0.05), await stores()
    await slow.inbox.put(7, ANNA, "hello")
    await slow.inbox.put(8, MING, "hello")
    await asyncio.sleep(0.1)
    assert len(await other.inbox.claim(1)) == 1
    assert await slow.inbox.renew() == {8}


async def test_a_chats_next_update_waits_while_another_copy_handles_the_one_before(stores):
    one, other = await stores(), await stores()
    assert await one.inbox.put(1, ANNA, "first")
    assert not await other.inbox.put(2, ANNA, "second")
    assert await other.inbox.put(3, MING, "of somebody else")
    assert not await one.inbox.put(4, ANNA, "third")  # the second is in nobody's hands yet
    assert await other.inbox.claim(10) == ()
    await one.inbox.done(1)
    assert numbers(await other.inbox.claim(10)) == [2, 4]


async def test_two_copies_that_get_a_chats_updates_at_once_never_hold_them_both(stores):
    one, other = await stores(), await stores()
    for number in range(0, 60, 2):
        chat = 1000 + number
        mine, theirs = await asyncio.gather(
            one.inbox.put(number, chat, "first"), other.inbox.put(number + 1, chat, "second")
        )
        assert (mine, theirs) in {(True, False), (False, True)}


async def test_what_is_not_taken_is_taken_up_later_by_whoever_is_free(store):
    assert not await store.inbox.put(1, ANNA, "hello", take=False)
    [waiting] = await store.inbox.claim(10)
    assert (waiting.update_id, waiting.chat, waiting.payload, waiting.attempts) == (1, ANNA, "hello", 1)
    assert 0 <= waiting.age < 5


async def test_a_chat_that_is_put_off_comes_back_after_the_pause_in_order(store):
    for number in (1, 2):
        await store.inbox.put(number, ANNA, "hello")
    await store.inbox.put_off(ANNA, 1.0)
    assert not await store.inbox.put(3, ANNA, "hello")
    assert await store.inbox.claim(10) == ()
    await asyncio.sleep(1.05)
    claimed = await store.inbox.claim(10)
    assert numbers(claimed) == [1, 2, 3]
    assert {waiting.attempts for waiting in claimed} == {1}


async def test_what_is_given_back_is_taken_up_at_once_and_what_others_hold_is_not_given_back(stores):
    one, other = await stores(), await stores()
    await one.inbox.put(1, ANNA, "hello")
    await other.inbox.put(2, MING, "hello")
    await one.inbox.release([1, 2])
    assert numbers(await one.inbox.claim(10)) == [1]


async def test_a_claim_takes_no_more_than_it_is_allowed_and_always_a_chats_first(store):
    for number in range(20):
        await store.inbox.put(number, number % 3, "hello", take=False)
    assert numbers(await store.inbox.claim(7)) == list(range(7))
    assert numbers(await store.inbox.claim(100)) == []  # the rest stand behind those
    for number in range(7):
        await store.inbox.done(number)
    assert numbers(await store.inbox.claim(100)) == list(range(7, 20))


async def test_work_and_the_mark_are_one_transaction(store):
    await store.inbox.put(1, ANNA, "hello")

    def fails(_):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await store.inbox.done(1, [store.people.prefer(5, "language", "en"), fails])
    assert await store.people.preferences(5) == {}
    assert (await store.inbox.backlog()).waiting == 1
    await store.inbox.done(1, [store.people.prefer(5, "language", "en")])
    assert await store.people.preferences(5) == {"language": "en"}


@pytest.fixture
def sent(store):
    """The statements that were sent to a server."""
    if store.database.dialect != "postgresql":
        pytest.skip("there is no way to a server and back")
    sent, engine = [], store.database._way._engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    return sent


async def test_a_server_keeps_an_update_by_one_statement(store, sent):
    assert await store.inbox.put(1, ANNA, "hello")
    assert len(sent) == 1


async def test_a_servers_work_and_mark_go_to_it_in_one_statement_and_do_the_same(store, sent):
    miss = store.misses.add("where is the zoo?", "refuse", "en", ["parks"])
    work = [
        store.people.keep_context(ANNA, 5, "{}", prefers=False),
        store.people.keep_exchange(ANNA, 5, "where is the zoo?", 1, 2),
        store.people.prefer(5, "language", "en"),
        miss,
        store.usage.add("refuse", "parks"),
    ]
    for number in (1, 2):
        await store.inbox.put(number, ANNA, "hello")
        sent.clear()
        await store.inbox.done(number, work)
        assert len(sent) == 1
    assert await store.people.context(ANNA, 5) == "{}"
    assert await store.people.exchange(ANNA, 2) == ("where is the zoo?", 1, 2)
    assert await store.people.preferences(5) == {"language": "en"}
    assert [each.count for each in await store.misses.all()] == [2]
    assert [each.count for each in await store.usage.counts(0)] == [2]
    assert (await store.inbox.backlog()).waiting == 0
    await store.inbox.put(3, ANNA, "hello")
    await store.inbox.done(3, [miss, miss])  # one statement changes a row only once
    assert [each.count for each in await store.misses.all()] == [4]


@pytest.mark.parametrize("prefers", [True, False])  # in several statements, and in one
async def test_what_goes_with_a_mark_is_written_once(store, prefers):
    await store.inbox.put(1, ANNA, "hello")
    await store.inbox.done(1, [store.people.keep_context(ANNA, 5, "first", prefers=prefers)])
    await store.inbox.done(1, [store.people.keep_context(ANNA, 5, "second", prefers=prefers)])
    assert await store.people.context(ANNA, 5) == "first"


@pytest.mark.parametrize("prefers", [True, False])
async def test_whoever_is_forgotten_while_their_answer_is_marked_leaves_nothing(stores, prefers):
    one, other = await stores(), await stores()

    async def forget(number):
        drop = other.inbox.drop(f'"id": {number}', lambda _: True, before=number + 1)
        forgotten = other.people.forget(number)
        await other.database.write(lambda connection: (drop(connection), forgotten(connection)))

    for number in range(100, 150):
        await one.inbox.put(number, ANNA, f'"id": {number}')
        work = [one.people.keep_context(ANNA, number, "{}", prefers=prefers)]
        await asyncio.gather(one.inbox.done(number, work), forget(number))
        assert await one.people.context(ANNA, number) is None


async def test_the_numbers_of_done_updates_are_deleted_in_time(store):
    await store.inbox.put(1, ANNA, "hello")
    await store.inbox.done(1)
    await store.inbox.purge(3600)
    assert not await store.inbox.put(1, ANNA, "hello")
    await store.inbox.purge(-1)
    assert await store.inbox.put(1, ANNA, "hello")


async def test_several_copies_that_come_and_go_handle_everything_in_each_chats_order(stores):
    """300 updates of 20 chats, received anywhere, handled by three copies; one of them stops half way."""
    copies = [await stores(lease=2) for _ in range(3)]
    chance = random.Random(6)  # noqa: S311 - the same every time
    handled = []

    async def work(copy, life):
        held = []
        while life() and len(handled) < 300:
            held += await copy.inbox.claim(20)
            for waiting in held:
                await copy.inbox.renew()
                if not life():
                    return
                handled.append((waiting.chat, waiting.update_id))
                await copy.inbox.done(waiting.update_id)
            held.clear()
            await asyncio.sleep(0.01)

    async def receive():
        for number in range(300):
            await chance.choice(copies).inbox.put(number, number % 20, "hello", take=False)

    lives = [lambda: True, lambda: len(handled) < 100, lambda: True]
    working = [work(copy, life) for copy, life in zip(copies, lives, strict=True)]
    await soon(asyncio.gather(receive(), *working))
    assert len(handled) == len(set(handled)) == 300
    for chat in range(20):
        order = [number for where, number in handled if where == chat]
        assert order == sorted(order)


async def runs_out(store, number):
    """The lease of an update runs out."""
    from sqlalchemy import text

    over = text("UPDATE inbox SET lease_until = lease_until - 3600 WHERE update_id = :number")
    await store.database.write(lambda connection: connection.execute(over, {"number": number}))


async def everything(store, table):
    from sqlalchemy import text

    return await store.database.read(text(f"SELECT * FROM {table}"))  # noqa: S608 - a name of ours

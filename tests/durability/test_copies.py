"""Several processes behind a balancer share one PostgreSQL: nothing twice, nothing lost, chats in order."""

import asyncio
import logging
import random
import time

from bot_processes import Bot, bot_api, bots, deliver, quiet
from waiting import soon, until

from bot.store.inbox import LEASE_SECONDS
from bot.telegram.pace import AT_ONCE

PEOPLE, EACH, COPIES = 50, 6, 3
WORDS = ("when are the bins emptied?", "where does glass go?")  # whose answers tell them apart


async def test_three_copies_share_the_work_and_one_of_them_dies(postgres, tmp_path):
    database, chance = postgres.new_database(), random.Random(6)  # noqa: S311 - the same every time
    async with bot_api(delay=0.05) as api:
        copies = [Bot(api, database, tmp_path, BOT_MODE="webhook") for _ in range(COPIES)]
        async with bots(*copies):
            await asyncio.gather(*(copy.start() for copy in copies))
            people = [api.fake.person() for _ in range(PEOPLE)]
            order = [chance.choice((0, 1)) for _ in range(EACH)]
            burst = [update for which in order for update in api.questions(PEOPLE, people, WORDS[which])]
            alive = list(copies)
            delivering = asyncio.create_task(deliver(burst, lambda: chance.choice(alive).port))
            await until(lambda: len(api.fake.server.sent) >= len(burst) / 3)
            await alive.pop().kill()
            died = time.monotonic()
            await until(lambda: len(api.sent) == PEOPLE and min(api.sent.values()) >= EACH)
            took = time.monotonic() - died
            await soon(delivering)
            # One answered twice may stand for one that waits, and what is answered twice would come now.
            await quiet(lambda: len(api.fake.server.sent))
            for copy in alive:
                assert await copy.stop() == 0
                assert not copy.lines("ERROR")
    answers = {person.id: [] for person in people}
    for message in api.fake.server.sent:
        answers[message.chat["id"]].append(0 if "Tuesday" in message.text else 1)
    twice = sum(len(each) - EACH for each in answers.values())
    logging.getLogger(__name__).info("none lost, %d twice; all answered %.1f s after the death", twice, took)
    assert twice <= 2 * AT_ONCE  # what the dead copy had on its way
    assert [each for each in answers.values() if len(each) == EACH and each != order] == []
    assert took < LEASE_SECONDS + 20


async def test_a_conversation_follows_the_person_from_copy_to_copy(postgres, tmp_path):
    database = postgres.new_database()
    async with bot_api() as api:
        copies = [Bot(api, database, tmp_path, BOT_MODE="webhook") for _ in range(2)]
        async with bots(*copies):
            await asyncio.gather(*(copy.start() for copy in copies))
            anna = api.fake.person()
            for count, (copy, words) in enumerate(zip(copies, (WORDS[0], "and glass?"), strict=True), 1):
                await deliver(api.questions(1, [anna], words), lambda copy=copy: copy.port)
                await until(lambda count=count: len(api.fake.server.sent) == count)
    assert "Glass goes into" in api.fake.server.sent[1].text

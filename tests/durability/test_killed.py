"""`kill -9` in the middle of a burst, three times: every question is answered, hardly any of them twice."""

import asyncio
import logging

import pytest
from bot_processes import Bot, bot_api, bots, deliver
from waiting import soon, until

QUESTIONS = 300
DEATHS = (40, 120, 200)  # after how many answers
AT_MOST_TWICE = 5  # one at each death may be in doubt; more while the machine is busy


@pytest.mark.parametrize(
    ("mode", "address"), [("polling", "sqlite"), ("webhook", "postgresql")], indirect=["address"]
)
async def test_a_burst_survives_three_deaths(mode, address, tmp_path):
    async with bot_api() as api, bots(Bot(api, address, tmp_path, BOT_MODE=mode)) as [bot]:
        started = [await bot.start()]
        burst = list(api.questions(QUESTIONS))
        if mode == "polling":
            for update in burst:
                api.fake.server.enqueue(update)
        else:
            delivering = asyncio.create_task(deliver(burst, lambda: bot.port))
        for answered in DEATHS:
            await until(lambda answered=answered: len(api.sent) >= answered)
            await bot.kill()
            started.append(await bot.start())
        await until(lambda: len(api.sent) == QUESTIONS)
        if mode == "webhook":
            await soon(delivering)
        await asyncio.sleep(1)  # what is answered twice would come now
        memory = bot.resident()
        assert await bot.stop() == 0
    twice = sum(count - 1 for count in api.sent.values())
    figures = f"{mode}: none of {QUESTIONS} lost, {twice} twice; {memory:.0f} MiB; starts {started}"
    logging.getLogger(__name__).info(figures)  # for `pytest -o log_cli=1 --log-cli-level=info`
    assert twice <= AT_MOST_TWICE
    assert not bot.lines("ERROR")
    assert not bot.lines("WARNING")

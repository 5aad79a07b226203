"""The day counts where the bot runs: what is over says so from the next day on, without a restart."""

from datetime import date

import pytest

from bot.engine import Engine
from bot.fake_telegram import FakeTelegram
from bot.knowledge import load
from bot.reloading import LiveEngine
from bot.telegram.app import build

TOWN = """
topics: [{id: fair, title: {en: The fair}}]
entries:
  - id: fair
    topic: fair
    command: fair
    valid_until: 2024-05-31
    title: {en: The spring fair}
    questions: {en: [when is the spring fair]}
    answer: {en: On every Sunday in May.}
"""


@pytest.fixture
def days():
    return [date(2024, 5, 31)]


@pytest.fixture
async def fake(settings, tmp_path, days):
    (tmp_path / "town.yaml").write_text(TOWN, "utf-8")
    live, fake = LiveEngine(Engine(load(tmp_path)), lambda: days[-1]), FakeTelegram()
    app = build(settings, live, request=fake.request)
    async with app:
        fake.connect(app)
        yield fake
    assert fake.request.refusals == []


@pytest.mark.parametrize("text", ["when is the spring fair?", "/fair", "/start fair"])
async def test_an_entry_says_that_it_is_over_from_the_day_after_its_last(fake, anna, days, text):
    [message] = await fake.say(anna, text)
    assert message.text.startswith("On every Sunday in May.")
    days.append(date(2024, 6, 1))
    [message] = await fake.say(anna, text)
    assert message.text.startswith("No longer valid: this held until 31 May 2024.\n\nOn every Sunday in May.")


async def test_an_inline_result_says_it_first(fake, anna, days):
    days.append(date(2024, 6, 1))
    listed = await fake.inline(anna, "spring fair")
    [result] = listed.results
    assert result["description"] == "No longer valid: this held until 31 May 2024."

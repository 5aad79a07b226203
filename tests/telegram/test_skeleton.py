"""What `baotou-bot new` writes, as a bot on Telegram."""

from pathlib import Path

import pytest

import bot
from bot.engine import Engine
from bot.knowledge import load


@pytest.fixture(scope="module")
def engine():
    return Engine(load(Path(bot.__file__).parent / "skeleton"))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how much cash is there for a new workshop", "up to 4,321 shells"),
        ("開作坊補助多少", "最多4321枚貝殼"),
        ("when is the deadline?", "The article does not say how, where or until when to apply"),
        ("what does a kite cost", "is outside what I know"),
        ("grant in London?", "I can't say anything about London."),
        ("hello", "Ask me about kite workshops in Nowhere-on-Sea."),
        ("/workshops", "12 workshops: 9 at the harbour, 3 on the hill."),
        ("/sources", "Kite makers welcome"),
    ],
)
async def test_it_answers(fake, anna, question, answer):
    messages = await fake.say(anna, question)
    assert answer in messages[0].text


async def test_it_asks_back_and_takes_what_is_chosen(fake, anna):
    [message] = await fake.say(anna, "Can I get money from the town?")
    assert message.buttons[:2] == ["Money for a workshop", "Who gets it"]
    await fake.press(anna, "Who gets it", message)
    assert "before the mayor" in message.text


async def test_readers_say_who_they_are_and_see_what_concerns_them(fake, anna):
    [message] = await fake.say(anna, "/topics")
    await fake.press(anna, "I am …", message)
    await fake.press(anna, "A kite maker", message)
    assert "up to 4,321 shells" in message.text


async def test_its_chart_goes_with_stats(fake, anna):
    [message] = await fake.say(anna, "/stats")
    assert message.photo is not None
    assert "At the harbour: 9 workshops" in message.text

"""Telegram's side of the wire, in-process: a server as strict as Telegram's, and people who use it.

`FakeTelegram` takes the place of the network under a python-telegram-bot application::

    fake = FakeTelegram()
    app = build(settings, engine, request=fake.request)
    async with app:
        fake.connect(app)
        anna = fake.person("Anna", "en")
        [message] = await fake.say(anna, "/start")
"""

from bot.fake_telegram.messages import SentMessage
from bot.fake_telegram.people import FakeTelegram, InlineAnswer, Person, Pressed
from bot.fake_telegram.rules import Refused, Rule

__all__ = ["FakeTelegram", "InlineAnswer", "Person", "Pressed", "Refused", "Rule", "SentMessage"]

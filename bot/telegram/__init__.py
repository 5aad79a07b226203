"""The Telegram shell: updates in, messages out, the engine in between."""

import os

# python-telegram-bot's coming behaviour: without it, every wait that Telegram asks for warns of the change.
os.environ.setdefault("PTB_TIMEDELTA", "true")

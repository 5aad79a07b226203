"""Which messages are answered at all: those of people, new or edited.

Channel and business messages arrive in other fields of an update than `message` and are left alone; guest
messages have a module of their own. Left alone are other bots, too, and messages that an inline bot, this one
included, wrote for somebody.
"""

from telegram import Message
from telegram.constants import UpdateType
from telegram.ext import filters

from bot.telegram.questions import question_in

# Only what is handled is asked for (https://core.telegram.org/bots/api#getupdates, allowed_updates).
ALLOWED_UPDATES = (
    *(UpdateType.MESSAGE, UpdateType.EDITED_MESSAGE, UpdateType.GUEST_MESSAGE, UpdateType.MY_CHAT_MEMBER),
    *(UpdateType.INLINE_QUERY, UpdateType.CALLBACK_QUERY),
)


class _Person(filters.MessageFilter):
    """Messages of people, also of those who write in the name of their group or of a channel of theirs."""

    def filter(self, message: Message) -> bool:
        if message.sender_chat:
            return not message.is_automatic_forward  # what the linked channel posts arrives like this
        return message.from_user is not None and not message.from_user.is_bot


class _ToTheBot(filters.MessageFilter):
    """Messages that put something to the bot."""

    def filter(self, message: Message) -> bool:
        return question_in(message, message.get_bot().bot) is not None


TO_THE_BOT = _ToTheBot()
PEOPLE = filters.UpdateType.MESSAGE & ~filters.VIA_BOT & _Person()
EDITING_PEOPLE = filters.UpdateType.EDITED_MESSAGE & ~filters.VIA_BOT & _Person()

"""The bot is added to a group: it says in a line or two who it is and how to ask."""

from collections.abc import Sequence
from typing import Any

from telegram import ChatMember, Update
from telegram.ext import BaseHandler, ChatMemberHandler, ContextTypes

from bot.telegram import pages
from bot.telegram.shell import Sender, Shell


class Arrivals:
    """Changes of the bot's own place in a chat. Being blocked, promoted or thrown out needs no answer."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def handlers(self) -> Sequence[BaseHandler[Any, Any, Any]]:
        """The handlers of this surface."""
        return (ChatMemberHandler(self.changed, ChatMemberHandler.MY_CHAT_MEMBER),)

    async def changed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Says hello to a group that the bot was not in before."""
        change = update.my_chat_member
        if change is None or change.chat.type not in {change.chat.GROUP, change.chat.SUPERGROUP}:
            return
        if _is_in(change.old_chat_member) or not _is_in(change.new_chat_member):
            return
        language = await self._shell.language(Sender.person(change.from_user))
        screen = pages.welcome(self._shell.engine, language, context.bot.bot)
        await change.chat.send_message(screen.html, reply_markup=screen.keyboard)


def _is_in(member: ChatMember) -> bool:
    if member.status == ChatMember.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status in {ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER}

"""Helpful or not: a press under an answer is recorded, and thanked for."""

from telegram import CallbackQuery, Message

from bot.telegram.callbacks import Action, Press
from bot.telegram.feedback import Verdict
from bot.telegram.keyboards import without_votes
from bot.telegram.sending import acknowledge
from bot.telegram.shell import Shell


async def vote(shell: Shell, press: Press, query: CallbackQuery, message: Message, entry: str) -> None:
    """Records what somebody thinks of `message`, which is from `entry` (empty: from none).

    In private the two buttons go, for they have done their work; in a group others may want them.
    """
    helpful = press.action is Action.HELPFUL
    await record(shell, press, query, message, entry, helpful=helpful)
    text_id = "telegram_helpful" if helpful else "telegram_unhelpful"
    await acknowledge(query, shell.engine.text(text_id, press.language))
    if message.chat.type == message.chat.PRIVATE:
        await query.edit_message_reply_markup(without_votes(message.reply_markup))


async def record(
    shell: Shell, press: Press, query: CallbackQuery, message: Message, entry: str, *, helpful: bool
) -> None:
    """Tells the feedback what somebody thinks of `message`."""
    exchange = await shell.memory.exchange(message.chat_id, message.message_id)
    await shell.feedback.record(
        Verdict(
            chat=message.chat_id,
            message=message.message_id,
            user=query.from_user.id,
            helpful=helpful,
            entries=(entry,) if entry else (),
            language=press.language,
            question=exchange.question if exchange else "",
        )
    )

"""From a question to its answer in the chat, and from an edited question to an edited answer."""

from telegram import Message

from bot.telegram.render import Screen
from bot.telegram.sending import replace, send, typing
from bot.telegram.shell import Sender, Shell
from bot.telegram.state import Exchange


async def answer(shell: Shell, message: Message, question: str) -> None:
    """Answers `question`, which `message` puts."""
    async with typing(message):
        screen = await _screen(shell, message, question)
        sent = await send(message, screen)
    await _keep(shell, message, question, sent.message_id)


async def answer_again(shell: Shell, message: Message, question: str, before: Exchange) -> None:
    """Answers `question`, into which the one of `before` was changed, in place of the answer to that."""
    async with typing(message):
        screen = await _screen(shell, message, question)
        reply = before.reply
        if not await replace(message, reply, screen):
            reply = (await send(message, screen)).message_id
    await _keep(shell, message, question, reply)


async def _screen(shell: Shell, message: Message, question: str) -> Screen:
    return shell.screen(await shell.ask(message, question), message.get_bot())


async def _keep(shell: Shell, message: Message, question: str, reply: int) -> None:
    exchange = Exchange(question, message.message_id, reply)
    await shell.memory.keep_exchange(message.chat_id, Sender.of(message).id, exchange)

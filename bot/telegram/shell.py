"""What every surface needs: the engine, the memory, the pictures, and one way to ask and to show."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from telegram import Bot, Message, User

from bot.engine import Engine
from bot.languages import Language
from bot.reloading import LiveEngine
from bot.reply import Reply
from bot.telegram.captions import reply_caption
from bot.telegram.feedback import Feedback, Tally
from bot.telegram.keyboards import reply_screen
from bot.telegram.pictures import Pictures
from bot.telegram.render import Screen
from bot.telegram.state import Memory
from bot.telegram.unit import forgetting


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a message is from: a person, or the group or channel in whose name a person writes."""

    id: int
    language_tag: str | None = None

    @classmethod
    def of(cls, message: Message) -> "Sender":
        """The sender of `message`."""
        if message.sender_chat:
            return cls(message.sender_chat.id)
        return cls.person(message.from_user)

    @classmethod
    def person(cls, user: User | None) -> "Sender":
        """The sender that is `user`."""
        return cls(user.id, user.language_code) if user else cls(0)


@dataclass(frozen=True, slots=True)
class Said:
    """A reply that is about to be shown in a chat; `question` is None where a button or command chose it."""

    chat: int
    question: str | None
    reply: Reply
    engine: Engine  # whose reply it is: the one in use may be another by now


Observer = Callable[[Said], None]


def both(first: Observer, second: Observer) -> Observer:
    """An observer that passes on to two."""

    def heard(said: Said) -> None:
        first(said)
        second(said)

    return heard


@dataclass(frozen=True, slots=True)
class Shell:
    """What every surface uses. `observe` hears of each reply."""

    live: LiveEngine
    memory: Memory
    pictures: Pictures
    observe: Observer = lambda _: None
    feedback: Feedback = field(default_factory=Tally)
    admins: frozenset[int] = frozenset()  # who has commands of their own

    @property
    def engine(self) -> Engine:
        """The engine in use. What belongs together is done with one of it."""
        return self.live.engine

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages this knowledge base can speak."""
        spoken = tuple(language for language in Language if language.code in self.engine.kb.languages)
        return spoken or (Language.EN,)

    async def language(self, sender: Sender) -> Language:
        """The language for everything but answers: chosen, else the client's, else English."""
        wanted = await self.memory.language(sender.id) or Language.from_tag(sender.language_tag)
        if wanted in self.languages:
            return wanted
        return Language.EN if Language.EN in self.languages else self.languages[0]

    async def ask(self, message: Message, question: str) -> Reply:
        """The engine's reply to `question` in the conversation that `message` belongs to."""
        sender, chat = Sender.of(message), message.chat_id
        known, preferred = await asyncio.gather(self.memory.context(chat, sender.id), self.language(sender))
        context = replace(known, preferred=preferred)
        # In a thread, since some questions take a while, and other chats are served meanwhile.
        engine = self.engine
        turn = await asyncio.to_thread(engine.respond, question, context)
        await self.memory.remember(chat, sender.id, turn.context)
        self.observe(Said(chat, question, turn.reply, engine))
        return turn.reply

    async def show(self, chat: int, sender: Sender, entry: str, language: Language) -> Reply:
        """The reply of `entry`, which the conversation is about from now on."""
        known = await self.memory.context(chat, sender.id)
        engine = self.engine
        turn = engine.chosen(entry, known, language)
        await self.memory.remember(chat, sender.id, turn.context)
        self.observe(Said(chat, None, turn.reply, engine))
        return turn.reply

    def screen(self, reply: Reply, bot: Bot) -> Screen:
        """`reply` as a message of `bot`, with the chart that goes with it."""
        screen = reply_screen(self.engine, reply, shares=shares(bot))
        shown = self.pictures.chart(self.engine, reply.chart, reply.lang)
        if shown is None:
            return screen
        return replace(screen, picture=shown, caption=reply_caption(reply, shown.picture))

    async def forget(self, user: int) -> None:
        """Deletes everything that is kept about `user`."""
        forgetting(user)
        self.engine.forget()  # it does not know whose words it remembers
        await self.memory.forget(user)
        await self.feedback.forget(user)


def shares(bot: Bot) -> bool:
    """Whether the answers of `bot` can be passed on: in inline mode; else Telegram refuses the button."""
    return bool(bot.supports_inline_queries)

"""What Telegram's server knows: chats, messages, files, and questions that wait for an answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.fake_telegram import rules
from bot.fake_telegram.messages import DATE, Photo, SentMessage
from bot.fake_telegram.rules import Refused

What = Literal["sent", "edited", "deleted", "action", "toast", "inline", "profile", "refused"]


@dataclass(frozen=True)
class Happened:
    """Something people see: what happened, in which chat (0: none), and to what."""

    what: What
    chat: int
    subject: Any


@dataclass
class State:
    """The server's memory. `watch` is called with everything that people get to see."""

    token: str
    me: dict[str, Any]
    chats: dict[int, dict[str, Any]] = field(default_factory=dict)
    shut: dict[int, Refused] = field(default_factory=dict)  # chats the bot may not write to, and why
    topics: dict[int, set[int]] = field(default_factory=dict)  # forum topics of a chat
    messages: dict[tuple[int, int], SentMessage] = field(default_factory=dict)
    inline_messages: dict[str, SentMessage] = field(default_factory=dict)
    written: set[tuple[int, int]] = field(default_factory=set)  # messages of people
    sent: list[SentMessage] = field(default_factory=list)  # sent or edited, in order of happening
    files: dict[str, Photo] = field(default_factory=dict)
    actions: list[tuple[int, str]] = field(default_factory=list)  # "typing" and its like, by chat
    callbacks: set[str] = field(default_factory=set)  # presses that wait for an answer
    toasts: dict[str, str] = field(default_factory=dict)
    alerts: set[str] = field(default_factory=set)  # toasts that stay until they are closed
    inline_queries: set[str] = field(default_factory=set)
    inline_answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    guest_queries: dict[str, dict[str, Any]] = field(default_factory=dict)  # query id to the chat
    guest_answers: dict[str, SentMessage] = field(default_factory=dict)
    profile: dict[tuple[str, str], Any] = field(default_factory=dict)  # (what, language code)
    updates: list[dict[str, Any]] = field(default_factory=list)  # waiting for getUpdates
    allowed: list[str] | None = None
    webhook: dict[str, Any] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)  # methods in the order they were called
    clock: Callable[[], int] = lambda: DATE
    watch: Callable[[Happened], None] = lambda _: None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)  # an update for getUpdates
    last_message_id: int = 1000

    def next_message_id(self) -> int:
        """The number of the next message, whoever writes it."""
        self.last_message_id += 1
        return self.last_message_id

    def chat(self, chat_id: int) -> dict[str, Any]:
        """The chat the bot wants to write to. Refused if it may not."""
        if chat_id in self.shut:
            raise self.shut[chat_id]
        if chat_id not in self.chats:
            raise Refused(rules.CHAT_NOT_FOUND)
        return self.chats[chat_id]

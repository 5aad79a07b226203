"""People who write, press and type, and see what comes of it."""

import asyncio
import itertools
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.fake_telegram import rules
from bot.fake_telegram.html import Formatted, utf16_length
from bot.fake_telegram.messages import SentMessage
from bot.fake_telegram.rules import Refused, formatted
from bot.fake_telegram.server import Server
from bot.fake_telegram.wire import FakeRequest

TOKEN = "123456789:AAfakeTokenFakeTokenFakeTokenFakeTok"  # noqa: S105 - of no bot
LONGEST_WAIT = 60.0  # seconds for what is to happen: only a fault takes them, on however busy a machine
_ENTITIES = re.compile(
    r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w+)?)|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31})"
)


@dataclass(frozen=True)
class Person:
    """A user of Telegram."""

    id: int
    first_name: str
    language_code: str | None = None
    is_bot: bool = False

    def as_json(self) -> dict[str, Any]:
        """The user as the API hands it out."""
        user: dict[str, Any] = {"id": self.id, "first_name": self.first_name, "is_bot": self.is_bot}
        return user | ({"language_code": self.language_code} if self.language_code else {})


@dataclass(frozen=True)
class Pressed:
    """What a person sees after pressing a button: a toast (maybe empty), and messages sent or edited."""

    toast: str | None
    messages: list[SentMessage]


@dataclass(frozen=True)
class InlineAnswer:
    """What a person sees while typing after the bot's name."""

    results: list[dict[str, Any]]
    button: dict[str, Any] | None
    cache_time: int
    is_personal: bool

    def sent(self, place: int = 0) -> Formatted:
        """What arrives in the chat when a result is tapped."""
        content = self.results[place]["input_message_content"]
        return formatted(content["message_text"], content.get("parse_mode"))


class FakeTelegram:
    """A server with people. `request` goes into the bot; the methods are what people do."""

    def __init__(
        self,
        token: str = TOKEN,
        username: str = "policy_bot",
        name: str = "Policy Bot",
        *,
        first_update: int = 500,
    ) -> None:
        self.me = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": name,
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
            "supports_guest_queries": True,
        }
        self.server = Server(token, self.me)
        self.request = FakeRequest(self.server)
        self.deliver: Callable[[dict[str, Any]], Awaitable[None]] = self._enqueue
        self._numbers = itertools.count(1)
        self._update_ids = itertools.count(first_update)

    def connect(self, app: Any) -> None:
        """Hands updates to `app` directly from now on; whoever does something waits till it is handled."""
        from telegram import Update

        async def deliver(update: dict[str, Any]) -> None:
            parsed = Update.de_json(update, app.bot)
            await app.update_processor.process_update(parsed, app.process_update(parsed))

        self.deliver = deliver

    def person(self, name: str = "Anna", language_code: str | None = "en", *, is_bot: bool = False) -> Person:
        """A new user, who has opened the bot."""
        user = Person(1000 + next(self._numbers), name, language_code, is_bot)
        self.server.chats[user.id] = {"id": user.id, "type": "private", "first_name": name}
        return user

    def group(self, title: str = "Friends", topics: tuple[int, ...] = ()) -> int:
        """The id of a new group the bot is in; with `topics`, a forum."""
        chat_id = -1_000_000_000_000 - next(self._numbers)
        chat = {"id": chat_id, "type": "supergroup", "title": title}
        self.server.chats[chat_id] = chat | ({"is_forum": True} if topics else {})
        self.server.topics[chat_id] = set(topics)
        return chat_id

    def block(self, person: Person) -> None:
        """`person` blocks the bot."""
        self.server.shut[person.id] = Refused(rules.BLOCKED)

    def kick(self, chat_id: int) -> None:
        """A group throws the bot out."""
        self.server.shut[chat_id] = Refused(rules.KICKED)

    def migrate(self, chat_id: int, new_id: int) -> None:
        """A group becomes a supergroup with a new id."""
        self.server.shut[chat_id] = Refused(rules.MIGRATED, migrate_to_chat_id=new_id)

    def message(
        self,
        person: Person,
        text: str | None = None,
        *,
        chat: int | None = None,
        reply_to: SentMessage | None = None,
        thread: int | None = None,
        **other: Any,
    ) -> dict[str, Any]:
        """A message of `person`, to the bot alone or in a `chat`, as the API hands it out."""
        where = self.server.chats[person.id if chat is None else chat]
        message: dict[str, Any] = {
            "message_id": self.server.next_message_id(),
            "date": self.server.clock(),
            "chat": where,
            "from": person.as_json(),
        }
        if text is not None:
            message |= {"text": text, "entities": entities(text)}
        if reply_to:
            message["reply_to_message"] = reply_to.as_json(self.me)
        if thread:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        self.server.written.add((where["id"], message["message_id"]))
        return message | other

    def added(self, person: Person, chat: int) -> dict[str, Any]:
        """`person` has added the bot to a group, as the API hands it out."""
        return {
            "chat": self.server.chats[chat],
            "from": person.as_json(),
            "date": self.server.clock(),
            "old_chat_member": {"user": self.me, "status": "left"},
            "new_chat_member": {"user": self.me, "status": "member"},
        }

    async def update(self, update_id: int | None = None, **content: Any) -> list[SentMessage]:
        """Delivers an update; the result is what the bot sent or edited in the meantime."""
        before = len(self.server.sent)
        await self.deliver({"update_id": update_id or next(self._update_ids), **content})
        return self.server.sent[before:]

    async def say(self, person: Person, text: str | None = None, **where: Any) -> list[SentMessage]:
        """`person` writes; see `message` for where. The result is what the bot sent or edited."""
        return await self.update(message=self.message(person, text, **where))

    async def press(self, person: Person, button: str, message: SentMessage) -> Pressed:
        """`person` presses the button with that label under `message`."""
        found = [each for row in message.rows for each in row if each["text"] == button]
        if not found:
            raise LookupError(f"no button {button!r} among {message.buttons}")
        return await self.press_data(person, found[0]["callback_data"], message)

    async def press_data(
        self, person: Person, data: str, message: SentMessage | None, *, late: bool = False
    ) -> Pressed:
        """`person` sends callback data, as a forged or an old button would; `late`: too late to answer."""
        query = self.callback_query(person, data, message, late=late)
        messages = await self.update(callback_query=query)
        return Pressed(self.server.toasts.get(query["id"]), messages)

    def callback_query(
        self, person: Person, data: str, message: SentMessage | None, *, late: bool = False
    ) -> dict[str, Any]:
        """A press of a button, as the API hands it out."""
        query: dict[str, Any] = {
            "id": f"press{next(self._numbers)}",
            "from": person.as_json(),
            "chat_instance": "1",
            "data": data,
        }
        if not late:
            self.server.callbacks.add(query["id"])
        if message and not message.inline_id:
            return query | {"message": message.as_json(self.me)}
        return query | {"inline_message_id": message.inline_id if message else "gone"}

    async def inline(self, person: Person, text: str, *, late: bool = False) -> InlineAnswer | None:
        """`person` types `@bot text` somewhere; None if the bot gave no answer that counts."""
        query = self.inline_query(person, text, late=late)
        await self.update(inline_query=query)
        return self.answered(query["id"])

    def inline_query(self, person: Person, text: str, *, late: bool = False) -> dict[str, Any]:
        """What `person` typed after the bot's name, as the API hands it out."""
        query = {
            "id": f"inline{next(self._numbers)}",
            "from": person.as_json(),
            "query": text,
            "offset": "",
        }
        if not late:
            self.server.inline_queries.add(str(query["id"]))
        return query

    def answered(self, inline_query_id: str) -> InlineAnswer | None:
        """What came of an inline query so far."""
        answer = self.server.inline_answers.get(inline_query_id)
        return InlineAnswer(**answer) if answer else None

    async def tap(
        self, person: Person, result: dict[str, Any], chat: int | None = None
    ) -> tuple[SentMessage, list[SentMessage]]:
        """`person` chooses an inline result in a chat with the bot: the message, and what the bot answers.

        Where the bot is not, it would not see the message: https://core.telegram.org/bots/inline.
        """
        message = self.post_result(result, person.id if chat is None else chat)
        return message, await self.update(message=self.seen_result(person, message))

    def post_result(self, result: dict[str, Any], chat: int) -> SentMessage:
        """Puts an inline result into a chat, where it counts as written by a person."""
        message = self.server.post_result(result, self.server.chats[chat])
        self.server.written.add((chat, message.id))
        return message

    def seen_result(self, person: Person, message: SentMessage) -> dict[str, Any]:
        """An inline result in a chat, as the API hands it out to a bot in that chat."""
        return message.as_json(person.as_json()) | {"via_bot": self.me}

    async def mention(self, person: Person, text: str) -> SentMessage | None:
        """`person` mentions the bot in a chat it is not in; the result is what it posts there as a guest."""
        message = self.guest_message(
            person, text, {"id": -next(self._numbers), "type": "group", "title": "Elsewhere"}
        )
        await self.update(guest_message=message)
        return self.server.guest_answers.get(message["guest_query_id"])

    def guest_message(self, person: Person, text: str, chat: dict[str, Any]) -> dict[str, Any]:
        """A message that mentions the bot in a `chat` it is not in, as the API hands it out."""
        query_id = f"guest{next(self._numbers)}"
        self.server.guest_queries[query_id] = chat
        return {
            "message_id": self.server.next_message_id(),
            "date": self.server.clock(),
            "chat": chat,
            "from": person.as_json(),
            "text": text,
            "entities": entities(text),
            "guest_query_id": query_id,
        }

    async def edit(self, message: dict[str, Any], text: str) -> list[SentMessage]:
        """The writer of `message` changes its text; the result is what the bot sent or edited."""
        return await self.update(edited_message=self.edited(message, text))

    def edited(self, message: dict[str, Any], text: str) -> dict[str, Any]:
        """`message` with another text, as the API hands it out."""
        changed = {"text": text, "entities": entities(text), "edit_date": self.server.clock()}
        return message | changed

    async def until(self, condition: Callable[[], Any]) -> None:
        """Waits until `condition` holds. TimeoutError if it does not within `LONGEST_WAIT` seconds."""
        async with asyncio.timeout(LONGEST_WAIT):
            while not condition():  # noqa: ASYNC110 - any condition will do, so there is no event
                await asyncio.sleep(0.005)

    async def _enqueue(self, update: dict[str, Any]) -> None:
        self.server.enqueue(update)


def entities(text: str) -> list[dict[str, Any]]:
    """The commands and mentions in a text, as Telegram marks them."""
    return [
        {
            "type": match.lastgroup,
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match[0]),
        }
        for match in _ENTITIES.finditer(text)
    ]

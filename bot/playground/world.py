"""The people and chats of the playground: what they do, and what they get to see."""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.fake_telegram import FakeTelegram, Person, SentMessage
from bot.fake_telegram.state import Happened
from bot.playground import views
from bot.playground.explain import explanation
from bot.playground.views import View
from bot.telegram.shell import Said

KEPT = 300  # messages of a chat
INLINE_SECONDS = 10.0  # how long the page waits for inline results
MOST_PEOPLE = 50

Tell = Callable[[View], None]


class Impossible(Exception):  # noqa: N818 - said to the page, not logged
    """Something a person cannot do: the message, button or chat is not there."""


@dataclass
class Chat:
    """A chat as its members see it. `kind` is where the bot stands in it."""

    id: int
    kind: Literal["private", "group", "elsewhere"]
    messages: deque[View] = field(default_factory=lambda: deque(maxlen=KEPT))

    def find(self, message_id: int) -> View | None:
        """The message with that number, if it is still there."""
        return next((each for each in self.messages if each["id"] == message_id), None)

    def put(self, view: View) -> None:
        """Adds a message, or replaces the one with its number."""
        old = self.find(view["id"])
        if old is None:
            self.messages.append(view)
        else:
            old.update(view)


class World:
    """Everybody and everything on the page. `tell` is called with each change."""

    def __init__(self, fake: FakeTelegram, tell: Tell) -> None:
        self.fake = fake
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self._tell = tell
        self._due: dict[int, View] = {}  # by chat: the explanation of the reply that comes next
        self._written: dict[tuple[int, int], dict[str, Any]] = {}
        self._sent: dict[tuple[int, int], SentMessage] = {}
        self._presses: dict[str, View] = {}
        self._waiting: dict[str, asyncio.Event] = {}
        self._tapping: Person | None = None  # who sends an inline result right now
        self.group = self._room("group", fake.group("Group"))
        self.elsewhere = self._room("elsewhere", fake.group("Elsewhere"))
        fake.kick(self.elsewhere.id)
        fake.server.watch = self._happened

    def _room(self, kind: Literal["private", "group", "elsewhere"], chat_id: int) -> Chat:
        self.chats[chat_id] = Chat(chat_id, kind)
        return self.chats[chat_id]

    # ------------------------------------------------------------------ what people do

    def add_person(self, name: str, language_code: str | None) -> Person:
        """A new person, with a private chat. Impossible if there are too many, or the name is empty."""
        name = name.strip()[:64]
        if not name or len(self.people) >= MOST_PEOPLE:
            raise Impossible("no room for this person")
        if language_code and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language_code):
            raise Impossible("not a language code")
        person = self.fake.person(name, language_code or None)
        self.people[person.id] = person
        self._room("private", person.id)
        self._tell({"type": "people", "people": self.people_view()})
        return person

    async def begin(self) -> None:
        """The first person adds the bot to the group."""
        first = next(iter(self.people.values()))
        await self.fake.update(my_chat_member=self.fake.added(first, self.group.id))

    async def say(self, person: int, chat: int, text: str, reply: int | None = None) -> None:
        """A person writes. Where the bot is not, it hears of it only if it is mentioned."""
        who, where, text = self._person(person), self._chat(chat), text.strip()
        if not text:
            raise Impossible("a message holds text")
        if where.kind == "elsewhere":
            message = self.fake.guest_message(who, text, self.fake.server.chats[chat])
            self._show(where, views.written(message))
            if f"@{self.fake.me['username']}".lower() in text.lower():
                await self.fake.update(guest_message=message)
            return
        message = self.fake.message(who, text, chat=chat, reply_to=self._sent.get((chat, reply or 0)))
        self._written[chat, message["message_id"]] = message
        self._show(where, views.written(message))
        await self.fake.update(message=message)

    async def edit(self, chat: int, message: int, text: str) -> None:
        """The writer of a message changes it."""
        before = self._written.get((chat, message))
        if before is None or not text.strip():
            raise Impossible("this message cannot be changed")
        changed = self.fake.edited(before, text.strip())
        self._written[chat, message] = changed
        self._show(self._chat(chat), views.written(changed))
        await self.fake.update(edited_message=changed)

    async def press(self, person: int, chat: int, message: int, row: int, column: int) -> None:
        """A person presses a button that sends data to the bot."""
        who, under = self._person(person), self._sent.get((chat, message))
        try:
            data = under.rows[row][column]["callback_data"] if under else None
        except (IndexError, KeyError):
            data = None
        if under is None or data is None:
            raise Impossible("this button is not there")
        query = self.fake.callback_query(who, data, under)
        self._presses[query["id"]] = {"person": person, "chat": chat, "message": message}
        await self.fake.update(callback_query=query)

    async def inline(self, person: int, text: str) -> View:
        """What the bot lists for words typed after its name."""
        query = self.fake.inline_query(self._person(person), text)
        self._waiting[query["id"]] = asyncio.Event()
        try:
            await self.fake.update(inline_query=query)
            await asyncio.wait_for(self._waiting[query["id"]].wait(), INLINE_SECONDS)
        except TimeoutError:
            return {"query": query["id"], "results": [], "button": None}
        finally:
            del self._waiting[query["id"]]
        answer = self.fake.server.inline_answers[query["id"]]
        shown = ("id", "title", "description", "photo_file_id")
        results = [{key: each.get(key, "") for key in shown} for each in answer["results"]]
        return {"query": query["id"], "results": results, "button": answer["button"]}

    async def tap(self, person: int, chat: int, query: str, result: str) -> None:
        """A person sends one of the results of an inline query."""
        who, where = self._person(person), self._chat(chat)
        answer = self.fake.server.inline_answers.get(query, {"results": []})
        chosen = next((each for each in answer["results"] if each["id"] == result), None)
        if chosen is None:
            raise Impossible("this result is not there")
        self._tapping = who
        try:
            message = self.fake.post_result(chosen, chat)
        finally:
            self._tapping = None
        if where.kind != "elsewhere":
            await self.fake.update(message=self.fake.seen_result(who, message))

    # ------------------------------------------------------------------ what they see

    def said(self, said: Said) -> None:
        """Takes note of a reply whose message comes next in its chat."""
        self._due[said.chat] = explanation(said)

    def _happened(self, event: Happened) -> None:
        match event.what:
            case "sent" | "edited":
                self._came(event.subject)
            case "deleted":
                chat = self._chat(event.chat)
                chat.messages = deque((m for m in chat.messages if m["id"] != event.subject), maxlen=KEPT)
                self._tell({"type": "deleted", "chat": event.chat, "message": event.subject})
            case "action":
                self._tell({"type": "action", "chat": event.chat, "action": event.subject})
            case "toast":
                server = self.fake.server
                toast = {"text": server.toasts[event.subject], "alert": event.subject in server.alerts}
                self._tell({"type": "toast"} | toast | self._presses.pop(event.subject, {}))
            case "inline":
                if event.subject in self._waiting:
                    self._waiting[event.subject].set()
            case "profile":
                self._tell({"type": "people", "people": self.people_view()})
            case "refused":
                method, refused = event.subject
                source = refused.rule.source
                address = f"https://core.telegram.org/bots/api{source}" if source.startswith("#") else source
                detail = {"method": method, "description": refused.description, "source": address}
                self._tell({"type": "refused"} | detail)

    def _came(self, message: SentMessage) -> None:
        chat = self.chats.get(message.chat["id"])
        if chat is None:
            return
        self._sent[chat.id, message.id] = message
        shown = chat.find(message.id) or {}
        via = shown["from"] if shown.get("via") else None
        if self._tapping:
            via = {"id": self._tapping.id, "name": self._tapping.first_name}
        view = views.sent(message, self.fake.me, via)
        due = None if via else self._due.pop(chat.id, None)
        self._show(chat, view | {"why": due or shown.get("why")})

    def _show(self, chat: Chat, view: View) -> None:
        replied = chat.find(view["reply"]) if view.get("reply") else None
        if replied:
            view["quote"] = {"name": replied["from"]["name"], "text": views.excerpt(replied)}
        chat.put(view)
        self._tell({"type": "message", "chat": chat.id, "message": chat.find(view["id"])})

    def view(self) -> View:
        """Everything there is."""
        return {
            "bot": {"name": self.fake.me["first_name"], "username": self.fake.me["username"]},
            "people": self.people_view(),
            "chats": [
                {"id": chat.id, "kind": chat.kind, "messages": list(chat.messages)}
                for chat in self.chats.values()
            ],
        }

    def people_view(self) -> list[View]:
        """Everybody, with the command menu they see."""
        return [
            {
                "id": person.id,
                "name": person.first_name,
                "language": person.language_code or "",
                "commands": self.fake.server.menu(person.language_code),
            }
            for person in self.people.values()
        ]

    def _person(self, person: int) -> Person:
        if person not in self.people:
            raise Impossible("there is no such person")
        return self.people[person]

    def _chat(self, chat: int) -> Chat:
        if chat not in self.chats:
            raise Impossible("there is no such chat")
        return self.chats[chat]

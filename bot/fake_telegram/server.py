"""Telegram's server, in-process: the calls a bot makes, checked and answered as Telegram would."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot.fake_telegram import rules
from bot.fake_telegram.html import Formatted
from bot.fake_telegram.rules import Parameters, Refused


@dataclass
class SentMessage:
    """A message the bot sent, as it stands in the chat now."""

    chat: dict[str, Any]
    id: int
    content: Formatted
    rows: list[list[dict[str, Any]]]
    reply_to: int | None = None
    thread: int | None = None
    preview: bool = True
    edits: int = 0
    markup: Any = None

    @property
    def text(self) -> str:
        """What people read."""
        return self.content.text

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons, in order."""
        return [button["text"] for row in self.rows for button in row]

    def as_json(self, me: dict[str, Any]) -> dict[str, Any]:
        """The message as the API hands it out."""
        message: dict[str, Any] = {
            "message_id": self.id,
            "date": 1_700_000_000,
            "chat": self.chat,
            "from": me,
            "text": self.text,
        }
        if self.rows:
            message["reply_markup"] = {"inline_keyboard": self.rows}
        if self.thread:
            message |= {"message_thread_id": self.thread, "is_topic_message": True}
        return message


@dataclass
class Server:
    """Chats, messages and pending queries, and the methods of the Bot API that change them."""

    token: str
    me: dict[str, Any]
    chats: dict[int, dict[str, Any]] = field(default_factory=dict)
    shut: dict[int, Refused] = field(default_factory=dict)  # chats the bot may not write to, and why
    topics: dict[int, set[int]] = field(default_factory=dict)  # forum topics of a chat
    messages: dict[tuple[int, int], SentMessage] = field(default_factory=dict)
    written: set[tuple[int, int]] = field(default_factory=set)  # messages of people
    sent: list[SentMessage] = field(default_factory=list)  # sent or edited, in order of happening
    callbacks: set[str] = field(default_factory=set)  # presses that wait for an answer
    toasts: dict[str, str] = field(default_factory=dict)
    inline_queries: set[str] = field(default_factory=set)
    inline_answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    profile: dict[tuple[str, str], Any] = field(default_factory=dict)  # (what, language code)
    updates: list[dict[str, Any]] = field(default_factory=list)  # waiting for getUpdates
    allowed: list[str] | None = None
    webhook: dict[str, Any] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)  # methods in the order they were called
    _message_id: int = 1000
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def call(self, method: str, form: dict[str, str]) -> Any:
        """The result of a call. Refused if a rule is broken."""
        self.calls.append(method)
        handler = getattr(self, f"_{_snake(method)}", None)
        if handler is None:
            raise Refused(rules.NO_SUCH_METHOD)
        result = handler(Parameters(form))
        return await result if asyncio.iscoroutine(result) else result

    def next_message_id(self) -> int:
        """The number of the next message, whoever writes it."""
        self._message_id += 1
        return self._message_id

    def enqueue(self, update: dict[str, Any]) -> None:
        """Keeps an update for getUpdates, if its kind is asked for."""
        if self.allowed and not update.keys() & set(self.allowed):
            return
        self.updates.append(update)
        self._arrived.set()

    # The methods of the Bot API, by their names in snake case.

    def _get_me(self, _: Parameters) -> Any:
        return self.me

    def _delete_webhook(self, _: Parameters) -> Any:
        self.webhook = {}
        return True

    def _set_webhook(self, parameters: Parameters) -> Any:
        url, secret = parameters.text("url"), parameters.text("secret_token")
        if urlsplit(url).scheme != "https":
            raise Refused(rules.WEBHOOK_URL)
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise Refused(rules.WEBHOOK_SECRET)
        self.webhook = {"url": url, "secret_token": secret}
        self.allowed = parameters.json("allowed_updates")
        return True

    async def _get_updates(self, parameters: Parameters) -> Any:
        if self.webhook:
            raise Refused(rules.WEBHOOK_ACTIVE)
        self.allowed = parameters.json("allowed_updates", self.allowed)
        offset = parameters.number("offset")
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        if not self.updates and (seconds := parameters.number("timeout")):
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), seconds)
            except TimeoutError:
                return []
        return self.updates

    def _send_message(self, parameters: Parameters) -> Any:
        chat = self._chat(parameters.number("chat_id"))
        content = rules.formatted(parameters.text("text"), parameters.form.get("parse_mode"))
        markup = parameters.json("reply_markup")
        message = SentMessage(chat, 0, content, rules.keyboard(markup), markup=markup)
        message.thread = parameters.number("message_thread_id") or None
        if message.thread and message.thread not in self.topics.get(chat["id"], set()):
            raise Refused(rules.THREAD_NOT_FOUND)
        reply = parameters.json("reply_parameters")
        if reply:
            place = (chat["id"], reply["message_id"])
            if place in self.written or place in self.messages:
                message.reply_to = reply["message_id"]
            elif not reply.get("allow_sending_without_reply"):
                raise Refused(rules.REPLIED_NOT_FOUND)
        message.preview = not parameters.json("link_preview_options", {}).get("is_disabled", False)
        message.id = self.next_message_id()
        self.messages[chat["id"], message.id] = message
        self.sent.append(message)
        return message.as_json(self.me)

    def _edit_message_text(self, parameters: Parameters) -> Any:
        chat = self._chat(parameters.number("chat_id"))
        place = (chat["id"], parameters.number("message_id"))
        if place in self.written:
            raise Refused(rules.EDIT_NOT_YOURS)
        if place not in self.messages:
            raise Refused(rules.EDIT_NOT_FOUND)
        message, markup = self.messages[place], parameters.json("reply_markup")
        content = rules.formatted(parameters.text("text"), parameters.form.get("parse_mode"))
        rows = rules.keyboard(markup)
        if (content, rows) == (message.content, message.rows):
            raise Refused(rules.NOT_MODIFIED)
        message.content, message.rows, message.markup = content, rows, markup
        message.edits += 1
        self.sent.append(message)
        return message.as_json(self.me)

    def _answer_callback_query(self, parameters: Parameters) -> Any:
        query, text = parameters.text("callback_query_id"), parameters.text("text")
        if query not in self.callbacks:
            raise Refused(rules.QUERY_TOO_OLD)
        if len(text) > rules.MAX_TOAST:
            raise Refused(rules.TOAST_TOO_LONG)
        self.callbacks.discard(query)
        self.toasts[query] = text
        return True

    def _answer_inline_query(self, parameters: Parameters) -> Any:
        query = parameters.text("inline_query_id")
        if query not in self.inline_queries:
            raise Refused(rules.QUERY_TOO_OLD)
        results, button = parameters.json("results", []), parameters.json("button")
        rules.inline_results(results)
        rules.results_button(button)
        self.inline_queries.discard(query)
        self.inline_answers[query] = {
            "results": results,
            "button": button,
            "cache_time": parameters.number("cache_time", 300),
            "is_personal": parameters.flag("is_personal"),
        }
        return True

    def _set_my_commands(self, parameters: Parameters) -> Any:
        listed = parameters.json("commands", [])
        rules.commands(listed)
        self.profile["commands", rules.language_code(parameters.text("language_code"))] = listed
        return True

    def _get_my_commands(self, parameters: Parameters) -> Any:
        return self.profile.get(("commands", rules.language_code(parameters.text("language_code"))), [])

    def _set_my_description(self, parameters: Parameters) -> Any:
        return self._describe("description", 512, parameters)

    def _get_my_description(self, parameters: Parameters) -> Any:
        return self._described("description", parameters)

    def _set_my_short_description(self, parameters: Parameters) -> Any:
        return self._describe("short_description", 120, parameters)

    def _get_my_short_description(self, parameters: Parameters) -> Any:
        return self._described("short_description", parameters)

    def _describe(self, what: str, limit: int, parameters: Parameters) -> bool:
        if len(parameters.text(what)) > limit:
            raise Refused(rules.DESCRIPTION_TOO_LONG)
        self.profile[what, rules.language_code(parameters.text("language_code"))] = parameters.text(what)
        return True

    def _described(self, what: str, parameters: Parameters) -> dict[str, str]:
        return {what: self.profile.get((what, parameters.text("language_code")), "")}

    def _chat(self, chat_id: int) -> dict[str, Any]:
        if chat_id in self.shut:
            raise self.shut[chat_id]
        if chat_id not in self.chats:
            raise Refused(rules.CHAT_NOT_FOUND)
        return self.chats[chat_id]


def _snake(method: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", method)


def response(result: Any) -> tuple[int, bytes]:
    """A successful response (https://core.telegram.org/bots/api#making-requests)."""
    return 200, json.dumps({"ok": True, "result": result}).encode()


def refusal(refused: Refused) -> tuple[int, bytes]:
    """A refused call."""
    body: dict[str, Any] = {
        "ok": False,
        "error_code": refused.code,
        "description": refused.description,
    }
    if refused.parameters:
        body["parameters"] = refused.parameters
    return refused.code, json.dumps(body).encode()

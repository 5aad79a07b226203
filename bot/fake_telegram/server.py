"""Telegram's server, in-process: the calls a bot makes, checked and answered as Telegram would."""

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any

from bot.fake_telegram import rules
from bot.fake_telegram.profile import Profile
from bot.fake_telegram.queries import Queries
from bot.fake_telegram.receiving import Receiving
from bot.fake_telegram.rules import Parameters, Refused


class Server(Queries, Profile, Receiving):
    """Chats, messages and pending queries, and the methods of the Bot API that change them."""

    async def call(
        self, method: str, form: Mapping[str, str], files: Mapping[str, bytes] | None = None
    ) -> Any:
        """The result of a call, with the `files` uploaded along. Refused if a rule is broken."""
        self.calls.append(method)
        handler = getattr(self, f"_api_{_snake(method)}", None)
        if handler is None:
            raise Refused(rules.NO_SUCH_METHOD)
        result = handler(Parameters(form, files or {}))
        return await result if asyncio.iscoroutine(result) else result


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

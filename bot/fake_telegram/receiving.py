"""The methods by which a bot gets its updates, by asking or by being called."""

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

from bot.fake_telegram import rules
from bot.fake_telegram.rules import Parameters, Refused
from bot.fake_telegram.state import State


class Receiving(State):
    """Polling and webhooks."""

    def enqueue(self, update: dict[str, Any]) -> None:
        """Keeps an update for getUpdates, if its kind is asked for."""
        if self.allowed and not update.keys() & set(self.allowed):
            return
        self.updates.append(update)
        self.arrived.set()

    def _api_set_webhook(self, parameters: Parameters) -> Any:
        url, secret = parameters.text("url"), parameters.text("secret_token")
        if urlsplit(url).scheme != "https":
            raise Refused(rules.WEBHOOK_URL)
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise Refused(rules.WEBHOOK_SECRET)
        self.webhook = {"url": url, "secret_token": secret}
        self.allowed = parameters.json("allowed_updates")
        return True

    def _api_delete_webhook(self, parameters: Parameters) -> Any:
        self.webhook = {}
        if parameters.flag("drop_pending_updates"):
            self.updates = []
        return True

    def _api_get_webhook_info(self, _: Parameters) -> Any:
        info = {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
        }
        failed = {name: value for name, value in self.webhook.items() if name.startswith("last_error")}
        return info | failed | ({"allowed_updates": self.allowed} if self.allowed else {})

    async def _api_get_updates(self, parameters: Parameters) -> Any:
        if self.webhook:
            raise Refused(rules.WEBHOOK_ACTIVE)
        self.allowed = parameters.json("allowed_updates", self.allowed)
        offset = parameters.number("offset")
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        if not self.updates and (seconds := parameters.number("timeout")):
            self.arrived.clear()
            try:
                await asyncio.wait_for(self.arrived.wait(), seconds)
            except TimeoutError:
                return []
        return self.updates

"""Health and metrics, on a port of their own that is not for the public.

`/healthz`: the process lives, 200, or is to be started anew, 503. `/readyz`: updates are received, 200, else
503. Both with a line of JSON about Telegram and the database. `/metrics`: for Prometheus.
"""

import json
from http import HTTPStatus
from typing import Any

from tornado.web import Application, RequestHandler

from bot.store.problems import StoreUnavailable
from bot.telegram.intake import Intake
from bot.telegram.link import Link
from bot.telegram.listening import Server, listen

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Monitor:
    """What is known about a running application. `receiving` is set by whoever runs it."""

    def __init__(self, intake: Intake, link: Link) -> None:
        self.receiving = False
        self._intake = intake
        self._link = link
        routes = [(f"/{name}", _Page, {"monitor": self}) for name in ("healthz", "readyz", "metrics")]
        self._server = Server(Application(routes, log_function=lambda _: None), max_body_size=1024)

    def start(self, host: str, port: int) -> None:
        """Listens. Raises CannotListenError."""
        listen(self._server, host, port)

    async def stop(self) -> None:
        """Stops listening."""
        self._server.stop()
        await self._server.close_all_connections()

    @property
    def lives(self) -> bool:
        """Whether the bot does what it is there for, or tries. That it answers says that its loop turns."""
        return not self._link.is_stalled

    def state(self) -> dict[str, Any]:
        """Whether the bot is ready, and what there is to know about it."""
        store = self._intake.store
        kept = "none" if store is None else "up" if store.database.is_up else "away"
        ready = self.receiving and self._link.hears
        return {"ready": ready, "telegram": "up" if self._link.is_up else "away", "store": kept}

    async def metrics(self) -> bytes:
        """The metrics, with how things stand now."""
        counted, state = self._intake.metrics, self.state()
        counted.ready.set(state["ready"])
        counted.store_up.set(state["store"] == "up")
        counted.held.set(self._intake.held)
        if store := self._intake.store:
            try:
                backlog = await store.inbox.backlog()
            except StoreUnavailable:
                pass  # the last known figures stay
            else:
                counted.waiting.set(backlog.waiting)
                counted.oldest.set(backlog.oldest)
        return counted.text()


class _Page(RequestHandler):
    def initialize(self, monitor: Monitor) -> None:
        self._monitor = monitor

    def set_default_headers(self) -> None:
        self.clear_header("Server")

    async def head(self) -> None:  # some who look after a service ask for no more
        await self.get()

    async def get(self) -> None:
        if self.request.path == "/metrics":
            self.set_header("Content-Type", METRICS_TYPE)
            self.finish(await self._monitor.metrics())
            return
        state = self._monitor.state()
        is_well = state["ready"] if self.request.path == "/readyz" else self._monitor.lives
        if not is_well:
            self.set_status(HTTPStatus.SERVICE_UNAVAILABLE)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(state) + "\n")

"""The page's server: on this computer only, for this computer's browser only.

A page of another site may try to talk to it: by its address (the browser then names the site in `Origin`
or `Sec-Fetch-Site`), or by a name of its own that leads here (DNS rebinding; `Host` then holds that name).
Both are refused before anything else is looked at.
"""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import tornado.httpserver
import tornado.iostream
import tornado.web

from bot.playground.views import View
from bot.playground.world import Impossible

PAGE = Path(__file__).with_name("page")
ADDRESS = "127.0.0.1"
MOST_BYTES = 64 * 1024  # of a request
_PING_SECONDS = 15.0
_MAX_BEHIND = 1000  # changes a page may not have taken yet before it has to start anew

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

HEADERS = {
    # https://www.w3.org/TR/CSP3/
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Do = Callable[[View], Awaitable[Any]]


class Feed:
    """Changes, for every page that is open."""

    def __init__(self) -> None:
        self._pages: set[asyncio.Queue[View | None]] = set()

    def tell(self, change: View) -> None:
        """Passes `change` on; a page that does not keep up is let go, and comes back."""
        for page in tuple(self._pages):
            try:
                page.put_nowait(change)
            except asyncio.QueueFull:
                self.leave(page)

    def join(self) -> "asyncio.Queue[View | None]":
        """The changes from now on; None where they end."""
        page: asyncio.Queue[View | None] = asyncio.Queue(_MAX_BEHIND)
        self._pages.add(page)
        return page

    def leave(self, page: "asyncio.Queue[View | None]") -> None:
        """No more changes for `page`."""
        self._pages.discard(page)
        while page.full():
            page.get_nowait()
        page.put_nowait(None)

    def close(self) -> None:
        """Ends every page's changes."""
        for page in tuple(self._pages):
            self.leave(page)


class _Guarded(tornado.web.RequestHandler):
    """Refuses other sites, and says in its headers what its page may do."""

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        own: set[str] = self.settings["hosts"]
        origin = self.request.headers.get("Origin")
        site = self.request.headers.get("Sec-Fetch-Site", "none")
        foreign = origin is not None and origin not in {f"http://{host}" for host in own}
        if self.request.host not in own or foreign or site not in {"same-origin", "none"}:
            raise tornado.web.HTTPError(HTTPStatus.FORBIDDEN)

    def write_error(self, status_code: int, **_: Any) -> None:
        self.finish(f"{status_code} {self._reason}\n")


class _File(_Guarded, tornado.web.StaticFileHandler):
    """The page itself, as it stands in the package."""

    def get_content_type(self) -> str:
        # By ourselves: what the system knows of file names differs, and a module of another type is not run.
        return _TYPES.get(Path(self.absolute_path or "").suffix, "application/octet-stream")


class _Photo(_Guarded):
    """A picture the bot sent."""

    def get(self, file_id: str) -> None:
        data: bytes | None = self.settings["photo"](file_id)
        if data is None:
            raise tornado.web.HTTPError(HTTPStatus.NOT_FOUND)
        self.set_header("Content-Type", "image/png" if data.startswith(b"\x89PNG") else "image/jpeg")
        self.finish(data)


class _Events(_Guarded):
    """Everything there is, then every change (https://html.spec.whatwg.org/#server-sent-events)."""

    async def get(self) -> None:
        feed: Feed = self.settings["feed"]
        self.set_header("Content-Type", "text/event-stream")
        page = feed.join()
        try:
            await self._send({"type": "all"} | self.settings["all"](self.get_query_argument("lang", "")))
            while True:
                try:
                    change = await asyncio.wait_for(page.get(), _PING_SECONDS)
                except TimeoutError:
                    await self._send({"type": "ping"})
                    continue
                if change is None:
                    return
                await self._send(change)
        except tornado.iostream.StreamClosedError:
            pass  # the page was closed
        finally:
            feed.leave(page)

    async def _send(self, change: View) -> None:
        self.write(f"data: {json.dumps(change, ensure_ascii=False)}\n\n")
        await self.flush()


class _Do(_Guarded):
    """What people do: `POST /do/<what>` with the details as JSON."""

    async def post(self, what: str) -> None:
        do: Do | None = self.settings["actions"].get(what)
        if do is None:
            raise tornado.web.HTTPError(HTTPStatus.NOT_FOUND)
        # A form of another site cannot send this type without asking first.
        if self.request.headers.get("Content-Type") != "application/json":
            raise tornado.web.HTTPError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            details = json.loads(self.request.body)
            result = await do(details)
        except (ValueError, KeyError, TypeError, AttributeError, Impossible) as error:
            raise tornado.web.HTTPError(HTTPStatus.BAD_REQUEST) from error
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(result, ensure_ascii=False))


class PageServer:
    """Serves the page at `address` until it is closed.

    `everything` gives the page's first change for a language, `photo` the bytes of a picture, `actions`
    what people can do. OSError if the port is taken.
    """

    def __init__(
        self,
        port: int,
        feed: Feed,
        everything: Callable[[str], View],
        photo: Callable[[str], bytes | None],
        actions: dict[str, Do],
    ) -> None:
        listening = socket.create_server((ADDRESS, port))
        listening.settimeout(0)  # it does not block
        port = listening.getsockname()[1]
        self.address = f"http://{ADDRESS}:{port}/"
        self._feed = feed
        files = {"path": str(PAGE), "default_filename": "index.html"}
        application = tornado.web.Application(
            [
                (r"/events", _Events),
                (r"/photo/([\w-]+)", _Photo),
                (r"/do/([a-z]+)", _Do),
                (r"/(.*)", _File, files),
            ],
            hosts={f"{ADDRESS}:{port}", f"localhost:{port}"},
            feed=feed,
            all=everything,
            photo=photo,
            actions=actions,
            log_function=lambda _: None,
        )
        self._server = tornado.httpserver.HTTPServer(application, max_body_size=MOST_BYTES)
        self._server.add_socket(listening)

    async def close(self) -> None:
        """Lets every page go."""
        self._server.stop()
        self._feed.close()
        await self._server.close_all_connections()

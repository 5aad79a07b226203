"""The webhook: takes calls of Telegram's, keeps what they bring, and only then says that it was delivered.

python-telegram-bot's own server compares the secret in a time that tells how much of it is right, bounds no
body, and prints what it cannot read.
"""

import asyncio
import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from tornado.web import Application, HTTPError, RequestHandler, stream_request_body

from bot.settings import Settings
from bot.telegram.failures import describe
from bot.telegram.listening import Server, listen
from bot.telegram.reading import number_of, parsed
from bot.telegram.senders import ALLOWED_UPDATES

if TYPE_CHECKING:
    from telegram import Bot

_logger = logging.getLogger(__name__)

MAX_BODY = 1024 * 1024  # bytes; the largest message there is takes a tenth of it
MAX_HEADERS = 16 * 1024
IDLE_SECONDS = 75.0  # how long a connection may be silent
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name, not a secret
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds between attempts to tell Telegram the address

Receive = Callable[[Update, dict[str, Any]], Awaitable[bool]]
"""Takes an update (parsed, and as it came) in; False if that is not possible now."""


class Webhook:
    """A server that hands updates to `receive`."""

    def __init__(self, settings: Settings, bot: "Bot", receive: Receive) -> None:
        self._settings = settings
        self._bot = bot
        # As Telegram writes it in its calls; what is escaped in the setting is so already.
        called = quote(urlsplit(settings.webhook_url or "").path.strip("/"), safe="%/:@!$&'()*+,;=~")
        path = re.escape(f"/{called}")
        arguments = {
            "secret": settings.webhook_secret or "",
            "bot": bot,
            "receive": receive,
            "trust": self._trust,
        }
        self._server: Server = Server(
            Application(
                [(f"{path}/?", _Call, arguments)], default_handler_class=_Nothing, log_function=_quiet
            ),
            max_body_size=MAX_BODY,
            max_header_size=MAX_HEADERS,
            idle_connection_timeout=IDLE_SECONDS,
            body_timeout=IDLE_SECONDS,
        )

    def _trust(self, call: RequestHandler) -> None:
        self._server.trust(call)

    async def start(self) -> None:
        """Listens, and tells Telegram where, until it knows. Raises CannotListenError."""
        listen(self._server, self._settings.listen_host, self._settings.listen_port)
        pause = FIRST_PAUSE
        while True:
            try:
                await self._bot.set_webhook(
                    self._settings.webhook_url or "",
                    allowed_updates=ALLOWED_UPDATES,
                    secret_token=self._settings.webhook_secret,
                )
            except InvalidToken:
                raise
            except TelegramError as error:
                level = logging.WARNING if pause == FIRST_PAUSE else logging.DEBUG
                _logger.log(level, "Telegram does not take the webhook yet: %s", describe(error))
            else:
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def stop(self) -> None:
        """Takes no more calls, and answers those that came."""
        self._server.stop()
        await self._server.close_all_connections()


def _quiet(_: RequestHandler) -> None:
    """Logs nothing about a call: what matters is said where it happens."""


class _Nothing(RequestHandler):
    """Says as little as possible."""

    def set_default_headers(self) -> None:
        self.clear_header("Server")

    def prepare(self) -> None:
        if type(self) is _Nothing:
            self.send_error(HTTPStatus.NOT_FOUND)

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_status(status_code)
        # The rest of a refused body is not read: a proxy must not take the connection for one to use again.
        self.set_header("Connection", "close")
        self.finish()

    def log_exception(self, *error: Any) -> None:
        if not isinstance(error[1], HTTPError):  # of those, anybody can cause as many as they like
            _logger.error("A call could not be answered: %s", describe(error[1]))


@stream_request_body
class _Call(_Nothing):
    """`POST` with an update. Whoever is not Telegram is refused before the body is read."""

    def initialize(
        self, secret: str, bot: "Bot", receive: Receive, trust: Callable[[RequestHandler], None]
    ) -> None:
        self._secret = secret.encode()
        self._bot = bot
        self._receive = receive
        self._trust = trust

    def prepare(self) -> None:
        headers, self._body = self.request.headers, bytearray()
        given = headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        length = headers.get("Content-Length", "")
        if self.request.method != "POST":
            self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)
        elif not hmac.compare_digest(given, self._secret):
            self.send_error(HTTPStatus.FORBIDDEN)
        elif headers.get("Content-Type", "").partition(";")[0].strip() != "application/json":
            self.send_error(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        elif length.isascii() and length.isdecimal() and int(length[:20]) > MAX_BODY:
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            self._trust(self)

    def data_received(self, chunk: bytes) -> None:
        self._body += chunk  # of MAX_BODY at most: the server sees to it

    async def post(self) -> None:
        try:
            data = _read(bytes(self._body))
        except _NoJson:
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        # What cannot be read now cannot be read later: it is not to be delivered again and again.
        if (number := number_of(data)) is None:
            return
        update = parsed(number, data, self._bot)
        if update is not None and not await self._receive(update, data):
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)


class _NoJson(Exception):  # noqa: N818 - said to the caller, in a status
    """A body that is no JSON: it does not come from Telegram."""


def _read(body: bytes) -> Any:
    """What a body says; None if it says it in a way that cannot be read. Raises _NoJson."""
    try:
        return json.loads(body)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise _NoJson from error
    except (ValueError, RecursionError):  # a number of too many digits, or nested too deeply
        return None

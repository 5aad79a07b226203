"""How requests to Telegram are made: over aiohttp's connections, by way of the door PTB leaves open for that.

httpx, which python-telegram-bot comes with, is what bounds a busy bot: its pool goes through all connections
at every request. An echo bot with 64 chats in flight answers several times as many messages a second over
aiohttp's (`tests/benchmarks/bot_throughput.py`).
"""

from typing import Any
from urllib.request import getproxies

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

CONNECT_SECONDS = 5.0
# For aiohttp, waiting for a place among the connections includes connecting.
PLACE_SECONDS = 2 * CONNECT_SECONDS
# It knows no bound for sending what is sent: that counts as waiting for the answer, with a picture, too.
READ_SECONDS = 10.0
_IDLE_SECONDS = 60.0  # how long a connection is kept that nobody uses
_PROXIES = frozenset({"http", "https", "all"})
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": BaseRequest.USER_AGENT}


class Requests(BaseRequest):
    """Makes requests over so many connections at most, between `initialize` and `shutdown`."""

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How many seconds an answer is waited for where the caller does not say."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Gets ready to connect."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_IDLE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - see `READ_SECONDS`
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and the body of the answer. Raises TimedOut and NetworkError, without the address."""
        if self._session is None:
            raise RuntimeError("requests can be made after `initialize` only")
        timeout = aiohttp.ClientTimeout(
            connect=_given(pool_timeout, PLACE_SECONDS),
            sock_connect=_given(connect_timeout, CONNECT_SECONDS),
            sock_read=_given(read_timeout, READ_SECONDS),
        )
        data, headers = _body(request_data)
        try:
            async with self._session.request(
                method, url, data=data, headers=headers, timeout=timeout
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut(type(error).__name__) from error
        except aiohttp.ClientConnectionError as error:  # it names the host at most
            raise NetworkError(str(error) or type(error).__name__) from error
        except (aiohttp.ClientError, ValueError) as error:  # its own words hold the address, and so the token
            raise NetworkError(type(error).__name__) from None


def _given(seconds: Any, otherwise: float) -> Any:
    """A time-out as PTB hands it on, which says by a mark of its own that the caller said nothing."""
    return otherwise if seconds is BaseRequest.DEFAULT_NONE else seconds


def _body(request_data: RequestData | None) -> tuple[Any, dict[str, str]]:
    """What is sent, and its headers: as a form, or with files, in parts."""
    if request_data is None or not request_data.contains_files:
        return (request_data.url_encoded_parameters() if request_data else None), _FORM
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, {"User-Agent": BaseRequest.USER_AGENT}


def over_http(connections: int) -> BaseRequest:
    """What makes requests, over so many connections at most.

    Where the environment names a proxy, httpx does: it knows how to use them.
    """
    if not _PROXIES & getproxies().keys():
        return Requests(connections)
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=CONNECT_SECONDS,
        pool_timeout=PLACE_SECONDS,
        read_timeout=READ_SECONDS,
    )

"""How requests to Telegram are made: by httpx, as python-telegram-bot does, over aiohttp's connections.

httpx's own pool of connections is what bounds a busy bot: it goes through all of them at every request. An
echo bot with 64 chats in flight answers three to ten times as many messages a second over aiohttp's
(`tests/benchmarks/bot_throughput.py`).
"""

from typing import Any
from urllib.request import getproxies

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from telegram.request import HTTPXRequest

CONNECT_SECONDS = 5.0
# For aiohttp, waiting for a place among the connections includes connecting.
PLACE_SECONDS = 2 * CONNECT_SECONDS
# It knows no bound for sending what is sent: that counts as waiting for the answer, with a picture, too.
READ_SECONDS = 10.0
_PROXIES = frozenset({"http", "https", "all"})


class _Transport(AiohttpTransport):
    """Says in httpx's words what went wrong, also where what answers does not speak HTTP."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await super().handle_async_request(request)
        except httpx.ConnectTimeout as error:
            if isinstance(error.__cause__, aiohttp.ClientConnectorError):  # it was refused, or no such host
                raise httpx.ConnectError(str(error.__cause__)) from None
            raise
        except aiohttp.ClientError as error:  # its own words hold the address, and with it the token
            raise httpx.RemoteProtocolError(type(error).__name__) from None


def over_http(connections: int) -> HTTPXRequest:
    """What makes requests, over so many connections at most.

    Where the environment names a proxy, httpx makes the connections too: it knows how to use them.
    """
    given: dict[str, Any] = {}
    if not _PROXIES & getproxies().keys():
        limits = httpx.Limits(max_connections=connections, keepalive_expiry=60.0)
        given = {"transport": _Transport(limits=limits)}
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=CONNECT_SECONDS,
        pool_timeout=PLACE_SECONDS,
        read_timeout=READ_SECONDS,
        httpx_kwargs=given,
    )

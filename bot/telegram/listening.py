"""Listening on a port."""

import socket
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream
from tornado.web import RequestHandler

STRANGERS = 100  # connections of those who have not shown yet that they may call


class CannotListenError(Exception):
    """A port cannot be used; the message names it and says why."""


class Server(HTTPServer):
    """A server that many connections cannot keep from serving.

    Each takes one of the files a process may have open, and without any left it could do nothing else either.
    When one stranger too many comes, the one that came first makes way.
    """

    _strangers: dict[IOStream, None]

    def initialize(self, *args: Any, **kwargs: Any) -> None:
        """See HTTPServer."""
        self._strangers = {}
        super().initialize(*args, **kwargs)

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        """See TCPServer."""
        for each in [each for each in self._strangers if each.closed()]:
            del self._strangers[each]
        if len(self._strangers) >= STRANGERS:
            first = next(iter(self._strangers))
            del self._strangers[first]
            first.close()
        self._strangers[stream] = None
        super().handle_stream(stream, address)

    def trust(self, caller: RequestHandler) -> None:
        """The connection by which `caller` came is no stranger's."""
        stream = getattr(caller.request.connection, "stream", None)
        if isinstance(stream, IOStream):
            self._strangers.pop(stream, None)


def listen(server: HTTPServer, host: str, port: int) -> None:
    """Makes `server` listen. Raises CannotListenError."""
    try:
        # Not tornado's bind_sockets, which leaves a socket open that it could not bind.
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.create_server(address[:2], family=family)
    except OSError as error:
        raise CannotListenError(f"{host}:{port}: {error.strerror}") from error
    listening.settimeout(0)  # it does not block
    server.add_socket(listening)

"""Listening on a port."""

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets


class CannotListenError(Exception):
    """A port cannot be used; the message names it and says why."""


def listen(server: HTTPServer, host: str, port: int) -> None:
    """Makes `server` listen. Raises CannotListenError."""
    try:
        server.add_sockets(bind_sockets(port, host))
    except OSError as error:
        raise CannotListenError(f"{host}:{port}: {error.strerror}") from error

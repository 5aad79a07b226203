"""Listening on a port."""

import socket

from tornado.httpserver import HTTPServer


class CannotListenError(Exception):
    """A port cannot be used; the message names it and says why."""


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

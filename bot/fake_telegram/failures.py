"""What can go wrong between a bot and Telegram, to be injected into a `FakeTelegram`."""

import json
from collections.abc import Callable
from http import HTTPStatus

from telegram.error import NetworkError, TimedOut

from bot.fake_telegram import rules

Failure = Callable[[], tuple[int, bytes]]
"""Gives the HTTP status and the body of a failed response, or raises what a transport raises."""


def _response(code: int, description: str, **parameters: int) -> tuple[int, bytes]:
    body = {"ok": False, "error_code": code, "description": description}
    return code, json.dumps(body | ({"parameters": parameters} if parameters else {})).encode()


def too_many_requests(retry_after: int) -> Failure:
    """Telegram asks to wait (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this)."""
    return lambda: _response(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def server_error(code: int = 502) -> Failure:
    """Telegram's server has trouble of its own."""
    return lambda: _response(code, HTTPStatus(code).phrase)


def conflict() -> Failure:
    """Another program polls with the same token."""
    return lambda: _response(rules.CONFLICT.code, rules.CONFLICT.description)


def unauthorized() -> Failure:
    """The token is no longer good."""
    return lambda: _response(rules.UNAUTHORIZED.code, rules.UNAUTHORIZED.description)


def garbage(code: int = 200, body: bytes = b"<html>\xff not JSON") -> Failure:
    """A proxy answered instead of Telegram."""
    return lambda: (code, body)


def timeout() -> Failure:
    """No answer came in time."""

    def fail() -> tuple[int, bytes]:
        raise TimedOut

    return fail


def no_network(address: str = "https://api.telegram.org") -> Failure:
    """The connection could not be made; the message holds the address, as httpx's may."""

    def fail() -> tuple[int, bytes]:
        cause = ConnectionError(f"cannot connect to {address}")
        raise NetworkError(f"httpx.ConnectError: {address}") from cause

    return fail

"""Logging: set up once, for people or for machines, and never a secret in a line.

The token stands in every address the bot calls, so libraries print it in requests, objects and
exceptions. Redaction therefore works on the finished line, whatever it was made from.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

REDACTED = "[redacted]"

# A bot token, also inside an address (`/bot123:...`) and percent-encoded.
_TOKEN = re.compile(r"\d{5,20}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")

# Libraries that log addresses or bodies at INFO and below.
_CHATTY = ("httpx", "httpcore", "hpack", "asyncio", "tornado.access", "tornado.general")

# Lines of the library with a traceback, or people's words, for what `bot.telegram` says in one plain line.
_DOUBLED = (
    "Network Retry Loop",
    "Error while calling `get_updates` one more time",
    "Error while parsing updates!",
    "Rate limit hit after",
)

# Others that print what Telegram sent, people's words included, above DEBUG.
_QUOTING = ("Something went wrong processing the data received", "Can not load invalid JSON data")


def redactor(secrets: Iterable[str] = ()) -> Callable[[str], str]:
    """A function that blots out anything like a bot token, and each of `secrets`, in a text."""
    known = sorted({secret for secret in secrets if secret}, key=len, reverse=True)
    exact = re.compile("|".join(map(re.escape, known))) if known else None

    def redact(text: str) -> str:
        text = exact.sub(REDACTED, text) if exact else text
        return _TOKEN.sub(REDACTED, text)

    return redact


class ConsoleFormatter(logging.Formatter):
    """`2026-01-31 12:00:00 INFO name: message`, then any traceback, redacted."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The whole of `record`: message, traceback and stack, redacted."""
        return self._redact(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: `time`, `level`, `logger`, `message`, and `exception` or `stack` if any."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """`record` as one line of JSON, redacted."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._redact(record.getMessage()),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = self._redact(self.formatException(record.exc_info))
        if record.stack_info:
            line["stack"] = self._redact(self.formatStack(record.stack_info))
        return json.dumps(line, ensure_ascii=False)


class _Library(logging.Filter):
    """Drops the library's lines that double ours, and takes the data out of those that quote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno <= logging.DEBUG or not record.name.startswith("telegram"):
            return True
        if record.getMessage().startswith(_QUOTING):
            record.msg = "Telegram sent something that could not be read; it is not shown here"
            record.args, record.exc_info, record.exc_text = (), None, None
        return not record.getMessage().startswith(_DOUBLED)


def setup(level: str, form: str, *, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Sends all logging, warnings and uncaught exceptions to `stream` (stderr), secrets blotted out.

    `level` is a level's name in any case, `form` is `console` or `json`. May be called again; the last
    call counts.
    """
    redact = redactor(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(redact) if form == "json" else ConsoleFormatter(redact))
    handler.addFilter(_Library())
    root = logging.getLogger()
    for old in tuple(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Tracebacks of connections that were lost, which `bot.store` tells of in one line.
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    # The interpreter would print the exception as it is, token and all.
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("Stopped by an unexpected error", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _uncaught(args.exc_type, args.exc_value, args.exc_traceback)

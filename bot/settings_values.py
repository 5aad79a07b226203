"""How each kind of setting is read from text.

Every reader takes the text and returns the value, or raises ValueError saying what is wrong and what to
do, without repeating the text: it may be a secret.
"""

import re
from collections.abc import Callable
from datetime import time
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

# As @BotFather hands them out: the bot's user id, a colon, letters. Their number is not documented.
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,}")
# https://core.telegram.org/bots/api#setwebhook, secret_token
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
# https://core.telegram.org/bots/webhooks#the-short-version
_TELEGRAM_PORTS = (443, 80, 88, 8443)
_MAX_PORT = 65_535
_MAX_DAYS = 3_650
_RATE = re.compile(r"([0-9]+) ?(?:/|per) ?(second|minute|hour)s?")
_MOST_A_PERIOD = 10_000
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_MAX_DOTENV_BYTES = 64 * 1024


def token(text: str) -> str:
    """A bot token."""
    if not _TOKEN.fullmatch(text):
        raise ValueError("a token is digits, a colon and about 35 letters; copy it again from @BotFather")
    return text


def webhook_secret(text: str) -> str:
    """What Telegram sends along with every call to a webhook."""
    if not _SECRET.fullmatch(text):
        raise ValueError("use 1 to 256 of the characters A-Z a-z 0-9 _ -")
    return text


def one_of(*choices: str) -> Callable[[str], str]:
    """A reader of one of `choices`, in any case."""

    def reader(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError(f"choose one of {', '.join(choices)}")
        return text.lower()

    return reader


def port(text: str) -> int:
    """A TCP port."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= _MAX_PORT):
        raise ValueError(f"a port is a whole number from 1 to {_MAX_PORT}")
    return int(text)


def days(text: str) -> int:
    """A number of days."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= _MAX_DAYS):
        raise ValueError(f"give a whole number of days from 1 to {_MAX_DAYS}")
    return int(text)


def rate_limit(text: str) -> str:
    """How often something may be done, as `limits` writes it, or `off`."""
    plain = text.strip().lower()
    if plain == "off":
        return plain
    found = _RATE.fullmatch(plain)
    if not found or not 1 <= int(found[1][:6]) <= _MOST_A_PERIOD:
        raise ValueError("give a number and a second, minute or hour, such as 20/minute or 200/hour, or off")
    return f"{int(found[1])}/{found[2]}"


def time_of_day(text: str) -> time:
    """A time of day, in hours and minutes."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError("give a time of day from 00:00 to 23:59, such as 01:00")
    return time(int(match[1]), int(match[2]))


def host(text: str) -> str:
    """A host name or an IP address."""
    if not _HOST.fullmatch(text):
        raise ValueError("give a host name or an IP address, such as 127.0.0.1 or 0.0.0.0")
    return text


def folder(text: str) -> Path:
    """A folder that exists."""
    try:
        path = Path(text).expanduser()
    except RuntimeError:  # ~somebody, whom this computer does not know
        raise ValueError("there is no such folder") from None
    if not path.is_dir():
        raise ValueError("there is no such folder")
    return path


def user_ids(text: str) -> frozenset[int]:
    """Telegram user ids, separated by commas."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError("give user ids as numbers separated by commas, such as 1234,5678")
    return frozenset(map(int, parts))


def web_address(text: str) -> str:
    """An http(s) address without credentials or fragment."""
    parts = _split(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("give a web address, such as https://bot.example.org/hook")
    if parts.username or parts.password or parts.fragment:
        raise ValueError("leave out user names, passwords and #fragments")
    return text


def api_url(text: str) -> str:
    """The root of a Bot API server, without a slash at the end."""
    address = web_address(text)
    if urlsplit(address).query:
        raise ValueError("leave out everything from the question mark on")
    return address.rstrip("/")


def webhook_objection(address: str) -> str | None:
    """Why Telegram's own servers would not call `address`, or None. Another API server may call it."""
    parts = urlsplit(address)
    if parts.scheme != "https":
        return "Telegram calls https:// addresses only"
    if (parts.port or 443) not in _TELEGRAM_PORTS:
        return f"Telegram calls the ports {', '.join(map(str, _TELEGRAM_PORTS))} only"
    return None


def database_url(text: str) -> str:
    """The address of an SQLite file or a PostgreSQL server, as SQLAlchemy writes them."""
    parts = _split(text)
    backend = parts.scheme.split("+")[0]
    complete = parts.path.startswith("/") if backend == "sqlite" else parts.path.strip("/")
    if backend in {"sqlite", "postgresql"} and "://" in text and complete:
        return text
    raise ValueError("give sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE")


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises when it is not a port
    except ValueError:
        raise ValueError("this is not an address") from None
    return parts


def hidden(text: str) -> str:
    """A secret as a complaint may show it: its length alone, to tell a cut copy from a whole one."""
    return f"({len(text)} characters, not shown)"


def without_credentials(text: str) -> str:
    """An address as a complaint may show it: whatever stands before an `@`, and any query, is hidden."""
    shown = re.sub(r"(?:(?<=//)|^(?!\w[\w+]*://)).*@", "***@", text, flags=re.DOTALL)
    return repr(re.sub(r"\?.*", "?***", shown, flags=re.DOTALL))


def dotenv_file(path: Path, problems: list[str]) -> dict[str, str]:
    """The variables of a `.env` file; a file that does not exist holds none.

    What cannot be read is added to `problems` by line, without its text. `${NAME}` stands for itself.
    """
    import io

    from dotenv.parser import parse_stream

    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_DOTENV_BYTES + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        problems.append(f"{path}: cannot be read ({error.strerror})")
        return {}
    if len(raw) > _MAX_DOTENV_BYTES:
        problems.append(f"{path}: larger than {_MAX_DOTENV_BYTES} bytes, so hardly a file of settings")
        return {}
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(f"{path}: not UTF-8 text")
        return {}
    variables: dict[str, str] = {}
    for binding in parse_stream(io.StringIO(text)):
        if binding.error:
            problems.append(f"{path}:{binding.original.line}: write NAME=value")
        elif binding.key is not None and binding.value is not None:
            variables[binding.key] = binding.value
    return variables

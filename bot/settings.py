"""The operator's settings: one declaration, read from options, environment and a `.env` file.

`SETTINGS` drives the reading, the descriptions an option list shows and the README's table. Everything
wrong is reported in one go, and no message ever holds a secret.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from bot import settings_values as read
from bot.logs import redactor

PREFIX = "BOT_"
_SECRET_ENOUGH = 8  # blotting out shorter texts would blot out ordinary words


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its variable, how its text is read, and what is said about it."""

    name: str
    field: str  # the attribute of `Settings`
    read: Callable[[str], Any]  # text to value; ValueError says what is wrong, without the text
    help: str
    default: str = ""  # as one would write it; empty where there is none
    show: Callable[[str], str] = repr  # the value as a complaint may show it


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "BOT_TOKEN",
        "token",
        read.token,
        "The token @BotFather gave for this bot. Needed to run it. Keep it secret.",
        show=read.hidden,
    ),
    Setting(
        "BOT_API_URL",
        "api_url",
        read.api_url,
        "Root of the Bot API server; file downloads follow it.",
        "https://api.telegram.org",
        show=read.without_credentials,
    ),
    Setting(
        "BOT_MODE",
        "mode",
        read.one_of("polling", "webhook"),
        "How updates arrive: `polling` (the bot asks) or `webhook` (Telegram calls).",
        "polling",
    ),
    Setting(
        "BOT_WEBHOOK_URL",
        "webhook_url",
        read.web_address,
        "Public address Telegram calls. Needed for `webhook`.",
        show=read.without_credentials,
    ),
    Setting(
        "BOT_WEBHOOK_SECRET",
        "webhook_secret",
        read.webhook_secret,
        "Proves that a call comes from Telegram: 1 to 256 of `A-Z a-z 0-9 _ -`. Needed for `webhook`.",
        show=read.hidden,
    ),
    Setting(
        "BOT_LISTEN_HOST",
        "listen_host",
        read.host,
        "Address the webhook server listens on; `0.0.0.0` in a container.",
        "127.0.0.1",
    ),
    Setting("BOT_LISTEN_PORT", "listen_port", read.port, "Port the webhook server listens on.", "8080"),
    Setting(
        "BOT_MONITOR_HOST",
        "monitor_host",
        read.host,
        "Address of `/healthz`, `/readyz` and `/metrics`; not for the public.",
        "127.0.0.1",
    ),
    Setting(
        "BOT_MONITOR_PORT",
        "monitor_port",
        read.port,
        "Port of `/healthz`, `/readyz` and `/metrics`. Without it there are none.",
    ),
    Setting(
        "BOT_KNOWLEDGE",
        "knowledge",
        read.folder,
        "Folder with the knowledge base. Without it, the one that comes with the bot.",
    ),
    Setting(
        "BOT_DATABASE_URL",
        "database_url",
        read.database_url,
        "Where the bot keeps what outlasts it: `sqlite:///FILE`, or `postgresql://USER:PASSWORD@HOST/NAME`, "
        "which several copies of the bot can share.",
        "sqlite:///baotou-bot.sqlite3",
        show=read.without_credentials,
    ),
    Setting(
        "BOT_RETENTION_DAYS",
        "retention_days",
        read.days,
        "After how many days without use conversations, preferences, feedback and unanswered questions are "
        "deleted.",
        "30",
    ),
    Setting(
        "BOT_RATE_LIMIT",
        "rate_limit",
        read.rate_limit,
        "How much the bot does for one person, and for one group: a number a second, minute or hour, or "
        "`off`. Commands and buttons count. Whoever asks for more is told once, then gets no answer.",
        "20/minute",
    ),
    Setting(
        "BOT_ADMIN_IDS",
        "admin_ids",
        read.user_ids,
        "Telegram user ids of the bot's administrators, separated by commas. They alone have `/misses` "
        "and `/usage`, in their private chats, and are told when changed knowledge cannot be used.",
    ),
    Setting(
        "BOT_DIGEST_AT",
        "digest_at",
        read.time_of_day,
        "When administrators are sent what was asked the day before: a time in UTC, such as `01:00`, 09:00 "
        "in China. Without it, never.",
    ),
    Setting(
        "BOT_LOG_LEVEL",
        "log_level",
        read.one_of("debug", "info", "warning", "error"),
        "Least level that is logged. Only `debug` shows what people write.",
        "info",
    ),
    Setting(
        "BOT_LOG_FORMAT",
        "log_format",
        read.one_of("console", "json"),
        "`console` for people, `json` for machines, one object a line.",
        "console",
    ),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


class SettingsError(Exception):
    """The settings cannot be used; `problems` says each reason in a sentence, secrets left out."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting, read and checked. Secrets are left out of its `repr`."""

    token: str | None = field(default=None, repr=False)
    api_url: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str | None = None
    webhook_secret: str | None = field(default=None, repr=False)
    listen_host: str = "127.0.0.1"
    listen_port: int = 8080
    monitor_host: str = "127.0.0.1"
    monitor_port: int | None = None
    knowledge: Path | None = None
    database_url: str = field(default="sqlite:///baotou-bot.sqlite3", repr=False)
    retention_days: int = 30
    rate_limit: str = "20/minute"
    admin_ids: frozenset[int] = frozenset()
    digest_at: time | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"
    warnings: tuple[str, ...] = ()  # what looks mistaken but does no harm

    @classmethod
    def load(
        cls,
        overrides: Mapping[str, str],
        env: Mapping[str, str],
        dotenv: Path | None,
        *,
        running: bool = True,
    ) -> "Settings":
        """The settings from command-line `overrides`, then `env`, then the `dotenv` file.

        All three go by variable name; the first that names a variable wins, and an empty value counts as
        not given. `running` says whether Telegram is needed: if not, a missing token is no problem.
        Raises SettingsError with every problem found.
        """
        problems: list[str] = []
        filed = read.dotenv_file(dotenv, problems) if dotenv else {}
        given = {**_ours(filed), **_ours(env), **_ours(overrides)}
        values: dict[str, Any] = {}
        for setting in SETTINGS:
            text = given.get(setting.name, "").strip() or setting.default
            if not text:
                continue
            try:
                values[setting.field] = setting.read(text)
            except ValueError as error:
                problems.append(f"{setting.name}={setting.show(text)}: {error}")
        if running:
            broken = {setting.field for setting in SETTINGS if given.get(setting.name)} - values.keys()
            problems += _missing(values, broken)
        if problems:
            # A token pasted into the wrong setting is still a token.
            secrets = (given.get("BOT_TOKEN", ""), given.get("BOT_WEBHOOK_SECRET", ""))
            redact = redactor(secret for secret in secrets if len(secret) >= _SECRET_ENOUGH)
            raise SettingsError(tuple(map(redact, problems)))
        return cls(**values, warnings=(*_unknown(given), *_idle(values)))


def _ours(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if name.startswith(PREFIX) and value.strip()}


def _missing(values: Mapping[str, Any], broken: set[str]) -> list[str]:
    """What is needed to run and neither given nor already complained about."""
    problems = []
    if "token" not in values and "token" not in broken:
        problems.append("BOT_TOKEN is not set: create a bot with @BotFather and give its token")
    if values.get("mode") == "webhook":
        for name, what in (("webhook_url", "an https:// address"), ("webhook_secret", "a random text")):
            if name not in values and name not in broken:
                problems.append(f"BOT_{name.upper()} is not set: BOT_MODE=webhook needs {what}")
        own_server = values.get("api_url") != _BY_NAME["BOT_API_URL"].default
        if "webhook_url" in values and not own_server:
            address = values["webhook_url"]
            problem = read.webhook_objection(address)
            if problem:
                problems.append(f"BOT_WEBHOOK_URL={read.without_credentials(address)}: {problem}")
    return problems


def _unknown(given: Mapping[str, str]) -> tuple[str, ...]:
    warnings = []
    for name in sorted(given.keys() - _BY_NAME.keys()):
        near = get_close_matches(name, _BY_NAME, n=1)
        hint = f"did you mean {near[0]}?" if near else "it is ignored"
        warnings.append(f"{name} is not a setting of this bot: {hint}")
    return tuple(warnings)


def _idle(values: Mapping[str, Any]) -> tuple[str, ...]:
    if "digest_at" in values and "admin_ids" not in values:
        return ("BOT_DIGEST_AT has no effect: BOT_ADMIN_IDS names nobody to send the digest to",)
    return ()


def settings_table() -> str:
    """The settings as a Markdown table, as the README shows it."""
    rows = [
        f"| `{setting.name}` | {f'`{setting.default}`' if setting.default else ''} | {setting.help} |"
        for setting in SETTINGS
    ]
    return "\n".join(["| Variable | Default | Meaning |", "| --- | --- | --- |", *rows])

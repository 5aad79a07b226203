"""`baotou-bot doctor`: whether the bot is set up well at Telegram."""

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


def add_doctor_command(
    add: Callable[[str, str], argparse.ArgumentParser],
    add_settings: Callable[[argparse.ArgumentParser], None],
    settings: Callable[[argparse.Namespace], "Settings"],
) -> None:
    """The command, with the settings of `run`."""
    doctor = add("doctor", "Ask Telegram how the bot is set up, and say what to change")
    add_settings(doctor)
    doctor.set_defaults(command=lambda args: _doctor(settings(args)))


def _doctor(settings: "Settings") -> int:
    import asyncio
    from datetime import UTC, datetime

    from bot import logs
    from bot.telegram.doctor import Mark, examine

    # What the libraries log would show the token, and tells an operator nothing.
    logs.setup("error", settings.log_format, secrets=filter(None, (settings.token, settings.webhook_secret)))
    for warning in settings.warnings:
        print(f"{Mark.NOTE:6}  {warning}")
    found = asyncio.run(examine(settings, datetime.now(UTC)))
    for finding in found:
        print(f"{finding.mark:6}  {finding.text}")
    sys.stdout.flush()
    return int(any(finding.mark is Mark.CHANGE for finding in found))

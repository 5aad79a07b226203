"""`baotou-bot play`: the bot in a browser, without a token."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path


def add_play_command(
    add: Callable[[str, str], argparse.ArgumentParser], folder: Callable[[Path | None], Path]
) -> None:
    """Add the command: `add` makes a parser from name and help, `folder` finds the knowledge."""
    play = add("play", "Try the bot in the browser, without a token")
    play.add_argument("--knowledge", type=Path, metavar="DIR", help="folder of the knowledge base")
    play.add_argument("--port", type=_port, default=0, help="port of the page; without it, a free one")
    play.add_argument("--database-url", type=_database, metavar="URL", help="keep what the bot keeps here")
    play.add_argument("--no-browser", action="store_true", help="print the address and open nothing")
    play.set_defaults(command=lambda args: _play(args, folder(args.knowledge)))


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) < 2**16:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: choose one from 1 to 65535")
    return int(text)


def _database(text: str) -> str:
    from bot.settings_values import database_url

    try:
        return database_url(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _play(args: argparse.Namespace, folder: Path) -> int:
    from bot.playground.play import play

    try:
        return play(folder, args.port, args.database_url, browser=not args.no_browser)
    except ModuleNotFoundError as error:
        print(f"baotou-bot: --database-url needs the package {error.name}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"baotou-bot: cannot open the page on port {args.port}: {error.strerror}", file=sys.stderr)
        return 1

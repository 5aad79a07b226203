"""Where the program keeps what it can make again."""

import os
from pathlib import Path


def user_cache() -> Path:
    """The folder for this program in the user's cache (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "baotou-bot"

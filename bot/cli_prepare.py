"""`baotou-bot prepare`: making beforehand what a first start would have to wait for."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path


def add_prepare_command(
    add: Callable[[str, str], argparse.ArgumentParser], folder: Callable[[Path | None], Path]
) -> None:
    """The command; `folder` is that of a knowledge base named or not."""
    prepare = add(
        "prepare", "Place the phrasings of a knowledge base by meaning, and keep that in its folder"
    )
    prepare.add_argument("knowledge", nargs="?", type=Path, metavar="DIR", help="its folder")
    prepare.set_defaults(command=lambda args: _prepare(folder(args.knowledge)))


def _prepare(folder: Path) -> int:
    from bot.knowledge import load
    from bot.knowledge.points import FILE, write_points
    from bot.matching.meaning import placed, sample, spoken

    kb = load(folder)
    phrasings = spoken(kb)
    texts = [phrasings[place][1] for place in sample(phrasings)]
    try:
        count = write_points(folder, placed(texts, kb.points), texts)
    except OSError as error:
        print(f"baotou-bot: {folder / FILE} cannot be written: {error}", file=sys.stderr)
        return 1
    print(f"{folder / FILE}: {count} phrasings")
    return 0

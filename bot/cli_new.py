"""`baotou-bot new`: a commented knowledge base for another city or another article, to begin with."""

import argparse
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from bot.problems import FileError


def add_new_command(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the command: `add` makes a parser from name and help."""
    new = add("new", "Write a small commented knowledge base, to make your own")
    new.add_argument("folder", type=Path, metavar="DIR", help="a folder that does not exist yet, or is empty")
    new.set_defaults(command=lambda args: _new(args.folder))


def _new(folder: Path) -> int:
    files = contents()
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise FileError(f"{folder} is not empty; name a new folder: nothing is ever overwritten")
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
    except OSError as error:
        raise FileError(f"{error.filename or folder} cannot be written: {error.strerror}") from error
    print(*(folder / name for name in files), sep="\n")
    print(f"\nnow: baotou-bot play --knowledge {shlex.quote(str(folder))}", file=sys.stderr)
    return 0


def contents() -> dict[str, str]:
    """The files of a new knowledge base by their paths: the skeleton, the editor's guide, the schema."""
    import bot
    from bot.knowledge import default_directory
    from bot.knowledge.schema import schema_text

    skeleton = Path(bot.__file__).parent / "skeleton"
    files = {
        path.relative_to(skeleton).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(skeleton.rglob("*.yaml"))
    }
    guide = default_directory() / "README.md"
    return files | {"README.md": guide.read_text(encoding="utf-8"), "schema.json": schema_text()}

"""A folder of YAML as a knowledge base, or the list of all that is wrong with it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import bot
from bot.knowledge import checks
from bot.knowledge.assembly import assemble
from bot.knowledge.model import KnowledgeBase, Localized
from bot.knowledge.points import read_points
from bot.knowledge.problems import KnowledgeError, Problem
from bot.knowledge.reader import Reading, read_folder, text_of

_PACKAGE = Path(bot.__file__).parent


def load(directory: Path) -> KnowledgeBase:
    """The knowledge base in `directory`. KnowledgeError if it cannot be used as it is.

    Only what would make answers wrong or broken is looked at; `check` looks at everything.
    """
    reading = read_folder(directory)
    kb = assemble(reading, default_texts())
    if not _usable(reading, kb):
        raise KnowledgeError(problem for problem in reading.problems if problem.fatal)
    return replace(kb, points=read_points(directory))


def check(directory: Path) -> list[Problem]:
    """All problems of the knowledge base in `directory`, in the order of its files; empty if it is fine."""
    return examine(directory)[1]


def examine(
    directory: Path, instead: Mapping[Path, bytes] | None = None
) -> tuple[KnowledgeBase | None, list[Problem]]:
    """What `load` and `check` give, from one reading; None where `load` would raise.

    `instead` holds what some of the files would hold, to find out what would become of a change.
    """
    reading = read_folder(directory, instead)
    kb = assemble(reading, default_texts())
    usable = _usable(reading, kb)
    if reading.whole:
        checks.check_quality(reading, kb, default_texts())
    usable_kb = replace(kb, points=read_points(directory)) if usable else None
    return usable_kb, sorted(reading.problems, key=lambda problem: problem.place)


def _usable(reading: Reading, kb: KnowledgeBase) -> bool:
    """Whether a knowledge base can answer; what keeps it from that is reported.

    Where a part of a file could not be read, only that: what it held is missing in many other places.
    """
    before = list(reading.problems)
    checks.check_essentials(reading, kb, default_texts())
    usable = not any(problem.fatal for problem in reading.problems)
    if not reading.whole:
        told = usable or any(problem.fatal for problem in before)
        reading.problems = before if told else [replace(problem, fatal=True) for problem in before]
    return usable


def default_directory() -> Path:
    """The knowledge that comes with the bot: inside an installed package, else next to it in a checkout."""
    packaged = packaged_directory()
    return packaged if packaged.is_dir() else _PACKAGE.parent / "knowledge"


def packaged_directory() -> Path:
    """Where the knowledge of an installed package is: the next version takes its place."""
    return _PACKAGE / "default_knowledge"


@cache
def default_texts() -> dict[str, Localized]:
    """The bot's own interface texts by id, from the package. KnowledgeError if they cannot be read."""
    directory = _PACKAGE / "texts"
    if not any(directory.glob("*.yaml")):
        return {}
    reading = read_folder(directory)
    if reading.problems:
        raise KnowledgeError(reading.problems)
    return {item.id: text_of(item) for item in reading.texts.values()}

"""A folder of YAML as a knowledge base, or the list of all that is wrong with it."""

from functools import cache
from pathlib import Path
from typing import Any

import bot
from bot.knowledge import checks
from bot.knowledge.model import KnowledgeBase, Localized
from bot.knowledge.problems import KnowledgeError, Problem
from bot.knowledge.reader import Item, Reading, read_folder, text_of

_PACKAGE = Path(bot.__file__).parent


def load(directory: Path) -> KnowledgeBase:
    """The knowledge base in `directory`. KnowledgeError if it cannot be used as it is.

    Only what would make answers wrong or broken is looked at; `check` looks at everything.
    """
    reading = read_folder(directory)
    kb = _assemble(reading)
    checks.check_essentials(reading, kb, default_texts())
    fatal = [problem for problem in reading.problems if problem.fatal]
    if fatal:
        raise KnowledgeError(fatal)
    return kb


def check(directory: Path) -> list[Problem]:
    """All problems of the knowledge base in `directory`, in the order of its files; empty if it is fine."""
    reading = read_folder(directory)
    kb = _assemble(reading)
    checks.check_essentials(reading, kb, default_texts())
    if not any(problem.id == "folder" for problem in reading.problems):
        checks.check_quality(reading, kb, default_texts())
    return sorted(reading.problems, key=lambda problem: problem.place)


def default_directory() -> Path:
    """The knowledge that comes with the bot: inside an installed package, else next to it in a checkout."""
    packaged = _PACKAGE / "default_knowledge"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "knowledge"


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


def _assemble(reading: Reading) -> KnowledgeBase:
    """The knowledge base made of every item that is complete."""
    made = {
        name: {item.id: _made(item, reading) for item in items.values() if _is_complete(item)}
        for name, items in reading.items.items()
    }
    bot_values: dict[str, Any] = reading.bot.values if reading.bot else {}
    texts = dict(default_texts())
    for item in reading.texts.values():
        texts[item.id] = {**texts.get(item.id, {}), **text_of(item)}
    return KnowledgeBase(
        name=bot_values.get("name", {}),
        languages=bot_values.get("languages") or _languages_of(reading),
        sources=made["sources"],
        units=made["units"],
        facts=made["facts"],
        topics=made["topics"],
        entries=made["entries"],
        concepts=made["vocabulary"],
        texts=texts,
    )


def _is_complete(item: Item) -> bool:
    return all(spec.name in item.values for spec in item.section.fields if spec.required)


def _made(item: Item, reading: Reading) -> Any:
    values = dict(item.values)
    if item.section.name == "facts":
        sources = reading.items["sources"]
        values.setdefault("source", next(iter(sources)) if len(sources) == 1 else None)
    return item.section.model(**values, origin=item.place())


def _languages_of(reading: Reading) -> tuple[str, ...]:
    """Every language that entries are written in, in the order of appearance."""
    seen: dict[str, None] = {}
    for item in reading.items["entries"].values():
        for name in ("questions", "answer"):
            seen.update(dict.fromkeys(item.values.get(name, {})))
    return tuple(seen) or ("en",)

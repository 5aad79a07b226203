"""Why a reply came out as it did, with the places in the YAML where an editor would change it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.engine import Engine
from bot.knowledge.model import Entry, Fact, Origin, Source
from bot.knowledge.render import fill, placeholders
from bot.telegram.shell import Said
from bot.terminal_layout import printable

_MOST_LINES = 60  # of an entry that are shown


def explanation(said: Said) -> dict[str, Any]:
    """What the panel shows about a reply, ready for JSON."""
    reply, why, engine, kb = said.reply, said.reply.why, said.engine, said.engine.kb
    entries = [kb.entries[entry] for entry in reply.entries]
    concepts = kb.concepts
    return {
        "question": said.question,
        "kind": reply.kind,
        "lang": reply.lang,
        "reason": printable(why.reason),
        "matched": [
            {
                "word": word,
                "meanings": [
                    {"name": key, "place": place(concepts[key].origin) if key in concepts else None}
                    for key in keys.split(", ")
                ],
            }
            for word, keys in why.matched
        ],
        "repaired": [{"word": word, "taken_for": taken_for} for word, taken_for in why.repaired],
        "unknown": list(why.unknown),
        "candidates": [
            {
                "title": engine.label(found.entry, reply.lang),
                "phrasing": found.phrasing,
                "confidence": found.confidence,
                **_entry(kb.entries[found.entry]),
            }
            for found in sorted(why.candidates, key=lambda each: -each.confidence)
        ],
        "thresholds": {"answer": engine.matcher.model.answer_at, "ask": engine.matcher.model.ask_at},
        "entries": [
            _entry(entry) | {"title": engine.label(entry.id, reply.lang), "lines": _lines(entry.origin)}
            for entry in entries
        ],
        "facts": [
            {"id": fact.id, "value": fill(f"{{{fact.id}}}", kb, reply.lang.code), "place": place(fact.origin)}
            for fact in _facts(entries, engine)
        ],
        "sources": [
            {"id": source.id, "place": place(source.origin)} for source in _sources(reply.sources, engine)
        ],
        "phrasing": json.dumps(said.question, ensure_ascii=False) if said.question else "",
    }


def place(origin: Origin) -> dict[str, Any]:
    """A place in a file: as an editor opens it, and short enough to read."""
    return {"file": from_here(Path(origin.file)), "line": origin.line, "column": origin.column}


def from_here(path: Path) -> str:
    """`path` as it would be typed in the terminal that the playground was started from."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _entry(entry: Entry) -> dict[str, Any]:
    return {"entry": entry.id, "place": place(entry.origin)}


def _lines(origin: Origin) -> list[str]:
    """The lines of the item that begins at `origin`, as they stand in the file now."""
    try:
        text = Path(origin.file).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    lines = text.splitlines()[origin.line - 1 :][:_MOST_LINES]
    indent = origin.column - 1
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() and len(line) - len(line.lstrip()) < indent:
            return lines[:number]
    return lines


def _facts(entries: Iterable[Entry], engine: Engine) -> list[Fact]:
    templates = (text for entry in entries for texts in (entry.answer, entry.more) for text in texts.values())
    names = dict.fromkeys(found.name for template in templates for found in placeholders(template))
    return list({fact.id: fact for name in names if (fact := engine.kb.fact(name))}.values())


def _sources(ids: Iterable[str], engine: Engine) -> list[Source]:
    return [engine.kb.sources[id_] for id_ in ids if id_ in engine.kb.sources]

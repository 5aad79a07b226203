"""From the YAML files of a folder to items whose values have been read and whose places are known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.knowledge import fields, values
from bot.knowledge.fields import LISTS, SECTION_NAMES, Field, Section
from bot.knowledge.model import Localized, Origin
from bot.knowledge.problems import KnowledgeError, Problem, did_you_mean
from bot.knowledge.yamltree import Items, Node, Pairs, Scalar, read_tree

QUESTIONS = "questions"  # the folder of question sets in a knowledge folder; they are no knowledge
_SUFFIXES = {".yaml", ".yml"}


@dataclass(slots=True)
class Item:
    """A source, fact, entry, ...: its values by field name, and its node in the file."""

    section: Section
    id: str
    file: str
    node: Node
    values: dict[str, Any] = field(default_factory=dict)

    def place(self, *path: str | int) -> Origin:
        """Where the value at `path` (field, language, number) stands, or the nearest thing around it."""
        node = self.at(*path)
        return Origin(self.file, node.line, node.column)

    def at(self, *path: str | int) -> Node:
        """The node at `path`, or the nearest one around it."""
        node = self.node
        for step in path:
            found = _step(node, step)
            if found is None:
                break
            node = found
        return node

    def key(self, name: str) -> Origin:
        """Where the key `name` itself stands."""
        pairs = self.node.pairs if isinstance(self.node, Pairs) else []
        found = next((key for key, _ in pairs if isinstance(key, Scalar) and key.text == name), self.node)
        return Origin(self.file, found.line, found.column)


@dataclass(slots=True)
class Reading:
    """Everything read from a folder, with the problems met on the way."""

    items: dict[str, dict[str, Item]] = field(default_factory=lambda: {section.name: {} for section in LISTS})
    texts: dict[str, Item] = field(default_factory=dict)
    bot: Item | None = None
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True  # whether every file could be read: else much is missing that was written

    def report(self, origin: Origin, id_: str, message: str, *, fatal: bool = False) -> None:
        """Note a problem."""
        self.problems.append(Problem(origin, id_, message, fatal))


def knowledge_files(directory: Path) -> list[Path]:
    """The files a knowledge base is read from, in the order of their names."""
    return sorted(
        path
        for path in directory.rglob("*")
        if path.suffix in _SUFFIXES and path.is_file() and path.relative_to(directory).parts[0] != QUESTIONS
    )


def read_folder(directory: Path, instead: Mapping[Path, bytes] | None = None) -> Reading:
    """Read every `*.yaml` and `*.yml` file in `directory` and below, but for question sets and forms.

    `instead` holds what to read in place of what some of the files hold.
    """
    reading = Reading()
    here = Origin(str(directory), 0, 0)
    if not directory.is_dir():
        reading.report(here, "folder", "there is no such folder; name one that holds YAML files", fatal=True)
        reading.whole = False
        return reading
    paths = knowledge_files(directory)
    if not paths:
        reading.report(here, "folder", "holds no .yaml file; name one that does", fatal=True)
        reading.whole = False
    for path in paths:
        try:
            root = read_tree(path, str(path), (instead or {}).get(path))
        except KnowledgeError as error:
            reading.problems += error.problems
            reading.whole = False
        else:
            if root is not None:
                _read_file(root, str(path), reading)
    return reading


def _read_file(root: Node, file: str, reading: Reading) -> None:
    if not isinstance(root, Pairs):
        known = ", ".join(SECTION_NAMES)
        reading.report(_at(root, file), "file", f"write sections here ({known}), each 'name:'", fatal=True)
        reading.whole = False
        return
    if _step(root, fields.FORM) is not None:
        return
    seen: dict[str, Node] = {}
    sections = {section.name: section for section in LISTS}
    for key, value in _pairs(root, "file", file, seen, reading):
        name = key.text
        if name in sections:
            _read_list(value, sections[name], file, reading)
        elif name == fields.BOT.name:
            _read_bot(value, file, reading)
        elif name == fields.TEXTS:
            _read_texts(value, file, reading)
        else:
            reading.report(
                _at(key, file), "file", f"unknown section '{name}'{did_you_mean(name, SECTION_NAMES)}"
            )
            reading.whole = False


def _read_list(node: Node, section: Section, file: str, reading: Reading) -> None:
    if _is_empty(node):
        return
    if not isinstance(node, Items):
        reading.report(
            _at(node, file), section.name, "write a list here, each item with a '-' before it", fatal=True
        )
        reading.whole = False
        return
    for number, child in enumerate(node.items, start=1):
        item = Item(section, _id_of(child) or f"{section.name} item {number}", file, child)
        if not isinstance(child, Pairs):
            at = _at(child, file)
            reading.report(at, item.id, f"write this {section.one} as 'key: value' lines", fatal=True)
            continue
        _read_fields(item, child, reading)
        first = reading.items[section.name].setdefault(item.id, item)
        if first is not item and "id" in item.values:
            reading.report(
                item.place("id"),
                item.id,
                f"the id is taken by the {section.one} at {first.place('id')}; give this one another",
                fatal=True,
            )


def _read_fields(item: Item, node: Pairs, reading: Reading) -> None:
    names = [field.name for field in item.section.fields]
    for key, value in _pairs(node, item.id, item.file, {}, reading):
        spec = item.section.field(key.text)
        if spec is None:
            hint = did_you_mean(key.text, names) or f"; known are {', '.join(names)}"
            reading.report(_at(key, item.file), item.id, f"unknown key '{key.text}'{hint}")
            continue
        if _is_empty(value):
            if not spec.required:
                reading.report(
                    _at(value, item.file), item.id, f"'{spec.name}' is empty; fill it in or delete the line"
                )
            continue
        _read_value(item, spec, value, reading)
    written = {key.text for key, value in node.pairs if isinstance(key, Scalar) and not _is_empty(value)}
    for spec in item.section.fields:
        if spec.required and spec.name not in written:
            message = f"'{spec.name}' is missing; every {item.section.one} needs one"
            reading.report(item.place(), item.id, message, fatal=True)
    _read_one_of(item, written, reading)


def _read_one_of(item: Item, written: set[str], reading: Reading) -> None:
    choices = item.section.one_of
    given = [name for name in choices if name in written]
    if choices and len(given) != 1:
        quoted = [f"'{name}'" for name in choices]
        message = f"give {' or '.join(quoted)}" if not given else f"give only one of {' and '.join(quoted)}"
        reading.report(item.place(), item.id, message, fatal=True)


def _read_value(item: Item, spec: Field, node: Node, reading: Reading) -> None:
    def report(where: Node, message: str, *, fatal: bool = True) -> None:
        reading.report(_at(where, item.file), item.id, message, fatal=fatal)

    def pairs(mapping: Pairs) -> Iterator[tuple[Scalar, Node]]:
        return _pairs(mapping, item.id, item.file, {}, reading)

    before = len(reading.problems)
    value = values.read(node, spec, values.Reporter(report, pairs))
    if value is not None:
        item.values[spec.name] = value
    elif spec.required:  # whatever was wrong with it, nothing can be made of the item now
        found = reading.problems[before:]
        reading.problems[before:] = [replace(problem, fatal=True) for problem in found]


def _read_bot(node: Node, file: str, reading: Reading) -> None:
    if isinstance(node, Pairs):
        item = Item(fields.BOT, fields.BOT.name, file, node)
        if reading.bot is not None:
            reading.report(
                item.place(), item.id, f"'bot' was given before, at {reading.bot.place()}; keep one of them"
            )
        _read_fields(item, node, reading)
        reading.bot = reading.bot or item
    elif not _is_empty(node):
        reading.report(_at(node, file), "bot", "write 'name:' and 'languages:' under 'bot:'", fatal=True)


def _read_texts(node: Node, file: str, reading: Reading) -> None:
    if _is_empty(node):
        return
    if not isinstance(node, Pairs):
        reading.report(_at(node, file), fields.TEXTS, "write 'text_id: {en: ...}' under 'texts:'", fatal=True)
        return
    for key, value in _pairs(node, fields.TEXTS, file, {}, reading):
        item = Item(_TEXT, key.text, file, node)
        first = reading.texts.setdefault(item.id, item)
        if first is not item:
            message = f"the text was given before, at {first.place(item.id)}; keep one of them"
            reading.report(_at(key, file), item.id, message, fatal=True)
            continue
        _read_value(item, Field(item.id, fields.Kind.LOCALIZED, "", template=True), value, reading)


_TEXT = Section(fields.TEXTS, "text", "", ())


def text_of(item: Item) -> Localized:
    """The wording of an item of `texts`, by language; empty if it could not be read."""
    found: Localized = item.values.get(item.id, {})
    return found


def _pairs(
    node: Pairs, id_: str, file: str, seen: dict[str, Node], reading: Reading
) -> Iterator[tuple[Scalar, Node]]:
    """The pairs of a mapping whose key is a word that was not written before."""
    for key, value in node.pairs:
        if not isinstance(key, Scalar):
            reading.report(_at(key, file), id_, "a key must be a word; write 'key: value'", fatal=True)
        elif (first := seen.get(key.text)) is not None:
            message = f"the key '{key.text}' was given before, in line {first.line}; keep one of them"
            reading.report(_at(key, file), id_, message, fatal=True)
        else:
            seen[key.text] = key
            yield key, value


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.empty


def _step(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Pairs):
        pairs = node.pairs
        return next((value for key, value in pairs if isinstance(key, Scalar) and key.text == step), None)
    if isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def _id_of(node: Node) -> str:
    found = _step(node, "id")
    return found.text if isinstance(found, Scalar) and not found.empty else ""


def _at(node: Node, file: str) -> Origin:
    return Origin(file, node.line, node.column)

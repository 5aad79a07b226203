"""What a knowledge base lacks in a language, as YAML to fill in; and what was filled in, put into its files.

The form follows that of the knowledge: sections, ids, and each text in the languages it has, with an empty
place for the new one. What is put in is text, as in `bot.teaching.insertion`: not a byte of the rest changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge.fields import BOT, FORM, LISTS, TEXTS, Kind
from bot.knowledge.model import Localized, Origin
from bot.knowledge.problems import KnowledgeError, Problem, did_you_mean
from bot.knowledge.reader import Item, Reading, text_of
from bot.knowledge.yamltree import Items, Node, Pairs, Scalar, read_tree
from bot.teaching.change import FileChange, read
from bot.teaching.insertion import Addition, CannotInsertError, with_additions

_BARS = {field.name for section in LISTS for field in section.fields if field.kind is Kind.BARS}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text in several languages stands: section, id (none in `bot` and `texts`), and keys below."""

    section: str
    id: str
    path: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a knowledge base: where, in which file, and what it is in each language."""

    place: Place
    item: Item
    written: Mapping[str, Any]


def texts(reading: Reading) -> Iterator[Text]:
    """Every text that is given by language, in the order of the sections."""
    if reading.bot is not None and "name" in reading.bot.values:
        yield Text(Place(BOT.name, "", ("name",)), reading.bot, reading.bot.values["name"])
    for section in LISTS:
        for item in reading.items[section.name].values():
            for field in section.fields:
                value = item.values.get(field.name)
                if value and field.kind in {Kind.LOCALIZED, Kind.PHRASINGS}:
                    yield Text(Place(section.name, item.id, (field.name,)), item, value)
                elif value and field.kind is Kind.BARS:
                    for number, bar in enumerate(value):
                        if bar.label:
                            path = (field.name, number, "label")
                            yield Text(Place(section.name, item.id, path), item, bar.label)
    for item in reading.texts.values():
        yield Text(Place(TEXTS, "", (item.id,)), item, text_of(item))


def missing(reading: Reading, code: str, defaults: Mapping[str, Localized]) -> list[Text]:
    """The texts that are not given in the language `code`; `defaults` are the bot's own, which need none."""
    return [
        text
        for text in texts(reading)
        if not text.written.get(code)
        and not (text.place.section == TEXTS and code in defaults.get(str(text.place.path[0]), {}))
    ]


def form(lacking: Iterable[Text], code: str) -> str:
    """The texts as YAML, with an empty place for `code` under each."""
    sections: dict[str, Any] = {}
    items: dict[tuple[str, str], dict[str, Any]] = {}
    for text in lacking:
        section, id_, rest = text.place.section, text.place.id, text.place.path[1:]
        name = str(text.place.path[0])
        if not id_:
            into = sections.setdefault(section, {})
        elif (section, id_) not in items:
            into = items[section, id_] = {"id": id_}
            sections.setdefault(section, []).append(into)
        else:
            into = items[section, id_]
        empty: Any = [] if any(isinstance(value, tuple) for value in text.written.values()) else None
        content = {c: list(v) if isinstance(v, tuple) else v for c, v in text.written.items()} | {code: empty}
        if rest:  # a bar: named by its fact
            fact = text.item.values[name][rest[0]].fact
            into.setdefault(name, []).append({"fact": fact, "label": content})
        else:
            into[name] = content
    dumped = yaml.safe_dump(sections, allow_unicode=True, sort_keys=False, width=1000) if sections else ""
    return f"{FORM}: {code}\n" + dumped.replace(f" {code}: null\n", f" {code}:\n")


# ---------------------------------------------------------------------------------------- what was filled in


def filled(file: Path, code: str, reading: Reading) -> list[tuple[Text, Any]]:
    """The texts that were filled in, with what they are in `code`: a text, or a list of them.

    KnowledgeError, with file and line, where it is no such form, or names what the knowledge does not have.
    """
    known = {text.place: text for text in texts(reading)}
    found: list[tuple[Text, Any]] = []
    problems: list[Problem] = []
    root = read_tree(file, str(file))
    language = _child(root, FORM) if root is not None else None
    if language is not None and _word(language) != code:
        message = f"this form is for '{_word(language)}'; name that to add-language instead of '{code}'"
        raise KnowledgeError([Problem(Origin(str(file), language.line, language.column), FORM, message)])
    for place, node in _places(root, reading) if root is not None else ():
        new = _child(node, code)
        if new is None or (isinstance(new, Scalar) and new.empty):
            continue
        text = known.get(place)
        if text is None:
            hint = did_you_mean(place.id, [each.id for each in known if each.section == place.section])
            problems.append(_problem(file, node, place, f"the knowledge has no such text{hint}"))
        elif not text.written.get(code):
            value, wrong = _value(new, as_list=isinstance(next(iter(text.written.values())), tuple))
            problems += [_problem(file, new, place, wrong)] if wrong else []
            found += [(text, value)] if value else []
    if problems:
        raise KnowledgeError(problems)
    return found


def changes(folder: Path, code: str, given: Iterable[tuple[Text, Any]], reading: Reading) -> list[FileChange]:
    """What the files are to hold. FileError, CannotInsertError where one is written in a form that resists.

    Where the languages are listed under `bot`, the new one is listed, too.
    """
    additions: dict[str, list[Addition]] = defaultdict(list)
    for text, value in given:
        place = text.place
        keys = (place.section, place.id, *place.path) if place.id else (place.section, *place.path)
        additions[text.item.file].append(Addition(keys, code, value))
    bot = reading.bot
    if bot is not None and code not in bot.values.get("languages", (code,)):
        additions[bot.file].append(Addition((BOT.name, "languages"), None, code))
    made = []
    for file, wanted in additions.items():
        before = read(Path(file)) or ""
        try:
            after = with_additions(before, wanted)
        except CannotInsertError as error:
            raise CannotInsertError(f"{file}: {error}") from error
        made.append(FileChange(Path(file).relative_to(folder).as_posix(), before, after))
    return made


def _places(root: Node, reading: Reading) -> Iterator[tuple[Place, Node]]:
    """Every text in a filled form, by its place in the knowledge."""
    for section, content in _pairs(root):
        if isinstance(content, Pairs):  # bot, texts
            yield from ((Place(section, "", (name,)), node) for name, node in _pairs(content))
        for item in content.items if isinstance(content, Items) else ():
            id_ = _word(_child(item, "id"))
            for name, node in _pairs(item):
                if name in _BARS:
                    yield from _bars(Place(section, id_, (name,)), node, reading)
                elif isinstance(node, Pairs):
                    yield Place(section, id_, (name,)), node


def _bars(place: Place, node: Node, reading: Reading) -> Iterator[tuple[Place, Node]]:
    """The labels in a list of bars, each known by its fact."""
    item = reading.items.get(place.section, {}).get(place.id)
    facts = [bar.fact for bar in item.values.get(str(place.path[0]), ())] if item else []
    for bar in node.items if isinstance(node, Items) else ():
        fact, label = _word(_child(bar, "fact")), _child(bar, "label")
        if label is not None and fact in facts:
            yield replace(place, path=(*place.path, facts.index(fact), "label")), label


def _value(node: Node, *, as_list: bool) -> tuple[Any, str]:
    """What was written, and what is wrong with it."""
    if as_list:
        if not isinstance(node, Items):
            return None, "write a list here: [one, two], or lines with a '-' before each"
        return [word for item in node.items if (word := _word(item))], ""
    if not isinstance(node, Scalar):
        return None, "write a text here, in quotes if it begins with a sign"
    return node.text.strip("\n"), ""


def _pairs(node: Node) -> Iterator[tuple[str, Node]]:
    for key, value in node.pairs if isinstance(node, Pairs) else ():
        if isinstance(key, Scalar):
            yield key.text, value


def _child(node: Node, name: str) -> Node | None:
    return next((value for key, value in _pairs(node) if key == name), None)


def _word(node: Node | None) -> str:
    return node.text.strip("\n") if isinstance(node, Scalar) and not node.empty else ""


def _problem(file: Path, node: Node, place: Place, message: str) -> Problem:
    return Problem(Origin(str(file), node.line, node.column), place.id or place.section, message, fatal=True)

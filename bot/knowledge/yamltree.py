"""YAML text to a tree that remembers lines and columns.

The tree is built from parser events rather than by `yaml.compose`, so that nesting and aliases are
bounded before they cost anything, and no value is ever constructed from a tag: a scalar stays the text
the editor wrote (`no` is a word here, not a truth value).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import yaml

from bot.knowledge.model import Origin
from bot.knowledge.problems import KnowledgeError, Problem
from bot.knowledge.yaml_hints import hint_for

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 32
MAX_REPEATED = 100_000  # values that aliases may repeat, in one file

# LibYAML is about ten times faster; PyYAML may be built without it.
_TOO_DEEP = "exceeded maximum nesting depth"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True, eq=False)
class Node:
    """A value in a YAML file; `line` and `column` count from 1."""

    line: int
    column: int
    size: int = field(default=1, kw_only=True)  # values in it, aliases written out


@dataclass(slots=True, eq=False)
class Scalar(Node):
    """A text, number or date, as written. `plain` means without quotes."""

    text: str
    plain: bool

    @property
    def empty(self) -> bool:
        """Whether nothing was written (`key:` or `key: null`)."""
        return self.plain and self.text in {"", "~", "null", "Null", "NULL"}


@dataclass(slots=True, eq=False)
class Items(Node):
    """A list."""

    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Pairs(Node):
    """A mapping, with every key that was written, repeated ones too."""

    pairs: list[tuple[Node, Node]] = field(default_factory=list)


def read_tree(path: Path, file: str, data: bytes | None = None) -> Node | None:
    """The tree in `path`, named `file` in problems; None if the file holds nothing.

    `data` is taken for what the file holds, if it is given. KnowledgeError if the file cannot be read, is too
    large, not UTF-8, not YAML, nested too deep, or repeats too much by aliases.
    """
    try:
        size = path.stat().st_size if data is None else len(data)
        if size > MAX_BYTES:
            _fail(Origin(file, 1, 1), f"the file is over {MAX_BYTES // 1024**2} MiB; split it into several")
        data = path.read_bytes() if data is None else data
    except OSError as error:
        _fail(Origin(file, 1, 1), f"cannot be read ({error.strerror}); check its name and permissions")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace")
        origin = _origin_at(file, before, len(before))
        _fail(origin, "the file is not UTF-8 here; save it with the encoding UTF-8")
    try:
        return _Builder(file).build(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        if _TOO_DEEP in str(
            error.problem
        ):  # libyaml 0.2.6 looks ahead and gives up before the place is reached
            return _Builder(file).build(yaml.parse(text, Loader=yaml.SafeLoader))
        noticed, began = _marked(error.problem_mark), _marked(error.context_mark)
        hint = hint_for(text, str(error.problem), noticed or began or (0, 0), began or noticed or (0, 0))
        message = f"this is not YAML ({error.problem}); {hint.mend}"
        _fail(Origin(file, hint.line + 1, hint.column + 1), message)
    except yaml.reader.ReaderError:
        at = next((i for i, char in enumerate(text) if yaml.reader.Reader.NON_PRINTABLE.match(char)), 0)
        _fail(_origin_at(file, text, at), f"the character U+{ord(text[at]):04X} is not allowed; delete it")


def _fail(origin: Origin, message: str) -> NoReturn:
    raise KnowledgeError([Problem(origin, "file", message, fatal=True)])


def _origin_at(file: str, text: str, index: int) -> Origin:
    before = text[:index]
    return Origin(file, before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1)


def _marked(mark: yaml.Mark | None) -> tuple[int, int] | None:
    return (mark.line, mark.column) if mark else None


class _Builder:
    """Events to nodes, without recursion."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[Items | Pairs] = []
        self._key: list[Node | None] = []  # for each open collection, the key that waits for its value
        self._anchors: dict[str, Node] = {}
        self._repeated = 0
        self._root: Node | None = None

    def build(self, events: Iterator[yaml.Event]) -> Node | None:
        """The tree of the first and only document."""
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                plain = event.style is None or event.style == ""
                self._add(event, Scalar(*_place(event), event.value, plain))
            elif isinstance(event, yaml.MappingStartEvent):
                self._start(event, Pairs(*_place(event)))
            elif isinstance(event, yaml.SequenceStartEvent):
                self._start(event, Items(*_place(event)))
            elif isinstance(event, yaml.CollectionEndEvent):
                self._end()
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
            elif isinstance(event, yaml.DocumentStartEvent) and self._root is not None:
                self._fail(event, "a second document begins here; put it in a file of its own")
        root = self._root
        return None if isinstance(root, Scalar) and root.empty else root

    def _add(self, event: yaml.NodeEvent, node: Node) -> None:
        if event.anchor is not None and not isinstance(event, yaml.AliasEvent):
            self._anchors[event.anchor] = node
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Items):
            parent.items.append(node)
        elif (key := self._key[-1]) is None:
            self._key[-1] = node
        else:
            parent.pairs.append((key, node))
            self._key[-1] = None

    def _start(self, event: yaml.NodeEvent, node: Items | Pairs) -> None:
        self._add(event, node)
        if len(self._open) >= MAX_DEPTH:
            self._fail(event, f"nested more than {MAX_DEPTH} deep; no form in the guide needs that")
        self._open.append(node)
        self._key.append(None)

    def _end(self) -> None:
        node = self._open.pop()
        self._key.pop()
        if isinstance(node, Items):
            node.size += sum(item.size for item in node.items)
        else:
            node.size += sum(key.size + value.size for key, value in node.pairs)

    def _alias(self, event: yaml.AliasEvent) -> None:
        node = self._anchors.get(str(event.anchor))
        if node is None:
            self._fail(event, f"'*{event.anchor}' repeats something that has no '&{event.anchor}' before it")
        if any(node is parent for parent in self._open):
            self._fail(event, f"'*{event.anchor}' repeats the very thing it stands in; write it out")
        self._repeated += node.size
        if self._repeated > MAX_REPEATED:
            self._fail(event, f"aliases repeat more than {MAX_REPEATED:,} values; write the texts out")
        self._add(event, node)

    def _fail(self, event: yaml.Event, message: str) -> NoReturn:
        line, column = _place(event)
        _fail(Origin(self._file, line, column), message)


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)

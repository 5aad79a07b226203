"""A phrasing put into a YAML file as text: not a byte of the rest changes.

ruamel.yaml's round trip was weighed: it keeps comments and order, but breaks flow lists that run over several
lines anew (of this project's own files 4 of 16, one in nearly 3,000 lines). So a parser tells where things
stand, a line is put in there, and the file is read once more to prove that the phrasing was added and nothing
else is different.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Reader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar a text
_WIDTH = 100  # columns after which a list in brackets goes on in the next line
_EMPTY = {"", "~", "null"}


class CannotInsertError(Exception):
    """The file is written in a form that has no safe place; the message says what to do by hand."""


def with_phrasing(text: str, entry: str, language: str, phrasing: str) -> str:
    """`text`, a file of a knowledge base, with `phrasing` as the last of the questions of `entry`.

    CannotInsertError if there is no such entry, or no place for it that leaves all else as it is.
    """
    questions = _questions(yaml.compose(text, Loader=_Parser), entry)
    lists = {key.value: value for key, value in questions.value}
    if language in lists:
        changed = _into_list(text, lists[language], phrasing)
    else:
        changed = _with_key(text, questions, language, [phrasing])
    before, after = _read(text), _read(changed)
    _questions_read(before, entry).setdefault(language, []).append(phrasing)
    if before != after:
        raise CannotInsertError(_by_hand(entry, language, phrasing))
    return changed


def with_group(text: str, group: Mapping[str, Any]) -> str:
    """`text`, a question set, with `group` as its last item, in one line."""
    fields = ", ".join(f"{name}: {_in_flow(value)}" for name, value in group.items())
    start = text if not text or text.endswith("\n") else text + _line_end(text)
    changed = f"{start}- {{{fields}}}{_line_end(text)}"
    before = _read(text) or []
    if not isinstance(before, list) or _read(changed) != [*before, dict(group)]:
        raise CannotInsertError("the question set is no list of groups, one below the other; mend it first")
    return changed


@dataclass(frozen=True, slots=True)
class Addition:
    """A value to add to a mapping under `key`; where that is None, to a list.

    `path` leads there: keys, and in lists of things with an `id` that, else a number.
    """

    path: tuple[str | int, ...]
    key: str | None
    value: str | list[str]


def with_additions(text: str, additions: Iterable[Addition]) -> str:
    """`text`, a file of a knowledge base, with values added. CannotInsertError as for `with_phrasing`."""
    root, expected = yaml.compose(text, Loader=_Parser), _read(text)
    # From the end on, so that what comes before stays where it was.
    placed = sorted(((_node_at(root, each.path), each) for each in additions), key=_where, reverse=True)
    changed = text
    for node, addition in placed:
        into = _value_at(expected, addition.path)
        if addition.key is not None and isinstance(node, yaml.MappingNode) and node.value:
            changed = _with_key(changed, node, addition.key, addition.value)
            into[addition.key] = addition.value
        elif addition.key is None and isinstance(node, yaml.SequenceNode):
            changed = _into_list(changed, node, str(addition.value))
            into.append(addition.value)
        else:
            raise CannotInsertError(f"'{addition.path[-1]}' is not written out; add '{addition.key}' by hand")
    if _read(changed) != expected:
        paths = ", ".join(".".join(map(str, each.path)) for _, each in placed)
        raise CannotInsertError(f"there is no safe place for some of these; add them by hand: {paths}")
    return changed


def _where(placed: tuple[yaml.Node, Addition]) -> int:
    index: int = placed[0].start_mark.index
    return index


def _with_key(text: str, node: yaml.MappingNode, key: str, value: str | list[str]) -> str:
    """A mapping with one more key, behind its last value."""
    last = node.value[-1][1]
    if node.flow_style:
        end = last.end_mark.index
        return text[:end] + f", {key}: {_in_flow(value)}" + text[end:]
    indent = " " * node.start_mark.column
    item = last
    while isinstance(item, yaml.SequenceNode) and not item.flow_style and item.value:
        item = item.value[-1]
    if isinstance(value, list):
        lines = [f"{indent}{key}:", *(f"{indent}  - {_in_block(each)}" for each in value)]
    else:
        lines = [f"{indent}{key}: {_plain_or_quoted(value, 'k: {}' + chr(10), {'k': '{}'})}"]
    return _after_line(text, _last_character(text, item), lines)


def _node_at(node: yaml.Node | None, path: tuple[str | int, ...]) -> yaml.Node:
    for step in path:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            found = node.value[step]
        elif isinstance(node, yaml.SequenceNode):
            found = next((item for item in node.value if _id_in(item) == step), None)
        node = found
    if node is None:
        raise CannotInsertError(f"there is no '{'.'.join(map(str, path))}' in this file")
    return node


def _id_in(node: yaml.Node) -> str | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value.value for key, value in pairs if key.value == "id"), None)


def _value_at(root: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        if isinstance(root, list) and isinstance(step, str):
            root = next(item for item in root if item.get("id") == step)
        else:
            root = root[step]
    return root


def _questions(root: yaml.Node | None, entry: str) -> yaml.MappingNode:
    """The node with the questions of an entry."""
    for key, items in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value != "entries" or not isinstance(items, yaml.SequenceNode):
            continue
        for item in items.value:
            fields = {k.value: v for k, v in item.value} if isinstance(item, yaml.MappingNode) else {}
            if "id" in fields and fields["id"].value == entry:
                if isinstance(found := fields.get("questions"), yaml.MappingNode) and found.value:
                    return found
                raise CannotInsertError(f"the questions of '{entry}' are not written out; write them first")
    raise CannotInsertError(f"there is no entry '{entry}' in this file")


def _questions_read(root: Any, entry: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = next(e for e in root["entries"] if e["id"] == entry)["questions"]
    return found


def _into_list(text: str, node: yaml.Node, phrasing: str) -> str:
    if not isinstance(node, yaml.SequenceNode):
        raise CannotInsertError("the phrasings are no list here; make them one first")
    if not node.value:
        at = node.start_mark.index + 1
        return text[:at] + _in_flow(phrasing) + text[at:]
    last, end = node.value[-1], node.value[-1].end_mark.index
    if node.flow_style:
        return _behind_item(text, node, end, phrasing)
    line = f"{' ' * node.start_mark.column}- {_in_block(phrasing)}"
    return _after_line(text, _last_character(text, last), [line])


def _behind_item(text: str, node: yaml.SequenceNode, end: int, phrasing: str) -> str:
    """The last item of a list in brackets, in the same line while there is room."""
    written = _in_flow(phrasing)
    start = max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1
    first = node.value[0].start_mark
    if end - start + len(written) > _WIDTH and first.line != node.value[-1].start_mark.line:
        column = node.value[-1].start_mark.index - start  # as the last line is indented
        column = min(column, len(text[start:end]) - len(text[start:end].lstrip()))
        return text[:end] + f",{_line_end(text)}{' ' * column}{written}" + text[end:]
    if end - start + len(written) > _WIDTH:
        return text[:end] + f",{_line_end(text)}{' ' * first.column}{written}" + text[end:]
    return text[:end] + f", {written}" + text[end:]


def _last_character(text: str, node: yaml.Node) -> int:
    """Where the last character of a value stands; one in block style ends where the next line begins."""
    end = node.end_mark.index
    return max(len(text[:end].rstrip()) - 1, node.start_mark.index)


def _after_line(text: str, index: int, lines: list[str]) -> str:
    """`text` with `lines` after the line that the character at `index` is in."""
    ending = _line_end(text)
    found = text.find("\n", index)
    if found < 0:
        return text + "".join(ending + line for line in lines)
    return text[: found + 1] + "".join(line + ending for line in lines) + text[found + 1 :]


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _in_block(phrasing: str) -> str:
    return _plain_or_quoted(phrasing, "- {}\n", ["{}"])


def _in_flow(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_in_flow, value))}]"
    return _plain_or_quoted(str(value), "[a, {}, b]\n", ["a", "{}", "b"])


def _plain_or_quoted(phrasing: str, form: str, expected: list[str] | dict[str, str]) -> str:
    """`phrasing` without quotes where that is read as the same, else in double quotes."""
    wanted: Any
    if isinstance(expected, dict):
        wanted = {key: each.replace("{}", phrasing) for key, each in expected.items()}
    else:
        wanted = [each.replace("{}", phrasing) for each in expected]
    try:
        plain = yaml.load(form.replace("{}", phrasing), Loader=_Reader)  # noqa: S506 - makes texts only
    except yaml.YAMLError:
        plain = None
    if plain == wanted and phrasing.casefold() not in _EMPTY:
        return phrasing
    return json.dumps(phrasing, ensure_ascii=False)


def _read(text: str) -> Any:
    try:
        # Through JSON, which writes out what aliases repeat: a change must not show in two places.
        return json.loads(json.dumps(yaml.load(text, Loader=_Reader)))  # noqa: S506 - makes texts only
    except yaml.YAMLError as error:
        raise CannotInsertError(f"the file cannot be read with it ({error})") from error


def _by_hand(entry: str, language: str, phrasing: str) -> str:
    return f"there is no safe place for it; add this under '{language}' of '{entry}' by hand: {phrasing}"

"""The JSON Schema for editors."""

import json
import subprocess
import sys

import jsonschema
import pytest
import yaml

from bot.knowledge import default_directory
from bot.knowledge.schema import json_schema, schema_text, write_schema

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


class _Words(yaml.SafeLoader):
    """Reads dates as words, as editors do."""


_Words.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def words(text):
    return _Words(text).get_single_data()


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_stored_with_the_knowledge_is_current():
    stored = (default_directory() / "schema.json").read_text(encoding="utf-8")

    assert stored == schema_text(), "run: python -m bot.knowledge.schema > knowledge/schema.json"


def test_the_module_prints_the_schema():
    done = subprocess.run(
        [sys.executable, "-m", "bot.knowledge.schema"],
        capture_output=True,
        check=True,
        cwd=default_directory().parent,
    )

    assert done.stdout.decode() == schema_text()


def test_the_schema_can_be_written_into_a_folder(tmp_path):
    path = write_schema(tmp_path)

    assert path == tmp_path / "schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == SCHEMA


def test_every_file_of_the_default_knowledge_keeps_to_the_schema():
    files = sorted(default_directory().rglob("*.yaml"))
    assert files

    for file in files:
        content = words(file.read_text(encoding="utf-8"))
        errors = [f"{file.name}: {e.json_path}: {e.message}" for e in VALIDATOR.iter_errors(content)]
        assert errors == []


@pytest.mark.parametrize(
    "text",
    [
        "entry: []",
        "entries: [{id: x, questions: {en: [q]}, anwser: {en: a}}]",
        "entries: [{id: x, questions: {en: q}, answer: {en: a}}]",
        "entries: [{id: x y, questions: {en: [q]}, answer: {en: a}}]",
        "entries: [{id: x, kind: maybe, questions: {en: [q]}, answer: {en: a}}]",
        "facts: [{id: f}]",
        "facts: [{id: f, value: 3, text: {en: a}}]",
        "topics: [{id: t, title: {english: a}}]",
    ],
)
def test_the_schema_refuses_what_check_refuses(problems, text):
    assert not VALIDATOR.is_valid(words(text))
    assert problems(text)


def test_every_field_is_described():
    mappings = [
        SCHEMA["properties"]["bot"],
        *(s["items"] for s in SCHEMA["properties"].values() if "items" in s),
    ]

    for mapping in mappings:
        assert all(form["description"] for form in mapping["properties"].values())

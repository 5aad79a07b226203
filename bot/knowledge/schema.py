"""The fields of a knowledge base as a JSON Schema, for completion and checking in editors.

`# yaml-language-server: $schema=schema.json` at the top of a YAML file makes editors use it. The file
`knowledge/schema.json` is written by `python -m bot.knowledge.schema`.
"""

import json
import sys
from pathlib import Path
from typing import Any

from bot.knowledge import fields
from bot.knowledge.fields import BAR_FACT, BAR_LABEL, Field, Kind, Section

_TEXT = {"type": ["string", "number", "boolean"]}  # what is not quoted is read as it is written
_PHRASINGS = {"type": "array", "items": _TEXT, "minItems": 1}
_LANGUAGES = {"pattern": f"^{fields.LANGUAGE_PATTERN}$"}


def json_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) every YAML file of a knowledge base keeps to."""
    properties: dict[str, Any] = {fields.BOT.name: _mapping(fields.BOT)}
    for section in fields.LISTS:
        properties[section.name] = {
            "description": section.about,
            "type": ["array", "null"],
            "items": _mapping(section),
        }
    properties[fields.TEXTS] = {
        "description": fields.TEXTS_ABOUT,
        "type": ["object", "null"],
        "additionalProperties": _by_language(_TEXT),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Knowledge base",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def schema_text() -> str:
    """The schema as it stands in `knowledge/schema.json`."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def write_schema(directory: Path) -> Path:
    """Write the schema into a knowledge folder; the file written. OSError if that cannot be done."""
    path = directory / "schema.json"
    path.write_text(schema_text(), encoding="utf-8")
    return path


def _mapping(section: Section) -> dict[str, Any]:
    required = [field.name for field in section.fields if field.required]
    return {
        "description": section.about,
        "type": "object",
        "properties": {field.name: _form(field) for field in section.fields},
        **({"required": required} if required else {}),
        **({"oneOf": [{"required": [name]} for name in section.one_of]} if section.one_of else {}),
        "additionalProperties": False,
    }


def _form(field: Field) -> dict[str, Any]:
    bar = {
        "type": "object",
        "properties": {
            BAR_FACT.name: {"description": BAR_FACT.about, "type": ["string", "integer"]},
            BAR_LABEL.name: {"description": BAR_LABEL.about, **_by_language(_TEXT)},
        },
        "required": [BAR_FACT.name],
        "additionalProperties": False,
    }
    forms: dict[Kind, dict[str, Any]] = {
        Kind.ID: {"type": ["string", "integer"], "pattern": f"^{fields.ID_PATTERN}$"},
        Kind.REFERENCE: {"type": ["string", "integer"]},
        Kind.REFERENCES: {"type": "array", "items": {"type": ["string", "integer"]}},
        Kind.LOCALIZED: _by_language(_TEXT),
        Kind.PHRASINGS: _by_language(_PHRASINGS),
        Kind.TEXT: _TEXT,
        Kind.DATE: {"type": "string", "format": "date"},
        Kind.URL: {"type": "string", "pattern": "^https?://"},
        Kind.VALUE: {"type": ["number", "string"]},
        Kind.CHOICE: {"enum": [str(choice) for choice in field.choices]},
        Kind.BARS: {"type": "array", "items": bar, "minItems": 1},
        Kind.COMMAND: {"type": "string", "pattern": f"^{fields.COMMAND_PATTERN}$"},
        Kind.LANGUAGES: {"type": "array", "items": {"type": "string", **_LANGUAGES}, "minItems": 1},
    }
    return {"description": field.about, **forms[field.kind]}


def _by_language(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "propertyNames": _LANGUAGES,
        "additionalProperties": content,
        "minProperties": 1,
    }


if __name__ == "__main__":
    sys.stdout.write(schema_text())

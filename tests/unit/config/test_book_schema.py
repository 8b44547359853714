"""The published schemas take the shipped books and refuse broken ones, and every file names its schema (rule P1)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cs_console.config.phrasebooks import phrases_of
from cs_console.config.yaml_reader import read_yaml

ROOT = Path(__file__).resolve().parents[3]
BOOKS = sorted((ROOT / "phrasebooks").rglob("*.yaml"))
TYPES = {"string": str, "array": list, "object": dict, "integer": int, "null": type(None)}


def fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """The part of JSON Schema that these schemas use."""
    if "anyOf" in schema and not any(fits(value, one) for one in schema["anyOf"]):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    kinds = schema.get("type", ())
    if kinds and not isinstance(value, tuple(TYPES[one] for one in ([kinds] if isinstance(kinds, str) else kinds))):
        return False
    if isinstance(value, str):
        long = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 1 << 30)
        return long and re.search(schema.get("pattern", ""), value) is not None
    if isinstance(value, list):
        return len(value) >= schema.get("minItems", 0) and all(fits(one, schema.get("items", {})) for one in value)
    if isinstance(value, dict):
        known = schema.get("properties", {})
        return (
            value.keys() >= set(schema.get("required", ()))
            and (schema.get("additionalProperties", True) or value.keys() <= known.keys())
            and all(fits(one, known.get(key, {})) for key, one in value.items())
        )
    return True


def schema(name: str) -> Any:
    return json.loads((ROOT / "policies" / "schema" / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_shipped_book_names_its_schema_and_fits_it(path: Path) -> None:
    head = path.read_text("utf-8").splitlines()[0]
    named = path.parent / head.removeprefix("# yaml-language-server: $schema=")
    assert named.is_file()
    assert fits(read_yaml(path.read_bytes(), path.name).value, schema(named.stem))


PHRASE = {"id": "a.b", "question": "问", "variants": ["答"]}


@pytest.mark.parametrize(
    "phrase",
    [
        {}, {"id": "a.b", "question": "问"}, {**PHRASE, "colour": "红"}, {**PHRASE, "id": "a b!"},
        {**PHRASE, "question": ""}, {**PHRASE, "question": "  "}, {**PHRASE, "id": " "}, {**PHRASE, "variants": [" "]},
        {**PHRASE, "variants": []}, {**PHRASE, "variants": [""]}, {**PHRASE, "variants": [{"when": "x"}]},
        {**PHRASE, "variants": [{"text": "答", "if": "x"}]}, {**PHRASE, "asks": [1]}, {**PHRASE, "code": "x" * 21},
        {**PHRASE, "tags": ["付 款"]},
    ],
)  # fmt: skip
def test_a_broken_phrase_is_refused(phrase: dict[str, Any]) -> None:
    book = schema("phrasebook")
    assert fits({"group": "组", "phrases": [PHRASE]}, book) and fits({"phrases": PHRASE}, book)
    assert not fits({"group": "组", "phrases": [phrase]}, book)
    document = read_yaml(json.dumps({"phrases": [phrase]}, ensure_ascii=False).encode(), "a.yaml")
    loaded, problems = phrases_of(document, "a")
    assert problems and (loaded == [] or not any(one.is_error for one in problems))


@pytest.mark.parametrize("key", ["group", "asks", "code", "tags"])
def test_a_key_that_is_left_empty_counts_as_not_there(key: str) -> None:
    book = {"phrases": [{**PHRASE, key: None}]}
    assert fits(book, schema("phrasebook"))
    assert phrases_of(read_yaml(json.dumps(book, ensure_ascii=False).encode(), "a.yaml"), "a")[1] == []

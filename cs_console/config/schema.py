"""JSON Schemas of policies and phrasebooks, so that editors complete keys and explain them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cs_console.config.phrase_rows import KNOWN_TAGS, MAX_CODE, MAX_TEXT, MAX_WORDING
from cs_console.domain.conditions import KNOWN_NAMES
from cs_console.domain.policy import MODELS

_ID_SIGNS = r"^[^\s!-,/:-@\[-^`{-~]{1,80}$"
"""Letters of any script, digits, `.`, `_` and `-`, in what editors and validators read alike."""
_NO_SIGNS = r"^[^\s!-,./;-@\[-^`{-~]{1,40}$"
"""As in ids, with `:` and without `.`."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


_MAYBE_TEXT = ["string", "null"]
"""A key that is written down and left empty counts as not there."""


def policy_schema(stem: str) -> dict[str, Any]:
    """The schema of one policy file; lists also take one bare item, as the loader does."""
    schema = MODELS[stem].model_json_schema(mode="validation")
    _loosen(schema, schema.get("$defs", {}))
    return {"$schema": _DIALECT, **schema, "title": f"{stem}.yaml"}


def phrasebook_schema() -> dict[str, Any]:
    """The schema of a phrasebook."""
    wording = {"type": "string", "minLength": 1, "maxLength": MAX_WORDING, "pattern": r"\S"}
    words = _one_or_many(wording)
    tag = {"anyOf": [{"enum": sorted(KNOWN_TAGS)}, {"type": "string", "pattern": _NO_SIGNS}]}
    variant = _variant_schema()
    phrase = {
        "type": "object",
        "properties": {
            "id": {
                "type": "string",
                "pattern": _ID_SIGNS,
                "description": "编号，全部话术本里唯一 · unique across all books",
            },
            "group": {
                "type": _MAYBE_TEXT,
                "maxLength": MAX_WORDING,
                "description": "分组，不写随本子 · group, else the book's",
            },
            "question": {
                **wording,
                "description": "买家的问题 · what the buyer asks",
            },
            "asks": {**_or_nothing(words), "description": "其他问法 · other wordings"},
            "code": {
                "type": _MAYBE_TEXT,
                "maxLength": MAX_CODE,
                "description": "短码，可不写 · short code, optional (P4)",
            },
            "tags": {
                **_or_nothing(_one_or_many(tag)),
                "description": "类别，或 order:<状态> · a category, or order:<status>",
            },
            "variants": {
                **_one_or_many(variant, minItems=1),
                "description": "至少三种说法 · three or more angles (P1)",
            },
        },
        "required": ["id", "question", "variants"],
        "additionalProperties": False,
    }  # fmt: skip
    return {
        "$schema": _DIALECT,
        "title": "phrasebook",
        "type": "object",
        "properties": {
            "group": {"type": "string", "description": "分组 · group"},
            "phrases": _or_nothing(_one_or_many(phrase)),
        },
        "required": ["phrases"],
        "additionalProperties": False,
    }


def _variant_schema() -> dict[str, Any]:
    """One way of saying it: a text, or one with a condition."""
    said = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT, "pattern": r"\S"}
    return {
        "anyOf": [
            said,
            {
                "type": "object",
                "properties": {
                    "text": {**said, "description": "话术 · what is said; {name} is filled (P3)"},
                    "when": {
                        "type": _MAYBE_TEXT,
                        "description": f"什么时候适用 · where it fits, of: {' '.join(sorted(KNOWN_NAMES))}",
                        "examples": ["order.status == paid", "time.hour >= 18", "order.status in [paid, shipped]"],
                    },
                },
                "required": ["text"],
                "additionalProperties": False,
            },
        ]
    }


def synonyms_schema() -> dict[str, Any]:
    """The schema of a synonyms file."""
    group = {"type": "array", "items": {"type": "string"}, "minItems": 2}
    return {
        "$schema": _DIALECT,
        "title": "synonyms",
        "type": "object",
        "properties": {"synonyms": {"type": "array", "items": group}},
        "required": ["synonyms"],
        "additionalProperties": False,
    }


def _one_or_many(item: dict[str, Any], **limits: int) -> dict[str, Any]:
    """A list, or its one item bare, as the loader takes it."""
    return {"anyOf": [item, {"type": "array", "items": item, **limits}]}


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [*schema["anyOf"], {"type": "null"}]}


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema as ``<name>.json``; the shipped YAML files name them in their first line."""
    folder.mkdir(parents=True, exist_ok=True)
    schemas = {stem: policy_schema(stem) for stem in MODELS}
    schemas |= {"phrasebook": phrasebook_schema(), "synonyms": synonyms_schema()}
    written = []
    for name, schema in schemas.items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        written.append(path)
    return written


def _loosen(node: Any, defs: Mapping[str, Any]) -> None:
    """Let arrays of words stand as one word, and titles as plain text: the loader accepts both."""
    if isinstance(node, list):
        for item in node:
            _loosen(item, defs)
        return
    if not isinstance(node, dict):
        return
    for item in list(node.values()):
        _loosen(item, defs)
    items = node.get("items")
    if node.get("type") == "array" and isinstance(items, dict) and _is_word(items, defs):
        kept = {key: node.pop(key) for key in ("type", "items", "minItems", "maxItems") if key in node}
        node["anyOf"] = [kept, dict(items)]
    elif node.get("$ref") == "#/$defs/Title":
        node["anyOf"] = [{"$ref": node.pop("$ref")}, {"type": "string", "minLength": 1}]


def _is_word(items: Mapping[str, Any], defs: Mapping[str, Any]) -> bool:
    """Whether a list's items are plain words or numbers, or one of a few words."""
    named = defs.get(str(items.get("$ref", "")).rpartition("/")[2], {})
    return items.get("type") in ("string", "integer") or "enum" in named

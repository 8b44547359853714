"""Checks a document against the part of JSON Schema that our published schemas use."""

from __future__ import annotations

import re
from typing import Any

_TYPES = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool,
    "null": type(None),
}  # fmt: skip
_KNOWN = {
    "$schema", "$id", "$defs", "$ref", "title", "description", "type", "properties", "required", "items", "enum",
    "const", "pattern", "anyOf", "additionalProperties", "minimum", "maximum", "format",
}  # fmt: skip


def wrongs(value: Any, shape: dict[str, Any], root: dict[str, Any], at: str = "$") -> list[str]:
    """Where and how `value` breaks the schema; a keyword that this checker does not know is an error itself."""
    assert set(shape) <= _KNOWN, set(shape) - _KNOWN
    if "$ref" in shape:
        return wrongs(value, root["$defs"][shape["$ref"].rpartition("/")[2]], root, at)
    if "anyOf" in shape:
        return [] if any(not wrongs(value, one, root, at) for one in shape["anyOf"]) else [f"{at}: none of anyOf"]
    wanted = shape.get("type")
    if wanted and (not isinstance(value, _TYPES[wanted]) or (isinstance(value, bool) and wanted != "boolean")):
        return [f"{at}: not {wanted}"]
    return [f"{at}: {name}" for name, holds in _SCALARS.items() if name in shape and not holds(value, shape[name])] + [
        *(_object(value, shape, root, at) if isinstance(value, dict) else ()),
        *(
            wrong
            for number, one in enumerate(value if isinstance(value, list) else ())
            for wrong in wrongs(one, shape.get("items", {}), root, f"{at}[{number}]")
        ),
    ]


_SCALARS: dict[str, Any] = {
    "const": lambda value, wanted: value == wanted,
    "enum": lambda value, wanted: value in wanted,
    "pattern": lambda value, wanted: re.search(wanted, value) is not None,
    "minimum": lambda value, wanted: value >= wanted,
    "maximum": lambda value, wanted: value <= wanted,
}


def _object(value: dict[str, Any], shape: dict[str, Any], root: dict[str, Any], at: str) -> list[str]:
    properties = shape.get("properties", {})
    found = [f"{at}: lacks {name}" for name in shape.get("required", ()) if name not in value]
    if shape.get("additionalProperties") is False:
        found += [f"{at}: unknown {name}" for name in value if name not in properties]
    for name, one in value.items():
        found += wrongs(one, properties.get(name, {}), root, f"{at}.{name}")
    return found

"""Plain YAML scalars by the YAML 1.2 core schema: ``no``, ``on`` and ``08:30`` are text."""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

TYPED_STARTS = frozenset("+-.0123456789~nNtTfF") | {""}
"""How a scalar starts that may be more than text."""
_WORDS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".inf": math.inf, ".Inf": math.inf, ".INF": math.inf,
    "+.inf": math.inf, "+.Inf": math.inf, "+.INF": math.inf,
    "-.inf": -math.inf, "-.Inf": -math.inf, "-.INF": -math.inf,
    ".nan": math.nan, ".NaN": math.nan, ".NAN": math.nan,
}  # fmt: skip
_INTEGER = re.compile(r"[-+]?[0-9]{1,300}", re.ASCII)
_OCTAL = re.compile(r"0o([0-7]{1,300})", re.ASCII)
_HEX = re.compile(r"0x([0-9a-fA-F]{1,300})", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)


def resolve(text: str) -> Scalar:
    """What an unquoted scalar stands for; whatever is not typed by YAML 1.2 stays text."""
    if text[:1] not in TYPED_STARTS:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if found := _OCTAL.fullmatch(text):
        return int(found[1], 8)
    if found := _HEX.fullmatch(text):
        return int(found[1], 16)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text

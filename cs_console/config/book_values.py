"""Values of a phrasebook as YAML text, through `ruamel.yaml`: styles, comments and quotes stay."""

from __future__ import annotations

import io
import re
from typing import Any

from cs_console.domain.phrases import Variant
from cs_console.text.width import cell_width

FLOW_KEYS = frozenset({"asks", "tags"})
"""What is written as ``[a, b]``."""

_WIDE = 1_000_000
_FLOW_WIDTH = 110
_TYPED_ELSEWHERE = re.compile(
    r"(?i)y|n|yes|no|on|off|true|false|null|~|=|<<|[-+]?[\d.][\d.,_:eExXoO+\-/ ]*|[-+]?\.(?:inf|nan)"
    r"|\d{4}-\d{2}-\d{2}.*"
)
"""Text that some YAML reader takes for a switch, number, time or date: always written in quotes."""

_MARKS_IN_FLOW = re.compile(r"[?:,\[\]{}#&*!|>'\"%@`\\]|^[-=]")


_BARE = re.compile(r"[\u4e00-\u9fffA-Za-z][^\n:#]*[^\s:#]")
"""Text that stands bare in a block as every reader takes it: no need to ask the engine, which takes its time."""


def block_of(key: str, value: Any) -> str:
    """A new key in block style."""
    if isinstance(value, str) and _is_bare(value):
        return f"{key}: {value}"
    if isinstance(value, tuple) and all(
        isinstance(one, Variant) and not one.when and _is_bare(one.text) for one in value
    ):
        return "\n".join((f"{key}:", *(f"  - {one.text}" for one in value)))
    return dumped({key: value_of(key, value)})


def _is_bare(text: str) -> bool:
    return bool(_BARE.fullmatch(text)) and text.isprintable() and not _TYPED_ELSEWHERE.fullmatch(text)


def flow_list(key: str, items: tuple[str, ...]) -> str:
    """``key: [a, b]``, broken between items where a line gets long, as the shipped books have it."""
    words = [dumped(value_of(key, (item,))).strip()[1:-1].strip() for item in items]
    lines = [f"{key}: ["]
    for number, word in enumerate(words):
        piece = word + (", " if number + 1 < len(words) else "]")
        if number and cell_width(lines[-1] + piece) > _FLOW_WIDTH:
            lines.append(" " * (len(key) + 3))
        lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines)


def put(row: Any, key: str, value: Any) -> None:
    """Set one key; what of a list stays the same keeps its place, style and comments."""
    old = row.get(key)
    if not isinstance(value, tuple) or not isinstance(old, list):
        row[key] = value_of(key, value)
        return
    for number, item in enumerate(value):
        if number >= len(old):
            old.append(item_of(item))
        elif _plain(old[number]) == _plain(item_of(item)):
            continue
        elif isinstance(item, Variant) and item.when and isinstance(old[number], dict):
            old[number]["text"], old[number]["when"] = scalar(item.text), scalar(item.when)
        elif getattr(old[number], "style", None) in ("|", ">"):
            list.__setitem__(old, number, item_of(item))  # a block for one line: the engine would keep the style
        else:
            old[number] = item_of(item)
    del old[len(value) :]


def _plain(node: Any) -> Any:
    """What the loader makes of a node: blanks around a text do not count."""
    return {key: str(value).strip() for key, value in node.items()} if isinstance(node, dict) else str(node).strip()


def value_of(key: str, value: Any) -> Any:
    """A draft's value for a key, ready to be dumped."""
    if not isinstance(value, tuple):
        return scalar(value)
    if key not in FLOW_KEYS:
        return [item_of(item) for item in value]
    from ruamel.yaml.comments import CommentedSeq

    flow = CommentedSeq([_in_flow(item) for item in value])
    flow.fa.set_flow_style()
    return flow


def item_of(item: str | Variant) -> Any:
    """One item of a list, ready to be dumped: a text, or one with its condition."""
    if isinstance(item, str):
        return scalar(item)
    return {"text": scalar(item.text), "when": scalar(item.when)} if item.when else scalar(item.text)


def scalar(text: str) -> Any:
    """A text in the style that every YAML reader takes for the same text."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

    if _TYPED_ELSEWHERE.fullmatch(text):
        return DoubleQuotedScalarString(text)
    if "\n" not in text:
        return text
    odd = any(line != line.rstrip() for line in text.split("\n")) or text[0].isspace()
    return DoubleQuotedScalarString(text) if odd else LiteralScalarString(text)


def _in_flow(text: str) -> Any:
    """A text between brackets: what readers take for marks there (`在吗?`) stands in quotes."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    return DoubleQuotedScalarString(text) if _MARKS_IN_FLOW.search(text) else scalar(text)


def _engine() -> Any:
    from ruamel.yaml import YAML

    engine = YAML(typ="rt", pure=True)
    engine.preserve_quotes = True
    engine.allow_unicode = True
    engine.width = _WIDE
    engine.indent(mapping=2, sequence=4, offset=2)
    return engine


def loaded(text: str) -> Any:
    """A piece of YAML with its comments and styles; None when it is none."""
    from ruamel.yaml.error import YAMLError

    try:
        return _engine().load(text)
    except YAMLError:
        return None


def dumped(value: Any) -> str:
    """A value as block YAML."""
    buffer = io.StringIO()
    _engine().dump(value, buffer)
    return buffer.getvalue()

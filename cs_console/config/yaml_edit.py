"""Edits of policy files that keep everything a person wrote in them: comments, order, blank lines (rule E6)."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from cs_console.config.policies import check_policy
from cs_console.config.render import line_of
from cs_console.errors import BadInput

_WIDE = 10_000
"""No line is broken anew."""


def edited(data: bytes, stem: str, change: Callable[[Any], None]) -> bytes:
    """The file with `change` made to its document; every other byte stays.

    Raises `BadInput` (``<stem>.broken``) when the file is broken before or would be after.
    """
    require_sound(data, stem)
    yaml, document = loaded(data)
    change(document)
    text = io.StringIO()
    yaml.dump(document, text)
    after = text.getvalue().encode()
    require_sound(after, stem)
    return after


def loaded(data: bytes) -> tuple[Any, Any]:
    """The round-trip parser and what it read."""
    from ruamel.yaml import YAML  # 60 ms: only to save

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDE
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml, yaml.load(data.decode("utf-8-sig"))


def quoted(text: str) -> Any:
    """Text that stays text whatever it looks like, such as ``08:30``."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    return DoubleQuotedScalarString(text)


def require_sound(data: bytes, stem: str) -> None:
    """Refuse a file that the loader would not take."""
    wrong = next((problem for problem in check_policy(data, stem, f"{stem}.yaml") if problem.is_error), None)
    if wrong is not None:
        raise BadInput(f"{stem}.broken", where=line_of(wrong))

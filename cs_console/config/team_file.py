"""Edits of `team.yaml` that keep everything a person wrote in it: comments, order, blank lines (rule E6)."""

from __future__ import annotations

import io
from typing import Any

from cs_console.config.policies import check_policy
from cs_console.config.render import line_of
from cs_console.errors import BadInput, NotFound

NAME = "team.yaml"
_WIDE = 10_000
"""No line is broken anew."""


def with_pin(data: bytes, name: str, pin_hash: str) -> bytes:
    """The file with a member's `pin_hash` set, or taken out for "".

    Raises `BadInput` when the file is broken before or would be after, `NotFound` when it does not list the
    member (a roster that only stands in the defaults has to be written down first).
    """
    from ruamel.yaml import YAML  # 60 ms: only to save
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    _require_sound(data)
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDE
    yaml.indent(mapping=2, sequence=4, offset=2)
    document: Any = yaml.load(data.decode("utf-8-sig"))
    members = (document or {}).get("members") or []
    member = next((one for one in members if one.get("name") == name), None)
    if member is None:
        raise NotFound("team.not_in_file", name=name)
    if pin_hash:
        member["pin_hash"] = DoubleQuotedScalarString(pin_hash)
    else:
        member.pop("pin_hash", None)
    text = io.StringIO()
    yaml.dump(document, text)
    edited = text.getvalue().encode()
    _require_sound(edited)
    return edited


def _require_sound(data: bytes) -> None:
    wrong = next((problem for problem in check_policy(data, "team", NAME) if problem.is_error), None)
    if wrong is not None:
        raise BadInput("team.broken", where=line_of(wrong))

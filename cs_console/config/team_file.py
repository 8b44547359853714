"""Edits of `team.yaml`: a member's PIN, shift, rest day, team (rules S5, E6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cs_console.config.yaml_edit import edited, quoted
from cs_console.errors import NotFound

NAME = "team.yaml"


def with_pin(data: bytes, name: str, pin_hash: str) -> bytes:
    """The file with a member's `pin_hash` set, or taken out for "".

    Raises `BadInput` when the file is broken before or would be after, `NotFound` when it does not list the
    member (a roster that only stands in the defaults has to be written down first).
    """
    return with_member(data, name, {"pin_hash": quoted(pin_hash) if pin_hash else None})


def with_member(data: bytes, name: str, fields: Mapping[str, Any]) -> bytes:
    """The file with fields of a member set; a field whose value is None is taken out."""

    def change(document: Any) -> None:
        members = (document or {}).get("members") or []
        member = next((one for one in members if one.get("name") == name), None)
        if member is None:
            raise NotFound("team.not_in_file", name=name)
        for field, value in fields.items():
            if value is None:
                member.pop(field, None)
            else:
                member[field] = value

    return edited(data, "team", change)

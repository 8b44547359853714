"""Edits of `shifts.yaml`: one date of the roster, the rotation, a shift's times (rules S5, E6).

A date of the roster is spliced in as a line of its own, so that comments between and behind the dates stay where
they stand; the rest goes through the round-trip parser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from cs_console.config.yaml_edit import edited, loaded, quoted, require_sound
from cs_console.domain.policy.shifts import RosterDay
from cs_console.errors import BadInput, NotFound

NAME = "shifts.yaml"
_PLAIN = re.compile(r"[A-Za-z\u3400-\u9fff][A-Za-z0-9_\u3400-\u9fff]*")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


def with_day(data: bytes, entry: RosterDay) -> bytes:
    """The file with one date's exception put in, changed, or (when it says nothing) taken out."""
    require_sound(data, "shifts")
    _, document = loaded(data)
    lines = data.decode("utf-8-sig").split("\n")
    after = _spliced(lines, (document or {}).get("roster"), entry)
    text = "\n".join(after).encode()
    require_sound(text, "shifts")
    return text


def with_rotation(data: bytes, names: Sequence[str]) -> bytes:
    """The file with the order in which members rest."""

    def change(document: Any) -> None:
        kept = document.get("rotation")
        if kept is None:
            document["rotation"] = list(names)
        else:
            kept[:] = list(names)

    return edited(data, "shifts", change)


def with_times(data: bytes, key: str, start: str, end: str) -> bytes:
    """The file with a shift's start and end."""

    def change(document: Any) -> None:
        known = document.get("shifts") or []
        found = next((one for one in known if one.get("key") == key), None)
        if found is None:
            raise NotFound("roster.shift", key=key, known=", ".join(str(one.get("key")) for one in known))
        found["start"], found["end"] = quoted(start), quoted(end)

    return edited(data, "shifts", change)


def _spliced(lines: list[str], roster: Any, entry: RosterDay) -> list[str]:
    row = f"  - {_flow(entry)}" if entry.working or entry.resting else ""
    head = next((at for at, line in enumerate(lines) if re.match(r"roster\s*:", line)), None)
    if head is None:
        return [*lines[:-1], "roster:", row, lines[-1]] if row else lines
    if not roster:
        comment = re.search(r"\s#.*$", lines[head])
        begun = f"roster:{comment.group() if comment else ''}"
        return [*lines[:head], begun, row, *lines[head + 1 :]] if row else lines
    if roster.fa.flow_style():
        raise BadInput("shifts.flow_roster", where=f"{NAME}:{head + 1}")
    starts = [roster.lc.item(at)[0] for at in range(len(roster))]
    days = [_day(one) for one in roster]
    if entry.date in days:
        at = days.index(entry.date)
        end = _end(lines, starts, at)
        if row or len(roster) > 1:
            return [*lines[: starts[at]], *([row] if row else []), *lines[end:]]
        return [
            *lines[:head],
            lines[head].replace("roster:", "roster: []", 1),
            *lines[head + 1 : starts[at]],
            *lines[end:],
        ]
    if not row:
        return lines
    before = [at for at, day in enumerate(days) if day < entry.date]
    place = _end(lines, starts, before[-1]) if before else starts[0]
    return [*lines[:place], row, *lines[place:]]


def _end(lines: list[str], starts: Sequence[int], at: int) -> int:
    """The line behind an entry: its own further lines are indented deeper than its dash."""
    limit = starts[at + 1] if at + 1 < len(starts) else len(lines)
    dash = len(lines[starts[at]]) - len(lines[starts[at]].lstrip())
    end = starts[at] + 1
    while end < limit and lines[end].strip() and len(lines[end]) - len(lines[end].lstrip()) > dash:
        end += 1
    return end


def _day(one: Any) -> date:
    value = one.get("date")
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _flow(entry: RosterDay) -> str:
    """One line, in the form that the file's own example shows."""
    working = ", ".join(f"{_scalar(key)}: {_names(names)}" for key, names in entry.working.items() if names)
    parts = [f"date: {entry.date.isoformat()}"]
    parts += [f"working: {{{working}}}"] if working else []
    parts += [f"resting: {_names(entry.resting)}"] if entry.resting else []
    parts += [f"note: {_scalar(entry.note)}"] if entry.note else []
    return f"{{{', '.join(parts)}}}"


def _names(names: Sequence[str]) -> str:
    return f"[{', '.join(_scalar(name) for name in names)}]"


def _scalar(text: str) -> str:
    plain = _PLAIN.fullmatch(text) is not None and text.lower() not in _WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)

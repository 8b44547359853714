"""Keys that former versions explained and nothing ever obeyed: an old file keeps working and is told so.

The shipped files have none of them. A key whose rule is fixed, or stands under another name, must not look
as if it could be changed (rule E6).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

KeyPath = tuple[str | int, ...]

ANY = "*"
"""Stands for every item of a list and every key of a mapping."""

RETIRED: Mapping[str, tuple[KeyPath, ...]] = MappingProxyType(
    {
        "flags": (("flags", ANY, "tell_lead"),),
        "followups": (("tracking_stale_hours",),),
        "intake": (
            ("inbox_seconds",), ("max_columns",), ("max_message_chars",), ("header_rows",), ("keep_done_days",),
            ("move_files",),
        ),
        "platforms": (("default_platform",), ("platforms", ANY, "send_flag_always")),
        "privacy": (("masked",), ("mask",), ("retention_days",), ("personal_days",), ("clipboard_clear_seconds",)),
        "remarks": (("keep_former",),),
        "settings": (
            ("undo_seconds",), ("queue_rows",), ("phrase_results",), ("confirm_sent",), ("mouse",), ("backup_keep",),
        ),
        "shifts": (("break_minutes",), ("meal_minutes",)),
        "shop": (("carriers",), ("auto_confirm_days",)),
    }
)  # fmt: skip
"""File stem → the paths of its retired keys."""


def without_retired(value: Any, stem: str) -> tuple[Any, list[KeyPath]]:
    """A file's data without its retired keys, and where those stood."""
    gone = [path for pattern in RETIRED.get(stem, ()) for path in _matching(value, pattern)]
    return (_dropped(value, gone) if gone else value), gone


def _matching(value: Any, pattern: KeyPath) -> Iterator[KeyPath]:
    """The paths in `value` that fit a pattern whose last step is a plain key."""
    if len(pattern) == 1:
        if isinstance(value, Mapping) and pattern[0] in value:
            yield pattern
        return
    for step, inner in _children(value):
        if pattern[0] in (ANY, step):
            yield from ((step, *rest) for rest in _matching(inner, pattern[1:]))


def _children(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, list | tuple):
        yield from enumerate(value)


def _dropped(value: Any, paths: list[KeyPath]) -> Any:
    """A copy of `value` without the entries at `paths`; what none of them touches is shared."""
    if isinstance(value, Mapping):
        gone = {path[0] for path in paths if len(path) == 1}
        return {key: _inner(inner, key, paths) for key, inner in value.items() if key not in gone}
    return [_inner(inner, place, paths) for place, inner in enumerate(value)]


def _inner(value: Any, step: str | int, paths: list[KeyPath]) -> Any:
    below = [path[1:] for path in paths if path[0] == step]
    return _dropped(value, below) if below else value

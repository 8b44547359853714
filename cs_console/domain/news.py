"""What changes under a running console: an edit of policies or books."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConfigNews:
    """What an edit of policies or books came to: lines for the status line, or a question first.

    `problems` are ``path:line:col: severity CODE message``; with `asks_first` the edit would drop
    `lost_phrases`, which the books `lost_in` had, and waits to be accepted.
    """

    problems: tuple[str, ...]
    asks_first: bool = False
    lost_phrases: int = 0
    lost_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing `check` found: where, how bad, its code, the sentence, and the whole line as printed."""

    path: str
    line: int
    column: int
    severity: str
    code: str
    message: str
    text: str

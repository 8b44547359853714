"""Which policies and phrasebooks the shop has worked by, and whether a copy is behind (rules E6, E7).

Both are plain folders that may lie in git or on a share, so two consoles can hold different copies. Every
state that a console meets is kept once, in the order in which it was first met, with what it changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cs_console.domain.entities.base import Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesVersion(Entity):
    """One state of the files: a digest over all, (name, digest) of each, and the names that it changed."""

    digest: str
    files: tuple[tuple[str, str], ...] = ()
    changed: tuple[str, ...] = ()
    seen_at: datetime
    seen_by: str
    console: str = ""


@dataclass(frozen=True, slots=True)
class RulesState:
    """The files as they lie in a workspace now."""

    digest: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RulesStanding:
    """How a copy stands to the shop's: `newest` is the state it lacks, None when it lacks none."""

    newest: RulesVersion | None = None

    @property
    def behind(self) -> bool:
        """Whether somebody works by later rules than this copy's."""
        return self.newest is not None


def changed_files(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The names that were added, altered or taken away between two states, in order."""
    old: Mapping[str, str] = dict(before)
    new: Mapping[str, str] = dict(after)
    return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))

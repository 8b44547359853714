"""What is wrong with a file, where, and how bad: a code and parameters, no sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How bad a problem is: an error keeps the file (or phrase) out, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding at a place of a file; lines and columns count from 1, as editors do."""

    path: str
    line: int
    column: int
    severity: Level
    code: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def is_error(self) -> bool:
        """Whether it keeps something from being used."""
        return self.severity is Level.ERROR


def error(path: str, where: tuple[int, int], code: str, /, **params: object) -> Problem:
    """An error at (line, column)."""
    return Problem(path, *where, Level.ERROR, code, params)


def warning(path: str, where: tuple[int, int], code: str, /, **params: object) -> Problem:
    """A warning at (line, column)."""
    return Problem(path, *where, Level.WARNING, code, params)


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """Problems as a person works through them: by file, line, column, errors before warnings."""
    return sorted(problems, key=lambda one: (one.path, one.line, one.column, one.severity is Level.WARNING, one.code))

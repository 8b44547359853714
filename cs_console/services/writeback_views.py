"""What the write-back service hands out: previews, reports, all frozen (rule R7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cs_console.domain.vocabulary import Platform
from cs_console.domain.writebacks import Trouble, WriteBack


class Outcome(StrEnum):
    """What became of one row of a run."""

    SENT = "sent"
    ALREADY = "already"
    LATER = "later"
    FAILED = "failed"
    CONFLICT = "conflict"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Sending:
    """One row of a run; `trouble` and the platform's own `code` say why it did not go through."""

    order_no: str
    platform: Platform
    outcome: Outcome
    trouble: Trouble | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class SendReport:
    """One run of the gateways; `stopped` is the trouble that held for every row of a platform."""

    rows: tuple[Sending, ...]
    stopped: tuple[tuple[Platform, Trouble, str], ...]
    by_file: int

    def count(self, outcome: Outcome) -> int:
        """How many rows ended so."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def has_problems(self) -> bool:
        """Whether a person has to look."""
        return bool(self.stopped) or any(
            row.outcome in (Outcome.FAILED, Outcome.CONFLICT, Outcome.LATER) for row in self.rows
        )


@dataclass(frozen=True, slots=True)
class BatchReport:
    """One batch file on disk; `altered`: somebody changed it since it was written."""

    id: int
    platform: Platform
    path: Path
    rows: int
    recovered: bool = False
    altered: bool = False


@dataclass(frozen=True, slots=True)
class BatchesReport:
    """The files of one run, and the rows held back because an empty remark would delete."""

    files: tuple[BatchReport, ...]
    held: tuple[WriteBack, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be sent for one row: the platform's call and its parameters."""

    row: WriteBack
    route: str
    method: str
    parameters: tuple[tuple[str, str], ...]

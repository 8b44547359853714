"""The live board: who is on, who waits, what is late; frozen, as one moment saw it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cs_console.domain.entities import Case, Promise, Shift
from cs_console.domain.shifts import Attendance
from cs_console.domain.worklist import QueueCounts, QueueRow


@dataclass(frozen=True, slots=True)
class Load:
    """What one owner holds of the queue ("" is nobody): open, owed a reply, beyond the limit, waiting since when."""

    owner: str
    open: int = 0
    waiting: int = 0
    overdue: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLine:
    """One person on the board: the shift, whether tired, and what is in their hands."""

    name: str
    role: str
    team: str
    shift: Shift | None
    attendance: Attendance | None
    unrested: int
    tired: bool
    load: Load
    promises: int
    cases: int
    closed_today: int
    expected: str = ""
    """The shift that the roster gives today and that has begun without them, "" when there is none (rule S8)."""
    missing_minutes: int = 0
    silent_since: datetime | None = None
    """Since when nothing was heard of somebody whose shift is over and not ended: a lead hands in (rule H8)."""

    @property
    def absent_with_work(self) -> bool:
        """Whether work lies with somebody who has no shift now: a lead takes it over (rule H8)."""
        return self.shift is None and self.load.open > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything a lead sees at a glance; `waiting`, `promises` and `cases` are the rows behind the figures."""

    at: datetime
    counts: QueueCounts
    oldest: QueueRow | None
    waiting: tuple[QueueRow, ...]
    nobody: Load
    promises: tuple[Promise, ...]
    cases: tuple[Case, ...]
    approvals: int
    undecided: int
    agents: tuple[AgentLine, ...]

    @property
    def on_duty(self) -> int:
        """How many people have a shift that is more than begun."""
        return sum(one.shift is not None for one in self.agents)

"""Saves what a lead changes of roster and shifts on the screen into the YAML, whole or not at all (rule E6)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cs_console.config import shifts_file, team_file
from cs_console.domain.holidays import PublicHolidays
from cs_console.domain.policy.shifts import RosterDay
from cs_console.errors import StoreUnavailable


class RosterWriter:
    """Implements `services.ports.roster.RosterPort` over a workspace's policies."""

    def __init__(
        self, folder: Path, *, write: Callable[[Path, bytes], None], reread: Callable[[], None],
        public_holidays: Callable[[], PublicHolidays] = PublicHolidays,
    ) -> None:  # fmt: skip
        self._folder = folder
        self._public_holidays = public_holidays
        self._write = write
        self._reread = reread
        self._lock = threading.Lock()

    def public_holidays(self) -> PublicHolidays:
        """The calendar of public holidays that is installed."""
        return self._public_holidays()

    def save_day(self, entry: RosterDay) -> None:
        """Put in, change or take out one date's exception."""
        self._edit(shifts_file.NAME, lambda data: shifts_file.with_day(data, entry))

    def save_rotation(self, names: Sequence[str]) -> None:
        """The order in which members rest."""
        self._edit(shifts_file.NAME, lambda data: shifts_file.with_rotation(data, names))

    def save_times(self, key: str, start: str, end: str) -> None:
        """A shift's start and end."""
        self._edit(shifts_file.NAME, lambda data: shifts_file.with_times(data, key, start, end))

    def save_member(self, name: str, fields: Mapping[str, Any]) -> None:
        """Fields of a member."""
        self._edit(team_file.NAME, lambda data: team_file.with_member(data, name, fields))

    def _edit(self, name: str, change: Callable[[bytes], bytes]) -> None:
        path = self._folder / name
        with self._lock:
            try:
                data = path.read_bytes()
            except OSError as error:
                reason = error.strerror or type(error).__name__
                raise StoreUnavailable("file.read", where=str(path), reason=reason) from error
            self._write(path, change(data))
        self._reread()

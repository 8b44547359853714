"""Where the roster and the shifts are kept: the policies' files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from cs_console.domain.holidays import PublicHolidays
from cs_console.domain.policy.shifts import RosterDay


class RosterPort(Protocol):
    """Edits that keep everything else in the files, and are in force at once."""

    def public_holidays(self) -> PublicHolidays:
        """The calendar of public holidays that is installed, an empty one where none is."""

    def save_day(self, entry: RosterDay) -> None:
        """Put in, change or take out one date's exception."""

    def save_rotation(self, names: Sequence[str]) -> None:
        """The order in which members rest."""

    def save_times(self, key: str, start: str, end: str) -> None:
        """A shift's start and end."""

    def save_member(self, name: str, fields: Mapping[str, Any]) -> None:
        """Fields of a member."""

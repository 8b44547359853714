"""Public holidays from a calendar that is installed or not, below the days that the policy names (rules S1, S5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cs_console.domain.policy.base import Title
from cs_console.domain.policy.shifts import Holiday, ShiftsPolicy


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """What a calendar knows: its name and version ("" where none is installed), its days, the last it knows of."""

    source: str = ""
    days: tuple[tuple[date, Title], ...] = ()
    known_until: date | None = None

    def of_years(self, years: Sequence[int]) -> tuple[tuple[date, Title], ...]:
        """The days of a few years."""
        return tuple((day, name) for day, name in self.days if day.year in years)


def with_public(shifts: ShiftsPolicy, known: PublicHolidays, today: date) -> ShiftsPolicy:
    """The policy with last, this and next year's public holidays below its own days, as its switch says."""
    if shifts.public_holidays == "off" or not known.days:
        return shifts
    own = {one.date for one in shifts.holidays}
    staffed = shifts.public_holidays == "staffed"
    added = tuple(
        Holiday(date=day, name=name, staffed=staffed)
        for day, name in known.of_years((today.year - 1, today.year, today.year + 1)) if day not in own
    )  # fmt: skip
    return shifts.model_copy(update={"holidays": (*shifts.holidays, *added)})

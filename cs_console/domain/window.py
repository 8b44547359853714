"""The seven-day window: when it ends, on which basis, and whether a request lies within (rule A1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Literal

Basis = Literal["calendar", "hours168"]


class WindowState(StrEnum):
    """Where a request stands; unknown asks for the day of signing and never refuses (rule A1)."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Window:
    """The window of one request. `ends_at` is the first moment that is too late, None while unknown."""

    state: WindowState
    basis: Basis
    days: int
    signed_at: datetime | None
    requested_at: datetime
    ends_at: datetime | None


def window_end(signed_at: datetime, zone: tzinfo, basis: Basis, days: int) -> datetime:
    """The first moment after the window.

    ``calendar``: the day after signing is day 1 and day 7 ends at 24:00 on the shop's clock.
    ``hours168``: so many times 24 hours from the moment of signing, whatever the clocks do.
    """
    if basis == "hours168":
        return signed_at.astimezone(UTC) + timedelta(hours=24 * days)
    signed_on = signed_at.astimezone(zone).date()
    return datetime.combine(signed_on + timedelta(days=days + 1), time.min, zone).astimezone(UTC)


def window(
    signed_at: datetime | None, requested_at: datetime, zone: tzinfo, basis: Basis = "calendar", days: int = 7
) -> Window:
    """The window as it stands for the buyer's *first* request (rule A1)."""
    if signed_at is None:
        return Window(WindowState.UNKNOWN, basis, days, None, requested_at, None)
    ends_at = window_end(signed_at, zone, basis, days)
    state = WindowState.INSIDE if requested_at < ends_at else WindowState.OUTSIDE
    return Window(state, basis, days, signed_at, requested_at, ends_at)


def last_moment(ends_at: datetime, zone: tzinfo) -> str:
    """The end as people say it: midnight belongs to the day that ends, ``2026-06-20 24:00``."""
    local = ends_at.astimezone(zone)
    if local.time() == time.min:
        return f"{local.date() - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def signed_moment(day: date, zone: tzinfo, now: datetime) -> datetime:
    """The moment kept for a parcel signed on `day`: its last second, so that the window is never cut short.

    For today it is `now`, because nothing is signed in the future.
    """
    last = datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)
    return min(last, now.astimezone(UTC))

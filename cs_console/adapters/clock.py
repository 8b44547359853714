"""The machine's clock, and the one that tests and the demo set by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def system_clock() -> datetime:
    """The aware UTC time now."""
    return datetime.now(UTC)


class ManualClock:
    """A clock that stands where it was put: for the demo shop's past and for tests."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def __call__(self) -> datetime:
        """The time it stands at."""
        return self._now

    def set(self, now: datetime) -> None:
        """Put it at a time."""
        self._now = now.astimezone(UTC)

    def advance(self, **delta: float) -> datetime:
        """Move it on by `timedelta` keywords."""
        self._now += timedelta(**delta)
        return self._now

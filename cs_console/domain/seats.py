"""Seats behind a PIN: wrong tries and the wait they cost.

This is trust mode (信任模式): a PIN keeps colleagues from acting under each other's names by mistake or in
passing. Whoever can write the store's or the roster's file can get round it; only PostgreSQL logins enforce.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from cs_console.domain.entities import Entity

PIN_DIGITS = 6
"""The fewest digits a PIN may have."""

FREE_TRIES = 2
LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat(Entity):
    """Wrong PINs in a row for one name, and until when the next is not even looked at."""

    agent: str
    failures: int = 0
    blocked_until: datetime | None = None


def wait_after(failures: int) -> timedelta:
    """How long nobody may try again after so many wrong PINs in a row: nothing twice, then doubling."""
    if failures <= FREE_TRIES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - FREE_TRIES, 10)), LONGEST_WAIT)


def is_pin(text: str) -> bool:
    """Whether `text` can be a PIN: six or more digits, no run and no single digit repeated."""
    if not (text.isascii() and text.isdigit() and PIN_DIGITS <= len(text) <= 64):
        return False
    steps = {(ord(after) - ord(before)) % 10 for before, after in pairwise(text)}
    return steps not in ({0}, {1}, {9})

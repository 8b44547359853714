"""Times as the queue shows them: short, of one width, counting live."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cs_console.i18n import t

SHIFT = timedelta(hours=8)
"""Times this near need no date, whatever day it was when they struck."""
SOON_SECONDS = 60
"""From here on a running limit is drawn as a warning (rule E2)."""


def hour(at: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    """``10:31`` today and within a shift's length of now, ``06-13`` on another day, "" when unknown.

    At 00:40 the buyer who wrote at 23:50 has waited since 23:50, not since yesterday (rule S2).
    """
    if at is None:
        return ""
    local = at.astimezone(zone)
    near = local.date() == now.astimezone(zone).date() or abs(now - at) < SHIFT
    return local.strftime("%H:%M" if near else "%m-%d")


def moment(at: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    """``10:31`` today, ``06-13 18:22`` on another day."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    same_day = local.date() == now.astimezone(zone).date()
    return local.strftime("%H:%M" if same_day else "%m-%d %H:%M")


def span(seconds: float) -> str:
    """A stretch of time in its largest unit: ``45秒``, ``1:32``, ``12分``, ``2时``, ``3天``."""
    seconds = int(abs(seconds))
    if seconds < 60:
        return t("clock.seconds", n=seconds)
    if seconds < 600:
        return f"{seconds // 60}:{seconds % 60:02d}"
    if seconds < 5400:
        return t("clock.minutes", n=seconds // 60)
    if seconds < 129600:
        return t("clock.hours", n=round(seconds / 3600))
    return t("clock.days", n=round(seconds / 86400))


def limit(due: datetime | None, now: datetime) -> tuple[str, str]:
    """What is left until `due`, or by how much it is passed, with the style to draw it in (rule Q1)."""
    if due is None:
        return "", ""
    left = (due - now).total_seconds()
    if left < 0:
        return t("clock.over", span=span(left)), "urgent"
    return span(left), "warn" if left <= SOON_SECONDS else ""

"""Moments of a day at which a demo may be started, and the shop at the usual one."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from cs_console.services.demo import generate

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 6, 14, 10, 42, tzinfo=ZONE)
MOMENTS = {
    "morning": MORNING,
    "opening": datetime(2026, 6, 14, 8, 31, tzinfo=ZONE),
    "afternoon": datetime(2026, 6, 14, 16, 5, tzinfo=ZONE),
    "night shift begins": datetime(2026, 6, 14, 17, 31, tzinfo=ZONE),
    "evening": datetime(2026, 6, 14, 22, 0, tzinfo=ZONE),
    "after midnight": datetime(2026, 6, 15, 0, 20, tzinfo=ZONE),
    "nobody there": datetime(2026, 6, 14, 3, 30, tzinfo=ZONE),
}


@lru_cache
def shop(moment="morning"):
    return generate(MOMENTS[moment], zone=ZONE)

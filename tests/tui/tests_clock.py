"""The moment at which the screen tests stand."""

from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 6, 14, 12, 0, tzinfo=ZONE)

"""The moment at which the tests' clock stands: a Sunday in the middle of the day shift."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 14, 10, 42, tzinfo=SHANGHAI)

"""The public holidays of the package chinesecalendar, where it is installed: the extra ``holidays``."""

from __future__ import annotations

from importlib import import_module, metadata
from importlib.util import find_spec

from cs_console.domain.holidays import PublicHolidays
from cs_console.domain.policy.base import Title

MODULE, PACKAGE = "chinese_calendar", "chinesecalendar"


def public_holidays() -> PublicHolidays:
    """What the package knows; nothing where it is not installed. It ends with the last year that was announced."""
    if find_spec(MODULE) is None:
        return PublicHolidays()
    constants = import_module(f"{MODULE}.constants")
    names = {one.value: Title(zh=one.chinese, en=one.value) for one in constants.Holiday}
    days = tuple((day, names[name]) for day, name in sorted(constants.holidays.items()))
    known = max((day for day, _ in days), default=None)
    return PublicHolidays(
        f"{PACKAGE} {metadata.version(PACKAGE)}", days, known.replace(month=12, day=31) if known else None
    )

"""Public holidays: from the calendar package where it is installed, below the shop's own days (rules S1, S5)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from cs_console.adapters import public_holidays as reader
from cs_console.domain.holidays import PublicHolidays, with_public
from cs_console.domain.policy.base import Title
from cs_console.domain.policy.shifts import Holiday, ShiftsPolicy
from cs_console.domain.shifts import next_slot, slot_at

ZONE, EVE = ZoneInfo("Asia/Shanghai"), date(2026, 9, 30)
KNOWN = PublicHolidays(
    "chinesecalendar 1.11.0",
    (
        (date(2020, 10, 1), Title(zh="国庆节", en="National Day")),
        (date(2026, 10, 1), Title(zh="国庆节", en="National Day")),
        (date(2026, 10, 2), Title(zh="国庆节", en="National Day")),
    ),
    date(2026, 12, 31),
)


@pytest.mark.parametrize(("switch", "first"), [("staffed", True), ("closed", False), ("off", None)])
def test_s1_the_switch_decides_and_the_shops_own_days_go_first(switch: str, first: bool | None) -> None:
    own = Holiday(date=date(2026, 10, 2), name=Title(zh="国庆值班", en="On duty"), staffed=True)
    policy = with_public(ShiftsPolicy(public_holidays=switch, holidays=(own,)), KNOWN, EVE)  # type: ignore[arg-type]
    found = policy.holiday(date(2026, 10, 1))
    assert (found.staffed if found else None) is first
    assert policy.holiday(date(2026, 10, 2)) == own
    assert policy.holiday(date(2020, 10, 1)) is None  # long past: nothing asks for it


def test_h5_a_log_waits_over_the_closed_days_for_the_first_shift_after_them() -> None:
    policy = with_public(ShiftsPolicy(public_holidays="closed"), KNOWN, EVE)
    midnight = datetime(2026, 10, 1, 0, 30, tzinfo=ZONE)
    night = slot_at(policy, ZONE, midnight)
    assert night is not None and night.business_date == EVE  # the eve's night runs out
    following = next_slot(policy, ZONE, midnight)
    assert following is not None and following.business_date == date(2026, 10, 3)


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A stand-in of the package with the two names that are read of it."""

    class Day(Enum):
        NATIONAL = "National Day"

        @property
        def chinese(self) -> str:
            return "国庆节"

    module, constants = ModuleType(reader.MODULE), ModuleType(f"{reader.MODULE}.constants")
    constants.Holiday, constants.holidays = Day, {date(2026, 10, 1): "National Day"}  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, reader.MODULE, module)
    monkeypatch.setitem(sys.modules, f"{reader.MODULE}.constants", constants)
    monkeypatch.setattr(reader, "find_spec", lambda name: module)
    monkeypatch.setattr(reader.metadata, "version", lambda name: "1.11.0")
    yield


@pytest.mark.usefixtures("package")
def test_the_package_is_read_where_it_is_installed() -> None:
    found = reader.public_holidays()
    assert found == PublicHolidays("chinesecalendar 1.11.0", KNOWN.days[1:2], date(2026, 12, 31))


def test_without_the_package_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "find_spec", lambda name: None)
    assert reader.public_holidays() == PublicHolidays()
    shifts = ShiftsPolicy(public_holidays="closed")
    assert with_public(shifts, PublicHolidays(), EVE) is shifts


def test_the_real_package_has_what_is_read_of_it() -> None:
    calendar = pytest.importorskip("chinese_calendar")
    found = reader.public_holidays()
    assert found.source.startswith("chinesecalendar ") and calendar.is_holiday(date(2026, 10, 1))
    assert (date(2026, 10, 1), Title(zh="国庆节", en="National Day")) in found.days

"""Attendance from the record, and what a returner missed (rules S5, S8)."""

from __future__ import annotations

from datetime import date

import pytest
from shop_floor import ActorMaker, begin, hand_in

from cs_console.adapters.clock import ManualClock
from cs_console.domain.presence import Presence
from cs_console.errors import BadInput
from cs_console.services.facade import Services


def test_s5_s8_a_returner_reads_what_was_handed_over_and_nobody_types_attendance(
    services: Services, clock: ManualClock, actor: ActorMaker
) -> None:
    who = begin(services, "张敏")
    hand_in(services, who)
    services.shifts.end(who)
    assert services.attendance.digest("李丽").since is None
    clock.advance(hours=6, minutes=48)
    night = begin(services, "李丽")
    services.handovers.note(night, "杭州仓爆仓，晚一天", section="exceptions")
    hand_in(services, night, "平稳")
    services.shifts.end(night, override_by=actor("王组长"))
    digest = services.attendance.digest("张敏")
    assert [(one.handover.author, [item.what for item in one.items]) for one in digest.logs] == [
        ("李丽", ["杭州仓爆仓，晚一天"])
    ]
    assert services.attendance.digest("李丽").logs == ()
    day = date(2026, 6, 14)
    rows = {row.agent: row for row in services.attendance.days(actor("王组长"), day, day)}
    assert rows["张敏"].presence is Presence.PRESENT and rows["张敏"].attendance is not None
    assert (rows["张敏"].attendance.late, rows["张敏"].attendance.early) == (132, 408)
    assert [row.agent for row in services.attendance.days(actor("李丽"), day, day)] == ["李丽"]  # one's own alone
    with pytest.raises(BadInput, match=r"attendance\.span"):
        services.attendance.days(actor("王组长"), day, date(2026, 6, 1))

"""Reply clocks over `sla.yaml` and `shifts.yaml` (rules Q1, S1, S2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.policy.shifts import Holiday, ShiftsPolicy
from cs_console.domain.policy.sla import SlaPolicy
from cs_console.domain.sla import ReplyClock, business_day_start, is_staffed, next_start, reply_clock
from cs_console.domain.vocabulary import Category, Channel, Priority

ZONE = ZoneInfo("Asia/Shanghai")
SHIFTS = ShiftsPolicy()


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def clock(since: datetime, *, category: Category = Category.PRESALE, priority: Priority = Priority.NORMAL,
          channel: Channel = Channel.CHAT, first: bool = True) -> ReplyClock:  # fmt: skip
    return reply_clock(
        SlaPolicy(), SHIFTS, ZONE, since, category=category, priority=priority, channel=channel, first=first
    )


def test_q1_chat_first_reply_30_and_180_seconds() -> None:
    found = clock(at(12))
    assert (found.target_at, found.due_at) == (at(12) + timedelta(seconds=30), at(12) + timedelta(seconds=180))
    assert not found.offline


def test_q1_complaint_first_contact_60_and_180_seconds() -> None:
    found = clock(at(12), category=Category.COMPLAINT)
    assert found.target_at - at(12) == timedelta(seconds=60)
    assert found.due_at - at(12) == timedelta(seconds=180)


def test_q1_mail_has_hours_and_the_next_reply_its_own_target() -> None:
    assert clock(at(12), channel=Channel.EMAIL).due_at == at(16)
    assert clock(at(12), first=False).target_at == at(12) + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (at(1), at(8, 45)),
        (at(3, 30), at(8, 45)),
        (at(8, 29), at(8, 45)),
    ],
)
def test_q1_offline_messages_are_owed_15_minutes_after_the_next_shift(received: datetime, due: datetime) -> None:
    found = clock(received)
    assert found.offline and found.due_at == due


@pytest.mark.parametrize(
    ("moment", "staffed"),
    [(at(8, 30), True), (at(17, 30), True), (at(0, 59), True), (at(1), False), (at(8, 29), False)],
)
def test_s1_who_is_there_by_the_plan(moment: datetime, staffed: bool) -> None:
    assert is_staffed(SHIFTS, ZONE, moment) is staffed


def test_an_unstaffed_holiday_is_offline_and_the_night_before_still_ends_at_one() -> None:
    closed = ShiftsPolicy(holidays=(Holiday(date=date(2026, 11, 20), name="春节", staffed=False),))
    assert is_staffed(closed, ZONE, at(0, 30))
    assert not is_staffed(closed, ZONE, at(12))
    assert next_start(closed, ZONE, at(12)) == at(8, 30, day=21)
    open_all_the_same = ShiftsPolicy(holidays=(Holiday(date=date(2026, 11, 20), name="国庆", staffed=True),))
    assert is_staffed(open_all_the_same, ZONE, at(12))


@pytest.mark.parametrize(("moment", "start"), [(at(8, 30), at(17, 30)), (at(12), at(17, 30)), (at(1), at(8, 30))])
def test_s1_the_next_shift_starts_after_the_moment(moment: datetime, start: datetime) -> None:
    assert next_start(SHIFTS, ZONE, moment) == start


def test_s2_without_shifts_a_business_day_is_a_calendar_day() -> None:
    assert business_day_start(ShiftsPolicy(shifts=()), ZONE, at(12)) == at(0)


@pytest.mark.parametrize(
    ("moment", "start"), [(at(12), at(8, 30)), (at(0, 30), at(8, 30, day=19)), (at(8, 30), at(8, 30))]
)
def test_s2_work_after_midnight_belongs_to_the_day_before(moment: datetime, start: datetime) -> None:
    assert business_day_start(SHIFTS, ZONE, moment) == start


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(ZONE)),
    st.sampled_from(Category), st.sampled_from(Priority), st.sampled_from(Channel), st.booleans(),
)  # fmt: skip
def test_q1_a_limit_lies_after_the_message_and_never_in_unstaffed_hours_when_offline(
    since: datetime, category: Category, priority: Priority, channel: Channel, first: bool
) -> None:
    found = clock(since, category=category, priority=priority, channel=channel, first=first)
    assert since < found.target_at <= found.due_at
    assert found.offline is not is_staffed(SHIFTS, ZONE, since)
    if found.offline:
        assert is_staffed(SHIFTS, ZONE, found.due_at)

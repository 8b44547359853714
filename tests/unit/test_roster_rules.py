"""Who works and who rests, and how an edit lands in the YAML (rules S5, E6)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cs_console.config.shifts_file import with_day, with_rotation, with_times
from cs_console.config.team_file import with_member
from cs_console.domain.policy.shifts import RosterDay, ShiftsPolicy
from cs_console.domain.policy.team import Member, TeamPolicy
from cs_console.domain.roster import REST, duty, how_it_was, plan, resting_turn
from cs_console.domain.vocabulary import Role
from cs_console.errors import BadInput

SHIPPED = Path(__file__).resolve().parents[2] / "policies"
SHIFTS = (SHIPPED / "shifts.yaml").read_bytes()
MONDAY = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("offset", "name"), [(0, "张敏"), (1, "李丽"), (2, "蔡蔡"), (3, None), (6, None), (7, "张敏"), (-6, "李丽")]
)
def test_s5_six_on_one_off_in_the_order_of_the_rotation(offset: int, name: str | None) -> None:
    day = date.fromordinal(MONDAY.toordinal() + offset)
    assert resting_turn(ShiftsPolicy(), day) == ((name,) if name else ())


@pytest.mark.parametrize(
    ("days", "rotation", "resting"),
    [
        ((5, 2), "甲乙丙", ["甲", "甲", "乙", "乙", "丙", "丙", "", "甲"]),
        ((1, 1), "甲乙丙", ["甲丙", "乙", "甲丙"]),
        ((6, 0), "甲乙丙", ["", ""]),
        ((6, 1), "", ["", ""]),
    ],
)
def test_s5_rest_days_come_round_for_everybody(days: tuple[int, int], rotation: str, resting: list[str]) -> None:
    work, rest = days
    policy = ShiftsPolicy(work_days=work, rest_days=rest, rotation=tuple(rotation))
    turns = [resting_turn(policy, date.fromordinal(MONDAY.toordinal() + offset)) for offset in range(len(resting))]
    assert ["".join(names) for names in turns] == resting


def test_s5_the_plan_leaves_out_the_warehouse_and_who_has_left() -> None:
    members = (
        Member(name="张敏"), Member(name="王组长", role=Role.LEAD, shift="day"),
        Member(name="仓库小周", role=Role.WAREHOUSE), Member(name="老陈", active=False),
    )  # fmt: skip
    found = plan(ShiftsPolicy(), TeamPolicy(members=members), MONDAY)
    assert [(member.name, key) for member, key in found] == [("张敏", REST), ("王组长", "day")]


@pytest.mark.parametrize(
    ("noted", "about", "was"),
    [
        ({"agent": "张敏", "before": {"shift": "day", "rest": None}}, "张敏", "shift day"),
        ({"day": "2026-11-11", "shift": "night", "before": ["张敏", "李丽"]}, "2026-11-11 night", "张敏 李丽"),
        ({"before": "08:30"}, "-", "08:30"), ({"agent": "", "before": None}, "-", "-"), ({"before": {}}, "-", "-"),
    ],
)  # fmt: skip
def test_e6_an_edit_of_the_roster_tells_what_stood_there(noted: dict[str, Any], about: str, was: str) -> None:
    assert how_it_was(noted) == {"about": about, "was": was}


def test_s5_what_decides_a_day() -> None:
    """The date's exception, then the fixed rest day, then the turn, then the fixed shift."""
    exception = RosterDay(date=MONDAY, working={"night": ("张敏",)}, resting=("李丽",))
    shifts = ShiftsPolicy(roster=(exception,))
    assert duty(shifts, Member(name="张敏", shift="day"), MONDAY) == "night"
    assert duty(shifts, Member(name="李丽", shift="day"), MONDAY) == REST
    assert duty(shifts, Member(name="王组长", shift="day", rest_weekday=1), MONDAY) == REST
    assert duty(ShiftsPolicy(), Member(name="张敏", shift="day", rest_weekday=3), MONDAY) == "day"
    assert duty(ShiftsPolicy(), Member(name="张敏", shift="day"), MONDAY) == REST
    assert duty(ShiftsPolicy(), Member(name="蔡蔡"), MONDAY) == ""


def entry(day: int, **facts: object) -> RosterDay:
    return RosterDay.model_validate({"date": date(2026, 11, day), **facts})


def test_e6_a_date_is_put_in_changed_and_taken_out_and_nothing_else_moves() -> None:
    once = with_day(SHIFTS, entry(11, working={"day": ["张敏", "O'Neil: x"]}, resting=["李丽"], note="双11"))
    line = '  - {date: 2026-11-11, working: {day: [张敏, "O\'Neil: x"]}, resting: [李丽], note: 双11}'
    assert set(once.decode().splitlines()) - set(SHIFTS.decode().splitlines()) == {"roster:", line}
    twice = with_day(with_day(once, entry(20, resting=["蔡蔡"])), entry(1, resting=["张敏"]))
    days = [row.strip()[9:19] for row in twice.decode().splitlines() if row.startswith("  - {date:")]
    assert days == ["2026-11-01", "2026-11-11", "2026-11-20"]
    changed = with_day(twice, entry(11, resting=["李丽"])).decode()
    assert "  - {date: 2026-11-11, resting: [李丽]}" in changed and changed.count("2026-11-11") == 2  # one in a comment
    back = with_day(with_day(with_day(twice, entry(11)), entry(1)), entry(20))
    assert back == SHIFTS


def test_e6_comments_between_the_dates_stay_where_they_stand() -> None:
    dates = """roster:
  # 大促
  - date: 2026-11-11
    resting: [李丽]  # 她请假
  # 年底
  - {date: 2026-12-31, resting: 张敏}"""
    text = SHIFTS.replace(b"roster: []", dates.encode())
    after = with_day(text, entry(20, resting=["蔡蔡"])).decode().splitlines()
    at = after.index("  - {date: 2026-11-20, resting: [蔡蔡]}")
    assert after[at - 1].endswith("# 她请假") and after[at + 1] == "  # 年底"


def test_e6_rotation_times_and_members_keep_the_rest_byte_by_byte() -> None:
    turned = with_rotation(SHIFTS, ["李丽", "张敏"])
    assert turned == SHIFTS.replace("rotation: [张敏, 李丽, 蔡蔡]".encode(), "rotation: [李丽, 张敏]".encode())
    timed = with_times(SHIFTS, "day", "09:00", "18:00")
    assert timed == SHIFTS.replace(b'start: "08:30", end: "17:30", s', b'start: "09:00", end: "18:00", s')
    team = (SHIPPED / "team.yaml").read_bytes()
    fixed = with_member(team, "李丽", {"shift": "night", "rest_weekday": 3})
    nicks = '["暖屋家居旗舰店:李丽"]'
    assert fixed == team.replace(f"{nicks}}}".encode(), f"{nicks}, shift: night, rest_weekday: 3}}".encode())


def test_e6_a_broken_file_and_a_list_in_brackets_are_refused() -> None:
    with pytest.raises(BadInput) as broken:
        with_rotation(b"shifts: [", ["x"])
    assert broken.value.code == "shifts.broken"
    bracketed = SHIFTS.replace(b"roster: []", "roster: [{date: 2026-11-11, resting: 李丽}]".encode())
    with pytest.raises(BadInput) as flow:
        with_day(bracketed, entry(12, resting=["张敏"]))
    assert flow.value.code == "shifts.flow_roster"

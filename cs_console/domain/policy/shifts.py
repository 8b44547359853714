"""`shifts.yaml`: when shifts run, who rests, what counts as early, late or tired (rules S1–S8)."""

from __future__ import annotations

from datetime import date, time
from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cs_console.domain.policy.base import (
    Clock,
    Count,
    Day,
    Label,
    PolicyModel,
    Positive,
    Switch,
    Text,
    Title,
    Words,
    first_repeated,
)


class ShiftDef(PolicyModel):
    """One shift of the day; an end at or before the start lies on the next day (rule S2)."""

    key: Text = Field(description="代号 · key, day or night")
    title: Label = Field(description="名称 · name")
    start: Clock = Field(description="开始 · start, HH:MM")
    end: Clock = Field(description="结束；不晚于开始即次日 · end, next day when not after the start")
    successor: str = Field(
        default="", description="同一天接班的班次，空为没有 · shift that takes over the same day (S3)"
    )

    @property
    def overnight(self) -> bool:
        """Whether it ends on the calendar day after its business date."""
        return self.end <= self.start


class RosterDay(PolicyModel):
    """An exception of the roster for one date: who works which shift, who rests (rule S5)."""

    date: Day = Field(description="日期 · date")
    working: dict[str, Words] = Field(default_factory=dict, description="班次 → 姓名 · shift key → names")
    resting: Words = Field(default=(), description="休息的人 · who rests")
    note: str = Field(default="", description="说明 · note")


class Holiday(PolicyModel):
    """A day on which the shop works otherwise."""

    date: Day = Field(description="日期 · date")
    name: Label = Field(description="名称 · name")
    staffed: Switch = Field(default=True, description="是否有人值班 · whether anybody is on duty")


class ShiftsPolicy(PolicyModel):
    """The working day; 01:00–08:30 is unstaffed because no shift covers it (rule S1)."""

    shifts: tuple[ShiftDef, ...] = Field(
        default=(
            ShiftDef(
                key="day",
                title=Title(zh="白班", en="Day"),
                start=time(8, 30),
                end=time(17, 30),
                successor="night",
            ),
            ShiftDef(key="night", title=Title(zh="晚班", en="Night"), start=time(17, 30), end=time(1, 0)),
        ),
        description="班次，按开始时间排 · shifts in order of start (S1)",
    )
    early_start_minutes: Count = Field(default=60, description="最早提前几分钟上班 · earliest start before the shift")
    late_after_minutes: Count = Field(default=0, description="过几分钟算迟到 · late after minutes (S8)")
    early_leave_minutes: Count = Field(default=0, description="早走几分钟以上算早退 · leaving early by more (S8)")
    overtime_after_minutes: Count = Field(default=15, description="超过几分钟算加班 · overtime after minutes (S8)")
    break_after_minutes: Positive = Field(
        default=120, description="连续多久没休息就提醒，轻声一次 · remind of a break after minutes (S6)"
    )
    end_reminder_minutes: Count = Field(default=30, description="下班前几分钟提醒写交接 · remind of the handover (H1)")
    extension_minutes: Positive = Field(
        default=30, description="有买家在等时一次顺延多久 · one extension while buyers wait (S3)"
    )
    work_days: Positive = Field(default=6, description="连上几天 · days on (S5)")
    rest_days: Count = Field(default=1, description="休几天 · days off (S5)")
    rotation_start: Day = Field(
        default=date(2026, 1, 5), description="轮休从哪天起算（周一）· first day of the rotation (S5)"
    )
    rotation: Words = Field(
        default=("张敏", "李丽", "蔡蔡"), description="轮休次序，组长调整 · order in which members rest (S5)"
    )
    roster: tuple[RosterDay, ...] = Field(default=(), description="个别日期的排班 · exceptions by date (S5, E6)")
    public_holidays: Literal["staffed", "closed", "off"] = Field(
        default="staffed",
        description="法定节假日（装了 chinesecalendar 才有）：staffed 标出来照常值班，closed 放假没人值班，off 不用 · "
        "public holidays, known where chinesecalendar is installed: named, closed, or not used",
    )
    holidays: tuple[Holiday, ...] = Field(
        default=(), description="本店自己定的节假日，优先于法定的 · the shop's own holidays, above public ones"
    )

    @model_validator(mode="after")
    def _keys_are_known(self) -> ShiftsPolicy:
        keys = [shift.key for shift in self.shifts]
        if len(keys) != len(set(keys)):
            raise PydanticCustomError(
                "duplicate_shift", "shift keys that are unique: {name}", {"name": first_repeated(keys)}
            )
        for shift in self.shifts:
            if shift.successor and shift.successor not in keys:
                raise PydanticCustomError("unknown_shift", "a shift key: {name}", {"name": shift.successor})
        return self

    def shift(self, key: str) -> ShiftDef | None:
        """The shift with that key."""
        return next((shift for shift in self.shifts if shift.key == key), None)

    def exception_for(self, day: date) -> RosterDay | None:
        """The roster's exception for a date, if there is one (rule S5)."""
        return next((entry for entry in self.roster if entry.date == day), None)

    def holiday(self, day: date) -> Holiday | None:
        """The holiday on a date, if there is one."""
        return next((entry for entry in self.holidays if entry.date == day), None)

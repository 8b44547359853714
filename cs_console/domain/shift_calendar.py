"""Which business date and which shift a moment belongs to, many moments at a time (rules S1, S2, Q1)."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cs_console.domain.entities import Shift
from cs_console.domain.policy.shifts import ShiftsPolicy
from cs_console.domain.policy.sla import Limits, SlaPolicy
from cs_console.domain.registers import DayOf, business_days
from cs_console.domain.shifts import Slot, slots_around
from cs_console.domain.sla import ReplyClock
from cs_console.domain.vocabulary import Category, Channel, Priority

_AHEAD = 15
"""How many days on the next staffed shift is looked for, as `domain.sla` does."""


@dataclass(frozen=True, slots=True)
class ShiftCalendar:
    """The planned shifts over a stretch of days, with the recorded ones laid over them.

    A moment belongs to the business date of the planned shift that covers it, else of the recorded shift that
    was extended over it, else to its calendar date (rule S2). Its shift is the one the agent worked then, else
    the planned one; what comes in unstaffed hours is the next shift's.
    """

    sla: SlaPolicy
    slots: tuple[Slot, ...]
    recorded: dict[str, tuple[Shift, ...]]
    day: DayOf
    _starts: tuple[datetime, ...] = ()
    _until: tuple[datetime, ...] = ()
    _limits: dict[tuple[Category, Priority, Channel], Limits] = field(default_factory=dict)
    _soonest: dict[tuple[Category, Priority, Channel, bool], timedelta] = field(default_factory=dict)

    @classmethod
    def over(
        cls, shifts: ShiftsPolicy, sla: SlaPolicy, zone: ZoneInfo, start: datetime, end: datetime,
        recorded: Iterable[Shift] = (),
    ) -> ShiftCalendar:  # fmt: skip
        """The calendar from `start` to `end`, the next shift after it included."""
        recorded = tuple(recorded)
        slots = tuple(slots_around(shifts, zone, start, days=max((end - start).days, 0) + 1 + _AHEAD))
        until: list[datetime] = []
        for slot in slots:
            until.append(max(slot.end, until[-1]) if until else slot.end)
        by_agent: dict[str, list[Shift]] = defaultdict(list)
        for shift in recorded:
            by_agent[shift.agent].append(shift)
        return cls(
            sla, slots, {agent: tuple(found) for agent, found in by_agent.items()},
            business_days(shifts, zone, recorded), tuple(slot.start for slot in slots), tuple(until),
        )  # fmt: skip

    def staffed(self, moment: datetime) -> bool:
        """Whether a shift covers the moment by the plan (rule S1)."""
        at = bisect_right(self._starts, moment) - 1
        return at >= 0 and moment < self._until[at]

    def answerable(self, moment: datetime) -> datetime:
        """When the clock of a message begins: when it came, or when the next shift starts (rule Q1)."""
        if self.staffed(moment):
            return moment
        following = self._next(moment)
        return following.start if following is not None else moment

    def shift(self, moment: datetime, agent: str = "") -> str:
        """The key of the shift that a moment belongs to, "" where no shift is planned within two weeks."""
        for worked in self.recorded.get(agent, ()):
            begun, ended = worked.started_at, worked.ended_at or worked.extended_until or worked.planned_end
            if begun is not None and begun <= moment < ended:
                return worked.key
        covering = next((slot for slot in self._around(moment) if slot.start <= moment < slot.end), None)
        found = covering or self._next(moment)
        return found.key if found is not None else ""

    def clock(
        self, since: datetime, category: Category, priority: Priority, channel: Channel, *, first: bool
    ) -> ReplyClock:
        """When a reply to a message of `since` is owed: the same as `domain.sla.reply_clock` (rule Q1)."""
        following = None if self.staffed(since) else self._next(since)
        if following is not None:
            due = following.start + timedelta(minutes=self.sla.offline_minutes)
            return ReplyClock(due, due, offline=True)
        limits = self.limits(category, priority, channel)
        target, limit = (limits.first_target, limits.first_limit) if first else (limits.next_target, limits.next_limit)
        return ReplyClock(since + timedelta(seconds=target), since + timedelta(seconds=limit), offline=False)

    def limits(self, category: Category, priority: Priority, channel: Channel) -> Limits:
        """The limits of such an inquiry, looked up once."""
        key = (category, priority, channel)
        found = self._limits.get(key)
        if found is None:
            found = self._limits[key] = self.sla.limits(category, priority, channel)
        return found

    def soonest(self, category: Category, priority: Priority, channel: Channel, *, first: bool) -> timedelta:
        """How long after any message its reply is owed at the earliest: an answer that came sooner was in time."""
        key = (category, priority, channel, first)
        found = self._soonest.get(key)
        if found is None:
            limits = self.limits(category, priority, channel)
            limit = limits.first_limit if first else limits.next_limit
            found = self._soonest[key] = timedelta(seconds=min(limit, 60 * self.sla.offline_minutes))
        return found

    def _next(self, moment: datetime) -> Slot | None:
        """The first shift that starts after the moment, within two weeks."""
        at = bisect_right(self._starts, moment)
        found = self.slots[at] if at < len(self.slots) else None
        return found if found is not None and found.start - moment <= timedelta(days=_AHEAD) else None

    def _around(self, moment: datetime) -> tuple[Slot, ...]:
        """The few shifts that can cover the moment, in order of start."""
        at = bisect_right(self._starts, moment)
        return self.slots[max(0, at - 4) : at]


def days_between(start: date, end: date) -> list[date]:
    """All dates from `start` to `end`, both included."""
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]

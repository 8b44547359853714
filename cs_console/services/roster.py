"""Roster, rest days and shift times, read for a week and edited by a lead; the YAML is where they live (S5, E6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cs_console.domain.entities import Actor
from cs_console.domain.policy.shifts import RosterDay
from cs_console.domain.policy.team import Member
from cs_console.domain.roster import REST, duty, plan
from cs_console.errors import BadInput, NotFound
from cs_console.i18n import language, listed, t
from cs_console.services.context import ServiceContext
from cs_console.services.ports.roster import RosterPort
from cs_console.services.roles import Permission, require
from cs_console.services.rules_history import RulesHistoryService

KIND = "Roster"


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One date: what the roster gives each, and whether the date has an exception of its own."""

    day: date
    duties: tuple[tuple[str, str], ...]
    excepted: frozenset[str]
    holiday: str
    staffed: bool

    def of(self, name: str) -> str:
        """A member's shift key, `REST`, or ""."""
        return dict(self.duties).get(name, "")


class RosterService:
    """Everybody reads the roster; leads change it, each change is an event (rule K5)."""

    def __init__(self, context: ServiceContext, port: RosterPort, rules: RulesHistoryService) -> None:
        self._context = context
        self._port = port
        self._rules = rules

    # -- reading ---------------------------------------------------------------------------

    def days(self, start: date, count: int = 7) -> tuple[PlannedDay, ...]:
        """What the roster gives from a date on."""
        return tuple(self._day(start + timedelta(days=at)) for at in range(count))

    def holidays(self) -> str:
        """In words: which days off are used, the policy's own and a calendar's, and until when that one knows them."""
        shifts, known = self._context.policies().shifts, self._port.public_holidays()
        if shifts.public_holidays == "off":
            return t("roster.holidays.off")
        if not known.source:
            return t("roster.holidays.absent")
        until = known.known_until.isoformat() if known.known_until else "-"
        return t(f"roster.holidays.{shifts.public_holidays}", source=known.source, until=until)

    def _day(self, day: date) -> PlannedDay:
        policies = self._context.policies()
        shifts, exception, holiday = policies.shifts, policies.shifts.exception_for(day), policies.shifts.holiday(day)
        named: list[str] = [*exception.resting] if exception else []
        for names in exception.working.values() if exception else ():
            named += names
        return PlannedDay(
            day,
            tuple((member.name, key) for member, key in plan(shifts, policies.team, day)),
            frozenset(named),
            holiday.name.text(language()) if holiday else "",
            holiday.staffed if holiday else True,
        )

    # -- changing --------------------------------------------------------------------------

    def assign(self, actor: Actor, day: date, name: str, key: str) -> PlannedDay:
        """Give a member a shift or the rest day (`REST`) on one date; "" goes back to the rotation."""
        require(actor, Permission.EDIT_ROSTER)
        member = self._member(name)
        self._known(key, also=(REST, ""))
        before = duty(self._context.policies().shifts, member, day)
        kept = self._context.policies().shifts.exception_for(day) or RosterDay(date=day)
        working = {one: tuple(who for who in names if who != member.name) for one, names in kept.working.items()}
        resting = tuple(who for who in kept.resting if who != member.name)
        if key == REST:
            resting = (*resting, member.name)
        elif key:
            working[key] = (*working.get(key, ()), member.name)
        working = {one: names for one, names in working.items() if names}
        with self._rules.edited_by(actor):
            self._port.save_day(RosterDay(date=day, working=working, resting=resting, note=kept.note))
        self._note(actor, "day", day=day.isoformat(), agent=member.name, before=before, after=key)
        return self._day(day)

    def rotate(self, actor: Actor, names: Sequence[str]) -> tuple[str, ...]:
        """Set the order in which members rest: six on, one off (rule S5)."""
        require(actor, Permission.EDIT_ROSTER)
        found = tuple(dict.fromkeys(self._member(name).name for name in names))
        before = self._context.policies().shifts.rotation
        with self._rules.edited_by(actor):
            self._port.save_rotation(found)
        self._note(actor, "rotation", before=list(before), after=list(found))
        return found

    def change_times(self, actor: Actor, key: str, start: str, end: str) -> None:
        """Set a shift's start and end (``HH:MM``); an end not after the start lies on the next day."""
        require(actor, Permission.EDIT_ROSTER)
        self._known(key)
        times = [_clock(start), _clock(end)]
        definition = self._context.policies().shifts.shift(key)
        assert definition is not None
        before = [f"{definition.start:%H:%M}", f"{definition.end:%H:%M}"]
        with self._rules.edited_by(actor):
            self._port.save_times(key, *times)
        self._note(actor, "times", shift=key, before=before, after=times)

    def change_member(
        self, actor: Actor, name: str, *, shift: str | None = None, rest_weekday: int | None = None
    ) -> None:
        """Set a member's fixed shift ("" rotates) and fixed rest day (0 rotates); None leaves it."""
        require(actor, Permission.EDIT_ROSTER)
        member = self._member(name)
        fields: dict[str, object] = {}
        if shift is not None:
            self._known(shift, also=("",))
            fields["shift"] = shift or None
        if rest_weekday is not None:
            if not 0 <= rest_weekday <= 7:
                raise BadInput("roster.weekday", day=rest_weekday)
            fields["rest_weekday"] = rest_weekday or None
        with self._rules.edited_by(actor):
            self._port.save_member(member.name, fields)
        before = {"shift": member.shift, "rest_weekday": member.rest_weekday}
        self._note(actor, "member", agent=member.name, before={key: before[key] for key in fields}, after=fields)

    # -- inside ----------------------------------------------------------------------------

    def _member(self, name: str) -> Member:
        team = self._context.policies().team
        member = team.member(name.strip())
        if member is None or not member.active:
            raise NotFound("agent.unknown", name=name, known=listed(one.name for one in team.members if one.active))
        return member

    def _known(self, key: str, also: Sequence[str] = ()) -> None:
        shifts = self._context.policies().shifts.shifts
        if key not in also and key not in (one.key for one in shifts):
            raise NotFound(
                "roster.shift", key=key, known=", ".join([*(one.key for one in shifts), *filter(None, also)])
            )

    def _note(self, actor: Actor, what: str, **facts: object) -> None:
        with self._context.uow.write(actor, f"roster.{what}") as uow:
            uow.note(KIND, 0, what=what, **facts)


def _clock(text: str) -> str:
    try:
        return datetime.strptime(text.strip().replace("：", ":"), "%H:%M").strftime("%H:%M")
    except ValueError as error:
        raise BadInput("roster.time", text=text) from error

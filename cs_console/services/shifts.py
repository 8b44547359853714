"""A shift's life: start over an accepted handover, breaks, end or extension (rules S1–S8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cs_console.domain.entities import Actor, Break, Handover, Shift
from cs_console.domain.handover import HandoverView
from cs_console.domain.shifts import (
    Attendance,
    Slot,
    attendance,
    next_slot,
    rostered_key,
    slot_at,
    slot_to_start,
    unrested_minutes,
)
from cs_console.domain.vocabulary import HandoverState, ShiftState
from cs_console.errors import NotFound, Refused
from cs_console.i18n import language, t
from cs_console.services.context import ServiceContext
from cs_console.services.duty import gone, others_on_duty
from cs_console.services.handover_queries import Queries, queries_of
from cs_console.services.handover_seal import seal
from cs_console.services.handovers import HandoverService
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, require
from cs_console.services.seats import new_token
from cs_console.text.clean import clean


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that still stops the end of a shift; `code` is a catalogue code."""

    code: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Opening:
    """What a starting shift finds (rule S4): the log to accept, offline messages, orders to check.

    `seat_token` stands for the PIN of a seat that has one until the shift ends; it is shown this once.
    """

    shift: Shift
    incoming: HandoverView | None
    offline: int
    unpaid: int
    paid: int
    seat_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ShiftStatus:
    """Where the actor's shift stands now; `slot` is the planned one by the clock."""

    shift: Shift | None
    slot: Slot | None
    breaks: tuple[Break, ...]
    attendance: Attendance | None
    unrested: int
    tired: bool
    waiting: int
    on_duty: tuple[str, ...]
    blockers: tuple[Blocker, ...]
    incoming: HandoverView | None
    queries: Queries


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt to end came out: ended, or extended because buyers wait (rule S3)."""

    shift: Shift
    ended: bool
    waiting: int


class ShiftService:
    """Starting, resting and ending, each as one journaled act."""

    def __init__(self, context: ServiceContext, handovers: HandoverService) -> None:
        self._context = context
        self._handovers = handovers

    def start(self, actor: Actor, key: str = "") -> Opening:
        """Take the seat for the shift that `key`, the roster or the clock names.

        With a handed-in log open the shift stays *opening* until every item is decided (S4, H5).
        Raises `Refused` when a shift of this agent already runs or no shift fits the clock.
        """
        slot = self._slot(actor, key)
        member = self._context.policies().team.member(actor.agent)
        token, digest = new_token(member.pin_hash) if member is not None and member.pin_hash else ("", "")
        with self._context.uow.write(actor, "shift.start") as uow:
            running = uow.shifts.running_of(actor.agent)
            if running is not None:
                raise Refused("shift.running", agent=actor.agent, since=running.started_at)
            incoming = self._handovers.incoming_in(uow, actor)
            shift = uow.add(
                Shift(
                    key=slot.key, business_date=slot.business_date, agent=actor.agent,
                    state=ShiftState.OPENING if incoming else ShiftState.RUNNING,
                    planned_start=slot.start, planned_end=slot.end, started_at=uow.now,
                    handover_in=incoming.handover.id if incoming else 0, seat_hash=digest,
                )
            )  # fmt: skip
            if not uow.handovers.recent(1):
                _first_log(uow, shift)
            orders = uow.shifts.orders_by_status()
            return Opening(
                shift, incoming, uow.shifts.offline_waiting(), orders.get("unpaid", 0), orders.get("paid", 0), token
            )

    def pause(self, actor: Actor) -> Shift:
        """Begin a break (rule S6)."""
        with self._context.uow.write(actor, "shift.break") as uow:
            shift = self._own(uow, actor)
            if shift.state is not ShiftState.RUNNING:
                raise Refused("shift.not_running", state=shift.state)
            uow.add(Break(shift_id=shift.id, started_at=uow.now))
            return uow.change(shift, state=ShiftState.BREAK)

    def resume(self, actor: Actor) -> Shift:
        """End the break."""
        with self._context.uow.write(actor, "shift.resume") as uow:
            shift = self._own(uow, actor)
            if shift.state is not ShiftState.BREAK:
                raise Refused("shift.not_on_break")
            for one in uow.shifts.breaks(shift.id):
                if one.ended_at is None:
                    uow.change(one, ended_at=max(uow.now, one.started_at))
            return uow.change(shift, state=ShiftState.RUNNING)

    def end(self, actor: Actor, *, reason: str = "", override_by: Actor | None = None) -> Ending:
        """End the shift, or extend it and record why while buyers wait and nobody takes over (rule S3).

        `override_by` is a lead who lets it end all the same, visibly. Raises `Refused` while an
        incoming log is undecided, the own log is not handed in, or something came up since.
        """
        with self._context.uow.write(actor, "shift.end") as uow:
            shift = self._own(uow, actor)
            if shift.state is ShiftState.OPENING:
                raise Refused("shift.opening")
            waiting = uow.shifts.waiting(actor.agent)
            successors = self._successors(uow, actor)
            if waiting and not successors and override_by is None:
                return Ending(self._extend(uow, shift, reason, waiting), False, waiting)
            if override_by is not None:
                require(override_by, Permission.OVERRIDE_END)
            self._require_handed_in(uow, shift)
            self._handovers.leave(uow, shift)
            for one in uow.shifts.breaks(shift.id):
                if one.ended_at is None:
                    uow.change(one, ended_at=max(uow.now, one.started_at))
            ended = uow.change(
                shift, state=ShiftState.ENDED, ended_at=max(uow.now, shift.started_at or uow.now),
                overridden_by=override_by.agent if override_by else "",
                extended_reason=_reasons(shift.extended_reason, clean(reason).strip()),
            )  # fmt: skip
            return Ending(ended, True, waiting)

    def status(self, actor: Actor) -> ShiftStatus:
        """Everything the status line and the end dialog show."""
        incoming = self._handovers.incoming(actor)
        with self._context.uow.read() as uow:
            policies = self._context.policies()
            shift = uow.shifts.running_of(actor.agent)
            breaks = tuple(uow.shifts.breaks(shift.id)) if shift else ()
            unrested = unrested_minutes(shift, breaks, uow.now) if shift else 0
            return ShiftStatus(
                shift=shift,
                slot=slot_at(policies.shifts, self._context.zone, uow.now),
                breaks=breaks,
                attendance=attendance(policies.shifts, shift, breaks, uow.now) if shift else None,
                unrested=unrested,
                tired=unrested >= policies.shifts.break_after_minutes,
                waiting=uow.shifts.waiting(actor.agent),
                on_duty=tuple(one.agent for one in uow.shifts.running() if not gone(uow, one)),
                blockers=self._blockers(uow, actor, shift),
                incoming=incoming,
                queries=queries_of(uow, actor),
            )

    def _blockers(self, uow: UnitOfWork, actor: Actor, shift: Shift | None) -> tuple[Blocker, ...]:
        if shift is None:
            return ()
        found = []
        if shift.state is ShiftState.OPENING:
            found.append(Blocker("blocker.incoming"))
        waiting = uow.shifts.waiting(actor.agent)
        if waiting and not self._successors(uow, actor):
            found.append(Blocker("blocker.waiting", waiting))
        more = self._handovers.not_handed_in(uow, shift)
        if not shift.handover_out:
            found.append(Blocker("blocker.handover"))
        elif more:
            found.append(Blocker("blocker.more_open", more))
        return tuple(found)

    def _slot(self, actor: Actor, key: str) -> Slot:
        """The slot to start in: the shift named, else the roster's for this agent where it fits, else the clock's."""
        policies, zone, now = self._context.policies(), self._context.zone, self._context.now()
        member = policies.team.member(actor.agent)
        rostered = rostered_key(policies.shifts, zone, now, actor.agent, member.shift if member else "")
        found = slot_at(policies.shifts, zone, now, key or rostered) if key or rostered else None
        found = found or (None if key else slot_to_start(policies.shifts, zone, now))
        if found is not None:
            return found
        known = ", ".join(one.key for one in policies.shifts.shifts)
        if key and policies.shifts.shift(key) is None:
            raise NotFound("roster.shift", key=key, known=known)
        following = next_slot(policies.shifts, zone, now, key)
        if following is None:
            raise Refused("shift.no_slot_soon", known=known)
        early = timedelta(minutes=policies.shifts.early_start_minutes)
        title = policies.shifts.shift(following.key)
        raise Refused(
            "shift.no_slot", shift=title.title.text(language()) if title else following.key,
            at=(following.start - early).astimezone(zone), known=known,
        )  # fmt: skip

    def _successors(self, uow: UnitOfWork, actor: Actor) -> list[Shift]:
        return others_on_duty(uow, self._context.policies().team, actor.agent)

    def _own(self, uow: UnitOfWork, actor: Actor) -> Shift:
        shift = uow.shifts.running_of(actor.agent)
        if shift is None:
            raise Refused("shift.none", agent=actor.agent)
        return shift

    def _extend(self, uow: UnitOfWork, shift: Shift, reason: str, waiting: int) -> Shift:
        step = timedelta(minutes=self._context.policies().shifts.extension_minutes)
        if shift.extended_until is not None and uow.now < shift.extended_until and not clean(reason).strip():
            return shift
        until: datetime = max(uow.now, shift.planned_end) + step
        why = clean(reason).strip() or t("shift.extended_because", n=waiting)
        return uow.change(shift, extended_until=until, extended_reason=why)

    def _require_handed_in(self, uow: UnitOfWork, shift: Shift) -> None:
        handed_in = uow.get(Handover, shift.handover_out) if shift.handover_out else None
        if handed_in is None or handed_in.state is HandoverState.DRAFT:
            raise Refused("shift.no_handover")
        if more := self._handovers.not_handed_in(uow, shift):
            raise Refused("shift.more_open", count=more)


def _reasons(*reasons: str) -> str:
    """Why a shift was extended, and why a lead let it end: neither hides the other (rule S3)."""
    return "；".join(dict.fromkeys(one for one in reasons if one))


def _first_log(uow: UnitOfWork, shift: Shift) -> None:
    """The very first shift has no predecessor: an empty sealed log without author begins the chain (rule H7)."""
    log = Handover(
        shift_id=shift.id, shift_key=shift.key, business_date=shift.business_date, author="", submitted_at=uow.now
    )  # fmt: skip
    seal(uow, uow.add(log), [])

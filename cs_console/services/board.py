"""The live board of the lead's desk, and what its charts draw (rules S8, K1, H8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time

from cs_console.domain.board import AgentLine, Board, Load
from cs_console.domain.entities import Actor, Case, Promise, Shift
from cs_console.domain.gaps import LeadQuestion, QuestionState
from cs_console.domain.policy.team import Member
from cs_console.domain.price_changes import PriceState
from cs_console.domain.roster import REST, duty
from cs_console.domain.shifts import attendance, business_date, slot_at, unrested_minutes
from cs_console.domain.vocabulary import CaseState, PromiseState, Role
from cs_console.domain.worklist import QueueFilter
from cs_console.services.context import ServiceContext
from cs_console.services.duty import gone, last_seen
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, require

WAITING_ROWS = 200
"""How many waiting buyers the board carries along for a look behind its figures."""


class BoardService:
    """What the lead's desk shows first and ``cs-console lead board`` prints."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def live(self, actor: Actor) -> Board:
        """Who is on, who waits, what is late; for leads."""
        require(actor, Permission.LEAD_DESK)
        with self._context.uow.read() as uow:
            now = uow.now
            today = datetime.combine(now.astimezone(self._context.zone).date(), time(0), self._context.zone)
            loads = {one.owner: one for one in uow.board.loads(now)}
            longest = uow.board.longest_waiting()
            promises = tuple(uow.orders.promises(states=(PromiseState.OPEN,), due_by=now))
            cases = tuple(uow.aftersales.cases(states=(CaseState.OPEN,), due_by=now))
            return Board(
                at=now,
                counts=uow.queue.counts(now, today),
                oldest=uow.queue.row(longest) if longest else None,
                waiting=tuple(uow.queue.page(QueueFilter(waiting_only=True), now, WAITING_ROWS)),
                nobody=loads.get("", Load("")),
                promises=promises,
                cases=cases,
                approvals=_approvals(uow, now),
                undecided=len(uow.handovers.undecided()),
                agents=self._agents(uow, loads, promises, cases, uow.board.closed_by(today)),
            )

    def _agents(
        self, uow: UnitOfWork, loads: Mapping[str, Load], promises: Sequence[Promise], cases: Sequence[Case],
        closed: Mapping[str, int],
    ) -> tuple[AgentLine, ...]:  # fmt: skip
        """Everybody who takes shifts or holds something, those on duty first."""
        policies = self._context.policies()
        running = {shift.agent: shift for shift in uow.shifts.running()}
        owed = Counter(one.owner or one.agent for one in promises)
        late = Counter(one.owner for one in cases)
        known = {one.name: one for one in policies.team.members if one.active and one.role is not Role.WAREHOUSE}
        strangers = [name for name in (*running, *loads) if name and name not in known]
        lines = []
        for name in dict.fromkeys([*known, *strangers]):
            member, shift = known.get(name) or policies.team.member(name), running.get(name)
            breaks = tuple(uow.shifts.breaks(shift.id)) if shift is not None else ()
            unrested = unrested_minutes(shift, breaks, uow.now) if shift is not None else 0
            expected, missing = self._missing(uow, member, uow.now) if shift is None and member else ("", 0)
            lines.append(AgentLine(
                name=name, role=str(member.role) if member else "", team=member.team if member else "", shift=shift,
                attendance=attendance(policies.shifts, shift, breaks, uow.now) if shift is not None else None,
                unrested=unrested, tired=unrested >= policies.shifts.break_after_minutes,
                load=loads.get(name, Load(name)), promises=owed[name], cases=late[name],
                closed_today=closed.get(name, 0), expected=expected, missing_minutes=missing,
                silent_since=last_seen(uow, shift) if shift is not None and gone(uow, shift) else None,
            ))  # fmt: skip
        return tuple(sorted(lines, key=lambda one: (one.shift is None, not one.load.open)))

    def _missing(self, uow: UnitOfWork, member: Member, now: datetime) -> tuple[str, int]:
        """The rostered shift that runs now without its agent, and since how many minutes (rule S8)."""
        policies, zone = self._context.policies(), self._context.zone
        key = duty(policies.shifts, member, business_date(policies.shifts, zone, now))
        slot = slot_at(policies.shifts, zone, now, key) if key not in ("", REST) else None
        if slot is None or now < slot.start or uow.find(Shift, agent=member.name, key=key, planned_start=slot.start):
            return "", 0
        return key, int((now - slot.start).total_seconds() // 60)


def _approvals(uow: UnitOfWork, now: datetime) -> int:
    """How many questions and special prices wait for a lead's word."""
    prices = [one for one in uow.goods.applications(states=(PriceState.OPEN,)) if one.state_at(now) is PriceState.OPEN]
    return len(prices) + len(uow.find(LeadQuestion, state=QuestionState.OPEN.value))

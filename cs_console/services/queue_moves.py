"""Moving inquiries through their fixed flow; every move is checked here, for all callers (rule Q2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cs_console.domain.entities import Actor, Inquiry, Message
from cs_console.domain.inquiries import LEADS_MOVE, MOVES, Move, after, lease_end, longest_lease, refuse_far, why_not
from cs_console.domain.routing import BY_AGENT
from cs_console.domain.sla import ReplyClock, reply_clock
from cs_console.domain.vocabulary import Category, InquiryState, MessageRole, Priority
from cs_console.errors import Conflict, NotFound, Refused
from cs_console.i18n import listed
from cs_console.services.context import ServiceContext
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, may, require
from cs_console.text.clean import clean

SYSTEM = Actor("system", role="system")
"""Who acts when a clock does."""

_TRIES = 8
"""How often `next` looks again after another agent was faster; on SQLite once is enough."""

CLOSED_CLOCK: dict[str, Any] = {"unanswered_since": None, "target_at": None, "due_at": None}
"""Nothing is owed."""


class QueueMoves:
    """The moves of rule Q2 as use cases, each one act."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    # -- taking and giving back ------------------------------------------------------------

    def claim(self, actor: Actor, inquiry_id: int) -> Inquiry:
        """Take an inquiry, exclusively (rule Q5); taking one's own again renews its lease.

        Raises `Refused` ``inquiry.claimed`` naming who has it and since when.
        """
        require(actor, Permission.TALK)
        try:
            with self._context.uow.write(actor, "inquiry.claim") as uow:
                return self._claim(uow, uow.require(Inquiry, inquiry_id))
        except Conflict as conflict:
            with self._context.uow.read() as uow:
                inquiry = uow.require(Inquiry, inquiry_id)
            refusal = why_not(Move.CLAIM, inquiry, actor.agent, self._context.now())
            if refusal is None:
                raise
            raise refusal from conflict

    def next(self, actor: Actor, *, skip: int | None = None, reason: str = "") -> Inquiry:
        """Take the next inquiry in the order of work (rule Q4); passing one over needs a reason.

        Raises `NotFound` ``queue.empty`` when there is nothing to take.
        """
        require(actor, Permission.TALK)
        reason = clean(reason).strip()
        if skip is not None and not reason:
            raise Refused("queue.skip_reason", id=skip)
        for _ in range(_TRIES):
            try:
                with self._context.uow.write(actor, "inquiry.next") as uow:
                    found = uow.queue.candidates(actor.agent, uow.now, skip or 0, 1)
                    if not found:
                        raise NotFound("queue.empty")
                    claimed = self._claim(uow, uow.require(Inquiry, found[0]))
                    if skip is not None:
                        uow.note("Inquiry", skip, skipped_for=claimed.id, reason=reason)
                    return claimed
            except Conflict:
                continue  # somebody was faster: look again
        raise Refused("queue.contended")

    def release(self, actor: Actor, inquiry_id: int) -> Inquiry:
        """Give one's inquiry back to the queue; a lead may give back anybody's."""
        with self._context.uow.write(actor, "inquiry.release") as uow:
            inquiry = self._allowed(uow, Move.RELEASE, inquiry_id)
            return uow.change(inquiry, state=moved(Move.RELEASE, inquiry), **_unheld())

    def renew(self, actor: Actor, ids: Sequence[int] = ()) -> tuple[int, ...]:
        """Keep this console's claims alive (rule Q5); gives the `ids` that it lost meanwhile.

        Without `ids` every claim of the console is renewed. No event: it only says that a console lives.
        """
        if not actor.console:
            return tuple(ids)
        with self._context.uow.write(actor, "inquiry.renew") as uow:
            until = lease_end(self._context.policies().sla, actor.console, uow.now)
            held = uow.queue.held_by(actor.console)
            for inquiry_id in held:
                uow.touch_lease(inquiry_id, actor.console, until)
        return tuple(one for one in ids if one not in held)

    def expire(self, now: datetime | None = None) -> tuple[int, ...]:
        """Return what dead consoles held to the queue (rule Q5); gives the ids.

        A claim made while a clock was a day ahead would else be held for a day.
        """
        moment = now or self._context.now()
        longest = longest_lease(self._context.policies().sla, moment)
        with self._context.uow.read() as uow:
            if not uow.queue.lapsed(moment, longest):
                return ()
        with self._context.uow.write(SYSTEM, "queue.expire") as uow:
            returned = [one for one in uow.queue.lapsed(moment, longest) if one.state in MOVES[Move.EXPIRE]]
            for inquiry in returned:
                uow.change(inquiry, state=moved(Move.EXPIRE, inquiry), **_unheld())
            return tuple(one.id for one in returned)

    # -- passing on, putting off -----------------------------------------------------------

    def transfer(self, actor: Actor, inquiry_id: int, to: str, reason: str, known: str, ask: str) -> Inquiry:
        """Pass an inquiry to a colleague or a team with reason, what is known, what is asked (rule Q6).

        One's own, or as a lead anybody's.
        """
        parts = {"reason": reason, "known": known, "ask": ask}
        parts = {name: clean(text).strip() for name, text in parts.items()}
        for name, text in parts.items():
            if not text:
                raise Refused("inquiry.transfer_incomplete", missing=name)
        owner, team = self._recipient(to)
        if owner == actor.agent:
            raise Refused("inquiry.transfer_self", id=inquiry_id)
        policy = self._context.policies().sla
        with self._context.uow.write(actor, "inquiry.transfer") as uow:
            inquiry = self._allowed(uow, Move.TRANSFER, inquiry_id)
            note = f"{parts['reason']} | {parts['known']} | {parts['ask']}"
            changed = uow.change(
                inquiry, state=moved(Move.TRANSFER, inquiry), owner=owner, team=team,
                transfer_from=actor.agent, transfer_note=note, snooze_until=None, claimed_at=None,
                lease_console="", lease_until=lease_end(policy, "", uow.now) if owner else None,
            )  # fmt: skip
            self._say(uow, changed, MessageRole.NOTE, f"{actor.agent} → {to}: {note}")
            return changed

    def snooze(self, actor: Actor, inquiry_id: int, until: datetime, reason: str) -> Inquiry:
        """Put one's inquiry off until a moment; the limit of an unanswered line keeps running (rule Q1)."""
        reason = clean(reason).strip()
        if not reason:
            raise Refused("inquiry.reason_missing", id=inquiry_id)
        with self._context.uow.write(actor, "inquiry.snooze") as uow:
            if until <= uow.now:
                raise Refused("inquiry.snooze_past", until=until.astimezone(self._context.zone))
            refuse_far(self._context.policies().routing, uow.now, until, self._context.zone)
            inquiry = self._allowed(uow, Move.SNOOZE, inquiry_id)
            changed = uow.change(inquiry, state=moved(Move.SNOOZE, inquiry), snooze_until=until, lease_until=None)
            self._say(uow, changed, MessageRole.NOTE, reason)
            return changed

    def wake(self, now: datetime | None = None) -> tuple[int, ...]:
        """Bring due snoozes back to their owners, or to the queue; gives the ids."""
        moment = now or self._context.now()
        with self._context.uow.read() as uow:
            if not uow.queue.due_snoozes(moment):
                return ()
        policy = self._context.policies().sla
        with self._context.uow.write(SYSTEM, "queue.wake") as uow:
            due = uow.queue.due_snoozes(moment)
            for inquiry in due:
                lease = lease_end(policy, "", uow.now) if inquiry.owner else None
                uow.change(inquiry, state=moved(Move.WAKE, inquiry), snooze_until=None, lease_until=lease)
            return tuple(one.id for one in due)

    # -- closing ---------------------------------------------------------------------------

    def resolve(self, actor: Actor, inquiry_id: int, outcome: str) -> Inquiry:
        """Close an inquiry with its outcome: nothing leaves the queue without one (rule Q2)."""
        return self._close(actor, inquiry_id, Move.RESOLVE, clean(outcome).strip())

    def lose(self, actor: Actor, inquiry_id: int, reason: str) -> Inquiry:
        """Close an inquiry of a buyer who asked and did not order, with the reason (rule Q8)."""
        reason = clean(reason).strip()
        for choice in self._context.policies().routing.lost_reasons:
            if reason in (choice.key, choice.title.zh, choice.title.en):
                reason = choice.key
        return self._close(actor, inquiry_id, Move.LOSE, reason)

    def categorize(self, actor: Actor, inquiry_id: int, category: Category, priority: Priority) -> Inquiry:
        """Correct what the rules proposed; the correction is kept and the clock follows it (rule Q3)."""
        with self._context.uow.write(actor, "inquiry.categorize") as uow:
            inquiry = uow.require(Inquiry, inquiry_id)
            changes: dict[str, Any] = {
                "state": moved(Move.CATEGORIZE, inquiry),
                "category": category, "priority": priority, "category_by": BY_AGENT,
            }  # fmt: skip
            if inquiry.unanswered_since is not None:
                clock = self._clock(inquiry.unanswered_since, category, priority, inquiry)
                changes.update(target_at=clock.target_at, due_at=clock.due_at)
            return uow.change(inquiry, **changes)

    # -- shared ----------------------------------------------------------------------------

    def _close(self, actor: Actor, inquiry_id: int, move: Move, outcome: str) -> Inquiry:
        if not outcome:
            raise Refused("inquiry.outcome_missing", id=inquiry_id)
        with self._context.uow.write(actor, f"inquiry.{move.value}") as uow:
            inquiry = self._allowed(uow, move, inquiry_id)
            return uow.change(
                inquiry, state=moved(move, inquiry), outcome=outcome, closed_at=uow.now, snooze_until=None,
                lease_until=None, lease_console="", **CLOSED_CLOCK,
            )  # fmt: skip

    def _claim(self, uow: UnitOfWork, inquiry: Inquiry) -> Inquiry:
        """Make the actor its owner within a running act, or refuse."""
        refusal = why_not(Move.CLAIM, inquiry, uow.actor.agent, uow.now)
        if refusal is not None:
            raise refusal
        state = moved(Move.CLAIM, inquiry)
        fresh = inquiry.owner != uow.actor.agent or inquiry.claimed_at is None
        return uow.change(
            inquiry, state=state, owner=uow.actor.agent, snooze_until=None,
            claimed_at=uow.now if fresh else inquiry.claimed_at, lease_console=uow.actor.console,
            lease_until=self._lease(uow),
        )  # fmt: skip

    def _lease(self, uow: UnitOfWork) -> datetime:
        return lease_end(self._context.policies().sla, uow.actor.console, uow.now)

    def _allowed(self, uow: UnitOfWork, move: Move, inquiry_id: int) -> Inquiry:
        """The inquiry if the actor may move it so: one's own, or as a lead what a colleague has (rules Q5, Q6)."""
        inquiry = uow.require(Inquiry, inquiry_id)
        anybodys = move in LEADS_MOVE and may(uow.actor, Permission.MOVE_ANY)
        refusal = why_not(move, inquiry, uow.actor.agent, uow.now, moves_any=anybodys)
        if refusal is not None:
            raise refusal
        return inquiry

    def _clock(self, since: datetime, category: Category, priority: Priority, inquiry: Inquiry) -> ReplyClock:
        policies = self._context.policies()
        return reply_clock(
            policies.sla, policies.shifts, self._context.zone, since, category=category, priority=priority,
            channel=inquiry.channel, first=inquiry.first_replied_at is None,
        )  # fmt: skip

    def _say(self, uow: UnitOfWork, inquiry: Inquiry, role: MessageRole, text: str) -> Message:
        return uow.add(Message(
            inquiry_id=inquiry.id, role=role, sender=uow.actor.agent, text=text, at=uow.now, source="console"
        ))  # fmt: skip

    def _recipient(self, to: str) -> tuple[str, str]:
        """(agent, team) for a name of the roster or of a team."""
        team = self._context.policies().team
        member = team.member(to)
        if member is not None and member.active:
            return member.name, member.team
        if to in team.teams:
            return "", to
        known = listed([*(one.name for one in team.members if one.active), *team.teams])
        raise NotFound("inquiry.transfer_to", to=to, known=known)


def moved(move: Move, inquiry: Inquiry) -> InquiryState:
    """The state after `move`; `Refused` ``inquiry.move`` when rule Q2 knows no such step."""
    state = after(move, inquiry.state, owned=bool(inquiry.owner) or move is Move.CLAIM)
    if state is None:
        raise Refused("inquiry.move", id=inquiry.id, move=move, state=inquiry.state)
    return state


def _unheld() -> dict[str, Any]:
    return {"owner": "", "claimed_at": None, "lease_until": None, "lease_console": "", "snooze_until": None}

"""Handover: draft from live data, hand in, accept item by item, seal (rules H1–H7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cs_console.domain.entities import Actor, Handover, HandoverItem, Shift
from cs_console.domain.handover import FOLLOW_UPS, RED_AFTER, HandoverView, arrange, may_decide
from cs_console.domain.relief import reliever
from cs_console.domain.shifts import following_slot
from cs_console.domain.vocabulary import HandoverState, ItemDecision, Severity
from cs_console.errors import Refused
from cs_console.services.context import ServiceContext
from cs_console.services.duty import others_on_duty
from cs_console.services.handover_decisions import (
    leave,
    may_sign,
    refuse_decision,
    settle_owner,
    start_what_is_clear,
)
from cs_console.services.handover_draft import WRITTEN_BY_HAND, DraftContext, handed_in, live_items, own_refs
from cs_console.services.handover_seal import seal
from cs_console.services.handover_views import view_of, with_paths
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, may
from cs_console.text.clean import clean

EDITABLE = frozenset({"action", "owner", "due_at", "severity", "contingency", "carry_reason", "what"})


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision came to: the item as it stands, whether the log is sealed, whether the shift runs now."""

    item: HandoverItem
    sealed: bool
    shift_running: bool


class HandoverService:
    """The log that writes itself and is accepted item by item."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    # -- writing ---------------------------------------------------------------------------

    def draft(self, actor: Actor, log_id: int = 0) -> HandoverView:
        """The running shift's draft, brought up to date with what is open now (rule H1).

        With `log_id` that log alone: once it is signed it is given as it stands and no second draft begins.
        """
        with self._context.uow.write(actor, "handover.draft") as uow:
            log = uow.require(Handover, log_id) if log_id else None
            if log is not None and log.state is not HandoverState.DRAFT:
                return view_of(uow, log)
            return self.refresh(uow, _running_shift(uow, actor))

    def note(
        self, actor: Actor, what: str, *, action: str = "", owner: str = "", due_at: datetime | None = None,
        severity: Severity = Severity.NORMAL, order_no: str = "", buyer: str = "", contingency: str = "",
        section: str = "notes",
    ) -> HandoverItem:  # fmt: skip
        """Add an item by hand (rule H2); owner and due default to the next shift's."""
        text = clean(what).strip()
        if not text:
            raise Refused("handover.empty_note")
        with self._context.uow.write(actor, "handover.note") as uow:
            shift = _running_shift(uow, actor)
            handover = self._draft_row(uow, shift)
            plan = self._plan(uow, shift)
            given = {"what"} | {name for name, value in (("owner", owner.strip()), ("due_at", due_at)) if value}
            return uow.add(
                HandoverItem(
                    handover_id=handover.id, section=section, what=text, severity=severity,
                    action=clean(action).strip() or text, owner=clean(owner).strip() or plan.successor,
                    due_at=due_at or plan.due, order_no=clean(order_no).strip(), buyer=clean(buyer).strip(),
                    contingency=clean(contingency).strip(), edited=" ".join(sorted(given)),
                )
            )  # fmt: skip

    def edit(self, actor: Actor, item_id: int, **fields: Any) -> HandoverItem:
        """Change what an item of one's own draft says (`EDITABLE` names the fields)."""
        unknown = set(fields) - EDITABLE
        if unknown:
            raise Refused("handover.field", field=", ".join(sorted(unknown)))
        with self._context.uow.write(actor, "handover.edit") as uow:
            item = _item(uow, item_id)
            handover = uow.require(Handover, item.handover_id)
            if handover.state is not HandoverState.DRAFT or handover.author != actor.agent:
                raise Refused("handover.signed", id=handover.id)
            cleaned = {
                name: clean(value).strip() if isinstance(value, str) else value for name, value in fields.items()
            }
            edited = " ".join(sorted({*item.edited.split(), *cleaned}))
            return uow.change(item, **cleaned, edited=edited)

    def submit(self, actor: Actor, summary: str = "") -> HandoverView:
        """Sign and hand in (rule H4): refused while an item lacks action, owner or due (H3).

        A log with nothing open is sealed at once: there is nothing to accept.
        """
        with self._context.uow.write(actor, "handover.submit") as uow:
            shift = _running_shift(uow, actor)
            view = self.refresh(uow, shift)
            if view.gaps:
                first = view.gaps[0]
                raise Refused(
                    "handover.incomplete",
                    count=len(view.gaps),
                    first=first.what,
                    item=first.item_id,
                    flags=" … ".join(f"--{name.replace('_', '-')}" for name in first.lacks),
                    lacks=tuple(f"lacks.{name}" for name in first.lacks),
                )
            _, head = uow.journal.head()
            handover = uow.change(
                view.handover, state=HandoverState.SUBMITTED, submitted_at=uow.now,
                summary=clean(summary, multiline=True).strip(), journal_head=head,
                successor=self._plan(uow, shift).successor,
            )  # fmt: skip
            uow.change(shift, handover_out=handover.id)
            if not view.items:
                handover = seal(uow, handover, [])
            return arrange(handover, list(view.items))

    # -- accepting -------------------------------------------------------------------------

    def incoming(self, actor: Actor) -> HandoverView | None:
        """The oldest handed-in log that this actor may decide, or None."""
        with self._context.uow.read() as uow:
            return self.incoming_in(uow, actor)

    def incoming_in(self, uow: UnitOfWork, actor: Actor) -> HandoverView | None:
        """`incoming` inside a unit of work."""
        for handover in uow.handovers.undecided():
            if may_sign(uow, self._context.policies().team, actor.agent, handover):
                return view_of(uow, handover)
        return None

    def decide(
        self, actor: Actor, item_id: int, decision: ItemDecision, *, read_back: str = "", question: str = ""
    ) -> Decided:
        """Accept, query or decline one item in one transaction (rule H4).

        Accepting moves ownership to the actor; an urgent item is accepted only with what to do read
        back; a query or decline says why. The last decision seals the log and starts the shift. Whoever asked
        may accept after the answer, sealed or not: decisions are no part of the seal.
        """
        with self._context.uow.write(actor, "handover.decide") as uow:
            item = _item(uow, item_id)
            handover = uow.require(Handover, item.handover_id)
            policies = self._context.policies()
            refuse_decision(uow, policies.team, handover, item, decision, read_back, question)
            item = uow.change(
                item, decision=decision, decided_by=actor.agent, decided_at=uow.now,
                read_back=clean(read_back).strip(), question=clean(question).strip(),
            )  # fmt: skip
            settle_owner(uow, policies, actor, item, handover.author)
            items = uow.handovers.items(handover.id)
            if handover.state is HandoverState.SUBMITTED:
                handover = uow.change(handover, state=HandoverState.DECIDING, successor=actor.agent)
            sealed = all(one.decision is not ItemDecision.PENDING for one in items)
            if sealed and may_decide(handover):
                seal(uow, handover, items)
            return Decided(item, sealed, start_what_is_clear(uow, policies.team, actor))

    def answer(self, actor: Actor, item_id: int, answer: str) -> HandoverItem:
        """Answer a query; the author, or a lead once the author is gone."""
        with self._context.uow.write(actor, "handover.answer") as uow:
            item = _item(uow, item_id)
            if item.decision is not ItemDecision.QUERIED:
                raise Refused("handover.not_queried", id=item_id)
            author = uow.require(Handover, item.handover_id).author
            if actor.agent != author and not may(actor, Permission.ANSWER_HANDOVER):
                raise Refused("handover.not_author", author=author)
            if not (words := clean(answer, multiline=True).strip()):
                raise Refused("handover.empty_answer")
            return uow.change(item, answer=words)

    # -- reading ---------------------------------------------------------------------------

    def show(self, handover_id: int) -> HandoverView:
        """One log with all its sections."""
        with self._context.uow.read() as uow:
            return view_of(uow, uow.require(Handover, handover_id))

    def logs(self, limit: int = 20) -> list[Handover]:
        """Logs, newest first."""
        with self._context.uow.read() as uow:
            return uow.handovers.recent(limit)

    # -- inside ----------------------------------------------------------------------------

    def not_handed_in(self, uow: UnitOfWork, shift: Shift) -> int:
        """How many things of the shift's agent stand in none of its handed-in logs: nothing may become nobody's.

        What was noted by hand since the last hand-in counts too: nobody would ever read it (rule H2).
        """
        own = own_refs(uow, shift.agent, self._context.policies(), self._context.zone)
        draft = uow.handovers.draft_of(shift.id)
        noted = [item for item in uow.handovers.items(draft.id) if not item.ref] if draft is not None else []
        return len(own - {item.ref for item in handed_in(uow, shift.id)}) + len(noted)

    def leave(self, uow: UnitOfWork, shift: Shift) -> None:
        """The author goes: what was queried or declined meanwhile goes to the lead."""
        leave(uow, self._context.policies(), shift)

    def refresh(self, uow: UnitOfWork, shift: Shift) -> HandoverView:
        """Bring a draft up to date inside a unit of work: new things in, finished ones out, edits kept."""
        handover = self._draft_row(uow, shift)
        plan = self._plan(uow, shift)
        live = {item.ref: item for item in live_items(uow, handover, plan)}
        kept: list[HandoverItem] = []
        for item in uow.handovers.items(handover.id):
            if item.section in WRITTEN_BY_HAND and not item.ref:
                kept.append(_planned(uow, item, plan))
            elif item.ref in live:
                kept.append(_followed(uow, item, live.pop(item.ref)))
            else:
                uow.remove(item)
        kept += uow.add_many(list(live.values()))
        return with_paths(uow, arrange(handover, kept))

    def successor(self, uow: UnitOfWork, shift: Shift) -> tuple[str, datetime]:
        """Who comes after a shift, and by when what it hands in is due at the latest."""
        plan = self._plan(uow, shift)
        return plan.successor, plan.due

    def _draft_row(self, uow: UnitOfWork, shift: Shift) -> Handover:
        found = uow.handovers.draft_of(shift.id)
        if found is not None:
            return found
        return uow.add(
            Handover(shift_id=shift.id, shift_key=shift.key, business_date=shift.business_date, author=shift.agent)
        )

    def _plan(self, uow: UnitOfWork, shift: Shift) -> DraftContext:
        """Who comes next and by when: an agent on duty, else the next shift by name (H5)."""
        policies = self._context.policies()
        others = others_on_duty(uow, policies.team, shift.agent, opening=True)
        relief = reliever(policies.team, shift, others, uow.now)
        slot = following_slot(policies.shifts, self._context.zone, shift.planned_end, uow.now)
        definition = policies.shifts.shift(slot.key) if slot else None
        successor = relief or (definition.title.zh if definition else policies.team.default_team)
        due = (slot.start if slot else uow.now) + timedelta(hours=2)
        if slot is not None and due <= uow.now:  # handed in late: by the end of the shift that has it
            due = slot.end
        return DraftContext(shift.agent, successor, due, policies, self._context.zone)


def _running_shift(uow: UnitOfWork, actor: Actor) -> Shift:
    shift = uow.shifts.running_of(actor.agent)
    if shift is None:
        raise Refused("shift.none", agent=actor.agent)
    return shift


def _item(uow: UnitOfWork, item_id: int) -> HandoverItem:
    return uow.require(HandoverItem, item_id)


def _planned(uow: UnitOfWork, item: HandoverItem, plan: DraftContext) -> HandoverItem:
    """A note as it was typed; owner and due that nobody gave follow who comes next (rule H2)."""
    if "what" not in item.edited.split():
        return item
    planned = {"owner": plan.successor, "due_at": plan.due}
    return uow.change(item, **{name: value for name, value in planned.items() if name not in item.edited.split()})


def _followed(uow: UnitOfWork, item: HandoverItem, fresh: HandoverItem) -> HandoverItem:
    """A draft's item as the live data have it now, but for what the agent wrote; carried twice stays red (H6)."""
    edited = item.edited.split()
    follows = {
        name: getattr(fresh, name) for name in ("what", "action", "owner", "due_at", "severity") if name not in edited
    }
    if fresh.carried >= RED_AFTER and fresh.section in FOLLOW_UPS:
        follows["severity"] = Severity.URGENT
    return uow.change(
        item, section=fresh.section, buyer=fresh.buyer, order_no=fresh.order_no, carried=fresh.carried, **follows
    )

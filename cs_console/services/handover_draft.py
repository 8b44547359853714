"""The handover draft writes itself from live data (rule H1): what is open, as items, section by section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from cs_console.domain.entities import Case, CaseStep, Handover, HandoverItem, Inquiry, Order, Promise
from cs_console.domain.handover import FOLLOW_UPS, RED_AFTER
from cs_console.domain.policy import Policies
from cs_console.domain.policy.aftersales import AftersalesPolicy
from cs_console.domain.vocabulary import HandoverState, InquiryState, Priority, Severity, StepState
from cs_console.i18n import language, t
from cs_console.services.handover_exceptions import exception_items
from cs_console.services.handover_talks import TalkContext, owned_refs, talk_items
from cs_console.services.ports.uow import UnitOfWork

OPEN_STATES = tuple(state for state in InquiryState if state.is_open)
WRITTEN_BY_HAND = ("notes", "exceptions")
"""Sections to which an agent adds; a refresh leaves what was typed there alone."""


@dataclass(frozen=True, slots=True)
class DraftContext:
    """For whom the draft is written: the outgoing agent, who comes next, and by when things are due."""

    agent: str
    successor: str
    due: datetime
    policies: Policies
    zone: ZoneInfo

    @property
    def aftersales(self) -> AftersalesPolicy:
        """The flows in force."""
        return self.policies.aftersales


def live_items(uow: UnitOfWork, handover: Handover, context: DraftContext) -> list[HandoverItem]:
    """Every open thing of this agent and of the shift's queue, as items ready to hand in.

    What this shift handed in before is left out: a second log holds what came up since.
    """
    found = [
        *_inquiries(uow, handover, context),
        *_promises(uow, handover, context),
        *_flags(uow, handover, context),
        *_cases(uow, handover, context),
        *talk_items(uow, handover, _talks(handover, context)),
        *exception_items(uow, handover, _talks(handover, context)),
    ]
    before = {item.ref for item in handed_in(uow, handover.shift_id)}
    return [_aged(uow, item, handover.shift_id) for item in found if item.ref not in before]


def _talks(handover: Handover, context: DraftContext) -> TalkContext:
    day, policies = handover.business_date, context.policies
    return TalkContext(context.agent, context.successor, context.due, day, policies, context.zone)


def own_refs(uow: UnitOfWork, agent: str, policies: Policies, zone: ZoneInfo) -> frozenset[str]:
    """What an agent has open in person, as the `ref`s of handover items."""
    inquiries = uow.find(Inquiry, state=[state.value for state in OPEN_STATES], owner=agent)
    promises, cases = uow.find(Promise, state="open", owner=agent), uow.find(Case, state="open", owner=agent)
    found = {f"inquiry:{one.id}" for one in inquiries} | {f"promise:{one.id}" for one in promises}
    return frozenset(found | {f"case:{one.id}" for one in cases}) | owned_refs(uow, agent, policies, zone)


def handed_in(uow: UnitOfWork, shift_id: int) -> list[HandoverItem]:
    """The items that a shift has handed in already, in all its logs."""
    logs = [one for one in uow.find(Handover, shift_id=shift_id) if one.state is not HandoverState.DRAFT]
    return [item for log in logs if log.author for item in uow.handovers.items(log.id)]


def _aged(uow: UnitOfWork, item: HandoverItem, shift_id: int) -> HandoverItem:
    """How often earlier shifts carried a thing on; twice makes it urgent (rule H6); news is no debt."""
    if item.severity is Severity.INFO:
        return item
    carried = uow.handovers.times_carried(item.ref, shift_id)
    severity = Severity.URGENT if carried >= RED_AFTER and item.section in FOLLOW_UPS else item.severity
    return replace(item, carried=carried, severity=severity)


def _inquiries(uow: UnitOfWork, handover: Handover, context: DraftContext) -> Iterator[HandoverItem]:
    for inquiry in uow.find(Inquiry, state=[state.value for state in OPEN_STATES], owner=[context.agent, ""]):
        section, action, due = _inquiry_plan(inquiry, context)
        pressing = inquiry.priority in (Priority.URGENT, Priority.HIGH) and section == "waiting"
        yield HandoverItem(
            handover_id=handover.id, section=section, ref=f"inquiry:{inquiry.id}",
            severity=Severity.URGENT if pressing else Severity.NORMAL,
            buyer=inquiry.buyer, order_no=inquiry.order_no, what=inquiry.summary or inquiry.category.value,
            action=action, owner=context.successor, due_at=due,
        )  # fmt: skip


def _inquiry_plan(inquiry: Inquiry, context: DraftContext) -> tuple[str, str, datetime]:
    """(section, action code, due) of an open inquiry."""
    if inquiry.state is InquiryState.SNOOZED:
        return "snoozed", "@handover.action.contact", inquiry.snooze_until or context.due
    if inquiry.unanswered_since is not None:
        return "waiting", "@handover.action.reply", inquiry.due_at or context.due
    return "claimed", "@handover.action.follow", inquiry.due_at or context.due


def _promises(uow: UnitOfWork, handover: Handover, context: DraftContext) -> Iterator[HandoverItem]:
    for promise in uow.find(Promise, state="open", owner=[context.agent, ""]):
        yield HandoverItem(
            handover_id=handover.id, section="promises", ref=f"promise:{promise.id}", buyer=promise.buyer,
            order_no=promise.order_no, what=promise.text, action="@handover.action.promise",
            owner=context.successor, due_at=promise.due_at or context.due,
        )  # fmt: skip


def _flags(uow: UnitOfWork, handover: Handover, context: DraftContext) -> Iterator[HandoverItem]:
    for order in uow.handovers.flagged_in_progress(context.policies.flags.handed_over):
        yield HandoverItem(
            handover_id=handover.id, section="flags", ref=f"order:{order.id}", buyer=order.buyer_nick,
            order_no=order.order_no, what=_flag_text(order), action=f"@handover.action.flag.{order.flag.value}",
            owner=context.successor, due_at=context.due,
        )  # fmt: skip


def _flag_text(order: Order) -> str:
    return order.remark.strip().splitlines()[-1] if order.remark.strip() else order.goods


def _cases(uow: UnitOfWork, handover: Handover, context: DraftContext) -> Iterator[HandoverItem]:
    for case in uow.find(Case, state="open", owner=[context.agent, ""]):
        step = next((one for one in _steps(uow, case) if one.state is StepState.TODO), None)
        action = "@handover.action.close_case"
        if step is not None:
            action = f"@handover.action.case:{case.flow.value}:{_step_title(context, case, step)}"
        yield HandoverItem(
            handover_id=handover.id, section="cases", ref=f"case:{case.id}", buyer=case.buyer,
            order_no=case.order_no, what=_reason(context, case) + _excepted(case),
            action=action,
            owner=context.successor, due_at=(step.due_at if step else None) or case.due_at or context.due,
        )  # fmt: skip


def _step_title(context: DraftContext, case: Case, step: CaseStep) -> str:
    """The step's name in both languages, as it stands when the log is signed."""
    known = context.aftersales.flow(case.flow).step(step.key)
    if known is None:
        return step.key
    return "|".join(title.replace("|", "/") for title in (known.title.zh, known.title.en))


def _reason(context: DraftContext, case: Case) -> str:
    """The reason's title where the policy knows it, else as it was typed."""
    known = {option.key: option.title.text(language()) for option in context.aftersales.reasons(case.flow)}
    return known.get(case.reason, case.reason) or context.aftersales.flow(case.flow).title.text(language())


def _excepted(case: Case) -> str:
    """Who let the case go another way than the flow's, and why (rule A6)."""
    if not case.exception_by:
        return ""
    return f"  {t('handover.excepted', by=case.exception_by, reason=case.exception_reason)}"


def _steps(uow: UnitOfWork, case: Case) -> list[CaseStep]:
    return sorted(uow.find(CaseStep, case_id=case.id), key=lambda step: step.position)

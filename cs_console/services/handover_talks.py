"""What the handover draft says about reminders, complaints, open questions and problem items (rules H1, H4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cs_console.domain.complaints import Complaint
from cs_console.domain.entities import Entity, Handover, HandoverItem
from cs_console.domain.feedback import ProblemItem
from cs_console.domain.followups import DueItem, FollowupKind
from cs_console.domain.gaps import Gap, LeadQuestion
from cs_console.domain.policy import Policies
from cs_console.domain.vocabulary import Severity
from cs_console.i18n import t, token
from cs_console.services.followup_live import FAR, due_items
from cs_console.services.ports.uow import UnitOfWork

OWNED: dict[str, type[Entity]] = {
    "complaint": Complaint, "gap": Gap, "question": LeadQuestion, "problem": ProblemItem,
}  # fmt: skip
"""Ref prefix → what it names: open things with an owner, which moves at acceptance."""

_KINDS = (
    FollowupKind.UNPAID, FollowupKind.SIGNED, FollowupKind.CSAT, FollowupKind.BIRTHDAY, FollowupKind.CAMPAIGN,
)  # fmt: skip
"""Promises and snoozed inquiries have sections of their own; the daily look at reviews is no debt."""


@dataclass(frozen=True, slots=True)
class TalkContext:
    """For whom the items are written, by when they are due at the latest, and the rules in force."""

    agent: str
    successor: str
    due: datetime
    day: date
    policies: Policies
    zone: ZoneInfo


def talk_items(uow: UnitOfWork, handover: Handover, context: TalkContext) -> Iterator[HandoverItem]:
    """Reminders, complaints, open questions and problem items of this agent and of nobody."""
    yield from _reminders(uow, handover, context)
    for complaint in uow.find(Complaint, state="open", owner=[context.agent, ""]):
        late = complaint.due_at is not None and complaint.due_at <= uow.now
        yield HandoverItem(
            handover_id=handover.id, section="cases", ref=f"complaint:{complaint.id}", buyer=complaint.buyer,
            order_no=complaint.order_no, what=_line(complaint.what), owner=context.successor,
            action=f"@handover.action.complaint.{complaint.stage.value}", due_at=complaint.due_at or context.due,
            severity=Severity.URGENT if late else Severity.NORMAL,
        )  # fmt: skip
    for gap in uow.find(Gap, state="open", owner=[context.agent, ""]):
        yield HandoverItem(
            handover_id=handover.id, section="questions", ref=f"gap:{gap.id}", buyer=gap.asker, order_no=gap.order_no,
            what=_line(gap.question), action="@handover.action.gap", owner=context.successor,
            due_at=gap.due_at or context.due,
        )  # fmt: skip
    for question in uow.find(LeadQuestion, state="open", owner=[context.agent, ""]):
        yield HandoverItem(
            handover_id=handover.id, section="questions", ref=f"question:{question.id}", buyer=question.buyer,
            order_no=question.order_no, what=_line(question.question), action="@handover.action.question",
            owner=context.successor, due_at=question.due_at or context.due,
        )  # fmt: skip
    for problem in uow.find(ProblemItem, state="open", owner=[context.agent, ""]):
        yield HandoverItem(
            handover_id=handover.id, section="cases", ref=f"problem:{problem.id}", buyer=problem.buyer,
            order_no=problem.order_no, what=_line(problem.problem), action="@handover.action.problem",
            owner=context.successor, due_at=problem.due_at or context.due,
        )  # fmt: skip


def owned_refs(uow: UnitOfWork, agent: str, policies: Policies, zone: ZoneInfo) -> frozenset[str]:
    """What an agent has open in person, as the `ref`s of handover items."""
    found = {f"{name}:{one.id}" for name, kind in OWNED.items() for one in uow.find(kind, state="open", owner=agent)}
    return frozenset(found | {f"followup:{one.followup_id}" for one in _owned(uow, agent, policies, zone)})


def _owned(uow: UnitOfWork, agent: str, policies: Policies, zone: ZoneInfo) -> list[DueItem]:
    """Follow-ups that an agent took or put off, however far ahead, while their matter is still open."""
    return [one for one in due_items(uow, policies, zone, until=FAR, kinds=_KINDS) if one.owner == agent]


def _reminders(uow: UnitOfWork, handover: Handover, context: TalkContext) -> Iterator[HandoverItem]:
    """One item for each follow-up of the agent's own, one line a kind for what is due and nobody's.

    What is nobody's stands in everybody's due list, so its line belongs to its day and is not carried on.
    """
    for one in _owned(uow, context.agent, context.policies, context.zone):
        yield HandoverItem(
            handover_id=handover.id, section="reminders", ref=f"followup:{one.followup_id}", buyer=one.buyer,
            order_no=one.order_no, what=_line(one.what), action=f"@handover.action.followup.{one.kind.value}",
            owner=context.successor, due_at=one.due_at,
        )  # fmt: skip
    free: dict[FollowupKind, list[DueItem]] = defaultdict(list)
    for one in due_items(uow, context.policies, context.zone, kinds=_KINDS):
        if not one.owner:
            free[one.kind].append(one)
    for kind, items in free.items():
        yield HandoverItem(
            handover_id=handover.id, section="reminders", ref=f"followups:{kind.value}:{context.day.isoformat()}",
            what=t("handover.followups", kind=token("followup_kind", kind), count=len(items)),
            action=f"@handover.action.followup.{kind.value}", owner=context.successor, due_at=items[0].due_at,
        )  # fmt: skip


def _line(text: str) -> str:
    return " ".join(text.split())

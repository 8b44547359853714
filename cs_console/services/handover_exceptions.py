"""What the handover draft says of the day's exceptions: campaigns, overrides, special prices asked for (rule H1)."""

from __future__ import annotations

from collections.abc import Iterator

from cs_console.domain.entities import Handover, HandoverItem, Shift
from cs_console.domain.price_changes import PriceState
from cs_console.domain.vocabulary import Severity
from cs_console.i18n import t
from cs_console.services.handover_talks import TalkContext
from cs_console.services.ports.uow import UnitOfWork


def exception_items(uow: UnitOfWork, handover: Handover, context: TalkContext) -> Iterator[HandoverItem]:
    """Special prices of this agent's that are not done with, then what the next shift must know of the day."""
    yield from _prices(uow, handover, context)
    yield from _campaigns(uow, handover, context)
    yield from _overrides(uow, handover, context)


def _prices(uow: UnitOfWork, handover: Handover, context: TalkContext) -> Iterator[HandoverItem]:
    states = (PriceState.OPEN, PriceState.APPROVED)
    for one in uow.goods.applications(states=states, applicant=context.agent):
        state = one.state_at(uow.now)
        if state not in states:
            continue
        due = one.due_at if state is PriceState.OPEN else one.expires_at or context.due
        yield HandoverItem(
            handover_id=handover.id, section="questions", ref=f"price:{one.id}", buyer=one.buyer,
            order_no=one.order_no, owner=context.successor, due_at=due,
            what=f"{one.goods_title} ¥{one.asked_fen / 100:.2f}  {one.reason}".strip(),
            action=f"@handover.action.price.{state.value}",
        )  # fmt: skip


def _campaigns(uow: UnitOfWork, handover: Handover, context: TalkContext) -> Iterator[HandoverItem]:
    """Campaigns that run now or begin before the next shift's things are due; each belongs to its day."""
    for campaign in context.policies.shop.campaigns:
        start, end = (moment.replace(tzinfo=context.zone) for moment in (campaign.start, campaign.end))
        if start < context.due and end > uow.now:
            yield HandoverItem(
                handover_id=handover.id, section="exceptions", severity=Severity.INFO,
                ref=f"campaign:{campaign.name}:{context.day.isoformat()}",
                what=t("handover.campaign", name=campaign.name, start=_at(start), end=_at(end)),
                action="@handover.action.campaign", owner=context.successor, due_at=min(end, context.due),
            )  # fmt: skip


def _overrides(uow: UnitOfWork, handover: Handover, context: TalkContext) -> Iterator[HandoverItem]:
    """Shifts of the same business date that a lead let end otherwise than by rule S3."""
    for shift in uow.find(Shift, business_date=context.day):
        if shift.overridden_by and shift.id != handover.shift_id:
            why = shift.extended_reason or "-"
            yield HandoverItem(
                handover_id=handover.id, section="exceptions", severity=Severity.INFO, ref=f"override:{shift.id}",
                what=t("handover.override", agent=shift.agent, lead=shift.overridden_by, reason=why),
                action="@handover.action.know", owner=context.successor, due_at=context.due,
            )  # fmt: skip


def _at(moment: object) -> str:
    return f"{moment:%m-%d %H:%M}"

"""Gathers what the figures of a stretch of business dates are counted from, in one snapshot (rule K1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from cs_console.domain import aftersales
from cs_console.domain.complaints import Complaint
from cs_console.domain.entities import Case, CaseStep, Promise, Shift
from cs_console.domain.feedback import Csat, Review
from cs_console.domain.figure_facts import Asked, Bought, Facts, Returned
from cs_console.domain.figures import Span
from cs_console.domain.followups import Followup, FollowupKind
from cs_console.domain.order_ticks import OrderTick
from cs_console.domain.policy.team import TeamPolicy
from cs_console.domain.price_changes import PriceChange
from cs_console.domain.qa import QaReview
from cs_console.domain.shift_calendar import ShiftCalendar
from cs_console.domain.vocabulary import Category, StepState
from cs_console.services.case_effects import arrived_at
from cs_console.services.context import ServiceContext
from cs_console.services.ports.uow import UnitOfWork

SLACK = timedelta(days=2)
"""How far around the dates rows are read; the calendar decides which of them count."""

_TICKED = timedelta(days=60)
"""How long before its shipping an order's checklist may have been ticked."""


def today_name(team: TeamPolicy) -> Callable[[str], str]:
    """The name that somebody has on the roster today, from a former name or a platform nick (rule E6)."""
    names = {nick: one.name for one in team.members for nick in (*one.nicks, *one.former_names)}

    def who(name: str) -> str:
        return names.get(name, name)

    return who


def span_of(uow: UnitOfWork, context: ServiceContext, start: date, end: date) -> Span:
    """The business dates with the calendar of the shifts planned and worked around them."""
    zone, policies = context.zone, context.policies()
    begin, until = datetime.combine(start, time(0), zone), datetime.combine(end + timedelta(days=1), time(0), zone)
    worked = uow.registers.between(Shift, "started_at", begin - SLACK, until + SLACK)
    calendar = ShiftCalendar.over(policies.shifts, policies.sla, zone, begin - 5 * SLACK, until + SLACK, worked)
    return Span.over(start, end, calendar, zone)


def gather(uow: UnitOfWork, context: ServiceContext, span: Span) -> Facts:
    """All rows that the figures of the span can be made of."""
    zone, policies = context.zone, context.policies()
    begin = datetime.combine(span.start, time(0), zone) - SLACK
    until = datetime.combine(span.end, time(0), zone) + SLACK + timedelta(days=1)
    asked_since = begin - timedelta(days=policies.kpi.conversion_days)
    between = uow.registers.between
    inquiries = uow.figures.inquiries(asked_since, until)
    cases = uow.figures.cases(begin, until)
    scores, ticks = between(Csat, "at", begin, until), between(OrderTick, "at", begin - _TICKED, until)
    reviews = between(Review, "at", begin, until)
    prices = _with_others(uow, between(PriceChange, "at", begin, until))
    promises = {one.id: one for one in uow.figures.promises(begin, until)}
    promises |= {one.id: one for one in uow.figures.of(Promise, "order_id", [one.order_id for one in cases])}
    reminders = _reminders(uow, begin, until)
    naming = (inquiries, cases, scores, reviews, ticks, prices, promises.values(), reminders)
    named = {one.order_id for rows in naming for one in rows} | {one.subject_id for one in reminders}
    looked_at = (_presale(inquiries), cases, reviews, ticks, prices, reminders)
    orders = uow.figures.bought(
        {one.order_id for rows in looked_at for one in rows} | {one.subject_id for one in reminders}
    )
    earlier = _asked_before(uow, orders, [one.order_id for rows in (cases, reviews) for one in rows])
    told = {one.id for one in inquiries} | {one.id for one in earlier if not one.owner}
    by_buyer = _by_buyer(uow.figures.bought_by(one.buyer for one in _presale((*inquiries, *earlier)) if one.buyer))
    rated = {one.order_id for rows in (cases, reviews, scores) for one in rows}
    closings = uow.figures.closings([one.id for one in inquiries])
    return Facts(
        now=uow.now, policies=policies, calendar=span.calendar, who=today_name(policies.team), inquiries=inquiries,
        earlier=earlier, said=uow.figures.said(sorted(told)), closings=closings, orders=orders, buyer_orders=by_buyer,
        excluded=uow.figures.flagged(named, policies.flags.excluded), promises=tuple(promises.values()), scores=scores,
        reviews=reviews, complaints=_complaints(uow, rated, scores), reminders=reminders, cases=cases,
        returned=_returned(uow, context, cases), prices=prices, ticks=ticks,
        inspected=between(QaReview, "scored_at", begin, until),
    )  # fmt: skip


def _presale(inquiries: Iterable[Asked]) -> list[Asked]:
    """Those that may have led to an order: of the others' orders only the flag is asked."""
    return [one for one in inquiries if one.category is Category.PRESALE]


def _asked_before(uow: UnitOfWork, orders: Mapping[int, Bought], wanted: Iterable[int]) -> list[Asked]:
    """What the buyers of returned or reviewed orders asked, however long ago: who served them is credited."""
    chosen = [orders[number] for number in set(wanted) if number in orders]
    return uow.figures.asked_by((one.platform.value, one.buyer_nick) for one in chosen)


def _complaints(uow: UnitOfWork, orders: Iterable[int], scores: Sequence[Csat]) -> list[Complaint]:
    """The complaints about these orders and about the scored conversations, whenever they came."""
    found = uow.figures.of(Complaint, "order_id", [one for one in orders if one])
    found += uow.figures.of(Complaint, "inquiry_id", [one.inquiry_id for one in scores if one.inquiry_id])
    return list({one.id: one for one in found}.values())


def _with_others(uow: UnitOfWork, prices: Sequence[PriceChange]) -> list[PriceChange]:
    """The price changes, and all others of the same orders: the last agreed price is the one that counts."""
    return uow.figures.of(PriceChange, "order_id", [one.order_id for one in prices])


def _reminders(uow: UnitOfWork, begin: datetime, until: datetime) -> list[Followup]:
    """The payment reminders of the orders that were reminded in the stretch, earlier and later ones included."""
    given = uow.registers.between(Followup, "done_at", begin, until, kind=FollowupKind.UNPAID.value)
    return list(uow.followups.kept(FollowupKind.UNPAID, [one.subject_id for one in given]))


def _by_buyer(orders: Iterable[Bought]) -> dict[tuple[str, str], list[Bought]]:
    """Orders by platform and nick."""
    found: dict[tuple[str, str], list[Bought]] = defaultdict(list)
    for order in sorted(orders, key=lambda one: one.id):
        found[order.platform.value, order.buyer_nick].append(order)
    return found


def _returned(uow: UnitOfWork, context: ServiceContext, cases: Sequence[Case]) -> list[Returned]:
    """The returns whose parcel the warehouse has, with when it came and who took it in."""
    policy = context.policies().aftersales
    kept = [case for case in cases if policy.flow(case.flow).kind == "return"]
    steps: dict[int, list[CaseStep]] = defaultdict(list)
    for step in uow.figures.of(CaseStep, "case_id", [case.id for case in kept]):
        steps[step.case_id].append(step)
    found = []
    for case in kept:
        flow, own = policy.flow(case.flow), tuple(steps[case.id])
        arrived = arrived_at(flow, own, context)
        if arrived is None:
            continue
        taken_in = (
            step.done_by
            for step in own
            if step.state is StepState.DONE and "receive" in aftersales.definition(flow, step).effects
        )
        found.append(Returned(case, arrived, next(taken_in, "")))
    return found

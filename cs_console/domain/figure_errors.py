"""Errors that the rule books punish, counted from the data, each with its evidence (rule K1).

Pay and penalties stay outside the product. Green-flagged orders are left out here, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from cs_console.domain.entities import Promise
from cs_console.domain.feedback import ReviewKind
from cs_console.domain.figure_facts import Asked, Facts, Point, Said
from cs_console.domain.figure_points import promises, sold_by
from cs_console.domain.price_changes import PriceChange, price_bounds, price_now
from cs_console.domain.vocabulary import CaseState, MessageRole, PromiseKind, StepState

AGREED = frozenset({PromiseKind.CHANGE, PromiseKind.COURIER, PromiseKind.ADDRESS, PromiseKind.GIFT, PromiseKind.PRICE})
"""What an agent agrees with a buyer about the order itself (rule R4)."""


def overdue_replies(facts: Facts) -> Iterator[Point]:
    """Overdue reply: the buyer's oldest unanswered line had its reply after the limit, or has none yet (rule Q1).

    Each stretch of waiting counts once, at the moment the limit broke, for who replied at last, else for the
    owner. Closing an inquiry ends the waiting. Limits follow category, priority and channel as they stand.
    """
    for inquiry in facts.inquiries:
        if facts.counts(inquiry.order_id):
            yield from _overdue(facts, inquiry)


def _overdue(facts: Facts, inquiry: Asked) -> Iterator[Point]:
    since: Said | None = None
    first = True
    for one in _with_closings(facts.said.get(inquiry.id, ()), facts.closings.get(inquiry.id, ())):
        if isinstance(one, datetime):
            since = _broken(since, one)
        elif one.role is MessageRole.BUYER:
            since = since or one
        elif since is not None:
            yield from _late(facts, inquiry, since, one.at, one.sender, first=first)
            since, first = None, False
    if since is not None:
        yield from _late(facts, inquiry, since, None, inquiry.owner, first=first)


def _broken(since: Said | None, closed: datetime) -> Said | None:
    """A closing settles what the buyer said before it."""
    return since if since is not None and since.at > closed else None


def _with_closings(said: Sequence[Said], closings: Sequence[datetime]) -> list[Said | datetime]:
    """Lines and closings in the order of time; a line of the same moment comes first."""
    ends = sorted(closings)
    found: list[Said | datetime] = []
    for one in said:
        while ends and ends[0] < one.at:
            found.append(ends.pop(0))
        found.append(one)
    return [*found, *ends]


def _late(
    facts: Facts, inquiry: Asked, since: Said, replied: datetime | None, by: str, *, first: bool
) -> Iterator[Point]:
    until, about = replied or facts.now, (inquiry.category, inquiry.priority, inquiry.channel)
    if until - since.at <= facts.calendar.soonest(*about, first=first):
        return
    clock = facts.calendar.clock(since.at, *about, first=first)
    if until > clock.due_at:
        seconds = int((until - clock.due_at).total_seconds())
        yield Point(
            "overdue_reply", f"message:{since.id}", clock.due_at, facts.credited(by or inquiry.owner), float(seconds),
            None, inquiry.buyer, inquiry.order_no, "late" if replied is not None else "unanswered",
            (("inquiry", inquiry.id), ("seconds", seconds)),
        )  # fmt: skip


def broken_promises(facts: Facts) -> Iterator[Point]:
    """Broken promise: every promise that counts as not kept in the figure."""
    for one in promises(facts):
        if one.hit is False:
            yield replace(one, measure="broken_promise", hit=None)


def mispricings(facts: Facts) -> Iterator[Point]:
    """Mispricing: a price agreed beyond the bound, below the floor without approval, or set otherwise (rule O3).

    The last agreed price of an order is compared with what the platform charged once it was paid. Who agreed
    the price is credited.
    """
    last: dict[int, PriceChange] = {}
    for one in facts.prices:
        last[one.order_id] = max(last.get(one.order_id, one), one, key=lambda change: (change.at, change.id))
    for one in facts.prices:
        if not facts.counts(one.order_id):
            continue
        why, facts_of = _wrong_price(facts, one, newest=last[one.order_id] is one)
        if why:
            order = facts.orders.get(one.order_id)
            yield Point(
                "mispricing", f"price:{one.id}", one.at, facts.credited(one.agent), None, None,
                order.buyer_nick if order else "", one.order_no, why, facts_of,
            )  # fmt: skip


def _wrong_price(facts: Facts, one: PriceChange, *, newest: bool) -> tuple[str, tuple[tuple[str, object], ...]]:
    pricing = facts.policies.pricing
    low, high = price_bounds(one.original_fen, pricing.max_change_percent)
    if not low <= one.price_fen <= high:
        return "bound", (("price_fen", one.price_fen), ("low_fen", low), ("high_fen", high))
    if one.floor_fen is not None and one.price_fen < one.floor_fen and not one.application_id:
        return "floor", (("price_fen", one.price_fen), ("floor_fen", one.floor_fen))
    order = facts.orders.get(one.order_id)
    if newest and order is not None and order.paid_at is not None and order.paid_at >= one.at:
        charged = price_now(order.goods_fen, order.freight_fen, pricing)
        if charged is not None and charged != one.price_fen:
            return "charged", (("price_fen", one.price_fen), ("charged_fen", charged))
    return "", ()


def mismatches(facts: Facts) -> Iterator[Point]:
    """Order differs from what was agreed (rules O1, O2).

    A return or exchange for a reason that says so (`mismatch_reasons`): credited to who agreed something about
    the order, to nobody when nothing was agreed. An order that was shipped although a step of its checklist
    stood as a problem: credited to who left it so.
    """
    agreed: dict[int, list[Promise]] = defaultdict(list)
    for promise in facts.promises:
        if promise.kind in AGREED and promise.order_id:
            agreed[promise.order_id].append(promise)
    wrong = facts.policies.kpi.mismatch_reasons
    for case in facts.cases:
        if case.reason not in wrong or case.state is CaseState.CANCELLED or case.opened_at is None:
            continue
        if facts.counts(case.order_id):
            names = [promise.agent for promise in agreed[case.order_id]]
            yield Point(
                "order_mismatch", f"case:{case.id}", case.opened_at, facts.credited(*names), None, None, case.buyer,
                case.order_no, "case", (("reason", case.reason),),
            )  # fmt: skip
    for tick in facts.ticks:
        order = facts.orders.get(tick.order_id)
        if tick.state is not StepState.PROBLEM or order is None or order.shipped_at is None:
            continue
        if tick.at <= order.shipped_at and facts.counts(order.id):
            yield Point(
                "order_mismatch", f"order:{order.id}", order.shipped_at, facts.credited(tick.by), None, None,
                order.buyer_nick, order.order_no, "shipped", (("step", tick.key), ("note", tick.note)),
            )  # fmt: skip


def bad_ratings(facts: Facts) -> Iterator[Point]:
    """Bad rating caused by service.

    A score up to `csat_low`, unless a complaint about the same order or conversation was put down to another
    cause than the service (`service_causes`); who served the buyer is credited. A bad review on the platform
    speaks of goods and couriers, too: it counts when a complaint about the same order was put down to the
    service, for who served the buyer before the order.
    """
    low, ours = facts.policies.followups.csat_low, facts.policies.kpi.service_causes
    others = _causes(facts)
    for one in facts.scores:
        causes = [*others.get(f"order:{one.order_id}", ()), *others.get(f"inquiry:{one.inquiry_id}", ())]
        elsewhere = bool(causes) and not any(cause in ours for cause in causes)
        if one.score <= low and not elsewhere and facts.counts(one.order_id):
            yield Point(
                "bad_rating", f"csat:{one.id}", one.at, facts.credited(one.agent), float(one.score), None, one.buyer,
                one.order_no, "score", (("score", one.score), ("comment", one.comment)),
            )  # fmt: skip

    sellers = sold_by(facts)
    for review in facts.reviews:
        blamed = any(cause in ours for cause in others.get(f"order:{review.order_id}", ()))
        if review.kind is ReviewKind.NEGATIVE and blamed and facts.counts(review.order_id):
            yield Point(
                "bad_rating", f"review:{review.id}", review.at, sellers.get(review.order_id, ()), float(review.stars),
                None, review.buyer, review.order_no, "review", (("stars", review.stars), ("text", review.text)),
            )  # fmt: skip


def _causes(facts: Facts) -> Mapping[str, list[str]]:
    """The causes of complaints by order and by inquiry."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in facts.complaints:
        if one.cause and one.order_id:
            found[f"order:{one.order_id}"].append(one.cause)
        if one.cause and one.inquiry_id:
            found[f"inquiry:{one.inquiry_id}"].append(one.cause)
    return found


def service_returns(facts: Facts) -> Iterator[Point]:
    """Return caused by service: a return for a reason of `service_return_reasons`, or of an order about which a
    complaint was put down to the service. Credited to who served the buyer before the order, else to nobody."""
    policies = facts.policies
    reasons, ours = policies.kpi.service_return_reasons, policies.kpi.service_causes
    causes, sellers = _causes(facts), sold_by(facts)
    for case in facts.cases:
        if policies.aftersales.flow(case.flow).kind != "return" or case.state is CaseState.CANCELLED:
            continue
        blamed = next((cause for cause in causes.get(f"order:{case.order_id}", ()) if cause in ours), "")
        if case.opened_at is None or not (case.reason in reasons or blamed) or not facts.counts(case.order_id):
            continue
        why = "reason" if case.reason in reasons else "complaint"
        yield Point(
            "service_return", f"case:{case.id}", case.opened_at, sellers.get(case.order_id, ()), None, None,
            case.buyer, case.order_no, why, (("reason", case.reason), ("cause", blamed)),
        )  # fmt: skip

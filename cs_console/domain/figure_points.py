"""The rows behind each figure: what exactly counts, on which clock, with which exclusions (rule K1).

For all of them: green-flagged orders are left out with everything that hangs on them; a row belongs to the
business date and shift of its `at` (rule S2); nothing is counted before it is decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from cs_console.domain.figure_facts import Asked, Bought, Facts, Point, Said
from cs_console.domain.followups import TOLD, Followup, FollowupKind, FollowupState, recovered
from cs_console.domain.vocabulary import (
    CaseState,
    Category,
    InquiryState,
    MessageRole,
    OrderStatus,
    PromiseState,
)

RETURN_HOURS = 24
"""Within how many hours of its arrival a return is finished (rule A7)."""


def first_responses(facts: Facts) -> Iterator[Point]:
    """First response: from the buyer's first line to our first line after it, in seconds.

    The clock begins with the buyer's line, for a line of unstaffed hours with the next shift's start; it never
    runs backwards. In target: answered within the target of `sla.yaml` for category, priority and channel, for
    unstaffed hours within `offline_minutes` of the shift's start. `at` is the buyer's line. Who replied is
    credited. An inquiry not answered within its limit counts as missed at once, for its owner, without a time;
    closed before its limit without an answer it does not count.
    """
    for inquiry in facts.inquiries:
        heard, replied = _first(facts.said.get(inquiry.id, ()))
        if heard is None or not facts.counts(inquiry.order_id):
            continue
        clock = facts.calendar.clock(
            heard.at, inquiry.category, inquiry.priority, inquiry.channel, first=True
        )  # fmt: skip
        row = f"inquiry:{inquiry.id}"
        if replied is not None:
            seconds = max(0.0, (replied.at - facts.calendar.answerable(heard.at)).total_seconds())
            agents = facts.credited(replied.sender or inquiry.owner)
            hit = replied.at <= clock.target_at
            yield Point("first_response", row, heard.at, agents, seconds, hit, inquiry.buyer, inquiry.order_no)
        elif clock.due_at < (inquiry.closed_at or facts.now):
            agents = facts.credited(inquiry.owner)
            yield Point("first_response", row, heard.at, agents, None, False, inquiry.buyer, inquiry.order_no)


def _first(said: Sequence[Said]) -> tuple[Said | None, Said | None]:
    """The buyer's first line and our first line after it."""
    heard: Said | None = None
    for one in said:
        if one.role is MessageRole.BUYER and heard is None:
            heard = one
        elif one.role is MessageRole.AGENT and heard is not None:
            return heard, one
    return heard, None


def resolutions(facts: Facts) -> Iterator[Point]:
    """Resolution time: from the buyer's first word to the closing as resolved, in seconds of wall-clock time.

    Unstaffed hours count, as the buyer waits through them. `at` is the closing; its owner is credited. Lost ones
    have no resolution time. One opened again counts only once it is closed again.
    """
    for one in facts.inquiries:
        closed, received = one.closed_at, one.received_at
        if one.state is not InquiryState.RESOLVED or closed is None or received is None:
            continue
        if facts.counts(one.order_id):
            seconds, agents = max(0.0, (closed - received).total_seconds()), facts.credited(one.owner)
            yield Point("resolution", f"inquiry:{one.id}", closed, agents, seconds, None, one.buyer, one.order_no)


def verdicts(facts: Facts) -> Iterator[Point]:
    """Resolution rate: of the inquiries decided, the share resolved within the resolution limit of `sla.yaml`.

    An inquiry is decided when it is closed or when its limit runs out, whichever comes first; that moment is
    `at`, so that a day's rate never changes afterwards. Lost ones, and those still open at their limit, are not
    resolved. The owner is credited.
    """
    for one in facts.inquiries:
        if one.received_at is None or not facts.counts(one.order_id):
            continue
        allowed = facts.calendar.limits(one.category, one.priority, one.channel).resolution
        limit = one.received_at + timedelta(seconds=allowed)
        decided = min(one.closed_at, limit) if one.closed_at is not None else limit
        if decided <= facts.now:
            hit = one.state is InquiryState.RESOLVED and one.closed_at is not None and one.closed_at <= limit
            yield Point(
                "resolved", f"inquiry:{one.id}", decided, facts.credited(one.owner), None, hit, one.buyer, one.order_no
            )


def scores(facts: Facts) -> Iterator[Point]:
    """CSAT: the buyers' scores of 1 to 5; who served the buyer is credited, `at` is when the score was given (C4)."""
    for one in facts.scores:
        if facts.counts(one.order_id):
            yield Point(
                "csat", f"csat:{one.id}", one.at, facts.credited(one.agent), float(one.score), None, one.buyer,
                one.order_no, facts=(("category", one.category.value), ("comment", one.comment)),
            )  # fmt: skip


def conversions(facts: Facts) -> Iterator[Point]:
    """Inquiry to order: of the pre-sale inquiries, the share whose buyer placed an order within the policy's days.

    Each inquiry counts once; `at` is when it came; its owner is credited, else who replied first. Not counted:
    inquiries about an order placed before them, those whose days are not over yet and that led to nothing so
    far, and buyers whose only order in the window is green.
    """
    for one in facts.inquiries:
        since = one.received_at
        if one.category is not Category.PRESALE or since is None:
            continue
        placed = facts.sales(one)
        if placed is None or not facts.counts(one.order_id):
            continue
        real = [order for order in placed if _counts(facts, order)]
        if not real and (placed or since + facts.conversion_window > facts.now):
            continue
        number = real[0].order_no if real else ""
        yield Point("conversion", f"inquiry:{one.id}", since, _served(facts, one), None, bool(real), one.buyer, number)


def order_values(facts: Facts) -> Iterator[Point]:
    """Average order value: what was paid for the orders that pre-sale inquiries led to, in fen.

    Each order counts once, for the last inquiry before it within the window. Paid means paid: postage in,
    later refunds not taken off. `at` is when it was ordered.
    """
    for order, inquiry in _sold(facts, facts.inquiries):
        moment = order.ordered_at
        if moment is not None and order.paid_fen and order.status is not OrderStatus.UNPAID:
            yield Point(
                "order_value", f"order:{order.id}", moment, _served(facts, inquiry), float(order.paid_fen), None,
                order.buyer_nick, order.order_no,
            )  # fmt: skip


def _sold(facts: Facts, inquiries: Iterable[Asked]) -> list[tuple[Bought, Asked]]:
    """Orders with the last pre-sale inquiry that led to each."""
    found: dict[int, tuple[Bought, Asked]] = {}
    asked = [one for one in inquiries if one.category is Category.PRESALE and one.received_at is not None]
    for one in sorted(asked, key=lambda one: (one.received_at or facts.now, one.id)):
        for order in facts.sales(one) or ():
            if _counts(facts, order):
                found[order.id] = (order, one)
    return list(found.values())


def sold_by(facts: Facts) -> dict[int, tuple[str, ...]]:
    """Who served the buyer of an order before it was placed, by the order's id."""
    known = {one.id: one for one in (*facts.earlier, *facts.inquiries)}
    return {order.id: _served(facts, inquiry) for order, inquiry in _sold(facts, known.values())}


def _counts(facts: Facts, order: Bought) -> bool:
    return order.flag not in facts.policies.flags.excluded


def _served(facts: Facts, inquiry: Asked) -> tuple[str, ...]:
    """The owner, else who replied first."""
    if inquiry.owner:
        return facts.credited(inquiry.owner)
    _, replied = _first(facts.said.get(inquiry.id, ()))
    return facts.credited(replied.sender if replied is not None else "")


def recoveries(facts: Facts) -> Iterator[Point]:
    """Unpaid recovered: of the orders whose buyers were reminded to pay, the share paid after a reminder (U2).

    Each order counts once, at its last reminder before the payment, else at its last; who gave it is credited.
    A reminder that reached nobody is none. An order that still may be paid (younger than the policy's
    `unpaid_closed_hours`) does not count yet.
    """
    by_order: dict[int, list[Followup]] = defaultdict(list)
    for one in facts.reminders:
        if one.kind is FollowupKind.UNPAID and one.state is FollowupState.DONE and one.outcome in TOLD:
            by_order[one.order_id or one.subject_id].append(one)
    open_for = timedelta(hours=facts.policies.followups.unpaid_closed_hours)
    for order_id, rows in by_order.items():
        order = facts.orders.get(order_id)
        if order is None or not facts.counts(order_id):
            continue
        rows.sort(key=lambda row: (row.done_at or facts.now, row.id))
        won = [row for row in rows if recovered(row, order.paid_at)]
        waiting = order.status is OrderStatus.UNPAID and order.paid_at is None
        if not won and waiting and (order.ordered_at or facts.now) + open_for > facts.now:
            continue
        last = (won or rows)[-1]
        if last.done_at is not None:
            yield Point(
                "unpaid_recovered", f"order:{order_id}", last.done_at, facts.credited(last.done_by), None, bool(won),
                order.buyer_nick, order.order_no, facts=(("followup", last.id),),
            )  # fmt: skip


def returns(facts: Facts) -> Iterator[Point]:
    """Returns closed in 24 h: of the returns whose parcel arrived, the share closed within 24 hours of it (A7).

    Arrival is the day noted by the warehouse, at the latest the moment it was noted; that is `at`. Counted once
    closed, or once the 24 hours are over. Exchanges and cancelled cases do not count. The case's owner and who
    took the parcel in are credited.
    """
    for case, arrived_at, receiver in facts.returned:
        if case.state is CaseState.CANCELLED or not facts.counts(case.order_id):
            continue
        limit = arrived_at + timedelta(hours=RETURN_HOURS)
        if case.closed_at is None and limit > facts.now:
            continue
        hit = case.closed_at is not None and case.closed_at <= limit
        yield Point(
            "returns_24h", f"case:{case.id}", arrived_at, facts.credited(case.owner, receiver), None, hit, case.buyer,
            case.order_no,
        )  # fmt: skip


def promises(facts: Facts) -> Iterator[Point]:
    """Promises kept: of the promises decided, the share carried out not later than they fell due (rule R4).

    A promise is decided when it is closed or when it falls due, whichever comes first: that moment is `at`.
    Broken, late and overdue ones are not kept. Who had to see to it is credited.
    """
    for one in facts.promises:
        if not facts.counts(one.order_id):
            continue
        decided = _earlier(one.closed_at, one.due_at)
        if decided is None or decided > facts.now:
            continue
        in_time = one.due_at is None or (one.closed_at is not None and one.closed_at <= one.due_at)
        hit = one.state is PromiseState.DONE and in_time
        why = "" if hit else "broken" if one.state is PromiseState.BROKEN else "late" if one.closed_at else "overdue"
        yield Point(
            "promises_kept", f"promise:{one.id}", decided, facts.credited(one.owner or one.agent), None, hit,
            one.buyer, one.order_no, why, (("text", one.text), ("due", one.due_at)),
        )  # fmt: skip


def _earlier(first: datetime | None, second: datetime | None) -> datetime | None:
    return min((one for one in (first, second) if one is not None), default=None)


def inspections(facts: Facts) -> Iterator[Point]:
    """QA score: the mean of the inspected conversations' scores of 100; `at` is the scoring (rule K4)."""
    for one in facts.inspected:
        if one.score is not None and one.scored_at is not None:
            yield Point(
                "qa", f"qa:{one.id}", one.scored_at, facts.credited(one.agent), one.score, None, one.buyer,
                one.order_no,
            )  # fmt: skip

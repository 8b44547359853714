"""The rows of the registers about orders, cases and promises (rule K2), read from what the floor did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cs_console.domain.entities import Case, CaseStep, Inquiry, Message, Order, OrderLine, Promise
from cs_console.domain.feedback import ProblemItem
from cs_console.domain.followups import Followup, FollowupKind, FollowupState, recovered
from cs_console.domain.gaps import QuestionState
from cs_console.domain.policy import Policies
from cs_console.domain.registers import DayOf, RegisterRow
from cs_console.domain.vocabulary import CaseState, Category, Flag, Flow, InquiryState, MessageRole
from cs_console.i18n import language
from cs_console.services.case_goods import goods_of
from cs_console.services.ports.uow import UnitOfWork

YELLOW_LIMIT = 10_000
"""How many yellow orders are looked through for problem items that nobody wrote down."""


@dataclass(frozen=True, slots=True)
class Reading:
    """From where a register is read: one snapshot, the policies, the stretch of time in UTC."""

    uow: UnitOfWork
    policies: Policies
    zone: ZoneInfo
    start: datetime
    end: datetime
    day_of: DayOf
    include_green: bool = False
    seen: dict[int, Order] = field(default_factory=dict)

    def orders(self, ids: Collection[int]) -> Mapping[int, Order]:
        """Orders by id, each read once."""
        self.seen.update(self.uow.registers.by_id(Order, [one for one in ids if one and one not in self.seen]))
        return self.seen

    def counts(self, order: Order | None) -> bool:
        """Whether a row of this order belongs to the figures: those of suspected brushing do not (rule K1)."""
        return self.include_green or order is None or order.flag not in self.policies.flags.excluded


# -- inquiries that came to nothing, orders never paid -----------------------------------------


def lost_inquiries(reading: Reading) -> Iterator[RegisterRow]:
    """Buyers who asked and did not order (rule Q8): given up with a reason, or resolved and no order came."""
    within = (Inquiry, "received_at", reading.start, reading.end)
    lost = reading.uow.registers.between(*within, state=InquiryState.LOST.value)
    asked = reading.uow.registers.between(
        *within, state=InquiryState.RESOLVED.value, category=Category.PRESALE.value, order_id=0
    )
    found = sorted([*lost, *_in_vain(reading, asked)], key=lambda one: (one.received_at or reading.start, one.id))
    orders = reading.orders([one.order_id for one in found])
    questions = _questions(reading, [one.id for one in found])
    for one in found:
        if reading.counts(orders.get(one.order_id)):
            reason = one.outcome if one.state is InquiryState.LOST else ""
            yield RegisterRow(one.id, one.received_at, one.owner, (
                one.id, one.received_at, one.buyer, one.platform.value, one.channel.value, one.category.value,
                questions.get(one.id) or one.summary, reason, one.owner, one.order_no,
            ), talk=one.id)  # fmt: skip


def _in_vain(reading: Reading, asked: list[Inquiry]) -> Iterator[Inquiry]:
    """Answered pre-sale inquiries after which the buyer ordered nothing within the policy's days."""
    days = timedelta(days=reading.policies.kpi.conversion_days)
    by_buyer: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for order in reading.uow.registers.orders_of([one.buyer for one in asked if one.buyer]):
        if order.ordered_at is not None:
            by_buyer[order.platform.value, order.buyer_nick].append(order.ordered_at)
    for one in asked:
        since = one.received_at
        if since is None or since + days > reading.uow.now:
            continue
        if not any(since <= moment <= since + days for moment in by_buyer[one.platform.value, one.buyer]):
            yield one


def _questions(reading: Reading, ids: list[int]) -> dict[int, str]:
    """What the buyers of these inquiries said, line after line."""
    said: dict[int, list[str]] = defaultdict(list)
    for at in range(0, len(ids), 500):
        messages: list[Message] = reading.uow.queue.messages_of(ids[at : at + 500])
        for message in messages:
            if message.role is MessageRole.BUYER:
                said[message.inquiry_id].append(message.text)
    return {inquiry: " / ".join(lines) for inquiry, lines in said.items()}


def unpaid(reading: Reading) -> Iterator[RegisterRow]:
    """Orders finally not paid, with the reminders they had and the reason (rule U2)."""
    before = reading.uow.now - timedelta(hours=reading.policies.followups.unpaid_closed_hours)
    found = reading.uow.registers.never_paid(reading.start, reading.end, before)
    orders = [one for one in found if reading.counts(one)]
    reminders: dict[int, list[Followup]] = defaultdict(list)
    for row in reading.uow.followups.kept(FollowupKind.UNPAID, [one.id for one in orders]):
        if row.state is FollowupState.DONE:
            reminders[row.subject_id].append(row)
    for one in orders:
        had = sorted(reminders[one.id], key=lambda row: row.stage)
        last = had[-1] if had else None
        outcome = last.outcome.value if last is not None and last.outcome is not None else ""
        reason = next((row.note for row in reversed(had) if row.note), "") or one.close_reason
        yield RegisterRow(one.id, one.ordered_at, last.done_by if last else "", (
            one.id, one.ordered_at, one.order_no, one.platform.value, one.shop, one.buyer_nick, one.goods,
            one.total_fen, one.status.value, len(had), outcome, reason, last.done_by if last else "",
        ))  # fmt: skip


def followups(reading: Reading) -> Iterator[RegisterRow]:
    """Every follow-up that came to an outcome; a reminded order paid afterwards counts as recovered (U2, C3)."""
    rows = reading.uow.registers.between(Followup, "done_at", reading.start, reading.end)
    orders = reading.orders([one.order_id for one in rows])
    for one in rows:
        order = orders.get(one.order_id)
        if not reading.counts(order):
            continue
        paid_at = order.paid_at if order is not None else None
        won = recovered(one, paid_at)
        yield RegisterRow(one.id, one.done_at, one.done_by, (
            one.id, one.done_at, one.kind.value, one.stage, one.order_no, one.buyer, one.due_at,
            one.outcome.value if one.outcome is not None else "", one.note, won, paid_at if won else None,
            order.paid_fen if won and order is not None else None, one.done_by,
        ))  # fmt: skip


def promises(reading: Reading) -> Iterator[RegisterRow]:
    """The promise ledger (rule R4)."""
    rows = reading.uow.registers.between(Promise, "promised_at", reading.start, reading.end)
    orders = reading.orders([one.order_id for one in rows])
    for one in rows:
        if reading.counts(orders.get(one.order_id)):
            yield RegisterRow(one.id, one.promised_at, one.agent, (
                one.id, one.promised_at, one.order_no, one.buyer, one.kind.value, one.text, one.due_at, one.state.value,
                one.closed_at, one.outcome, one.agent, one.owner or one.agent,
            ))  # fmt: skip


# -- after-sales -------------------------------------------------------------------------------


def returns(reading: Reading) -> Iterator[RegisterRow]:
    """Returns and exchanges, from the request to the shelf (退货登记表, rules A2–A5)."""
    found = list(_cases(reading, ("return", "exchange")))
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    for line in reading.uow.find(OrderLine, order_id=sorted({case.order_id for case, _, _ in found if case.line_ids})):
        lines[line.order_id].append(line)
    for case, order, fields in found:
        named = goods_of(lines[case.order_id], case) if case.line_ids else ()
        goods = "、".join(f"{title} x{many}" for title, many in named) or (order.goods if order else "")
        yield RegisterRow(case.id, case.opened_at, case.owner, (
            case.id, case.opened_at, case.order_no, case.buyer, case.flow.value, goods,
            case.reason, case.state.value, fields.get("return_carrier", ""), fields.get("return_tracking_no", ""),
            _day(fields.get("arrived_on", "")), fields.get("inspection", ""),
            fields.get("restocked") == "true" if "restocked" in fields else None,
            case.refund_fen, case.closed_at, case.owner,
        ))  # fmt: skip


def return_reasons(reading: Reading) -> Iterator[RegisterRow]:
    """Returns by their true reason (退货原因汇总表, rule A2); given-up ones do not count."""
    for case, _, _ in _cases(reading, ("return",)):
        if case.reason and case.state is not CaseState.CANCELLED:
            cells = (case.id, case.opened_at, case.order_no, case.flow.value, case.reason, case.refund_fen, case.owner)
            yield RegisterRow(case.id, case.opened_at, case.owner, cells)


def problems(reading: Reading) -> Iterator[RegisterRow]:
    """Problem items: written down, led as claims, repairs or resends, or only flagged yellow (问题件, rule A8)."""
    items = reading.uow.registers.between(ProblemItem, "at", reading.start, reading.end)
    orders = reading.orders([one.order_id for one in items])
    for one in items:
        if reading.counts(orders.get(one.order_id)):
            ref = f"problem:{one.id}"
            yield RegisterRow(ref, one.at, one.agent, (
                ref, one.at, one.order_no, one.purchased_on, one.slip_no, one.buyer, one.problem, one.demand,
                one.state.value, one.answer, one.answered_at, one.agent,
            ))  # fmt: skip
    for case, order, fields in _cases(reading, ("claim", "service")):
        ref, done = f"case:{case.id}", case.state is not CaseState.OPEN
        yield RegisterRow(ref, case.opened_at, case.owner, (
            ref, case.opened_at, case.order_no, _day(fields.get("purchased_on", "")) or _ordered_on(reading, order),
            fields.get("slip_no", "") or (order.tracking_no if order else ""), case.buyer,
            _problem(reading, case, fields), fields.get("demand", ""),
            (QuestionState.ANSWERED if done else QuestionState.OPEN).value,
            fields.get("remedy", "") or fields.get("repair_result", "") or fields.get("out_tracking_no", ""),
            case.closed_at, case.owner,
        ))  # fmt: skip
    yield from _only_flagged(reading)


def _problem(reading: Reading, case: Case, fields: Mapping[str, str]) -> str:
    """What is wrong, in the words of the case as far as it went."""
    missing = " x".join(filter(None, (fields.get("item", ""), fields.get("missing_quantity", ""))))
    title = reading.policies.aftersales.flow(case.flow).title.text(language())
    return fields.get("problem", "") or missing or case.reason or title


def _only_flagged(reading: Reading) -> Iterator[RegisterRow]:
    """Yellow orders that nobody wrote down or opened a case for, whenever that may have been."""
    found = [
        one for one in reading.uow.orders.listed(YELLOW_LIMIT, flag=(Flag.YELLOW,))
        if one.ordered_at is not None and reading.start <= one.ordered_at < reading.end
    ]  # fmt: skip
    ids = [one.id for one in found]
    covered = {one.order_id for one in reading.uow.find(ProblemItem, order_id=ids)}
    covered |= {
        one.order_id for one in reading.uow.find(Case, order_id=ids) if _kind(reading, one) in ("claim", "service")
    }
    for order in found:
        moment = order.ordered_at
        if order.id in covered:
            continue
        ref, remark = f"order:{order.id}", order.remark.strip().splitlines()
        yield RegisterRow(ref, moment, "", (
            ref, moment, order.order_no, _ordered_on(reading, order), order.tracking_no, order.buyer_nick,
            remark[-1] if remark else "", "", QuestionState.OPEN.value, "", None, "",
        ))  # fmt: skip


def _kind(reading: Reading, case: Case) -> str:
    return reading.policies.aftersales.flow(case.flow).kind


def _cases(reading: Reading, kinds: Collection[str]) -> Iterator[tuple[Case, Order | None, dict[str, str]]]:
    """Cases of some kinds of flow with their order and everything typed in their steps."""
    flows = tuple(flow.value for flow in Flow if reading.policies.aftersales.flow(flow).kind in kinds)
    cases = reading.uow.registers.between(Case, "opened_at", reading.start, reading.end, flow=flows)
    orders = reading.orders([case.order_id for case in cases])
    typed: dict[int, dict[str, str]] = defaultdict(dict)
    for at in range(0, len(cases), 500):
        steps: list[CaseStep] = reading.uow.aftersales.steps([case.id for case in cases[at : at + 500]])
        for step in steps:
            typed[step.case_id].update(dict(step.fields))
    for case in cases:
        order = orders.get(case.order_id)
        if reading.counts(order):
            yield case, order, typed[case.id]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _ordered_on(reading: Reading, order: Order | None) -> date | None:
    moment = order.ordered_at if order is not None else None
    return moment.astimezone(reading.zone).date() if moment is not None else None

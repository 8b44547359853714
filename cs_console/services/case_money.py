"""What a case moves in money and pieces, with what was given back of the order before (rules A2–A5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cs_console.domain.entities import Case, Order, OrderLine, Refund
from cs_console.domain.policy import Policies
from cs_console.domain.policy.aftersales import FlowDef
from cs_console.domain.refunds import (
    REFUNDED,
    Earlier,
    ExchangeSum,
    RefundSum,
    RefundTerms,
    exchange_sum,
    goods_value,
    left_of,
    pieces,
    refund_sum,
    repair_sum,
)
from cs_console.domain.vocabulary import CaseState, Flow
from cs_console.services.ports.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class CaseMoney:
    """A case's order with its lines and what other cases and the platform gave back of it."""

    order: Order
    lines: tuple[OrderLine, ...]
    parts: Mapping[int, int]
    earlier: Earlier

    @property
    def left_fen(self) -> int | None:
        """What can still be paid back; None while the payment is unknown."""
        return None if self.order.paid_fen is None else max(self.order.paid_fen - self.earlier.refunded_fen, 0)

    def refund(self, flow: FlowDef, policies: Policies) -> RefundSum | None:
        """The exact refund of a return, and what the missing or broken pieces of a claim cost (rules A2, A8)."""
        if flow.kind != "return" and not (flow.kind == "claim" and self.parts):
            return None
        terms = RefundTerms(
            quality=flow.quality,
            excludes_charged_freight=policies.aftersales.not_free_refund_excludes_freight,
            free_freight_borne_by=policies.aftersales.shipped_free_freight,
            free_freight_fen=policies.shop.freight_fen,
        )
        return refund_sum(self.order, self.lines, terms, parts=self.parts, earlier=self.earlier)

    def exact(self, flow: FlowDef, policies: Policies, values: Mapping[str, str]) -> dict[str, int | None]:
        """What an agreed amount has to be, by the effect of the step that agrees on it (rules A2, A4)."""
        refund, balance = self.refund(flow, policies), self.balance(flow, values)
        return {
            "amount": refund.refund_fen if refund is not None else None,
            "difference": balance.difference_fen if balance is not None else None,
        }

    def balance(self, flow: FlowDef, values: Mapping[str, str]) -> ExchangeSum | None:
        """What is to be settled with the buyer as soon as its terms are noted: an exchange's difference, what a
        repair costs the buyer (rules A4, A5, A8)."""
        out = int(_of_buyer("freight_payer", "out_freight_fen", values))
        if flow.kind == "service":
            fee = int(_of_buyer("repair_payer", "repair_fen", values))
            return repair_sum(fee, out) if "repair_payer" in values else None
        target = values.get("target_fen", "")
        returned = goods_value(self.order, self.lines, self.parts)
        if flow.kind != "exchange" or not target or returned is None:
            return None
        return exchange_sum(returned, int(target), out)


def _of_buyer(payer: str, amount: str, values: Mapping[str, str]) -> str:
    """An amount that the buyer agreed to pay, "0" when the shop pays."""
    return values.get(amount) or "0" if values.get(payer) == "buyer" else "0"


def case_money(uow: UnitOfWork, order: Order, case: Case, flows: Mapping[Flow, FlowDef]) -> CaseMoney:
    """The money of a stored case."""
    return money_of(uow, order, parts_of(case), flows, case)


def money_of(
    uow: UnitOfWork, order: Order, parts: Mapping[int, int], flows: Mapping[Flow, FlowDef], case: Case | None = None
) -> CaseMoney:
    """The money of some pieces of an order, beside every other case of it."""
    lines = tuple(uow.find(OrderLine, order_id=order.id))
    others = [one for one in uow.find(Case, order_id=order.id) if case is None or one.id != case.id]
    back = returned(others, lines, flows)
    named = parts or left_of(lines, back)
    whole = all(named.get(line_id, 0) >= left for line_id, left in left_of(lines, back).items())
    by_cases = sum(one.refund_fen or 0 for one in _paid(others))
    by_platform = sum(_completed(uow.find(Refund, order_id=order.id), case))
    compensated = sum(
        one.refund_fen or 0
        for one in _paid(others)
        if not lines or (flows[one.flow].kind != "return" and _about(one, named))
    )
    if whole:
        compensated += max(by_platform - by_cases, 0)
    earlier = Earlier(
        pieces=back,
        refunded_fen=max(by_cases, by_platform),
        compensated_fen=compensated,
        quality=all(flows[one.flow].quality for one in _closed_returns(others, flows)),
    )
    return CaseMoney(order, lines, named if any(back.values()) else parts, earlier)


def parts_of(case: Case) -> dict[int, int]:
    """The pieces a case is about by line, {} for the whole order; 0 stands for every piece of a line."""
    quantities = case.quantities or (0,) * len(case.line_ids)
    return {line: many or _EVERY for line, many in zip(case.line_ids, quantities, strict=True)}


_EVERY = 10**9
"""More pieces than any line has."""


def returned(cases: Iterable[Case], lines: Sequence[OrderLine], flows: Mapping[Flow, FlowDef]) -> dict[int, int]:
    """How many pieces of each line came back with closed returns."""
    back = {line.id: 0 for line in lines}
    for case in _closed_returns(cases, flows):
        parts = parts_of(case)
        for line in lines:
            many = parts.get(line.id, 0) if parts else pieces(line)
            back[line.id] = min(back[line.id] + min(many, pieces(line)), pieces(line))
    return back


def _closed_returns(cases: Iterable[Case], flows: Mapping[Flow, FlowDef]) -> list[Case]:
    return [case for case in cases if case.state is CaseState.CLOSED and flows[case.flow].kind == "return"]


def _paid(cases: Iterable[Case]) -> list[Case]:
    """Cases that paid money back or are about to: agreed amounts of open cases are spoken for."""
    return [case for case in cases if case.state is not CaseState.CANCELLED and case.refund_fen]


def _completed(refunds: Iterable[Refund], case: Case | None) -> list[int]:
    """What the platform paid back before this case was opened."""
    until = case.opened_at if case is not None else None
    return [
        one.amount_fen or 0
        for one in refunds
        if one.completed_at is not None
        and REFUNDED in one.platform_status
        and (until is None or one.completed_at < until)
    ]


def _about(case: Case, named: Mapping[int, int]) -> bool:
    return not case.line_ids or any(named.get(line) for line in case.line_ids)

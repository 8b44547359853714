"""What other cases and the platform gave back of an order, and what may not be left behind by an undo (A2–A6, A8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from cs_console.domain.entities import Case, CaseStep, Order, OrderLine, Refund
from cs_console.domain.policy import Policies
from cs_console.domain.refunds import REFUNDED
from cs_console.domain.vocabulary import CaseState, Flow, Platform, StepState
from cs_console.errors import Conflict
from cs_console.services.case_guard import refuse_gaps
from cs_console.services.case_money import CaseMoney, money_of, returned
from cs_console.services.ports.uow import UnitOfWork

POLICIES = Policies()
FLOWS = POLICIES.aftersales.flows
NOW = datetime(2026, 6, 14, 3, tzinfo=UTC)
ORDER = Order(id=1, platform=Platform.TAOBAO, order_no="1", paid_fen=31000, freight_fen=1000)
BED = OrderLine(id=1, order_id=1, line_key="1", price_fen=20000)
PILLOWS = OrderLine(id=2, order_id=1, line_key="2", price_fen=5000, quantity=2)
LINES = (BED, PILLOWS)
OWN = Case(id=9, flow=Flow.RETURN, order_id=1, order_no="1", owner="张敏", opened_at=NOW, refund_fen=7000)


def case(flow: Flow = Flow.RETURN, state: CaseState = CaseState.CLOSED, **facts: Any) -> Case:
    return Case(**{"id": 3, "flow": flow, "order_id": 1, "order_no": "1", "owner": "李丽", "state": state, **facts})


class Rows:
    """A unit of work that finds these rows, by kind."""

    def __init__(self, *rows: Any) -> None:
        self.rows = rows
        self.aftersales = SimpleNamespace(steps=lambda ids: [one for one in self.find(CaseStep) if one.case_id in ids])

    def find(self, kind: type, **_: Any) -> list[Any]:
        return [row for row in self.rows if isinstance(row, kind)]

    def get(self, kind: type, number: int) -> Any:
        return next((row for row in self.find(kind) if row.id == number), None)

    require = get


def money(*rows: Any, parts: dict[int, int] | None = None, lines: tuple[OrderLine, ...] = LINES) -> CaseMoney:
    return money_of(cast("UnitOfWork", Rows(*lines, OWN, *rows)), ORDER, parts or {}, FLOWS, OWN)


@pytest.mark.parametrize(
    ("cases", "back"),
    [
        ([], (0, 0)), ([case()], (1, 2)), ([case(line_ids=(2,))], (0, 2)),
        ([case(line_ids=(2,), quantities=(1,))], (0, 1)), ([case(line_ids=(1, 2), quantities=(1, 0))], (1, 2)),
        ([case(line_ids=(2,), quantities=(1,))] * 3, (0, 2)), ([case(Flow.RETURN_QUALITY)], (1, 2)),
        ([case(state=CaseState.OPEN)], (0, 0)), ([case(state=CaseState.CANCELLED)], (0, 0)),
        ([case(Flow.EXCHANGE)], (0, 0)), ([case(Flow.CLAIM_SHORT)], (0, 0)),
    ],
)  # fmt: skip
def test_a2_only_closed_returns_brought_pieces_back(cases: list[Case], back: tuple[int, int]) -> None:
    assert tuple(returned(cases, LINES, FLOWS).values()) == back


CLAIM = case(Flow.CLAIM_SHORT, line_ids=(1,), refund_fen=2000)


@pytest.mark.parametrize(
    ("others", "parts", "refunded", "compensated"),
    [
        ([CLAIM], {}, 2000, 2000), ([CLAIM], {1: 1}, 2000, 2000), ([CLAIM], {2: 1}, 2000, 0),
        ([replace(CLAIM, line_ids=())], {2: 1}, 2000, 2000), ([replace(CLAIM, state=CaseState.OPEN)], {}, 2000, 2000),
        ([replace(CLAIM, state=CaseState.CANCELLED)], {}, 0, 0), ([replace(CLAIM, refund_fen=None)], {}, 0, 0),
        ([case(line_ids=(1,), refund_fen=20000)], {}, 20000, 0),
        ([case(line_ids=(1,), refund_fen=20000, state=CaseState.OPEN)], {1: 1}, 20000, 0),
        ([case(line_ids=(1,), refund_fen=20000), CLAIM], {2: 1}, 22000, 0),
    ],
)  # fmt: skip
def test_a3_money_without_goods_counts_against_the_goods_it_was_for(
    others: list[Case], parts: dict[int, int], refunded: int, compensated: int
) -> None:
    found = money(*others, parts=parts).earlier
    assert (found.refunded_fen, found.compensated_fen) == (refunded, compensated)


def test_a3_without_lines_all_that_was_paid_back_counts() -> None:
    assert money(case(refund_fen=4000), lines=()).earlier.compensated_fen == 4000


DONE = Refund(
    id=5, platform=Platform.TAOBAO, refund_no="R", order_id=1, order_no="1", amount_fen=3000, platform_status=REFUNDED,
    completed_at=NOW - timedelta(days=1),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "parts", "refunded", "compensated"),
    [
        ({}, {}, 3000, 3000), ({}, {2: 1}, 3000, 0), ({}, {1: 1, 2: 2}, 3000, 3000), ({"completed_at": NOW}, {}, 0, 0),
        ({"completed_at": None}, {}, 0, 0), ({"platform_status": "退款关闭"}, {}, 0, 0),
        ({"amount_fen": None}, {}, 0, 0),
    ],
)  # fmt: skip
def test_a3_what_the_platform_paid_back_before_the_case_counts(
    changes: dict[str, Any], parts: dict[int, int], refunded: int, compensated: int
) -> None:
    found = money(replace(DONE, **changes), parts=parts).earlier
    assert (found.refunded_fen, found.compensated_fen) == (refunded, compensated)
    new = money_of(cast("UnitOfWork", Rows(*LINES, replace(DONE, completed_at=NOW))), ORDER, {}, FLOWS)
    assert new.earlier.refunded_fen == 3000, "before a case is opened all counts"
    beside = money(replace(DONE, **changes), CLAIM, parts=parts).earlier  # the larger of the two, never both
    assert beside.refunded_fen == max(refunded, 2000)


def test_a3_our_freight_comes_back_only_when_every_return_was_for_a_fault() -> None:
    plain, fault = case(line_ids=(1,)), case(Flow.RETURN_QUALITY, line_ids=(1,))
    assert money(fault).earlier.quality and not money(plain).earlier.quality and not money(fault, plain).earlier.quality
    assert money(replace(plain, state=CaseState.OPEN)).earlier.quality


def test_a2_a_case_about_everything_is_about_what_is_left() -> None:
    assert money().parts == {} and money(case(line_ids=(2,), quantities=(1,))).parts == {1: 1, 2: 1}
    assert money(replace(CLAIM, refund_fen=30000)).left_fen == 1000
    assert money(replace(CLAIM, refund_fen=40000)).left_fen == 0


@pytest.mark.parametrize(
    ("flow", "parts", "refund"),
    [
        (Flow.RETURN, {}, 30000),
        (Flow.RETURN_QUALITY, {}, 31000),
        (Flow.EXCHANGE, {1: 1}, None),
        (Flow.CLAIM_SHORT, {2: 1}, 5000),
        (Flow.CLAIM_SHORT, {}, None),
        (Flow.REPAIR, {1: 1}, None),
    ],
)
def test_a8_returns_and_claims_about_pieces_have_an_exact_sum(
    flow: Flow, parts: dict[int, int], refund: int | None
) -> None:
    found = money(parts=parts).refund(FLOWS[flow], POLICIES)
    assert (found.refund_fen if found is not None else None) == refund


@pytest.mark.parametrize(
    ("flow", "values", "difference"),
    [
        (Flow.EXCHANGE, {"target_fen": "25000"}, 5000), (Flow.EXCHANGE, {}, None),
        (Flow.RETURN, {"target_fen": "1"}, None),
        (Flow.EXCHANGE, {"target_fen": "20000", "freight_payer": "buyer", "out_freight_fen": "1200"}, 1200),
        (Flow.EXCHANGE, {"target_fen": "20000", "freight_payer": "buyer"}, 0),
        (Flow.EXCHANGE, {"target_fen": "20000", "freight_payer": "shop", "out_freight_fen": "1200"}, 0),
        (Flow.REPAIR, {"repair_payer": "buyer", "repair_fen": "4500"}, 4500),
        (Flow.REPAIR, {"repair_fen": "4500"}, None),
        (Flow.REPAIR, {"repair_payer": "shop", "repair_fen": "4500"}, 0),
    ],
)  # fmt: skip
def test_a4_what_is_settled_with_the_buyer(flow: Flow, values: dict[str, str], difference: int | None) -> None:
    found = money(parts={1: 1}).balance(FLOWS[flow], values)
    assert (found.difference_fen if found is not None else None) == difference
    if flow is Flow.EXCHANGE:
        assert replace(money(parts={1: 1}), order=replace(ORDER, paid_fen=None)).balance(FLOWS[flow], values) is None


STEPS = [CaseStep(id=20 + at, case_id=9, position=at, key=str(at)) for at in range(3)]


def gaps(*rows: Any, touched: tuple[str, int] = ("Case", 9)) -> str:
    try:
        refuse_gaps(cast("UnitOfWork", Rows(ORDER, *rows)), [touched])
    except Conflict as refused:
        return refused.code
    return ""


def steps(*states: StepState) -> list[CaseStep]:
    return [replace(step, state=state) for step, state in zip(STEPS, states, strict=True)]


TODO, DID, TROUBLE = StepState.TODO, StepState.DONE, StepState.PROBLEM


@pytest.mark.parametrize(
    ("states", "closed", "code"),
    [
        ((DID, TODO, TODO), False, ""), ((DID, TODO, DID), False, "case.undo_gap"), ((TODO, TODO, TODO), False, ""),
        ((DID, TODO, TROUBLE), False, "case.undo_gap"), ((DID, TROUBLE, TODO), False, ""),
        ((DID, DID, TODO), True, "case.undo_gap"), ((DID, DID, DID), True, ""), ((DID, DID, DID), False, ""),
    ],
)  # fmt: skip
def test_a6_an_undo_leaves_no_gap_between_steps(states: tuple[StepState, ...], closed: bool, code: str) -> None:
    own = replace(OWN, state=CaseState.CLOSED) if closed else OWN
    assert gaps(own, *steps(*states)) == code
    assert gaps(own, *steps(*states), touched=("CaseStep", 20)) == code
    assert gaps(own, *steps(*states), touched=("Order", 9)) == ""


@pytest.mark.parametrize(
    ("own", "other", "code"),
    [
        ({}, {}, "case.undo_twice"), ({"line_ids": (1,)}, {"line_ids": (2,)}, ""),
        ({}, {"line_ids": (2,)}, "case.undo_twice"), ({"line_ids": (1,)}, {"line_ids": (1, 2)}, "case.undo_twice"),
        ({"line_ids": (1,)}, {}, "case.undo_twice"),
        ({}, {"state": CaseState.CLOSED}, ""), ({"state": CaseState.CANCELLED}, {}, ""),
        ({}, {"state": CaseState.CLOSED, "refund_fen": 24000}, ""),
        ({}, {"state": CaseState.CLOSED, "refund_fen": 24001}, "case.undo_money"),
        ({}, {"state": CaseState.CANCELLED, "refund_fen": 31000}, ""),
        ({"refund_fen": None}, {"state": CaseState.CLOSED, "refund_fen": 40000}, ""),
    ],
)  # fmt: skip
def test_a6_an_undo_brings_no_line_into_two_cases_and_no_fen_out_twice(
    own: dict[str, Any], other: dict[str, Any], code: str
) -> None:
    beside = case(**{"state": CaseState.OPEN, **other})
    assert gaps(replace(OWN, **own), beside) == code
    unpaid = replace(ORDER, paid_fen=None)
    assert (
        refuse_gaps(cast("UnitOfWork", Rows(unpaid, replace(OWN, state=CaseState.CLOSED), CLAIM)), [("Case", 9)])
        is None
    )

"""After-sales cases through the service on a real store (rules A1–A9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cs_console import i18n
from cs_console.adapters.clock import ManualClock
from cs_console.domain import aftersales
from cs_console.domain.entities import Actor, Order, OrderLine, Refund
from cs_console.domain.vocabulary import CaseState, Flag, Flow, OrderStatus, Platform, StepState
from cs_console.domain.window import WindowState
from cs_console.errors import BadInput, CsError, NotFound, Refused
from cs_console.services.case_views import CaseFilter, CaseView
from cs_console.services.facade import Services

IMPORT = Actor("导入")
RETURN_STEPS: tuple[tuple[str, dict[str, str | int]], ...] = (
    ("apology", {}), ("window", {}), ("reason", {"reason": "size"}), ("offer_exchange", {"decision": "return"}),
    ("resaleable", {"resaleable": "是"}), ("apply", {}), ("amount", {}), ("agree", {}), ("address", {}), ("mark", {}),
    ("friend", {}), ("tracking", {"freight_insurance": "是", "return_tracking_no": "SF1234567"}),
    ("arrived", {"arrived_on": "2026.6.14"}), ("inspect", {"inspection": "ok"}), ("restock", {"restocked": "是"}),
    ("refund", {"refunded_fen": "300"}), ("closing", {}),
)  # fmt: skip


@pytest.fixture
def people(actor: Callable[..., Actor]) -> dict[str, Actor]:
    """Each owner's actor."""
    return {"agent": actor("张敏"), "warehouse": actor("仓库小周"), "lead": actor("王组长"), "admin": actor("管理员")}


@pytest.fixture
def order(services: Services, clock: ManualClock) -> Order:
    """A signed order of two lines, ¥310.00 with ¥10.00 freight."""
    return place(services, clock, "1")


def place(services: Services, clock: Callable[[], datetime], order_no: str, **facts: Any) -> Order:
    now = clock().astimezone(UTC)
    base = Order(
        platform=Platform.TAOBAO, order_no=order_no, status=OrderStatus.SIGNED, buyer_nick="chen88", goods="四件套",
        paid_fen=31000, freight_fen=1000, receiver="陈某", shipped_at=now - timedelta(days=5),
        signed_at=now - timedelta(days=2),
    )  # fmt: skip
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        stored = uow.add(replace(base, **facts))
        uow.add_many([
            OrderLine(order_id=stored.id, line_key="1", title="四件套", price_fen=20000),
            OrderLine(order_id=stored.id, line_key="2", title="枕芯", price_fen=10000),
        ])  # fmt: skip
    return stored


def lines(services: Services, order: Order) -> list[int]:
    return [line.id for line in services.orders.card(order.id).lines]


def walk(services: Services, people: dict[str, Actor], view: CaseView, until: str = "") -> CaseView:
    """Finish the steps of a return in order, each by its owner, up to but without `until`."""
    for key, fields in RETURN_STEPS:
        if key == until:
            return view
        owner = next(one.step.owner for one in view.steps if one.step.key == key)
        view = services.cases.step(people[owner], view.case.id, key, fields)
    return view


# -- a whole return --------------------------------------------------------------------------


def test_a2_a_return_walks_through_its_steps_and_closes(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    view = services.cases.open(people["agent"], order.id, Flow.RETURN)
    assert view.window is not None and view.window.state is WindowState.INSIDE
    view = walk(services, people, view)
    case = view.case
    assert (case.state, case.reason, case.platform_reason) == (CaseState.CLOSED, "size", "七天无理由")
    assert (case.refund_fen, case.due_at) == (30000, None)
    assert view.order.flag is Flag.PURPLE
    assert view.order.remark == "张敏 退货（尺寸、规格不合适） 2026.6.14"
    assert services.cases.list() == ()
    assert services.journal.verify().problems == ()


def test_a2_goods_not_shipped_free_keep_our_freight_and_the_arithmetic_is_shown(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    view = services.cases.open(people["agent"], order.id, Flow.RETURN)
    assert view.refund is not None
    assert [(line.code, line.fen) for line in view.refund.lines] == [
        ("paid", 31000), ("freight_kept", -1000), ("refund", 30000),
    ]  # fmt: skip
    view = walk(services, people, view, "amount")
    (field,) = next(one.fields for one in view.steps if one.step.key == "amount")
    assert (field.value, field.suggested) == ("", "30000")
    with pytest.raises(Refused, match="amount_differs"):
        services.cases.step(people["agent"], view.case.id, "amount", {"refund_fen": "310"})
    with pytest.raises(Refused, match="amount_differs"):
        services.cases.step(people["lead"], view.case.id, "amount", {"refund_fen": "310"})
    by_lead = services.cases.step(people["lead"], view.case.id, "amount", {"refund_fen": 31000}, note="老客户")
    assert by_lead.case.refund_fen == 31000


def test_a2_what_is_paid_out_is_what_was_agreed(services: Services, people: dict[str, Actor], order: Order) -> None:
    view = walk(services, people, services.cases.open(people["agent"], order.id, Flow.RETURN), "refund")
    with pytest.raises(Refused, match="refund_differs"):
        services.cases.step(people["agent"], view.case.id, "refund", {"refunded_fen": "299.99"})
    with pytest.raises(Refused, match="amount_above"):
        services.cases.step(people["lead"], view.case.id, "refund", {"refunded_fen": "310.01"}, note="x")
    with pytest.raises(Refused, match="field_missing"):
        services.cases.step(people["agent"], view.case.id, "refund")


def test_a3_a_quality_return_pays_all_back_and_masks_the_payee(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    agent = people["agent"]
    view = services.cases.open(agent, order.id, Flow.RETURN_QUALITY, reason="开线")
    assert view.refund is not None and view.refund.refund_fen == 31000
    for key, fields in (
        ("apology", {}), ("window", {}), ("evidence", {"evidence": "图1"}), ("reason", {"reason": "quality"}),
        ("offer_exchange", {"decision": "return"}), ("apply", {}), ("amount", {}), ("agree", {}), ("address", {}),
        ("mark", {}),
    ):  # fmt: skip
        services.cases.step(agent, view.case.id, key, fields)
    services.cases.step(agent, view.case.id, "friend", state=StepState.NA)
    services.cases.step(agent, view.case.id, "tracking", {"freight_insurance": "否"})
    view = services.cases.step(people["warehouse"], view.case.id, "arrived", {"arrived_on": "6.14"})
    assert view.case.due_at == datetime(2026, 6, 14, 23, 59, 59, tzinfo=services.context.zone)
    account = {"freight_fen": "12", "payee_account": "zhangsan@example.com"}
    with pytest.raises(Refused, match="freight_above"):
        services.cases.step(agent, view.case.id, "reimburse", {**account, "freight_fen": "30.01"}, note="面单为证")
    with pytest.raises(Refused, match="freight_above"):
        services.cases.step(people["lead"], view.case.id, "reimburse", {**account, "freight_fen": "30.01"})
    view = services.cases.step(agent, view.case.id, "reimburse", account)
    kept = dict(next(one.step.fields for one in view.steps if one.step.key == "reimburse"))
    assert kept == {"freight_fen": "1200", "payee_account": "z***@example.com"}
    assert view.case.platform_reason == "" and view.case.reason == "quality"


def test_a4_an_exchange_is_flagged_blue_and_its_new_parcel_remarked(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    view = services.cases.open(people["agent"], order.id, Flow.EXCHANGE)
    assert view.refund is None
    for key, fields in (
        ("window", {}), ("resaleable", {"resaleable": "是"}),
        ("reason", {"reason": "size", "target": "1.8m 灰", "target_fen": "300"}),
        ("difference", {"freight_payer": "buyer"}), ("mark", {}), ("address", {}),
        ("extend", {}), ("friend", {}), ("tracking", {"freight_insurance": "否"}), ("arrived", {"arrived_on": "6.14"}),
        ("inspect", {"inspection": "ok"}), ("settle", {}),
        ("send", {"out_carrier": "申通", "out_tracking_no": "ST77665544"}),
        ("outgoing", {}), ("confirmed", {}),
    ):  # fmt: skip
        owner = next(one.step.owner for one in view.steps if one.step.key == key)
        view = services.cases.step(people[owner], view.case.id, key, fields)
    assert view.case.state is CaseState.CLOSED and view.order.flag is Flag.BLUE
    assert "换货：换成1.8m 灰（换尺寸、规格）" in view.order.remark
    assert "换货已发 申通 ST77665544" in view.order.remark


def test_a8_a_parcel_claim_has_no_window_and_flags_yellow(
    services: Services, people: dict[str, Actor], clock: ManualClock
) -> None:
    old = place(services, clock, "9", signed_at=clock() - timedelta(days=40), shipped_at=None)
    view = services.cases.open(people["agent"], old.id, Flow.CLAIM_DAMAGED_SIGNED)
    assert view.window is None
    services.cases.step(people["agent"], view.case.id, "signed")
    services.cases.step(people["agent"], view.case.id, "evidence", {"evidence": "图1"})
    problem = {"purchased_on": "5.1", "slip_no": "ST12345", "problem": "破 {了} %s", "demand": "补发"}
    view = services.cases.step(people["agent"], view.case.id, "register", problem)
    assert view.order.flag is Flag.YELLOW
    assert "问题件：破 {了} %s，要求补发" in view.order.remark


# -- nothing is skipped ----------------------------------------------------------------------


def test_a6_no_step_is_skipped_and_none_is_done_twice(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    case_id = services.cases.open(people["agent"], order.id, Flow.RETURN).case.id
    with pytest.raises(Refused, match="out_of_order"):
        services.cases.step(people["lead"], case_id, "refund", {"refunded_fen": "300"})
    services.cases.step(people["agent"], case_id, "apology")
    with pytest.raises(Refused, match="step_done"):
        services.cases.step(people["agent"], case_id, "apology")
    with pytest.raises(Refused) as refused:
        services.cases.close(people["lead"], case_id)
    assert "核对 7 天期限" in i18n.what(refused.value) and "16" in i18n.what(refused.value)


def test_a6_the_view_says_what_is_allowed_and_why_not(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    case_id = walk(services, people, services.cases.open(people["agent"], order.id, Flow.RETURN), "arrived").case.id
    seen = {one.step.key: one for one in services.cases.view(case_id, people["agent"]).steps}
    assert not seen["arrived"].allowed and seen["arrived"].blocked is not None
    assert "仓库" in i18n.render(seen["arrived"].blocked)
    assert services.cases.view(case_id, people["warehouse"]).current is not None
    assert {s.step.key for s in services.cases.view(case_id, people["warehouse"]).steps if s.allowed} == {"arrived"}
    i18n.set_language("en")
    assert seen["restock"].blocked is not None
    assert "Parcel arrives" in i18n.what(seen["restock"].blocked)


def test_a6_a_leads_exception_is_recorded_and_keeps_the_order(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    case_id = services.cases.open(people["agent"], order.id, Flow.RETURN).case.id
    with pytest.raises(Refused, match="lead_only"):
        services.cases.approve(people["agent"], case_id, "赶时间", key="apology")
    with pytest.raises(Refused, match="exception_reason"):
        services.cases.approve(people["lead"], case_id, " ", key="apology")
    with pytest.raises(Refused, match="out_of_order"):
        services.cases.approve(people["lead"], case_id, "赶时间", key="refund")
    view = services.cases.approve(people["lead"], case_id, "电话里已致歉", key="apology")
    step = view.steps[0].step
    assert (step.state, step.done_by, step.note) == (StepState.NA, "王组长", "电话里已致歉")


def test_nobody_signs_off_their_own_case(services: Services, people: dict[str, Actor], order: Order) -> None:
    case_id = services.cases.open(people["lead"], order.id, Flow.RETURN).case.id
    with pytest.raises(Refused, match="own_approval"):
        services.cases.approve(people["lead"], case_id, "赶时间", key="apology")
    assert services.cases.approve(people["admin"], case_id, "赶时间", key="apology").finished == 1


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 16), st.sampled_from(list(StepState)), st.booleans()), max_size=25))
def test_a6_no_series_of_calls_leaves_a_gap_in_the_store(
    services: Services, people: dict[str, Actor], clock: ManualClock, moves: list[tuple[int, StepState, bool]]
) -> None:
    with services.context.uow.read() as uow:
        number = str(len(uow.find(Order)) + 100)
    case_id = services.cases.open(people["agent"], place(services, clock, number).id, Flow.RETURN).case.id
    for at, state, guided in moves:
        view = services.cases.view(case_id)
        key = view.current.step.key if guided and view.current else RETURN_STEPS[at][0]
        owner = next(one.step.owner for one in view.steps if one.step.key == key)
        try:
            services.cases.step(people[owner], case_id, key, dict(RETURN_STEPS)[key], state=state, note="说明")
        except CsError:
            continue
    finished = [one.step.state in aftersales.FINISHED for one in services.cases.view(case_id).steps]
    assert finished == sorted(finished, reverse=True)


def test_a_step_can_be_taken_back_whole(services: Services, people: dict[str, Actor], order: Order) -> None:
    view = walk(services, people, services.cases.open(people["agent"], order.id, Flow.RETURN), "mark")
    before = view.order
    services.cases.step(people["agent"], view.case.id, "mark")
    services.journal.undo(people["agent"])
    after = services.cases.view(view.case.id)
    assert (after.order.remark, after.order.flag) == (before.remark, before.flag)
    assert after.current is not None and after.current.step.key == "mark"


def test_a_remark_beyond_the_limit_leaves_the_step_undone(
    services: Services, people: dict[str, Actor], clock: ManualClock
) -> None:
    full = place(services, clock, "5", remark="a" * 999)
    view = walk(services, people, services.cases.open(people["agent"], full.id, Flow.RETURN), "mark")
    with pytest.raises(Refused, match="too_long"):
        services.cases.step(people["agent"], view.case.id, "mark")
    after = services.cases.view(view.case.id)
    assert after.current is not None and after.current.step.key == "mark" and after.order.flag is Flag.GREY


def test_a_problem_needs_a_note_and_stays_open(services: Services, people: dict[str, Actor], order: Order) -> None:
    case_id = services.cases.open(people["agent"], order.id, Flow.RETURN).case.id
    with pytest.raises(Refused, match="problem_note"):
        services.cases.step(people["agent"], case_id, "apology", state=StepState.PROBLEM)
    view = services.cases.step(people["agent"], case_id, "apology", state=StepState.PROBLEM, note="买家不回")
    assert view.finished == 0 and view.steps[0].step.note == "买家不回"
    assert services.cases.step(people["agent"], case_id, "apology").finished == 1


# -- opening ---------------------------------------------------------------------------------


def test_a1_outside_the_window_needs_a_named_approver_and_a_reason(
    services: Services, people: dict[str, Actor], clock: ManualClock
) -> None:
    late = place(services, clock, "2", signed_at=clock() - timedelta(days=9), shipped_at=None)
    agent = people["agent"]
    with pytest.raises(Refused) as refused:
        services.cases.open(agent, late.id, Flow.RETURN)
    assert refused.value.code == "case.window_past" and "2026-06-12 24:00" in i18n.what(refused.value)
    with pytest.raises(Refused, match="exception_reason"):
        services.cases.open(agent, late.id, Flow.RETURN, approver="王组长")
    with pytest.raises(NotFound, match="approver_unknown"):
        services.cases.open(agent, late.id, Flow.RETURN, approver="路人", exception_reason="老客户")
    with pytest.raises(Refused, match="approver_role"):
        services.cases.open(agent, late.id, Flow.RETURN, approver="李丽", exception_reason="老客户")
    with pytest.raises(Refused, match="own_approval"):
        services.cases.open(people["lead"], late.id, Flow.RETURN, approver="王组长", exception_reason="老客户")
    view = services.cases.open(agent, late.id, Flow.RETURN, approver="王组长", exception_reason="老客户")
    assert (view.case.exception_by, view.case.exception_reason) == ("王组长", "老客户")
    services.cases.step(agent, view.case.id, "apology")
    assert services.cases.step(agent, view.case.id, "window").finished == 2


def test_a1_the_first_request_counts_not_today(
    services: Services, people: dict[str, Actor], clock: ManualClock
) -> None:
    late = place(services, clock, "3", signed_at=clock() - timedelta(days=20), shipped_at=None)
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        asked = clock().astimezone(UTC) - timedelta(days=15)
        uow.add(Refund(platform=Platform.TAOBAO, refund_no="R1", order_id=late.id, order_no="3", applied_at=asked))
    assert services.cases.open(people["agent"], late.id, Flow.RETURN).case.requested_at == asked


def test_a1_an_unknown_day_of_signing_asks_and_then_decides(
    services: Services, people: dict[str, Actor], clock: ManualClock
) -> None:
    unsigned = place(services, clock, "4", signed_at=None, shipped_at=None)
    view = services.cases.open(people["agent"], unsigned.id, Flow.RETURN)
    assert view.window is not None and view.window.state is WindowState.UNKNOWN
    services.cases.step(people["agent"], view.case.id, "apology")
    with pytest.raises(Refused, match="field_missing"):
        services.cases.step(people["agent"], view.case.id, "window")
    with pytest.raises(Refused, match="window_past"):
        services.cases.step(people["agent"], view.case.id, "window", {"signed_on": "2026.6.1"})
    assert services.cases.view(view.case.id).order.signed_at is None
    services.cases.approve(people["lead"], view.case.id, "物流延误")
    view = services.cases.step(people["agent"], view.case.id, "window", {"signed_on": "2026.6.1"})
    assert view.case.window_ends_at == datetime(2026, 6, 9, tzinfo=services.context.zone)
    assert view.order.signed_at == datetime(2026, 6, 1, 23, 59, 59, tzinfo=services.context.zone)


def test_a1_signing_noted_later_moves_the_window_of_open_cases(
    services: Services, people: dict[str, Actor], clock: ManualClock
) -> None:
    unsigned = place(services, clock, "6", signed_at=None)
    case_id = services.cases.open(people["agent"], unsigned.id, Flow.RETURN).case.id
    services.orders.set_signed(people["agent"], unsigned.id, clock() - timedelta(days=1))
    assert services.cases.view(case_id).case.window_ends_at == datetime(2026, 6, 21, tzinfo=services.context.zone)


def test_a9_exempt_goods_need_an_approver_but_a_fault_does_not(
    services: Services, people: dict[str, Actor], clock: ManualClock
) -> None:
    order = place(services, clock, "7")
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        line = uow.find(OrderLine, order_id=order.id)[0]
        uow.change(line, title="定制窗帘")
    with pytest.raises(Refused) as refused:
        services.cases.open(people["agent"], order.id, Flow.RETURN)
    assert refused.value.code == "case.exempt" and "定制" in i18n.what(refused.value)
    other = lines(services, order)[1]
    assert services.cases.open(people["agent"], order.id, Flow.RETURN, line_ids=[other]).exempt == ""
    assert services.cases.open(people["agent"], order.id, Flow.RETURN_QUALITY, line_ids=[line.id]).case.id


def test_one_open_case_on_a_line_at_a_time(services: Services, people: dict[str, Actor], order: Order) -> None:
    agent, (first, second) = people["agent"], lines(services, order)
    view = services.cases.open(agent, order.id, Flow.RETURN, line_ids=[first])
    assert view.refund is not None and view.refund.refund_fen == 20000
    for chosen in ([first], [first, second], []):
        with pytest.raises(Refused, match="already_open"):
            services.cases.open(agent, order.id, Flow.EXCHANGE, line_ids=chosen)
    services.cases.open(agent, order.id, Flow.EXCHANGE, line_ids=[second])
    services.cases.cancel(agent, view.case.id, "买家不退了")
    assert services.cases.open(agent, order.id, Flow.RETURN, line_ids=[first]).case.line_ids == (first,)
    with pytest.raises(BadInput, match="no_line"):
        services.cases.open(agent, order.id, Flow.RETURN, line_ids=[999])


def test_a2_goods_returned_before_are_not_paid_back_twice(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    agent, (first, _) = people["agent"], lines(services, order)
    view = services.cases.open(agent, order.id, Flow.RETURN, line_ids=[first])
    for step in view.steps:
        services.cases.approve(people["lead"], view.case.id, "旧单补录", key=step.step.key)
    services.cases.close(agent, view.case.id)
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        uow.change(services.cases.view(view.case.id).case, refund_fen=20000)
    whole = services.cases.open(agent, order.id, Flow.RETURN)
    assert whole.refund is not None
    assert (whole.refund.refund_fen, [line.code for line in whole.refund.lines]) == (
        10000, ["paid", "freight_kept", "before", "refund"],
    )  # fmt: skip


def test_an_unpaid_order_has_nothing_to_return(
    services: Services, people: dict[str, Actor], clock: ManualClock
) -> None:
    unpaid = place(services, clock, "8", status=OrderStatus.UNPAID)
    with pytest.raises(Refused, match="unpaid"):
        services.cases.open(people["agent"], unpaid.id, Flow.RETURN)


def test_a_cancelled_case_takes_no_more_steps(services: Services, people: dict[str, Actor], order: Order) -> None:
    case_id = services.cases.open(people["agent"], order.id, Flow.RETURN).case.id
    with pytest.raises(Refused, match="cancel_reason"):
        services.cases.cancel(people["agent"], case_id, " ")
    view = services.cases.cancel(people["agent"], case_id, "买家不退了")
    assert view.case.state is CaseState.CANCELLED and not any(one.allowed for one in view.steps)
    assert view.steps[0].step.note == "买家不退了"
    with pytest.raises(Refused, match="cancelled"):
        services.cases.step(people["agent"], case_id, "apology")


def test_lists_show_the_step_that_waits(services: Services, people: dict[str, Actor], order: Order) -> None:
    view = walk(services, people, services.cases.open(people["agent"], order.id, Flow.RETURN), "inspect")
    (row,) = services.cases.list(CaseFilter(owner="张敏"))
    assert (row.waiting_key, row.waiting_for, row.finished, row.total) == ("inspect", "warehouse", 13, 17)
    assert view.case.due_at is not None and services.cases.list(CaseFilter(due_by=view.case.due_at))
    assert services.cases.list(CaseFilter(flow=Flow.EXCHANGE)) == ()
    with pytest.raises(NotFound):
        services.cases.view(999)

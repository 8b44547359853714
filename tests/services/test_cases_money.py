"""Pieces, money and paths around a case: nothing back twice, no step undone under a colleague (rules A2–A7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path

import pytest
from moments import NOW

from cs_console import i18n
from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Actor, CaseStep, Order, OrderLine
from cs_console.domain.goods import Goods
from cs_console.domain.records import LineRecord, OrderRecord, RefundRecord
from cs_console.domain.vocabulary import CaseState, Flow, OrderStatus, Platform, StepState
from cs_console.errors import BadInput, Conflict, Refused
from cs_console.services.case_evidence import EvidenceState
from cs_console.services.case_views import WAREHOUSE, CaseView
from cs_console.services.facade import Services
from cs_console.services.intake_apply import Tally, apply_orders, apply_refunds

IMPORT = Actor("导入")
Fields = Mapping[str, str | int]
ANSWERS: dict[str, Fields] = {
    "reason": {"reason": "size"}, "offer_exchange": {"decision": "return"}, "resaleable": {"resaleable": "是"},
    "tracking": {"freight_insurance": "否", "return_tracking_no": "SF7654321"}, "arrived": {"arrived_on": "2026.6.14"},
    "inspect": {"inspection": "ok"}, "restock": {"restocked": "是"}, "evidence": {"evidence": "图1"},
}  # fmt: skip


@pytest.fixture
def people(actor: Callable[..., Actor]) -> dict[str, Actor]:
    return {"agent": actor("张敏"), "warehouse": actor("仓库小周"), "lead": actor("王组长"), "other": actor("李丽")}


@pytest.fixture
def order(services: Services, clock: ManualClock) -> Order:
    """A bed set ¥200.00, two pillows at ¥50.00, ¥10.00 freight: ¥310.00, signed two days ago."""
    now = clock().astimezone(UTC)
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        stored = uow.add(
            Order(
                platform=Platform.TAOBAO, order_no="1", status=OrderStatus.SIGNED, buyer_nick="chen88", goods="四件套",
                paid_fen=31000, freight_fen=1000, shipped_at=now - timedelta(days=5),
                signed_at=now - timedelta(days=2),
            )
        )  # fmt: skip
        uow.add_many([
            OrderLine(order_id=stored.id, line_key="1", title="四件套", price_fen=20000),
            OrderLine(order_id=stored.id, line_key="2", title="枕芯", price_fen=5000, quantity=2),
        ])  # fmt: skip
    return stored


@pytest.fixture
def lines(services: Services, order: Order) -> list[int]:
    return [line.id for line in services.orders.card(order.id).lines]


def walk(services: Services, people: dict[str, Actor], view: CaseView, until: str = "", **more: Fields) -> CaseView:
    """Finish the steps in order, each by its owner, up to but without `until`."""
    while view.current is not None and view.current.step.key != until:
        step = view.current.step
        fields = more.get(step.key, ANSWERS.get(step.key, {}))
        if step.key == "refund":
            fields = more.get("refund", {"refunded_fen": view.case.refund_fen or 0})
        view = services.cases.step(people[step.owner], view.case.id, step.key, fields)
    return view


def refuse(code: str, call: Callable[[], object], kind: type[Exception] = BadInput) -> str:
    """What a person reads when it is refused: never a bare code, always a way to mend it."""
    with pytest.raises(kind, match=code) as refused:
        call()
    shown = i18n.render(refused.value)  # type: ignore[arg-type]
    assert code not in shown
    return shown


# -- pieces ----------------------------------------------------------------------------------------


def test_a2_pieces_come_back_one_after_another_and_the_freight_is_kept_once(
    services: Services, people: dict[str, Actor], order: Order, lines: list[int]
) -> None:
    agent, (bed, pillows) = people["agent"], lines
    first = services.cases.open(agent, order.id, Flow.RETURN, quantities={pillows: 1})
    assert (first.case.line_ids, first.case.quantities, first.goods) == ((pillows,), (1,), (("枕芯", 1),))
    assert first.refund is not None and first.refund.refund_fen == 5000
    assert walk(services, people, first).case.state is CaseState.CLOSED
    (row,) = services.registers.read(people["lead"], "returns").rows
    assert "枕芯 x1" in row.cells
    shown = refuse("case.too_many", lambda: services.cases.open(agent, order.id, Flow.RETURN, quantities={pillows: 2}))
    assert "枕芯" in shown and "已退 1" in shown
    rest = services.cases.open(agent, order.id, Flow.RETURN)
    assert dict(zip(rest.case.line_ids, rest.case.quantities, strict=True)) == {bed: 1, pillows: 1}
    assert rest.refund is not None
    assert [(one.code, one.fen) for one in rest.refund.lines] == [
        ("paid", 31000), ("freight_kept", -1000), ("before", -5000), ("refund", 25000),
    ]  # fmt: skip
    walk(services, people, rest)
    refuse("case.all_back", lambda: services.cases.open(agent, order.id, Flow.RETURN), Refused)


def test_a_return_of_more_than_was_bought_or_of_nothing_is_refused(
    services: Services, people: dict[str, Actor], order: Order, lines: list[int]
) -> None:
    agent = people["agent"]
    assert "只买了 1" in refuse(
        "case.too_many", lambda: services.cases.open(agent, order.id, Flow.RETURN, quantities={lines[0]: 2})
    )
    for none in ({lines[0]: 0}, {lines[0]: -1}):
        refuse("case.no_pieces", partial(services.cases.open, agent, order.id, Flow.RETURN, quantities=none))
    refuse("case.no_line", lambda: services.cases.open(agent, order.id, Flow.RETURN, quantities={9999: 1}))
    assert services.cases.list() == ()


def test_a3_money_that_went_out_for_nothing_else_is_never_paid_twice(
    services: Services, people: dict[str, Actor], order: Order, lines: list[int]
) -> None:
    """A lead was generous with the bed set: what is left of the payment is all that the pillows can bring."""
    bed, pillows = lines
    view = services.cases.open(people["agent"], order.id, Flow.RETURN, line_ids=[bed])
    view = walk(services, people, view, "amount")
    services.cases.step(people["lead"], view.case.id, "amount", {"refund_fen": "280"}, note="老客户")
    walk(services, people, services.cases.view(view.case.id))
    rest = services.cases.open(people["agent"], order.id, Flow.RETURN, line_ids=[pillows])
    assert rest.refund is not None and rest.refund.refund_fen == 3000
    rest = walk(services, people, rest, "amount")
    shown = refuse(
        "case.amount_left",
        lambda: services.cases.step(people["lead"], rest.case.id, "amount", {"refund_fen": "30.01"}, note="再照顾一次"),
        Refused,
    )
    assert "¥30.00" in shown and "¥280.00" in shown


def test_what_the_platform_paid_back_before_counts(
    services: Services, people: dict[str, Actor], order: Order, clock: ManualClock
) -> None:
    before = clock() - timedelta(days=1)
    record = RefundRecord(
        platform=Platform.TAOBAO, refund_no="R1", order_no="1", row=1, amount_fen=4000, platform_status="退款成功",
        applied_at=before, completed_at=before,
    )  # fmt: skip
    shut = replace(record, refund_no="R2", amount_fen=9000, platform_status="退款关闭")
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        apply_refunds(uow, [record, shut], clock(), Tally())
    view = services.cases.open(people["agent"], order.id, Flow.RETURN)
    assert view.refund is not None and view.refund.refund_fen == 26000
    mine = replace(record, refund_no="R3", amount_fen=26000, applied_at=clock(), completed_at=clock())
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        apply_refunds(uow, [mine], clock(), Tally())
    after = services.cases.view(view.case.id).refund
    assert after is not None and after.refund_fen == 26000, "this case's own refund is not taken off it"


# -- exchanges -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "payer", "out", "difference", "settled", "given_back"),
    [
        ("230", "shop", "", 3000, "补 30", None),
        ("180", "shop", "", -2000, "退20", 2000),
        ("180", "buyer", "12", -800, "-8", 800),
        ("200", "shop", "", 0, "", None),
    ],
)
def test_a4_the_difference_of_an_exchange_is_reckoned_and_settled_either_way(
    services: Services, people: dict[str, Actor], order: Order, lines: list[int],
    target: str, payer: str, out: str, difference: int, settled: str, given_back: int | None,
) -> None:  # fmt: skip
    agent = people["agent"]
    view = services.cases.open(agent, order.id, Flow.EXCHANGE, line_ids=lines[:1])
    view = walk(services, people, view, "reason")
    view = services.cases.step(
        agent, view.case.id, "reason", {"reason": "size", "target": "1.8m", "target_fen": target}
    )
    terms = {"freight_payer": payer, **({"out_freight_fen": out} if out else {})}
    refuse(
        "case.difference_differs",
        lambda: services.cases.step(agent, view.case.id, "difference", {**terms, "difference_fen": "补 77"}),
        Refused,
    )
    view = services.cases.step(agent, view.case.id, "difference", terms)
    assert view.exchange is not None and view.exchange.difference_fen == difference
    assert view.sums[-1].fen == difference == sum(one.fen for one in view.sums[:-1])
    view = walk(services, people, view, "settle")
    if settled:
        refuse("case.field_missing", lambda: services.cases.step(agent, view.case.id, "settle"), Refused)
    view = services.cases.step(agent, view.case.id, "settle", {"settled_fen": settled} if settled else {})
    assert view.case.refund_fen == given_back
    assert view.current is not None and view.current.step.key == "send"


# -- other paths -----------------------------------------------------------------------------------


def test_a6_nobody_takes_back_a_step_under_a_colleague_who_went_on(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    view = walk(services, people, services.cases.open(people["agent"], order.id, Flow.RETURN), "arrived")
    services.cases.step(people["warehouse"], view.case.id, "arrived", ANSWERS["arrived"])
    with pytest.raises(Conflict) as refused:
        services.journal.undo(people["agent"])
    assert "仓库小周" in i18n.render(refused.value)
    services.journal.undo(people["warehouse"])
    services.journal.undo(people["agent"])
    current = services.cases.view(view.case.id).current
    assert current is not None and current.step.key == "tracking"


def test_a6_a_cancelled_case_does_not_come_back_beside_a_new_one(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    case_id = services.cases.open(people["agent"], order.id, Flow.RETURN).case.id
    services.cases.cancel(people["agent"], case_id, "买家不退了")
    services.cases.open(people["other"], order.id, Flow.EXCHANGE)
    assert "李丽" in refuse("case.undo_twice", lambda: services.journal.undo(people["agent"]), Conflict)
    assert services.cases.view(case_id).case.state is CaseState.CANCELLED


def test_money_that_went_out_keeps_a_case_from_being_given_up(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    view = walk(services, people, services.cases.open(people["agent"], order.id, Flow.RETURN), "closing")
    shown = refuse("case.paid_out", lambda: services.cases.cancel(people["lead"], view.case.id, "撤了"), Refused)
    assert "退款" in shown


def test_an_order_imported_again_mid_case_changes_no_step_and_no_flag(
    services: Services, people: dict[str, Actor], order: Order, clock: ManualClock
) -> None:
    """Also with other lines and another payment: the case stands, its arithmetic follows what is known now."""
    view = walk(services, people, services.cases.open(people["agent"], order.id, Flow.RETURN), "agree")
    clock.advance(minutes=5)
    again = OrderRecord(
        platform=Platform.TAOBAO, order_no="1", row=1, status=OrderStatus.COMPLETED, paid_fen=30000, freight_fen=1000,
        platform_remark="", platform_flag=None,
        lines=(LineRecord(line_key="2", title="枕芯", price_fen=5000, quantity=1),),
    )  # fmt: skip
    for _ in range(2):
        with services.context.uow.write(IMPORT, "intake.file") as uow:
            apply_orders(uow, [again], clock(), "export.csv", Tally())
    after = services.cases.view(view.case.id)
    with services.context.uow.read() as uow:
        stored = sorted(uow.find(CaseStep, case_id=view.case.id), key=lambda one: one.position)
    assert stored == [one.step for one in view.steps]
    assert (after.case.state, after.case.refund_fen) == (CaseState.OPEN, 30000)
    assert after.refund is not None and after.refund.refund_fen == 29000
    done = walk(services, people, after, "refund")
    assert done.case.refund_fen == 29000, "the amount was asked for again"
    refuse(
        "case.amount_above",
        lambda: services.cases.step(people["lead"], done.case.id, "refund", {"refunded_fen": 30001}, note="多退"),
        Refused,
    )


def pay(services: Services, order: Order, fen: int) -> None:
    """The next import says what was really paid."""
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        uow.change(uow.require(Order, order.id), paid_fen=fen)


def test_a2_an_amount_agreed_before_the_payment_changed_is_asked_for_again_before_anything_is_refunded(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    """Also A6: said at the next step; the warehouse goes on; a lead's departure stands while the arithmetic does."""
    agent, lead = people["agent"], people["lead"]
    view = walk(services, people, services.cases.open(agent, order.id, Flow.RETURN), "arrived")
    number = view.case.id
    pay(services, order, 41000)
    seen = services.cases.view(number, people["warehouse"])
    assert seen.current is not None and seen.current.step.key == "arrived" and seen.current.allowed
    view = services.cases.step(people["warehouse"], number, "arrived", ANSWERS["arrived"])
    services.cases.step(people["warehouse"], number, "inspect", ANSWERS["inspect"])
    view = services.cases.step(people["warehouse"], number, "restock", ANSWERS["restock"])
    assert view.current is not None and (view.current.step.key, view.current.step.state) == ("amount", "problem")
    assert "¥300.00" in view.current.step.note and "¥400.00" in view.current.step.note
    for fen in (30000, 40000):
        pays = partial(services.cases.step, agent, number, "refund", {"refunded_fen": fen})
        shown = refuse("case.amount_changed", pays, Refused)
        assert "核准退款金额" in shown
    refuse("case.amount_differs", lambda: services.cases.step(agent, number, "amount", {"refund_fen": 30000}), Refused)
    view = services.cases.step(lead, number, "amount", {"refund_fen": 30000}, note="买家只要退这些")
    assert view.outdated is None and view.current is not None and view.current.step.key == "refund"
    pay(services, order, 21000)
    assert services.cases.view(number).outdated is not None
    view = services.cases.step(agent, number, "amount")
    assert view.case.refund_fen == 20000
    view = walk(services, people, view)
    assert view.case.state is CaseState.CLOSED
    pay(services, order, 31000)
    assert services.cases.view(number).outdated is None, "what was paid out was paid out"


EXCHANGE: dict[str, Fields] = {
    "evidence": {"evidence": "图1"}, "reason": {"reason": "size", "target": "四件套 2.0m", "target_fen": "250"},
    "difference": {"freight_payer": "buyer", "out_freight_fen": "10"},
}  # fmt: skip


@pytest.mark.parametrize("flow", [Flow.EXCHANGE, Flow.EXCHANGE_QUALITY])
def test_a4_an_exchanges_difference_agreed_before_the_payment_changed_is_asked_for_again(
    services: Services, people: dict[str, Actor], order: Order, lines: list[int], flow: Flow
) -> None:
    """Before anybody but the warehouse goes on, not only when it is settled; what was settled stays settled."""
    agent, lead = people["agent"], people["lead"]
    opened = services.cases.open(agent, order.id, flow, line_ids=lines[:1])
    answers = EXCHANGE | ({} if flow is Flow.EXCHANGE else {"difference": {"freight_payer": "shop"}})
    freight = 1000 if flow is Flow.EXCHANGE else 0
    view = walk(services, people, opened, "tracking", **answers)
    number = view.case.id
    assert view.exchange is not None and view.exchange.difference_fen == 5000 + freight
    pay(services, order, 28000)
    view = services.cases.view(number, agent)
    assert view.current is not None and (view.current.step.key, view.current.step.state) == ("difference", "problem")
    assert view.outdated is not None and view.outdated.exact_fen == 7000 + freight
    shown = refuse(
        "case.difference_changed", lambda: services.cases.step(agent, number, "tracking", ANSWERS["tracking"]), Refused
    )
    assert f"¥{50 + freight // 100}.00" in shown and f"¥{70 + freight // 100}.00" in shown
    again = answers["difference"]
    refuse(
        "case.difference_differs",
        lambda: services.cases.step(agent, number, "difference", {**again, "difference_fen": "50"}), Refused,
    )  # fmt: skip
    services.cases.step(lead, number, "difference", {**again, "difference_fen": "50"}, note="老客，按原来的")
    assert services.cases.view(number).outdated is None, "a lead's departure stands while the arithmetic does"
    pay(services, order, 34000)
    view = services.cases.step(agent, number, "difference", again)
    assert view.outdated is None
    view = walk(services, people, view, "send", settle={"settled_fen": 3000 + freight})
    pay(services, order, 28000)
    assert services.cases.view(number).outdated is None, "what was settled was settled"


def test_a6_the_view_says_beforehand_what_will_be_refused(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    """A case that paid cannot be given up, one's own is approved by another: known before a reason is asked for."""
    lead = people["lead"]
    view = walk(services, people, services.cases.open(lead, order.id, Flow.RETURN_QUALITY), "reimburse")
    assert view.own is None and view.kept is None
    seen = services.cases.view(view.case.id, lead)
    assert seen.own is not None and seen.own.code == "case.own_approval"
    view = walk(services, people, view, "inspect", reimburse={"freight_fen": "8", "payee_account": "622202"})
    assert view.kept is not None and view.kept.code == "case.paid_out"


# -- deadlines, warehouse, evidence ---------------------------------------------------------------


def test_the_platforms_deadline_in_the_data_wins(
    services: Services, people: dict[str, Actor], order: Order, clock: ManualClock
) -> None:
    """FORMATS: the platform's own limit comes in the data and moves the case when it comes mid-case."""
    view = services.cases.open(people["agent"], order.id, Flow.RETURN)
    assert view.case.due_at is None
    limit = clock() + timedelta(hours=5)
    record = RefundRecord(
        platform=Platform.TAOBAO, refund_no="R1", order_no="1", row=1, platform_status="等待卖家处理退款申请",
        applied_at=clock(), deadline_at=limit,
    )  # fmt: skip
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        apply_refunds(uow, [record], clock(), Tally())
    after = services.cases.view(view.case.id)
    assert after.case.due_at == after.platform_deadline == limit
    arrived = walk(services, people, after, "inspect")
    assert arrived.case.due_at == limit, "the warehouse's 24 hours end later"
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        apply_refunds(uow, [replace(record, completed_at=clock() + timedelta(hours=1))], clock(), Tally())
    done = services.cases.view(view.case.id)
    assert done.platform_deadline is None and done.case.due_at == arrived.current.step.due_at  # type: ignore[union-attr]


def test_a7_the_warehouse_has_a_sheet_of_its_own(
    services: Services, people: dict[str, Actor], order: Order, clock: ManualClock
) -> None:
    view = services.cases.open(people["agent"], order.id, Flow.RETURN)
    assert services.cases.list(WAREHOUSE) == ()
    view = walk(services, people, view, "arrived")
    (row,) = services.cases.list(replace(WAREHOUSE, tracking="sf765"))
    assert (row.tracking_no, row.waiting_key, row.goods) == ("SF7654321", "arrived", (("四件套", 1), ("枕芯", 2)))
    assert services.cases.list(replace(WAREHOUSE, tracking="别的")) == ()
    view = services.cases.step(people["warehouse"], view.case.id, "arrived", ANSWERS["arrived"])
    (row,) = services.cases.list(WAREHOUSE)
    assert (row.waiting_key, row.step_due) == ("inspect", NOW + timedelta(hours=24))
    for key in ("inspect", "restock"):
        services.cases.step(people["warehouse"], view.case.id, key, ANSWERS[key])
    assert services.cases.list(WAREHOUSE) == ()


def test_a3_evidence_is_kept_by_reference_with_its_hash(
    services: Services, people: dict[str, Actor], order: Order, tmp_path: Path
) -> None:
    agent, photo = people["agent"], tmp_path / "开线.jpg"
    photo.write_bytes(b"a picture")
    view = walk(services, people, services.cases.open(agent, order.id, Flow.RETURN_QUALITY), "evidence")
    gone = {"evidence": str(tmp_path / "没有.jpg")}
    refuse("case.evidence_missing", lambda: services.cases.step(agent, view.case.id, "evidence", gone))
    named = {"evidence": f"{photo}, 千牛图 3；https://img.example.com/1.jpg?a=1,2"}
    services.cases.step(agent, view.case.id, "evidence", named)

    def states() -> list[EvidenceState]:
        return [one.state for one in services.cases.evidence(view.case.id)]

    first, number, link = services.cases.evidence(view.case.id)
    assert (first.reference, len(first.sha256), number.sha256, link.sha256) == (str(photo), 64, "", "")
    assert states() == [EvidenceState.SAME, EvidenceState.REFERENCE, EvidenceState.REFERENCE]
    photo.write_bytes(b"another picture")
    assert states()[0] is EvidenceState.CHANGED
    photo.unlink()
    assert states()[0] is EvidenceState.MISSING


def test_a5_repair_and_resend_are_walked_by_the_book(
    services: Services, people: dict[str, Actor], order: Order, lines: list[int]
) -> None:
    resend = services.cases.open(people["agent"], order.id, Flow.RESEND, quantities={lines[1]: 2})
    assert resend.window is None and resend.refund is None
    missing: dict[str, Fields] = {
        "reason": {"resend_reason": "missing", "item": "拉链头", "missing_quantity": "1"},
        "confirm_address": {"address_ok": "是"},
    }  # fmt: skip
    resend = walk(services, people, resend, "send", **missing)
    [parcel] = services.cases.list(WAREHOUSE)
    assert parcel.handled == "拉链头 x1", "the warehouse reads what goes out, not what the case is about"
    resend = walk(services, people, resend, send={"out_carrier": "申通", "out_tracking_no": "ST123456"})
    assert resend.case.state is CaseState.CLOSED
    assert "补发：拉链头 1 件（漏发配件）" in resend.order.remark and "补发已发 申通 ST123456" in resend.order.remark
    repair = services.cases.open(people["agent"], order.id, Flow.REPAIR, line_ids=lines[:1])
    repair = walk(
        services, people, repair, "repair", fault={"purchased_on": "2026.6.1", "problem": "开线"},
        terms={"repair_payer": "shop", "freight_payer": "shop"}, tracking={"return_tracking_no": "SF7654321"},
    )  # fmt: skip
    assert repair.current is not None and repair.current.step.due_at == NOW + timedelta(hours=72)
    assert "维修费店铺付" in repair.order.remark


@pytest.mark.parametrize(("card", "title", "exempt"), [
    (None, "水果刀", True), (False, "水果刀", False), (True, "四件套", True),
])  # fmt: skip
def test_a9_the_goods_card_says_more_than_words_in_a_title(
    services: Services, people: dict[str, Actor], order: Order, lines: list[int], card: bool | None, title: str,
    exempt: bool,
) -> None:  # fmt: skip
    """Rule G1: exempt or not stands on the card; the policy's words are for goods without a word on theirs."""
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        uow.change(uow.require(OrderLine, lines[0]), title=title)
        uow.add(Goods(key="k", title=title, no_return=card))
    if exempt:
        with pytest.raises(Refused, match=r"case\.exempt"):
            services.cases.open(people["agent"], order.id, Flow.RETURN)
    else:
        assert services.cases.open(people["agent"], order.id, Flow.RETURN).exempt == ""


# -- bad input ------------------------------------------------------------------------------------


def test_figures_that_disagree_are_said_beside_the_arithmetic(
    services: Services, people: dict[str, Actor], order: Order, lines: list[int]
) -> None:
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        uow.change(uow.require(Order, order.id), paid_fen=None, ordered_at=order.signed_at)
    view = services.cases.open(people["agent"], order.id, Flow.RETURN)
    assert [one.code for one in view.doubts] == ["paid_unknown", "date_before_order"]
    assert view.refund is None
    view = walk(services, people, view, "amount")
    refuse("case.field_missing", lambda: services.cases.step(people["agent"], view.case.id, "amount"), Refused)
    for wrong in ("-5", "12.345", "免费"):
        amount = {"refund_fen": wrong}
        refuse("case.field_money", partial(services.cases.step, people["agent"], view.case.id, "amount", amount))
    assert services.cases.step(people["agent"], view.case.id, "amount", {"refund_fen": "5"}).case.refund_fen == 500


def test_dates_before_the_order_and_in_the_future_are_refused(
    services: Services, people: dict[str, Actor], order: Order, clock: ManualClock
) -> None:
    agent, ordered = people["agent"], clock() - timedelta(days=6)
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        uow.change(uow.require(Order, order.id), ordered_at=ordered)
    moments = {"requested_early": ordered - timedelta(hours=1), "requested_future": clock() + timedelta(hours=1)}
    for code, moment in moments.items():
        refuse(f"case.{code}", partial(services.cases.open, agent, order.id, Flow.RETURN, requested_at=moment))
    view = walk(services, people, services.cases.open(agent, order.id, Flow.RETURN), "window")
    early = {"signed_on": f"{ordered - timedelta(days=2):%Y-%m-%d}"}
    refuse("order.signed_early", partial(services.cases.step, agent, view.case.id, "window", early))
    refuse(
        "case.field_future", partial(services.cases.step, agent, view.case.id, "window", {"signed_on": "2026-06-15"})
    )


def test_a8_a_repair_goes_back_only_after_the_buyer_paid_what_was_agreed(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    """Fee ¥45.00 and ¥12.00 for the way back: ¥57.00 and no other sum; freight agreed on is not paid back."""
    view = services.cases.open(people["agent"], order.id, Flow.REPAIR)
    agreed: Fields = {
        "repair_payer": "买家", "repair_fen": "45", "freight_payer": "买家", "out_freight_fen": "12",
    }  # fmt: skip
    more: dict[str, Fields] = {
        "fault": {"purchased_on": "2026-06-01", "problem": "拉链坏"}, "terms": agreed,
        "tracking": {"return_tracking_no": "SF7654321"}, "repair": {"repair_result": "repaired"},
    }  # fmt: skip
    view = walk(services, people, view, "settle", **more)
    assert [(one.code, one.fen) for one in view.sums] == [
        ("repair_fee", 4500), ("freight_out", 1200), ("charge", 5700),
    ]  # fmt: skip
    step = partial(services.cases.step, people["agent"], view.case.id)
    refuse("case.out_of_order", lambda: services.cases.step(people["lead"], view.case.id, "send"), Refused)
    refuse("case.field_missing", lambda: step("settle", {}), Refused)
    refuse("case.charge_differs", lambda: step("settle", {"settled_fen": 4500}), Refused)
    view = step("settle", {"settled_fen": "57"})
    assert view.case.refund_fen is None, "the buyer paid, nothing was given back"
    refuse("case.paid_out", lambda: services.cases.cancel(people["agent"], view.case.id, "不修了"), Refused)
    out: Fields = {"out_carrier": "申通", "out_tracking_no": "ST0001234"}
    view = walk(services, people, view, "reimburse", send=out)
    back: Fields = {"freight_fen": 1000, "payee_account": "zhang@example.com"}
    refuse("case.freight_buyers", lambda: step("reimburse", back), Refused)
    assert step("reimburse", state=StepState.NA).case.state is CaseState.CLOSED


def test_a8_a_repair_at_the_shops_cost_asks_for_nothing(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    view = services.cases.open(people["agent"], order.id, Flow.REPAIR)
    more: dict[str, Fields] = {
        "fault": {"purchased_on": "2026-06-01", "problem": "拉链坏"},
        "terms": {"repair_payer": "shop", "freight_payer": "shop"}, "tracking": {"return_tracking_no": "SF7654321"},
        "repair": {"repair_result": "repaired"},
    }  # fmt: skip
    view = walk(services, people, view, "send", **more)
    assert dict(view.steps[8].step.fields) == {"settled_fen": "0"}


# -- several pieces of one article whose lines no export has told -----------------------------


@pytest.fixture
def bare(services: Services, clock: ManualClock) -> Order:
    """Three cups for ¥30.00 from an order list alone, signed two days ago."""
    now = clock().astimezone(UTC)
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        return uow.add(
            Order(
                platform=Platform.TAOBAO, order_no="2", status=OrderStatus.SIGNED, buyer_nick="chen88", goods="杯子",
                quantity=3, paid_fen=3000, signed_at=now - timedelta(days=2),
            )
        )  # fmt: skip


def test_a2_some_pieces_of_an_order_without_lines_go_back_and_lines_that_come_later_take_over(
    services: Services, people: dict[str, Actor], bare: Order
) -> None:
    (line,) = services.cases.left(bare.id, Flow.RETURN)
    assert (line.line_id, line.title, line.bought, line.left) == (0, "杯子", 3, 3)
    refuse("case.too_many", lambda: services.cases.open(people["agent"], bare.id, Flow.RETURN, quantities={0: 4}))
    assert services.orders.card(bare.id).lines == ()
    services.cases.open(people["agent"], bare.id, Flow.RETURN, quantities={0: 2})
    services.journal.undo(people["agent"])
    assert services.orders.card(bare.id).lines == ()
    view = services.cases.open(people["agent"], bare.id, Flow.RETURN, quantities={0: 1})
    assert view.refund is not None and view.refund.refund_fen == 1000
    told = LineRecord(line_key="88", title="杯子", spec="蓝", quantity=3, price_fen=1000)
    record = OrderRecord(platform=Platform.TAOBAO, order_no="2", row=1, lines=(told,))
    for _ in range(2):
        with services.context.uow.write(IMPORT, "intake.file") as uow:
            apply_orders(uow, [record], None, "lines.csv", Tally())
    (stored,) = services.orders.card(bare.id).lines
    assert (stored.line_key, stored.spec, stored.quantity) == ("88", "蓝", 3)
    view = walk(services, people, services.cases.view(view.case.id, people["agent"]))
    assert (view.case.state, view.case.refund_fen) == (CaseState.CLOSED, 1000)
    rest = services.cases.open(people["agent"], bare.id, Flow.RETURN)
    assert rest.refund is not None and rest.refund.refund_fen == 2000


def test_a2_several_articles_without_lines_go_back_together_and_only_once(
    services: Services, people: dict[str, Actor], bare: Order
) -> None:
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        uow.change(uow.require(Order, bare.id), goods="杯子，盘子")
    assert services.cases.left(bare.id, Flow.RETURN) == ()
    some: dict[int, int] = {0: 1}
    refuse(
        "case.lines_unknown",
        lambda: services.cases.open(people["agent"], bare.id, Flow.RETURN, quantities=some),
        Refused,
    )
    view = walk(services, people, services.cases.open(people["agent"], bare.id, Flow.RETURN))
    assert (view.case.state, view.case.refund_fen) == (CaseState.CLOSED, 3000)
    refuse("case.all_back", lambda: services.cases.open(people["agent"], bare.id, Flow.RETURN), Refused)


def test_a2_an_excused_amount_leaves_the_arithmetic_in_force(
    services: Services, people: dict[str, Actor], order: Order
) -> None:
    """A lead excused the step that names the amount; an agent still pays back ¥300.00 and nothing else."""
    view = walk(services, people, services.cases.open(people["agent"], order.id, Flow.RETURN), "amount")
    view = services.cases.approve(people["lead"], view.case.id, "平台已定金额", key="amount")
    view = walk(services, people, view, "refund")
    pay = partial(services.cases.step, people["agent"], view.case.id, "refund")
    refuse("case.refund_differs", lambda: pay({"refunded_fen": "310"}), Refused)
    assert pay({"refunded_fen": "300"}).case.refund_fen == 30000


@pytest.mark.parametrize(
    ("remedy", "amount", "code"),
    [
        ("resend", "50", "case.claim_resends"),  # a parcel was agreed on, no money
        ("refund", "50.01", "case.claim_above"),  # one pillow was paid 10000 / 2 = ¥50.00
        ("partial", "310", "case.claim_above"),  # the whole order for one pillow
        ("refund", "50", ""), ("partial", "20", ""),
    ],
)  # fmt: skip
def test_a8_a_claim_pays_what_was_agreed_and_no_more_than_its_pieces_cost(
    services: Services, people: dict[str, Actor], order: Order, lines: list[int], remedy: str, amount: str, code: str
) -> None:
    view = services.cases.open(people["agent"], order.id, Flow.CLAIM_SHORT, quantities={lines[1]: 1})
    more: dict[str, Fields] = {
        "item": {"item": "枕芯", "missing_quantity": "1"}, "check": {"finding": "ours"},
        "register": {"purchased_on": "2026-06-01", "slip_no": "SF123456", "problem": "少一只", "demand": "退"},
        "courier": {"courier_answer": "无"}, "decide": {"remedy": remedy},
    }  # fmt: skip
    view = walk(services, people, view, "carry_out", **more)
    fields: Fields = {"refunded_fen": amount, **({"out_tracking_no": "SF123456"} if remedy == "resend" else {})}
    if code:
        refuse(code, lambda: services.cases.step(people["agent"], view.case.id, "carry_out", fields), Refused)
    else:
        done = services.cases.step(people["agent"], view.case.id, "carry_out", fields)
        assert done.case.refund_fen == int(float(amount) * 100)

"""Registers fill themselves from the floor's work; every figure names its rows; green orders stay out (K1, K2, X1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from shop_floor import ActorMaker, ask, begin, order

from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Actor, Case, Order
from cs_console.domain.registers import Register
from cs_console.domain.vocabulary import CaseState, Category, Flag, Flow, OrderStatus, Platform, Priority
from cs_console.errors import BadInput, NotFound
from cs_console.services.facade import Services
from cs_console.services.registers import REGISTERS, Scope

IMPORT = Actor("导入")


@pytest.fixture
def zhang(actor: ActorMaker) -> Actor:
    return actor("张敏")


def read(services: Services, name: str, **more: Any) -> list[dict[str, Any]]:
    scope = Scope(**{key: more.pop(key) for key in ("start", "end", "agent", "include_green") if key in more})
    return services.registers.read(Actor(""), name, scope, **more).records()


def case(services: Services, number: str, reason: str, flow: Flow = Flow.RETURN, **facts: Any) -> Case:
    one = order(services, number, status=OrderStatus.SIGNED, **facts.pop("order", {}))
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        return uow.add(
            Case(
                flow=flow, order_id=one.id, order_no=number, buyer="小鱼", owner="李丽", reason=reason,
                opened_at=services.context.now(), **facts,
            )
        )  # fmt: skip


@pytest.mark.parametrize("name", REGISTERS)
def test_k2_every_register_reads_an_empty_store(services: Services, name: str) -> None:
    assert read(services, name) == []
    register = services.registers.read(Actor(""), name, by="none")
    assert all(len(row.cells) == len(register.columns) for row in register.rows)


def test_q8_who_asked_and_did_not_order(services: Services, clock: ManualClock, zhang: Actor) -> None:
    lost, vain, bought = ask(services, "a", "有没有大号"), ask(services, "b", "怎么洗"), ask(services, "c", "多高")
    for one, outcome in ((vain, "answered"), (bought, "answered")):
        services.queue.claim(zhang, one.id)
        services.queue.categorize(zhang, one.id, Category.PRESALE, Priority.NORMAL)
        services.queue.resolve(zhang, one.id, outcome)
    services.queue.claim(zhang, lost.id)
    services.queue.lose(zhang, lost.id, "嫌贵，议价未成")
    order(services, "1", buyer_nick="c", platform=bought.platform, ordered_at=clock() + timedelta(hours=1))
    [row] = read(services, "lost-inquiries")
    assert (row["id"], row["buyer"], row["questions"], row["reason"]) == (lost.id, "a", "有没有大号", "price")
    clock.advance(hours=49)
    rows = read(services, "lost-inquiries")
    assert [(row["id"], row["reason"]) for row in rows] == [(lost.id, "price"), (vain.id, "")]
    figures = read(services, "lost-inquiries", by="reason")
    assert {(row["reason"], row["ids"]) for row in figures} == {("price", (lost.id,)), ("", (vain.id,))}


def unpaid(services: Services, number: str, hours: float, **facts: Any) -> Order:
    ago = services.context.now() - timedelta(hours=hours)
    base = {"status": OrderStatus.UNPAID, "paid_fen": None, "total_fen": 5000, "ordered_at": ago}
    return order(services, number, **base | facts)


def test_u2_finally_unpaid_orders_with_reminders_and_reason(
    services: Services, clock: ManualClock, zhang: Actor
) -> None:
    one = unpaid(services, "1", 1)
    services.followups.done(zhang, f"unpaid:{one.id}:2", note="嫌运费贵")
    closed = unpaid(services, "2", 5, status=OrderStatus.CLOSED, close_reason="买家取消")
    unpaid(services, "3", 5, status=OrderStatus.CLOSED, paid_fen=100, paid_at=clock())
    unpaid(services, "4", 80, flag=Flag.GREEN)
    assert [row["id"] for row in read(services, "unpaid")] == [closed.id]
    clock.advance(hours=72)
    rows = {row["order_no"]: row for row in read(services, "unpaid")}
    assert set(rows) == {"1", "2"}
    assert (rows["1"]["reminders"], rows["1"]["outcome"], rows["1"]["reason"], rows["1"]["agent"]) == (
        1, "reminded", "嫌运费贵", "张敏",
    )  # fmt: skip
    assert (rows["2"]["reason"], rows["2"]["total_fen"], rows["2"]["reminders"]) == ("买家取消", 5000, 0)
    assert "4" in {row["order_no"] for row in read(services, "unpaid", include_green=True)}


def test_k2_return_reasons_with_shares_and_the_top_three(services: Services) -> None:
    reasons = ["size"] * 4 + ["colour"] * 3 + ["quality"] * 2 + ["late"]
    for number, reason in enumerate(reasons):
        case(services, str(number), reason, refund_fen=1000)
    case(services, "cancelled", "price", state=CaseState.CANCELLED)
    case(services, "green", "price", order={"flag": Flag.GREEN})
    case(services, "exchange", "size", Flow.EXCHANGE)
    rows = read(services, "return-reasons")
    assert [(row["reason"], row["count"], row["share"], row["top"], row["refund_fen"]) for row in rows] == [
        ("size", 4, 40.0, True, 4000), ("colour", 3, 30.0, True, 3000), ("quality", 2, 20.0, True, 2000),
        ("late", 1, 10.0, False, 1000),
    ]  # fmt: skip
    single = read(services, "return-reasons", by="none")
    by_id = {row["id"]: row["reason"] for row in single}
    for row in rows:
        assert {by_id[one] for one in row["ids"]} == {row["reason"]}
    weekly = read(services, "return-reasons", by="week")
    assert {row["week"] for row in weekly} == {"2026-W24"} and sum(row["count"] for row in weekly) == 10


def test_k2_a_return_fills_its_register_step_by_step(services: Services, clock: ManualClock, actor: ActorMaker) -> None:
    who, warehouse = actor("李丽"), actor("仓库小周")
    one = order(services, status=OrderStatus.SIGNED, signed_at=clock() - timedelta(days=1), total_fen=31000)
    view = services.cases.open(who, one.id, Flow.RETURN)
    assert [row["state"] for row in read(services, "returns")] == ["open"]
    given: dict[str, dict[str, str | int]] = {
        "reason": {"reason": "size"}, "offer_exchange": {"decision": "return"}, "resaleable": {"resaleable": "true"},
        "amount": {}, "tracking": {"freight_insurance": "true", "return_tracking_no": "SF1234567890123"},
        "arrived": {"arrived_on": "2026-06-14"}, "inspect": {"inspection": "ok"}, "restock": {"restocked": "true"},
    }  # fmt: skip
    while view.current is not None and view.current.step.key != "refund":
        doer = warehouse if view.current.step.owner == "warehouse" else who
        view = services.cases.step(doer, view.case.id, view.current.step.key, given.get(view.current.step.key, {}))
    [row] = read(services, "returns")
    assert (row["tracking_no"], row["arrived_on"], row["inspection"], row["restocked"]) == (
        "SF1234567890123", date(2026, 6, 14), "ok", True,
    )  # fmt: skip
    assert row["reason"] == "size" and row["refund_fen"] == view.case.refund_fen


def test_a8_problem_items_from_all_three_sources_once_each(services: Services, zhang: Actor) -> None:
    first, second, third = (order(services, str(number)) for number in range(3))
    item = services.problems.add(zhang, first.id, "破损", "补发").row
    services.orders.flag(zhang, second.id, Flag.YELLOW)
    services.orders.remark(zhang, second.id, "张敏 少一件 2026.6.14")
    claim = services.cases.open(zhang, third.id, Flow.CLAIM_SHORT).case
    services.orders.flag(zhang, third.id, Flag.YELLOW)
    rows = {row["id"]: row for row in read(services, "problems")}
    assert set(rows) == {f"problem:{item.id}", f"case:{claim.id}", f"order:{second.id}"}
    assert rows[f"problem:{item.id}"]["demand"] == "补发"
    assert rows[f"order:{second.id}"]["problem"] == "张敏 少一件 2026.6.14"
    assert {row["state"] for row in rows.values()} == {"open"}
    resend = services.cases.open(zhang, second.id, Flow.RESEND).case
    services.cases.step(
        zhang, resend.id, "reason", {"resend_reason": "lost", "item": "枕芯", "missing_quantity": "1"}
    )  # fmt: skip
    rows = {row["id"]: row for row in read(services, "problems")}
    assert rows[f"case:{resend.id}"]["problem"] == "枕芯 x1", "a resend is a problem item of its own, once"
    assert f"order:{second.id}" not in rows
    services.problems.answer(zhang, item.id, "已补发")
    figures = {row["state"]: row["ids"] for row in read(services, "problems", by="state")}
    assert figures["answered"] == (f"problem:{item.id}",)


def test_u2_the_follow_up_register_shows_what_was_recovered(
    services: Services, clock: ManualClock, zhang: Actor
) -> None:
    one = unpaid(services, "1", 0.5)
    services.followups.done(zhang, f"unpaid:{one.id}:1")
    clock.advance(minutes=5)
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        uow.change(uow.require(Order, one.id), status=OrderStatus.PAID, paid_at=clock(), paid_fen=5000)
    [row] = read(services, "followups")
    assert (row["kind"], row["outcome"], row["recovered"], row["recovered_fen"], row["agent"]) == (
        "unpaid", "reminded", True, 5000, "张敏",
    )  # fmt: skip


def test_c2_the_complaint_register_counts_causes_and_late_steps(
    services: Services, clock: ManualClock, zhang: Actor
) -> None:
    view = services.complaints.open(zhang, "快递踢坏箱子", buyer="小鱼")
    clock.advance(minutes=4)
    for more in ({}, {}, {"cause": "courier"}):
        services.complaints.step(zhang, view.complaint.id, "做了", **more)  # type: ignore[arg-type]
    [row] = read(services, "complaints")
    assert (row["cause"], row["first_contact_seconds"], row["steps_late"]) == ("courier", 240, 1)
    assert row["stage"] == "investigate"
    register = services.registers.read(Actor(""), "complaints", by="cause")
    assert register.word(register.columns[0], "courier") == "快递时效、破损、态度"


def test_c4_scores_are_averaged_by_agent_category_and_week(services: Services, zhang: Actor) -> None:
    for score, agent in ((5, "张敏"), (4, "张敏"), (2, "李丽")):
        services.satisfaction.add(zhang, score, agent=agent, category=Category.LOGISTICS)
    figures = {row["agent"]: (row["count"], row["score"]) for row in read(services, "csat", by="agent")}
    assert figures == {"张敏": (2, 4.5), "李丽": (1, 2.0)}
    assert [row["score"] for row in read(services, "csat", by="category")] == [3.67]
    assert [row["week"] for row in read(services, "csat", by="week")] == ["2026-W24"]


def test_promises_gaps_questions_and_suggestions_have_their_registers(services: Services, zhang: Actor) -> None:
    services.promises.add(zhang, "送洗衣袋")
    services.gaps.add(zhang, "能放洗碗机吗", asker="小鱼")
    services.lead_desk.ask(zhang, "能打折吗")
    services.suggestions.add(zhang, "加大号", nature="product")
    assert read(services, "promises")[0]["text"] == "送洗衣袋"
    assert read(services, "gaps")[0]["asker"] == "小鱼"
    assert read(services, "questions")[0]["state"] == "open"
    assert read(services, "suggestions", by="nature")[0]["nature"] == "product"


# -- days, masks, mistakes -------------------------------------------------------------------


def test_s2_work_after_midnight_belongs_to_the_day_before(services: Services, clock: ManualClock, zhang: Actor) -> None:
    clock.set(datetime(2026, 6, 15, 0, 30, tzinfo=services.context.zone))
    services.gaps.add(zhang, "夜里问的")
    clock.set(datetime(2026, 6, 15, 1, 30, tzinfo=services.context.zone))
    services.gaps.add(zhang, "没人值班时记的")
    days = {row["day"]: row["count"] for row in read(services, "gaps", by="day")}
    assert days == {"2026-06-14": 1, "2026-06-15": 1}
    sunday = date(2026, 6, 14)
    assert [row["question"] for row in read(services, "gaps", start=sunday, end=sunday)] == ["夜里问的"]
    assert [row["question"] for row in read(services, "gaps", start=date(2026, 6, 15))] == ["没人值班时记的"]


def test_the_agents_rows_alone(services: Services, zhang: Actor, actor: ActorMaker) -> None:
    services.gaps.add(zhang, "一"), services.gaps.add(actor("李丽"), "二")
    assert [row["question"] for row in read(services, "gaps", agent="李丽")] == ["二"]


def test_x1_private_text_is_masked_and_unmasking_is_an_event(services: Services, zhang: Actor) -> None:
    one = order(services, "12345678901")
    services.gaps.add(zhang, "我电话 13812345678", asker="chen_xiaoming", order_id=one.id)
    assert read(services, "gaps")[0]["question"] == "我电话 138****5678"
    assert read(services, "gaps")[0]["asker"] == "chen_xiaoming"
    in_file = read(services, "gaps", for_file=True)[0]
    assert (in_file["asker"], in_file["order_no"]) == ("c***g", "12345678901")
    shown = services.registers.read(zhang, "gaps", unmask=True, for_file=True).records()[0]
    assert (shown["question"], shown["asker"]) == ("我电话 13812345678", "chen_xiaoming")
    [event] = services.journal.history("Register", 0)
    assert (event.act, event.actor) == ("buyer.unmask", "张敏")


def test_k1_green_orders_stay_out_of_every_register(services: Services, zhang: Actor) -> None:
    one = order(services, "g", flag=Flag.GREEN, platform=Platform.TAOBAO)
    services.promises.add(zhang, "送礼", order_id=one.id)
    services.complaints.open(zhang, "投诉", order_id=one.id)
    services.satisfaction.add(zhang, 5, order_id=one.id)
    services.problems.add(zhang, one.id, "问题", "要求")
    for name in ("promises", "complaints", "csat", "problems"):
        assert read(services, name) == []
        assert len(read(services, name, include_green=True)) == 1


def test_mistakes_name_what_there_is(services: Services) -> None:
    with pytest.raises(NotFound, match="lost-inquiries"):
        services.registers.read(Actor(""), "nix")
    with pytest.raises(BadInput, match="reason"):
        services.registers.read(Actor(""), "unpaid", by="total_fen")
    with pytest.raises(BadInput, match="dates"):
        services.registers.read(Actor(""), "unpaid", Scope(start=date(2026, 6, 2), end=date(2026, 6, 1)))


# -- handover --------------------------------------------------------------------------------


def sections(view: Any) -> dict[str, list[str]]:
    return {one.key: [item.ref.partition(":")[0] for item in one.items] for one in view.sections if one.items}


def test_h1_reminders_and_questions_are_handed_over(services: Services, clock: ManualClock) -> None:
    who = begin(services, "张敏")
    mine, free = unpaid(services, "1", 0.5), unpaid(services, "2", 0.5)
    unpaid(services, "3", 0.5)
    services.followups.snooze(who, f"unpaid:{mine.id}:1", clock() + timedelta(hours=5))
    services.gaps.add(who, "能放洗碗机吗", asker="小鱼")
    services.lead_desk.ask(who, "能打折吗")
    services.complaints.open(who, "态度差", buyer="小鱼")
    services.problems.add(who, free.id, "破损", "补发")
    view = services.handovers.draft(who)
    assert {key: set(refs) for key, refs in sections(view).items()} == {
        "cases": {"complaint", "problem"}, "reminders": {"followup", "followups"}, "questions": {"gap", "question"},
        "flags": {"order"},
    }  # fmt: skip
    line = next(item for item in view.items if item.ref.startswith("followups:"))
    assert "2" in line.what and not view.gaps


def test_h4_ownership_of_follow_ups_questions_and_complaints_moves_at_acceptance(
    services: Services, clock: ManualClock
) -> None:
    from shop_floor import accept_all, hand_in

    who = begin(services, "张敏")
    mine = unpaid(services, "1", 0.5)
    services.followups.snooze(who, f"unpaid:{mine.id}:1", clock() + timedelta(minutes=30))
    gap = services.gaps.add(who, "能放洗碗机吗", asker="小鱼").row
    question = services.lead_desk.ask(who, "能打折吗").row
    complaint = services.complaints.open(who, "态度差", buyer="小鱼").complaint
    hand_in(services, who)
    incoming = begin(services, "李丽")
    accept_all(services, incoming)
    assert services.complaints.view(complaint.id).complaint.owner == "李丽"
    assert [(one.id, one.owner, one.agent) for one in services.gaps.list()] == [(gap.id, "李丽", "张敏")]
    assert [(one.id, one.owner, one.agent) for one in services.lead_desk.list()] == [(question.id, "李丽", "张敏")]
    assert services.followups.find(f"unpaid:{mine.id}:1").owner == "李丽"


def test_h4_a_paid_order_stands_in_nobodys_way_at_the_end(services: Services, clock: ManualClock) -> None:
    who = begin(services, "张敏")
    mine = unpaid(services, "1", 0.5)
    services.followups.snooze(who, f"unpaid:{mine.id}:1", clock() + timedelta(minutes=30))
    assert [item.section for item in services.handovers.draft(who).items] == ["reminders"]
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        uow.change(uow.require(Order, mine.id), status=OrderStatus.PAID, paid_at=clock())
    assert services.handovers.draft(who).items == ()


def test_a_register_groups_into_a_register(services: Services, zhang: Actor) -> None:
    services.gaps.add(zhang, "一")
    register = services.registers.read(Actor(""), "gaps", by="agent")
    assert isinstance(register, Register) and register.keys == ("agent", "count", "share", "ids")

"""Errors counted from the data, each with its evidence and who is credited (rule K1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from figure_bench import facts, inquiry, june, order, points, talk

from cs_console.domain.complaints import Complaint
from cs_console.domain.entities import Case, Promise
from cs_console.domain.feedback import Csat, Review, ReviewKind
from cs_console.domain.figure_facts import Point
from cs_console.domain.order_ticks import OrderTick
from cs_console.domain.price_changes import PriceChange
from cs_console.domain.vocabulary import CaseState, Flow, InquiryState, PromiseKind, PromiseState, StepState

OPEN = {"state": InquiryState.CLAIMED, "closed_at": None}


def late(*lines: tuple[str, Any], closings: Any = (), now: Any = None, **more: Any) -> list[Point]:
    """Overdue replies of one chat inquiry; the limit is 180 s."""
    own = inquiry(1, lines[0][1], **{**OPEN, **more})
    return points("overdue_reply", facts(talk(1, *lines), inquiries=[own], closings={1: closings}, now=now))


def test_q1_each_wait_beyond_the_limit_is_one_overdue_reply() -> None:
    found = late(
        ("buyer", june(14)), ("张敏", june(14, "10:03")),  # in time to the second
        ("buyer", june(14, "10:10")), ("buyer", june(14, "10:12")), ("李丽", june(14, "10:13:01")),
        ("buyer", june(14, "11:00")), now=june(14, "11:30"),
    )  # fmt: skip
    assert [(one.why, one.agents, one.value) for one in found] == [
        ("late", ("李丽",), 1.0), ("unanswered", ("张敏",), 27 * 60.0),
    ]  # fmt: skip
    assert [one.at for one in found] == [june(14, "10:13"), june(14, "11:03")]


def test_q1_closing_ends_the_wait_also_when_the_buyer_came_back_later() -> None:
    lines = (
        ("buyer", june(14)), ("张敏", june(14, "10:01")), ("buyer", june(14, "10:02")),
        ("buyer", june(15)), ("张敏", june(15, "10:01")),
    )  # fmt: skip
    assert late(*lines, closings=[june(14, "10:04")]) == []
    assert [one.at for one in late(*lines)] == [june(14, "10:05")]


def test_s4_an_offline_message_has_until_a_quarter_past_the_shifts_start() -> None:
    assert late(("buyer", june(14, "03:00")), ("张敏", june(14, "08:45"))) == []
    [one] = late(("buyer", june(14, "03:00")), ("张敏", june(14, "08:46")))
    assert (one.at, one.value) == (june(14, "08:45"), 60.0)


def test_r4_a_promise_not_kept_is_a_broken_one() -> None:
    kept = Promise(id=1, agent="张敏", state=PromiseState.DONE, due_at=june(14), closed_at=june(14))
    broken = replace(kept, id=2, state=PromiseState.BROKEN)
    found = points("broken_promise", facts(promises=[kept, broken]))
    assert [(one.row, one.why, one.agents) for one in found] == [("promise:2", "broken", ("张敏",))]


def price(number: int, fen: int, **more: Any) -> PriceChange:
    base: dict[str, Any] = {
        "order_id": 1, "order_no": "1", "original_fen": 10_000, "price_fen": fen, "agent": "张敏", "at": june(14),
    }  # fmt: skip
    return PriceChange(id=number, **base | more)


@pytest.mark.parametrize(
    ("changes", "charged", "whys"),
    [
        ([price(1, 5_000)], 5_000, []),
        ([price(1, 4_999)], 4_999, ["bound"]),
        ([price(1, 6_000, floor_fen=7_000)], 6_000, ["floor"]),
        ([price(1, 6_000, floor_fen=7_000, application_id=3)], 6_000, []),
        ([price(1, 9_000)], 9_900, ["charged"]),
        ([price(1, 9_000), price(2, 8_000, at=june(14, "10:20"))], 8_000, []),
        ([price(1, 9_000), price(2, 8_000, at=june(14, "10:20"))], 9_000, ["charged"]),
        ([price(1, 9_000, at=june(15))], 9_900, []),  # paid before it was agreed
    ],
)
def test_o3_mispricing_is_beyond_bound_or_floor_or_charged_otherwise(changes: Any, charged: int, whys: Any) -> None:
    found = points("mispricing", facts(orders=[order(1, goods_fen=charged)], prices=changes))
    assert [one.why for one in found] == whys


def test_o2_an_order_that_differs_from_what_was_agreed() -> None:
    gift = Promise(id=1, order_id=1, agent="蔡蔡", kind=PromiseKind.GIFT, state=PromiseState.DONE)
    call = replace(gift, id=2, agent="李丽", kind=PromiseKind.CALL)
    back = Case(id=1, flow=Flow.EXCHANGE, order_id=1, order_no="1", reason="wrong_item", opened_at=june(15))
    tick = OrderTick(order_id=1, stage="o2", key="goods", state=StepState.PROBLEM, by="李丽", at=june(14, "11:00"))
    found = points(
        "order_mismatch",
        facts(
            orders=[order(1, shipped_at=june(14, "12:00"))], promises=[gift, call],
            cases=[back, replace(back, id=2, reason="size"), replace(back, id=3, state=CaseState.CANCELLED)],
            ticks=[tick, replace(tick, key="items", at=june(14, "12:01")), replace(tick, state=StepState.DONE)],
        ),
    )  # fmt: skip
    assert [(one.row, one.why, one.agents) for one in found] == [
        ("case:1", "case", ("蔡蔡",)), ("order:1", "shipped", ("李丽",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("causes", "counted"), [((), True), (("service",), True), (("courier",), False), (("courier", "promise"), True)]
)
def test_c4_a_bad_score_is_the_services_unless_a_complaint_says_otherwise(causes: Any, counted: bool) -> None:
    told = [Complaint(id=n, order_id=1, cause=cause, received_at=june(14)) for n, cause in enumerate(causes, 1)]
    scores = [Csat(id=1, score=2, agent="张敏", order_id=1, at=june(14)), Csat(id=2, score=3, order_id=1, at=june(14))]
    found = points("bad_rating", facts(orders=[order(1)], scores=scores, complaints=told))
    assert [one.row for one in found] == (["csat:1"] if counted else [])


def test_c3_a_bad_review_is_the_services_when_a_complaint_says_so() -> None:
    told = Complaint(id=1, order_id=1, cause="service", received_at=june(16))
    bad = Review(id=1, stars=1, text="态度差", kind=ReviewKind.NEGATIVE, order_id=1, at=june(17))
    found = points(
        "bad_rating",
        facts(
            orders=[order(1), order(2)], earlier=[inquiry(1, june(14), owner="蔡蔡")], complaints=[told],
            reviews=[bad, replace(bad, id=2, order_id=2), replace(bad, id=3, stars=5, kind=ReviewKind.PLAIN)],
        ),
    )  # fmt: skip
    assert [(one.row, one.why, one.agents) for one in found] == [("review:1", "review", ("蔡蔡",))]


def test_a2_a_return_caused_by_service_is_credited_to_who_served_the_buyer_before_the_order() -> None:
    case = Case(id=1, flow=Flow.RETURN, order_id=1, order_no="1", reason="not_as_described", opened_at=june(20))
    told = Complaint(id=1, order_id=2, cause="service", received_at=june(20))
    found = points(
        "service_return",
        facts(
            orders=[order(1), order(2, ordered_at=june(1))], inquiries=[inquiry(1, june(14), owner="蔡蔡")],
            complaints=[told],
            cases=[
                case, replace(case, id=2, order_id=2, reason="size"), replace(case, id=3, reason="size"),
                replace(case, id=4, flow=Flow.EXCHANGE),
            ],
        ),
    )  # fmt: skip
    assert [(one.row, one.why, one.agents) for one in found] == [
        ("case:1", "reason", ("蔡蔡",)), ("case:2", "complaint", ()),
    ]  # fmt: skip

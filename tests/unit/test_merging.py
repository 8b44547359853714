"""How exports change what is known: gaps are filled, nothing is taken back, remarks merge three ways (R1, R6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cs_console.domain.entities import Order, OrderLine
from cs_console.domain.merging import (
    goods_summary,
    line_changes,
    new_line,
    new_order,
    new_refund,
    order_changes,
    refund_changes,
    says_something,
    taking_over,
)
from cs_console.domain.records import LineRecord, OrderRecord, RefundRecord
from cs_console.domain.vocabulary import Flag, OrderStatus, Platform

T1 = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
T2 = T1 + timedelta(hours=1)
T3 = T2 + timedelta(hours=1)


def record(**fields: Any) -> OrderRecord:
    return OrderRecord(platform=Platform.TAOBAO, order_no="1", row=1, **fields)


def applied(order: Order, read: OrderRecord, at: datetime | None) -> Order:
    return replace(order, **order_changes(order, read, at, "f.csv"))


words = st.sampled_from(["", "送袜子", "发申通", "改灰色"])
records = st.builds(
    record,
    status=st.none() | st.sampled_from(OrderStatus),
    tracking_no=st.none() | st.sampled_from(["", "SF1", "SF2"]),
    platform_remark=st.none() | words,
    platform_flag=st.none() | st.sampled_from(Flag),
    total_fen=st.none() | st.integers(0, 5),
    receiver=st.none() | st.sampled_from(["", "张三"]),
)
orders = st.builds(
    Order, platform=st.just(Platform.TAOBAO), order_no=st.just("1"), remark=words, platform_remark=words,
    flag=st.sampled_from(Flag), platform_flag=st.none() | st.sampled_from(Flag), exported_at=st.just(T1),
    status=st.sampled_from(OrderStatus), tracking_no=st.sampled_from(["", "SF1"]),
)  # fmt: skip


@given(orders, records)
def test_taking_the_same_record_twice_changes_nothing(order: Order, read: OrderRecord) -> None:
    once = applied(order, read, T2)
    assert order_changes(once, read, T2, "f.csv") == {}


@given(records)
def test_a_new_order_already_says_what_its_record_says(read: OrderRecord) -> None:
    assert order_changes(new_order(read, T1, "f.csv"), read, T1, "f.csv") == {}


@given(orders)
def test_what_a_record_does_not_know_changes_nothing(order: Order) -> None:
    assert not says_something(order_changes(order, record(), T2, "f.csv"))


@given(orders, records)
def test_an_older_export_only_fills_gaps(order: Order, read: OrderRecord) -> None:
    """Whatever was known stays as it was (states: remark against import)."""
    changed = applied(order, read, T1 - timedelta(hours=1))
    for name in ("status", "tracking_no", "platform_remark", "platform_flag", "exported_at"):
        if getattr(order, name) not in ("", None, OrderStatus.UNKNOWN):
            assert getattr(changed, name) == getattr(order, name)


@given(orders, words)
def test_r1_a_local_remark_is_never_overwritten_silently(order: Order, theirs: str) -> None:
    assume(order.remark != order.platform_remark)
    changed = applied(order, record(platform_remark=theirs), T2)
    assert changed.remark == order.remark
    if theirs not in (order.platform_remark, order.remark):
        assert changed.remark_conflict == theirs


@given(orders, words)
def test_r1_an_untouched_remark_follows_the_platform_without_conflict(order: Order, theirs: str) -> None:
    untouched = replace(order, remark=order.platform_remark)
    changed = applied(untouched, record(platform_remark=theirs), T2)
    assert changed.remark == theirs and changed.remark_conflict is None


def test_r7_a_remark_that_came_back_from_the_platform_ends_the_conflict() -> None:
    order = Order(platform=Platform.TAOBAO, order_no="1", remark="改灰色", platform_remark="", remark_conflict="别的")
    changed = applied(order, record(platform_remark="改灰色"), T2)
    assert changed.remark_conflict is None and changed.platform_remark == "改灰色"


def test_a_local_flag_is_kept_and_an_untouched_one_follows() -> None:
    read = record(platform_flag=Flag.RED)
    local = Order(platform=Platform.TAOBAO, order_no="1", flag=Flag.PURPLE, platform_flag=Flag.GREY)
    assert applied(local, read, T2).flag is Flag.PURPLE
    assert applied(replace(local, flag=Flag.GREY), read, T2).flag is Flag.RED


def test_an_order_list_a_minute_older_than_its_lines_still_fills_the_order() -> None:
    shell = new_order(record(lines=(LineRecord(line_key="a", title="四件套", quantity=2),)), T2, "lines.csv")
    assert (shell.goods, shell.quantity) == ("四件套 x2", 2)
    listed = record(buyer_nick="小鱼", receiver="张三", platform_remark="送袜子", status=OrderStatus.PAID)
    full = applied(shell, listed, T2 - timedelta(minutes=1))
    assert (full.buyer_nick, full.remark, full.status) == ("小鱼", "送袜子", OrderStatus.PAID)
    assert full.exported_at == T2


def test_r1_a_remark_that_only_an_older_export_had_is_no_conflict_with_ours() -> None:
    listed = new_order(record(buyer_nick="小鱼", platform_remark=""), T2, "list.csv")
    old = record(platform_remark="改地址")
    ours = applied(replace(listed, remark="送袜子"), old, T1)
    assert (ours.remark, ours.platform_remark, ours.remark_conflict) == ("送袜子", "", None)
    assert applied(replace(listed, remark="送袜子"), old, T3).remark_conflict == "改地址"  # a newer one is news
    shell = new_order(record(lines=(LineRecord(line_key="a"),)), T2, "lines.csv")
    assert applied(replace(shell, remark="送袜子"), old, T1).remark_conflict == "改地址"  # told for the first time
    assert applied(listed, old, T1).remark == "改地址"  # nothing of ours: shown, as any gap is filled


def test_what_a_newer_export_leaves_blank_or_starred_stays_known() -> None:
    full = new_order(record(buyer_nick="小鱼", receiver="张三", phone="13800000001", tracking_no="SF1"), T1, "a.csv")
    blank = record(buyer_nick="", receiver="张*", phone="138****0001", tracking_no="", status=OrderStatus.SIGNED)
    after = applied(full, blank, T2)
    assert (after.buyer_nick, after.receiver, after.phone) == ("小鱼", "张三", "13800000001")
    assert (after.tracking_no, after.status) == ("", OrderStatus.SIGNED)  # what may change follows the platform
    assert applied(full, record(receiver="李四", phone="13900000002"), T2).receiver == "李四"
    assert applied(replace(full, receiver="张*"), record(receiver="李*"), T2).receiver == "李*"


def test_an_older_export_does_not_bring_a_finished_aftersale_back() -> None:
    order = Order(platform=Platform.PDD, order_no="1", status=OrderStatus.SHIPPED, exported_at=T2)
    assert applied(order, record(aftersale_status="退款中"), T1).aftersale_status == ""


def test_lines_and_refunds_follow_the_same_rule() -> None:
    line = new_line(LineRecord(line_key="a", title="四件套", platform_status="已发货"), 7)
    older = LineRecord(line_key="a", platform_status="待发货", spec="1.8m")
    assert line_changes(line, older, older=True) == {"spec": "1.8m"}
    assert line_changes(line, older, older=False)["platform_status"] == "待发货"
    read = RefundRecord(platform=Platform.TAOBAO, refund_no="9", order_no="1", row=1, platform_status="待卖家同意")
    refund = new_refund(read, 0, T2)
    assert refund_changes(refund, read, 0, T2) == {}
    assert refund_changes(refund, read, 7, T2) == {"order_id": 7}
    assert refund_changes(refund, replace(read, platform_status="旧"), 0, T1) == {}


def test_an_export_of_the_same_moment_is_not_older_and_one_without_a_time_moves_none() -> None:
    order = Order(platform=Platform.TAOBAO, order_no="1", tracking_no="SF1", exported_at=T1)
    assert applied(order, record(tracking_no="SF2"), T1).tracking_no == "SF2"
    assert order_changes(order, record(tracking_no="SF2"), None, "f.csv") == {"tracking_no": "SF2", "source": "f.csv"}
    read = RefundRecord(platform=Platform.TAOBAO, refund_no="9", order_no="1", row=1)
    refund = new_refund(read, 7, T1)
    assert refund_changes(refund, read, 0, T2) == {"exported_at": T2}
    assert refund_changes(refund, read, 7, None) == {}


@pytest.mark.parametrize("known", [{"buyer_nick": "小鱼"}, {"receiver": "张三"}, {"total_fen": 0}, {"paid_fen": 0}])
def test_r1_any_fact_of_an_order_list_shows_that_its_remark_was_told(known: dict[str, Any]) -> None:
    listed = replace(new_order(record(**known), T2, "list.csv"), remark="送袜子")
    assert applied(listed, record(platform_remark="改地址"), T1).remark_conflict is None


def test_r1_a_new_order_has_the_platforms_remark_and_flag_as_its_own() -> None:
    found = new_order(record(platform_remark="送袜子", platform_flag=Flag.RED), T1, "f.csv")
    assert (found.remark, found.platform_remark) == ("送袜子", "送袜子")
    assert (found.flag, found.platform_flag) == (Flag.RED, Flag.RED)
    bare = new_order(record(), T1, "f.csv")
    assert (bare.remark, bare.flag, bare.platform_flag) == ("", Flag.GREY, None)


def test_what_is_unknown_takes_even_a_starred_text() -> None:
    assert applied(Order(platform=Platform.TAOBAO, order_no="1"), record(receiver="张*"), T2).receiver == "张*"


@pytest.mark.parametrize(
    ("lines", "chosen"),
    [
        ([("a", "枕芯", 5), ("b", "四件套", 1)], "b"),
        ([("a", "枕芯", 2), ("b", "枕套", 3)], "b"),
        ([("a", "枕芯", 2), ("b", "枕套", None)], "a"),
        ([("a", "枕芯", None), ("b", "枕套", 1)], "a"),
    ],
)
def test_the_line_that_was_meant_takes_the_place_of_the_one_that_stood_for_it(
    lines: list[tuple[str, str, int | None]], chosen: str
) -> None:
    stand = OrderLine(id=4, order_id=1, line_key="@order", title="四件套", quantity=3)
    told = [LineRecord(line_key=key, title=title, quantity=count) for key, title, count in lines]
    found, changes = taking_over(stand, told)
    assert (found.line_key, changes["line_key"]) == (chosen, chosen)
    assert replace(stand, **changes).title == found.title


def test_lines_tell_goods_and_quantity_only_where_nobody_else_did() -> None:
    lines = (LineRecord(line_key="a", title="枕芯", quantity=2), LineRecord(line_key="b", title="枕套"))
    told = new_order(record(lines=lines), T1, "f.csv")
    assert (told.goods, told.quantity) == ("枕芯 x2；枕套", 3)
    itself = new_order(record(lines=lines, goods="套餐", quantity=1), T1, "f.csv")
    assert (itself.goods, itself.quantity) == ("套餐", 1)
    later = applied(itself, record(lines=lines), T2)
    assert (later.goods, later.quantity) == ("套餐", 1)


def test_goods_of_several_lines_read_as_one_text() -> None:
    lines = [("四件套", 1), ("枕芯", 2), (None, 1)]
    read = [LineRecord(line_key=str(n), title=title, quantity=count) for n, (title, count) in enumerate(lines)]
    assert goods_summary(read) == "四件套；枕芯 x2"

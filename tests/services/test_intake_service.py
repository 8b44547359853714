"""Taking files in: idempotent, in chunks, nothing stored is lost or taken back (rules R1, K5, X2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from queue_bench import MIN, NOON, Bench, bench

from cs_console.domain.entities import Buyer, ImportRun, Order, OrderLine, Refund
from cs_console.domain.records import ChatRecord, LineRecord, OrderRecord, Parsed, RefundRecord, Reject
from cs_console.domain.vocabulary import Flag, MessageRole, OrderStatus, Platform
from cs_console.errors import Refused
from cs_console.services.intake import CHUNK, IntakeReport

pytestmark = pytest.mark.slow

T1 = NOON - timedelta(hours=3)
T2 = NOON - timedelta(hours=2)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "console.db") as found:
        yield found


def read(number: int | str = 1, **fields: Any) -> OrderRecord:
    facts: dict[str, Any] = {"status": OrderStatus.PAID, "buyer_nick": "小鱼", "total_fen": 9900, **fields}
    return OrderRecord(platform=Platform.TAOBAO, order_no=str(number), row=1, **facts)


def refund(number: str = "R1", order_no: str = "1", **fields: Any) -> RefundRecord:
    return RefundRecord(platform=Platform.TAOBAO, refund_no=number, order_no=order_no, row=1, **fields)


def take(desk: Bench, tmp_path: Path, *records: Any, at: datetime | None = T1, **more: Any) -> IntakeReport:
    path = tmp_path / "export.csv"
    path.write_text("x")
    desk.files.parsed = Parsed(
        layout="taobao.orders", platform=Platform.TAOBAO, file_time=at, rows_read=len(records),
        orders=tuple(one for one in records if isinstance(one, OrderRecord)),
        refunds=tuple(one for one in records if isinstance(one, RefundRecord)),
        chats=tuple(one for one in records if isinstance(one, ChatRecord)), **more,
    )  # fmt: skip
    return desk.intake.take_file(MIN, path)


def stored(desk: Bench, kind: Any, **equals: Any) -> list[Any]:
    with desk.context.uow.read() as uow:
        return list(uow.find(kind, **equals))


def counts(report: IntakeReport) -> tuple[int, int, int, int]:
    return report.new, report.updated, report.unchanged, report.duplicates


def test_the_same_file_twice_changes_nothing(desk: Bench, tmp_path: Path) -> None:
    records = [read(1), read(2, lines=(LineRecord(line_key="a", title="四件套"),)), refund()]
    assert counts(take(desk, tmp_path, *records)) == (3, 0, 0, 0)
    before = desk.journal.verify()
    assert counts(take(desk, tmp_path, *records)) == (0, 0, 3, 0)
    after = desk.journal.verify()
    assert after.events == before.events + 1, "only the run itself is recorded"
    assert not after.problems
    assert len(stored(desk, ImportRun)) == 2


def test_a_newer_export_updates_status_and_tracking_and_journals_it(desk: Bench, tmp_path: Path) -> None:
    take(desk, tmp_path, read(1))
    report = take(desk, tmp_path, read(1, status=OrderStatus.SHIPPED, tracking_no="SF1"), at=T2)
    assert counts(report) == (0, 1, 0, 0)
    (order,) = stored(desk, Order)
    assert (order.status, order.tracking_no, order.exported_at) == (OrderStatus.SHIPPED, "SF1", T2)
    event = desk.journal.history("Order", order.id)[0]
    assert event.act == "intake.file" and event.before is not None and event.before["status"] == "paid"


def test_an_older_export_takes_nothing_back(desk: Bench, tmp_path: Path) -> None:
    take(desk, tmp_path, read(1, status=OrderStatus.SHIPPED, tracking_no="SF1", platform_remark="新"), at=T2)
    assert counts(take(desk, tmp_path, read(1, tracking_no="", platform_remark="旧"), at=T1)) == (0, 0, 1, 0)
    (order,) = stored(desk, Order)
    assert (order.status, order.tracking_no, order.remark) == (OrderStatus.SHIPPED, "SF1", "新")


def test_an_unchanged_newer_export_still_counts_as_the_last_one(desk: Bench, tmp_path: Path) -> None:
    take(desk, tmp_path, read(1), at=T1)
    assert counts(take(desk, tmp_path, read(1), at=T2)) == (0, 0, 1, 0)
    between = T1 + timedelta(minutes=30)
    take(desk, tmp_path, read(1, status=OrderStatus.CLOSED), at=between)
    assert stored(desk, Order)[0].status is OrderStatus.PAID


def test_r1_a_local_remark_and_flag_survive_and_the_conflict_is_kept(desk: Bench, tmp_path: Path) -> None:
    take(desk, tmp_path, read(1, platform_remark="送袜子", platform_flag=Flag.GREY))
    with desk.context.uow.write(MIN, "order.remark") as uow:
        uow.change(uow.require(Order, 1), remark="送袜子；发申通", flag=Flag.RED)
    report = take(desk, tmp_path, read(1, platform_remark="改灰色", platform_flag=Flag.BLUE), at=T2)
    assert ("intake.notice.conflicts", {"count": "1"}) in report.notices
    (order,) = stored(desk, Order)
    assert (order.remark, order.remark_conflict, order.platform_remark) == ("送袜子；发申通", "改灰色", "改灰色")
    assert (order.flag, order.platform_flag) == (Flag.RED, Flag.BLUE)


def test_order_lines_before_the_order_list_make_the_order(desk: Bench, tmp_path: Path) -> None:
    lines = tuple(LineRecord(line_key=key, title=f"四件套{key}", platform_status="待发货") for key in "ab")
    take(desk, tmp_path, OrderRecord(platform=Platform.TAOBAO, order_no="1", row=1, lines=lines), at=T2)
    report = take(desk, tmp_path, read(1, receiver="张三", phone="13800001234"), at=T2 - timedelta(minutes=1))
    assert counts(report) == (0, 1, 0, 0)
    (order,) = stored(desk, Order)
    assert (order.buyer_nick, order.goods, order.quantity) == ("小鱼", "四件套a；四件套b", 2)
    (buyer,) = stored(desk, Buyer)
    assert (buyer.id, buyer.name) == (order.buyer_id, "张三")
    moved = (replace(lines[0], platform_status="已发货"), *lines[1:])
    again = OrderRecord(platform=Platform.TAOBAO, order_no="1", row=1, lines=moved)
    assert counts(take(desk, tmp_path, again, at=NOON)) == (0, 1, 0, 0)
    assert [one.platform_status for one in stored(desk, OrderLine)] == ["已发货", "待发货"]


def test_a_refund_before_its_order_is_joined_when_that_comes(desk: Bench, tmp_path: Path) -> None:
    take(desk, tmp_path, refund(deadline_at=NOON + timedelta(days=2), amount_fen=500))
    assert stored(desk, Refund)[0].order_id == 0
    take(desk, tmp_path, read(1))
    (found,) = stored(desk, Refund)
    assert found.order_id == stored(desk, Order)[0].id
    assert found.deadline_at == NOON + timedelta(days=2)


def test_an_inquiry_that_named_an_order_is_joined_when_that_comes(desk: Bench, tmp_path: Path) -> None:
    asked = desk.ask("小鱼", "查订单", order_no="1", platform=Platform.TAOBAO)
    take(desk, tmp_path, read(1, shop="暖屋家居旗舰店"))
    found = desk.inquiry(asked.id)
    assert (found.order_id, found.shop) == (stored(desk, Order)[0].id, "暖屋家居旗舰店")


def test_an_order_twice_in_one_file_is_a_duplicate_and_the_last_wins(desk: Bench, tmp_path: Path) -> None:
    report = take(desk, tmp_path, read(1), read(1, status=OrderStatus.SHIPPED))
    assert (report.new, report.duplicates) == (1, 1)
    assert stored(desk, Order)[0].status is OrderStatus.SHIPPED


def test_chats_go_to_capture_and_twice_adds_nothing(desk: Bench, tmp_path: Path) -> None:
    chats = desk.said(("小鱼", "在吗", 0), ("t8", "有货吗", 0))
    report = take(desk, tmp_path, *chats)
    assert (report.new, len(report.inquiry_ids)) == (2, 2)
    assert counts(take(desk, tmp_path, *chats)) == (0, 0, 2, 0)
    assert desk.inquiry(report.inquiry_ids[0]).platform is Platform.TAOBAO


def test_rejects_are_reported_and_written_beside_the_report(desk: Bench, tmp_path: Path) -> None:
    reject = Reject(row=7, code="intake.reject.no_id", column="订单编号")
    report = take(desk, tmp_path, read(1), rejects=(reject,))
    assert (report.rejected, report.rejects, report.new) == (1, (reject,), 1)
    assert report.reject_file == tmp_path / "export.rejects.csv"
    assert desk.files.rejects[0][1] == (reject,)
    assert stored(desk, ImportRun)[0].rejected == 1


def test_half_a_file_loses_nothing_and_the_rest_goes_in_later(
    desk: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second chunk fails: the first stays; taking the file again completes it."""
    records = [read(number) for number in range(CHUNK + 10)]
    done = []

    def stop(so_far: int, total: int) -> None:
        done.append((so_far, total))
        raise KeyboardInterrupt

    path = tmp_path / "export.csv"
    path.write_text("x")
    desk.files.parsed = Parsed(layout="t", platform=Platform.TAOBAO, file_time=T1, orders=tuple(records))
    with pytest.raises(KeyboardInterrupt):
        desk.intake.take_file(MIN, path, progress=stop)
    assert done == [(CHUNK, CHUNK + 10)]
    assert len(stored(desk, Order)) == CHUNK
    assert stored(desk, ImportRun) == []
    assert counts(take(desk, tmp_path, *records)) == (10, 0, CHUNK, 0)
    assert not desk.journal.verify().problems


def test_a_file_without_a_time_has_that_of_its_last_change(desk: Bench, tmp_path: Path) -> None:
    take(desk, tmp_path, read(1), at=None)
    exported = stored(desk, Order)[0].exported_at
    assert exported is not None and exported <= desk.clock.now


def test_pasted_text_goes_through_the_reader(desk: Bench) -> None:
    assert desk.intake.parse_chat("在吗")[0].text == "在吗"


versions = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from(OrderStatus), st.sampled_from(["", "SF1"]), st.sampled_from(["", "a", "b"])
    ),
    min_size=1, max_size=5, unique_by=lambda version: version[0],
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(versions)
def test_in_whatever_order_exports_come_the_newest_has_the_last_word(
    tmp_path_factory: pytest.TempPathFactory, seen: list[tuple[int, OrderStatus, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with bench(folder / "console.db") as desk:
        for hour, status, tracking, remark in seen:
            record = read(1, status=status, tracking_no=tracking, platform_remark=remark)
            take(desk, folder, record, at=T1 - timedelta(hours=9) + timedelta(hours=hour))
        (order,) = stored(desk, Order)
        newest = max(seen)
        if newest[1] is not OrderStatus.UNKNOWN:
            assert order.status is newest[1]
        if newest[2]:
            assert order.tracking_no == newest[2]
        if newest[3]:
            assert order.remark == newest[3] and order.remark_conflict is None
        assert order.exported_at == T1 - timedelta(hours=9) + timedelta(hours=newest[0])


def test_a_line_of_nobodys_is_rejected_and_the_rest_goes_in(desk: Bench, tmp_path: Path) -> None:
    named = ChatRecord(text="在吗", row=1, sender="小鱼", at=NOON, role=MessageRole.BUYER)
    nobody = replace(named, row=2, sender="", text="谁说的")
    report = take(desk, tmp_path, named, nobody)
    assert (report.new, report.rejected) == (1, 1)
    assert [(one.row, one.code) for one in report.rejects] == [(2, "intake.reject.no_buyer")]
    with pytest.raises(Refused, match=r"capture\.no_buyer"):
        take(desk, tmp_path, nobody)

"""The intake readers take every demo file in without a reject and read back what was generated (FORMATS)."""

import pytest
from demo_days import MOMENTS, MORNING, shop

from cs_console.domain.vocabulary import OrderStatus, Platform
from cs_console.errors import BadInput
from cs_console.intake.options import IntakeOptions
from cs_console.intake.reader import read_bytes

OPTIONS = IntakeOptions()
LAYOUTS = {
    "ExportOrderList": "taobao.orders", "ExportOrderDetail": "taobao.lines", "ExportRefund": "taobao.refunds",
    "jd_": "jd.orders", "orders_export": "pdd.orders", "douyin": "douyin.orders",
    "chat_": "chat", "inquiries": "jsonl",
}  # fmt: skip


def read(start, moment="morning"):
    name, data = next((name, data) for name, data in shop(moment).files.items() if start in name)
    return read_bytes(data, name, options=OPTIONS, now=MOMENTS[moment])


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("start", LAYOUTS)
def test_no_row_is_rejected(start, moment):
    parsed = read(start, moment)
    assert parsed.layout == LAYOUTS[start]
    assert parsed.rejects == ()
    assert parsed.notices == ()
    assert parsed.rows_read > 0


@pytest.mark.parametrize(
    ("start", "platform"),
    [
        ("ExportOrderList", Platform.TAOBAO),
        ("jd_", Platform.JD),
        ("orders_export", Platform.PDD),
        ("douyin", Platform.DOUYIN),
    ],
)
def test_orders_read_back_as_generated(start, platform):
    made = {order.order_no: order for order in shop().orders if order.platform is platform}
    read_orders = {order.order_no: order for order in read(start).orders}
    assert read_orders.keys() == made.keys()
    for number, order in made.items():
        record = read_orders[number]
        assert record.platform_remark == order.remark
        assert record.freight_fen == order.freight_fen
        assert (record.ordered_at, record.completed_at is None) == (
            order.ordered_at,
            order.completed_at is None and not (platform is Platform.PDD and order.phase == "closed_refund"),
        )
        assert record.status not in (None, OrderStatus.UNKNOWN)
        if platform in (Platform.JD, Platform.DOUYIN) and order.remark:
            assert record.platform_flag is order.flag
        if platform is Platform.TAOBAO:
            assert record.total_fen == order.total_fen
            assert record.paid_fen == order.paid_fen
            assert record.tracking_no == order.tracking_no


def test_file_times_are_known_where_names_tell_them():
    assert read("ExportOrderList").file_time == MORNING
    assert read("orders_export").file_time == MORNING


def test_refunds_read_back_with_their_deadlines():
    records = {record.refund_no: record for record in read("ExportRefund").refunds}
    for refund in shop().refunds:
        record = records[refund.refund_no]
        assert (record.order_no, record.amount_fen) == (refund.order.order_no, refund.amount_fen)
        assert record.deadline_at == refund.deadline_at


def test_phrases_are_named_as_such():
    """A phrase export is no order export and is refused by name, not taken for garbage."""
    with pytest.raises(BadInput):
        read("qianniu")

"""The sample files with the platforms' exact bytes are read field by field (FORMATS, issue item "Intake")."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from intake_files import OPTIONS, SAMPLES

from cs_console.domain.vocabulary import Flag, OrderStatus, Platform
from cs_console.errors import BadInput
from cs_console.intake.reader import read_bytes, read_file


def read(name):
    return read_file(SAMPLES / name, options=OPTIONS)


def test_taobao_order_list():
    parsed = read("ExportOrderList201707081000.csv")
    assert (parsed.layout, parsed.platform, parsed.encoding) == ("taobao.orders", Platform.TAOBAO, "gb18030")
    assert parsed.file_time == datetime(2017, 7, 8, 2, 0, tzinfo=UTC)
    assert (parsed.rows_read, parsed.rejects, parsed.notices) == (3, (), ())
    first, second, third = parsed.orders
    assert first.order_no == "35153131400000001"
    assert first.row == 2
    assert first.status is OrderStatus.PAID
    assert first.platform_status == "买家已付款，等待卖家发货"
    assert first.paid_fen == first.total_fen == 20112
    assert first.ordered_at == datetime(2017, 7, 7, 16, 42, 32, tzinfo=UTC)
    assert first.phone == "13800000001"
    assert first.buyer_message == "麻烦发顺丰，谢谢"
    assert first.address == "广东省 广州市 越秀区 示例街道测试路1号(510000)"
    assert first.platform_remark == ""
    assert first.platform_flag is None
    assert second.buyer_nick == '示例"引号"买家'
    assert second.platform_remark == "小美 补发赠品一份 2017.7.8"
    assert (second.carrier, second.tracking_no, second.quantity) == ("中通快递", "75000000000001", 2)
    assert (third.status, third.close_reason, third.paid_at) == (OrderStatus.CLOSED, "买家未付款", None)
    assert first.close_reason == ""


def test_taobao_order_lines_with_one_comma_more_than_the_header():
    parsed = read("ExportOrderDetailList201707081000.csv")
    assert (parsed.layout, parsed.rows_read, parsed.rejects) == ("taobao.lines", 4, ())
    assert [order.order_no[-1] for order in parsed.orders] == ["1", "2", "3"]
    order = parsed.orders[1]
    assert [line.title for line in order.lines] == ["示例牛刀，主厨刀", "示例磨刀石"]
    assert [line.sku for line in order.lines] == ["", "STONE-1"]
    assert [line.price_fen for line in order.lines] == [50000, 48900]
    assert [line.platform_status for line in order.lines] == ["卖家已发货，等待买家确认", "交易关闭"]
    assert order.status is OrderStatus.SHIPPED
    assert parsed.orders[2].status is OrderStatus.CLOSED
    assert (order.goods, order.quantity, order.paid_fen) == (None, None, None)


def test_jd_rows_of_one_order_become_one_order_and_its_money_is_not_added_up():
    parsed = read("jd_orders.csv")
    (order,) = parsed.orders
    assert (parsed.layout, parsed.rows_read) == ("jd.orders", 2)
    assert (order.total_fen, order.paid_fen, order.freight_fen) == (109700, 93245, 0)
    assert (order.platform_status, order.status) == ("(锁定)等待出库", OrderStatus.PAID)
    assert order.platform_flag is Flag.RED
    assert order.platform_remark == "尽快发货"
    assert order.quantity == 2
    assert [line.line_key for line in order.lines] == ["1950000001", "1950000002"]
    assert [line.price_fen for line in order.lines] == [75800, 33900]


def test_pdd_trailing_tabs_and_refunded_after_receipt():
    parsed = read("orders_export2026-05-20-10-00-00.csv")
    first, second = parsed.orders
    assert (parsed.layout, parsed.encoding) == ("pdd.orders", "utf-8-sig")
    assert parsed.file_time == datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
    assert first.order_no == "260517-607000000000001"
    assert (first.status, first.aftersale_status) == (OrderStatus.SHIPPED, "")
    assert (first.goods_fen, first.paid_fen, first.tracking_no) == (1780, 1780, "7770000000001")
    assert first.completed_at is None
    assert (second.status, second.platform_status) == (OrderStatus.CLOSED, "已收货，退款成功")
    assert second.completed_at == datetime(2026, 5, 22, 4, 0, tzinfo=UTC)
    assert (second.lines[0].spec, second.lines[0].sku) == ("红色,大", "SKU-R")
    assert first.ordered_at == datetime(2026, 5, 17, 1, 0, tzinfo=UTC)
    assert first.signed_at is None


def test_douyin_tab_before_ids_and_thousands_commas():
    first, second = read("douyin_orders.csv").orders
    assert (first.order_no, first.status) == ("6920000000000000001", OrderStatus.SHIPPED)
    assert first.platform_remark == "已答应送小样"
    assert first.platform_flag is Flag.GREY
    assert first.address == "浙江省 杭州市 余杭区 示例街道 ***"
    assert (second.total_fen, second.aftersale_status) == (109980, "退款成功")
    assert (second.lines[0].line_key, second.goods) == ("6920000000000000012", "示例玉肌皂,大号")


def test_quick_phrases_are_named_as_such():
    with pytest.raises(BadInput) as caught:
        read("qianniu_quick_phrases.csv")
    assert caught.value.code == "intake.is_phrases"


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*order*.csv")), ids=lambda path: Path(path).name)
def test_reading_twice_gives_the_same(path):
    assert read(path.name) == read(path.name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_every_encoding_gives_the_same_orders(encoding):
    name = "ExportOrderList201707081000.csv"
    text = (SAMPLES / name).read_bytes().decode("gb18030")
    assert read_bytes(text.encode(encoding), name, options=OPTIONS).orders == read(name).orders


def test_progress_ends_at_the_total():
    seen = []
    read_file(SAMPLES / "jd_orders.csv", options=OPTIONS, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1]


def test_a_real_ole2_workbook_with_numbers_dates_and_a_lost_number():
    parsed = read("taobao_orders.xls")
    (order,) = parsed.orders
    assert (parsed.encoding, order.row, order.order_no) == ("xls", 3, "351531314000000012")
    assert (order.total_fen, order.phone, order.status) == (10590, "13800000001", OrderStatus.SHIPPED)
    assert order.ordered_at == datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
    assert [(reject.row, reject.code) for reject in parsed.rejects] == [(4, "intake.reject.id_lost")]


def test_an_export_saved_as_text_is_still_an_export():
    data = (SAMPLES / "jd_orders.csv").read_bytes()
    assert read_bytes(data, "jd.txt", options=OPTIONS).orders == read("jd_orders.csv").orders


def test_a_small_file_with_blank_lines_in_a_remark_keeps_its_rows() -> None:
    """More line feeds inside a cell than rows: CRLF still ends the rows when it ends the first and the last."""
    text = '"订单编号","买家会员名","订单备注","总金额","店铺Id"\r\n="100000000000000001","小鱼","\n\n","1.00",""\r\n'
    parsed = read_bytes(text.encode("gb18030"), "x.csv", options=OPTIONS)
    assert [order.order_no for order in parsed.orders] == ["100000000000000001"]
    assert parsed.rejects == ()

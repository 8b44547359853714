"""The demo's files have the platforms' exact bytes: encodings, quoting, padding, line ends (FORMATS)."""

import csv
import io
import json
from datetime import datetime

import pytest
from demo_days import MORNING, shop

from cs_console.domain.vocabulary import Platform
from cs_console.services.demo import headers

STAMP = "202606141042"


def content(start):
    return next(data for name, data in shop().files.items() if name.startswith(start) or start in name)


def rows(start, encoding):
    return list(csv.reader(io.StringIO(content(start).decode(encoding), newline="")))


@pytest.mark.parametrize(
    ("start", "encoding", "line_end"),
    [
        (f"ExportOrderList{STAMP}.csv", "gbk", b"\r\n"),
        (f"ExportOrderDetailList{STAMP}.csv", "gbk", b"\r\n"),
        ("ExportRefundList", "gbk", b"\r\n"),
        ("jd_orders", "gbk", b"\r\n"),
        ("qianniu", "gbk", b"\r\n"),
        ("orders_export", "utf-8-sig", b"\n"),
        ("douyin", "utf-8-sig", b"\n"),
        ("chat_", "utf-8", b"\n"),
        ("inquiries_", "utf-8", b"\n"),
    ],
)
def test_encoding_and_line_ends(start, encoding, line_end):
    data = content(start)
    assert data.decode(encoding).encode(encoding) == data
    assert data.endswith(line_end)
    assert (b"\r\n" in data) == (line_end == b"\r\n")
    assert data.startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
    if encoding == "gbk":
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")


def test_taobao_quotes_everything_and_marks_long_ids():
    lines = content("ExportOrderList").decode("gbk").split("\r\n")[:-1]
    assert lines[0] == ",".join(f'"{name}"' for name in headers.TAOBAO_ORDERS)
    assert len(lines) == 221
    for line, order in zip(lines[1:], shop().orders, strict=False):
        assert line.startswith(f'="{order.order_no}","{order.buyer.nick}",')
        assert line.endswith(f',="{order.order_no}"')
        assert f'"\'{order.buyer.phone}"' in line
        assert ',="",' in line, "an empty id mid-row"


def test_taobao_lines_end_with_a_comma_too_many():
    lines = content("ExportOrderDetailList").decode("gbk").split("\r\n")[:-1]
    assert not lines[0].endswith(",")
    assert all(line.endswith('",') for line in lines[1:])
    assert len(lines) - 1 == sum(len(o.lines) for o in shop().orders if o.platform is Platform.TAOBAO)


def test_refunds_carry_the_platforms_deadline():
    table = rows("ExportRefundList", "gbk")
    place = table[0].index("超时时间")
    limits = [datetime.strptime(row[place], "%Y-%m-%d %H:%M:%S") for row in table[1:] if row[place]]
    assert len(limits) == 12
    assert all(limit > MORNING.replace(tzinfo=None) for limit in limits)


def test_jd_repeats_the_orders_money_and_has_stray_whitespace():
    table = rows("jd_orders", "gbk")
    number, money, status = (table[0].index(name) for name in ("订单号", "订单金额", "订单状态"))
    seen = {}
    for row in table[1:]:
        assert seen.setdefault(row[number], row[money]) == row[money]
    assert len(seen) == 60 < len(table) - 1
    assert {"(锁定)等待出库", "(删除)已取消", "完成"} <= {row[status] for row in table[1:]}
    assert any(cell.endswith("\t\r\n") for row in table for cell in row)


def test_pdd_pads_ids_with_a_tab():
    table = rows("orders_export", "utf-8-sig")
    assert tuple(table[0]) == headers.PDD_ORDERS
    number, tracking, paid = (table[0].index(name) for name in ("订单号", "快递单号", "用户实付金额(元)"))
    assert len(table) == 61
    assert all(row[number].endswith("\t") and row[number][6] == "-" for row in table[1:])
    assert any(row[tracking] == "\t" for row in table[1:])
    assert not any(row[paid].endswith("0") and "." in row[paid] for row in table[1:])
    name = next(name for name in shop().files if "orders_export" in name)
    assert len(name.partition("orders_export")[0]) == 32


def test_douyin_ids_start_with_a_tab_inside_quotes():
    lines = content("douyin").decode("utf-8-sig").split("\n")[:-1]
    assert all(line.startswith('"\t69') for line in lines[1:])
    table = rows("douyin", "utf-8-sig")
    assert len({row[0] for row in table[1:]}) == 60
    assert len({len(row) for row in table}) == 1
    assert any("," in row[table[0].index("订单应付金额")] for row in table[1:]), "thousands commas"


def test_line_money_in_the_detail_export_adds_up_to_the_order():
    table = rows("ExportOrderDetailList", "gbk")
    order_no, due, paid = (table[0].index(n) for n in ("主订单编号", "买家应付货款", "买家实际支付金额"))
    sums = {}
    for row in table[1:]:
        number = row[order_no].removeprefix('="').removesuffix('"').removeprefix("=")
        owed, given = sums.get(number, (0, 0))
        sums[number] = (owed + int(row[due].replace(".", "")), given + int(row[paid].replace(".", "")))
    expected = {o.order_no: (o.goods_fen, o.paid_fen) for o in shop().orders if o.platform is Platform.TAOBAO}
    assert sums == expected


def test_chat_inputs_read_as_their_kinds():
    text = content("chat_").decode()
    assert text.count("):\n") == 6
    objects = [json.loads(line) for line in content("inquiries_").decode().splitlines()]
    assert {row["channel"] for row in objects} == {"chat", "phone", "email"}
    assert all(datetime.fromisoformat(row["time"]).utcoffset() is not None for row in objects)

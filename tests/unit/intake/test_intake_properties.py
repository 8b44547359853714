"""Properties: what a platform writes is read back; a cut or hostile file never does worse than a refusal."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_files import OPTIONS, SAMPLES, csv_of, douyin_cell, pdd_cell, plain_cell, taobao_cell, xlsx_of

from cs_console.errors import BadInput
from cs_console.intake.cells import NULLS
from cs_console.intake.reader import read_bytes

HANZI = "买家备注，送礼物一份（蓝色）；:\"'=-\t,\n "
WORDS = st.text(st.sampled_from(HANZI + string.ascii_letters + string.digits), max_size=20)
NUMBERS = st.lists(
    st.integers(10**17, 10**18 - 1).filter(lambda number: number % 1000), unique=True, min_size=1, max_size=6
)
PLATFORMS = [
    ("taobao", ["订单编号", "买家会员名", "订单备注", "总金额", "店铺Id"], taobao_cell, "gb18030"),
    ("jd", ["订单号", "下单帐号", "商家备注", "订单金额", "余额支付"], plain_cell, "gb18030"),
    ("pdd", ["订单号", "样式ID", "商家备注", "商品总价(元)", "商家实收金额(元)"], pdd_cell, "utf-8-sig"),
    ("douyin", ["主订单编号", "子订单编号", "商家备注", "订单应付金额", "APP渠道"], douyin_cell, "utf-8-sig"),
]


def kept(remark):
    """The remark as it should come back: without the wrapping and null marks of the platforms."""
    text = remark.strip()
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        text = text[2:-1].strip()
    if remark.strip()[:1] in ("=", "'"):
        text = text.removeprefix("'").strip()
    return "" if text in NULLS else text.replace("\t", " ")


@pytest.mark.parametrize(("platform", "header", "cell", "encoding"), PLATFORMS, ids=[row[0] for row in PLATFORMS])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@settings(deadline=None)
@given(numbers=NUMBERS, data=st.data())
def test_any_rows_in_a_platforms_quirks_read_back(platform, header, cell, encoding, kind, numbers, data):
    remarks = [data.draw(WORDS) for _ in numbers]
    fen = [data.draw(st.integers(0, 10**8)) for _ in numbers]
    rows = [
        [str(number), f"id{number}", remark, f"{amount // 100}.{amount % 100:02d}", ""]
        for number, remark, amount in zip(numbers, remarks, fen, strict=True)
    ]
    content = xlsx_of(header, *rows) if kind == "xlsx" else csv_of(header, rows, cell).encode(encoding)
    parsed = read_bytes(content, f"x.{kind}", options=OPTIONS)
    assert (parsed.platform.value, parsed.rejects) == (platform, ())
    assert [order.order_no for order in parsed.orders] == [str(number) for number in numbers]
    assert [order.platform_remark for order in parsed.orders] == [kept(remark) for remark in remarks]
    money = "goods_fen" if platform == "pdd" else "total_fen"
    assert [getattr(order, money) for order in parsed.orders] == fen


@settings(deadline=None)
@given(st.binary(max_size=600), st.sampled_from([".csv", ".xlsx", ".xls", ".txt", ".jsonl", ""]))
def test_random_bytes_are_read_or_refused(data, suffix):
    read_or_refuse(data, f"x{suffix}")


@settings(deadline=None)
@given(
    st.sampled_from([b"PK\x03\x04", b"\xff\xfe", b"<table>"]),
    st.binary(max_size=1500),
)
def test_random_bytes_behind_a_magic_number_are_read_or_refused(magic, data):
    read_or_refuse(magic + data, "x.xls")


@settings(deadline=None)
@given(st.text(st.sampled_from('订单编号,买家会员名"=\n\r\t;12345678-E+. '), max_size=300))
def test_random_tables_are_read_or_refused(text):
    read_or_refuse(("订单编号,买家会员名,订单状态,总金额\n" + text).encode("gb18030"), "x.csv")


def read_or_refuse(data, name):
    try:
        return read_bytes(data, name, options=OPTIONS)
    except BadInput:
        return None


WHOLE = {path: path.read_bytes() for path in sorted(SAMPLES.glob("*[Oo]rder*.csv"))}


@pytest.mark.parametrize("path", WHOLE, ids=[path.name for path in WHOLE])
def test_a_file_cut_at_any_byte_gives_a_prefix_of_its_orders_or_is_refused(path):
    whole = [order.order_no for order in read_bytes(WHOLE[path], "x.csv", options=OPTIONS).orders]
    for end in range(0, len(WHOLE[path]), 3):
        parsed = read_or_refuse(WHOLE[path][:end], "x.csv")
        if parsed is not None:
            numbers = [order.order_no for order in parsed.orders]
            assert numbers == whole[: len(numbers)], end


XLSX = xlsx_of(["订单编号", "买家会员名", "订单状态"], ["351531314000000012", "tb", "交易成功"])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(XLSX) - 1), st.binary(min_size=1, max_size=4))
def test_a_damaged_workbook_is_read_or_refused(place, patch):
    read_or_refuse(XLSX[:place] + patch + XLSX[place + len(patch) :], "x.xlsx")
    read_or_refuse(XLSX[:place], "x.xlsx")


@settings(deadline=None)
@given(st.integers(0, len(next(iter(WHOLE.values()))) - 1), st.binary(min_size=1, max_size=4))
def test_a_damaged_csv_is_read_or_refused(place, patch):
    for data in WHOLE.values():
        read_or_refuse(data[:place] + patch + data[place + len(patch) :], "x.csv")

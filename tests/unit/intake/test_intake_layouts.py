"""Every known layout, subsets and unknown generations of it are matched by column name (FORMATS)."""

import random
from datetime import UTC, datetime

import pytest
from intake_files import (
    HEADERS,
    OPTIONS,
    csv_of,
    douyin_cell,
    pdd_cell,
    plain_cell,
    row_of,
    taobao_cell,
    xlsx_of,
)

from cs_console.domain.vocabulary import Flag, OrderStatus, Platform
from cs_console.errors import BadInput
from cs_console.intake.options import IntakeOptions
from cs_console.intake.reader import read_bytes

TAOBAO_ROW = {
    "订单编号": "351531314000000012",
    "买家会员名": "tb小鱼",
    "买家应付货款": "99.90",
    "总金额": "105.90",
    "买家实际支付金额": "105.90",
    "订单状态": "卖家已发货，等待买家确认",
    "收货人姓名": "张测试",
    "宝贝标题": "碗,大号",
    "物流单号": "No:75000000000001",
    "订单备注": "'蔡蔡 送礼物一份 2014.8.20",
    "订单创建时间": "2016/5/23 22:02",
    "订单付款时间": "2016-05-23 22:03:04",
    "买家服务费": "0元",
    "修改后的收货地址": "null",
    "收货地址": "浙江省 杭州市 西湖区 路1号(310000)",
    "退款金额": "NULL",
}
TAOBAO_WANT = {
    "order_no": "351531314000000012",
    "buyer_nick": "tb小鱼",
    "goods_fen": 9990,
    "total_fen": 10590,
    "status": OrderStatus.SHIPPED,
    "goods": "碗,大号",
    "tracking_no": "75000000000001",
    "platform_remark": "蔡蔡 送礼物一份 2014.8.20",
    "ordered_at": datetime(2016, 5, 23, 14, 2, tzinfo=UTC),
    "paid_at": datetime(2016, 5, 23, 14, 3, 4, tzinfo=UTC),
    "address": "浙江省 杭州市 西湖区 路1号(310000)",
    "refund_fen": None,
}
JD_ROW = {
    "订单号": "11700000001",
    "商品ID": "1950000001",
    "商品名称": "银饰\t\r\n套装",
    "订购数量": "2",
    "下单时间": "2015-12-31 23:19:56",
    "京东价": "758.00",
    "订单金额": "1097.00",
    "应付金额": "932.45",
    "订单状态": "(删除)等待付款",
    "下单帐号": "jd_demo1",
    "订单备注": "快点",
    "商家备注": "客户要发票",
    "商家备注等级（等级1-5为由高到低）": "4",
    "运费金额": "6.00",
}
JD_WANT = {
    "order_no": "11700000001",
    "goods": "银饰 套装",
    "quantity": 2,
    "total_fen": 109700,
    "status": OrderStatus.CLOSED,
    "platform_status": "(删除)等待付款",
    "buyer_message": "快点",
    "platform_remark": "客户要发票",
    "platform_flag": Flag.BLUE,
    "freight_fen": 600,
}
PDD_COMMON = {
    "商品": "手持横幅",
    "订单号": "260517-607000000000001",
    "订单状态": "已收货",
    "商品总价(元)": "17.8",
    "用户实付金额(元)": "16.8",
    "邮费(元)": "#NULL!",
    "商品数量(件)": "3",
    "商品规格": "-",
    "样式ID": "9000000000001",
    "售后状态": "无售后或售后取消",
    "快递单号": "--",
    "发货时间": "2026-05-18 10:00:00",
}
PDD_WANT = {
    "order_no": "260517-607000000000001",
    "status": OrderStatus.SIGNED,
    "goods_fen": 1780,
    "paid_fen": 1680,
    "freight_fen": None,
    "quantity": 3,
    "aftersale_status": "",
    "tracking_no": "",
    "shipped_at": datetime(2026, 5, 18, 2, 0, tzinfo=UTC),
}
DOUYIN_ROW = {
    "主订单编号": "6920000000000000011",
    "子订单编号": "6920000000000000012",
    "选购商品": "玉肌皂",
    "商品数量": "1",
    "商品单价": "1,099.80",
    "订单应付金额": "1,099.80",
    "省": "浙江省",
    "市": "杭州市",
    "详细地址": "***",
    "旗帜颜色": "5",
    "商家备注": "送小样",
    "订单提交时间": "2026-08-01 10:00:00",
    "订单状态": "备货中",
    "承诺发货时间": "2026-08-03 10:00:00",
    "售后状态": "-",
}
DOUYIN_WANT = {
    "order_no": "6920000000000000011",
    "total_fen": 109980,
    "address": "浙江省 杭州市 ***",
    "platform_flag": Flag.RED,
    "platform_remark": "送小样",
    "status": OrderStatus.PAID,
    "deadline_at": datetime(2026, 8, 3, 2, 0, tzinfo=UTC),
    "aftersale_status": "",
}
ORDER_LAYOUTS = [
    ("taobao.order_list.2017-07", taobao_cell, TAOBAO_ROW, TAOBAO_WANT),
    (
        "taobao.order_list.2018",
        taobao_cell,
        {**TAOBAO_ROW, "确认收货时间": "2016-06-01 00:00:00"},
        TAOBAO_WANT,
    ),
    (
        "taobao.order_list.2021+",
        taobao_cell,
        {**TAOBAO_ROW, "订单备注": "", "商家备忘": "新备忘", "主订单编号": "351531314000000012"},
        {**TAOBAO_WANT, "platform_remark": "新备忘"},
    ),
    ("jd.order.2015", plain_cell, JD_ROW, JD_WANT),
    (
        "pdd.order.2020",
        pdd_cell,
        {
            **PDD_COMMON,
            "收货人": "张*",
            "省": "浙江省",
            "买家留言": "快",
            "承诺发货时间": "2026-05-19 10:00:00",
        },
        {
            **PDD_WANT,
            "receiver": "张*",
            "buyer_message": "快",
            "deadline_at": datetime(2026, 5, 19, 2, 0, tzinfo=UTC),
        },
    ),
    (
        "pdd.order.2026_default",
        pdd_cell,
        {**PDD_COMMON, "订单成交时间": "2026-05-17 09:00:00"},
        {**PDD_WANT, "ordered_at": datetime(2026, 5, 17, 1, 0, tzinfo=UTC)},
    ),
    ("douyin.order.73", douyin_cell, DOUYIN_ROW, DOUYIN_WANT),
]


def assert_order(parsed, want):
    (order,) = parsed.orders
    assert {name: getattr(order, name) for name in want} == want
    assert parsed.rejects == ()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "html"])
@pytest.mark.parametrize(("layout", "cell", "values", "want"), ORDER_LAYOUTS, ids=[row[0] for row in ORDER_LAYOUTS])
def test_each_layout_reads_back_from_csv_xlsx_and_html(layout, cell, values, want, kind):
    header = HEADERS[layout]
    row = row_of(header, values)
    if kind == "csv":
        data = csv_of(header, [row], cell).encode("gb18030")
    elif kind == "xlsx":
        data = xlsx_of(header, row)
    else:
        lines = ["".join(f"<td>{cell}</td>" for cell in line) for line in (header, row)]
        data = ("<html><table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>").encode()
    assert_order(read_bytes(data, f"x.{kind}", options=OPTIONS), want)


@pytest.mark.parametrize(("layout", "cell", "values", "want"), ORDER_LAYOUTS, ids=[row[0] for row in ORDER_LAYOUTS])
def test_columns_in_another_order_with_new_ones_between_and_a_title_above(layout, cell, values, want):
    header = [*HEADERS[layout], "明年才有的列", "另一新列"]
    order = random.Random(layout).sample(range(len(header)), len(header))
    row = [*row_of(HEADERS[layout], values), "？", "x"]
    text = "2026年5月订单,,,\r\n\r\n" + csv_of([header[i] for i in order], [[row[i] for i in order]], cell)
    assert_order(read_bytes(text.encode(), "x.csv", options=OPTIONS), want)


@pytest.mark.parametrize(
    ("header", "platform"),
    [
        (["订单编号", "订单状态", "买家会员名"], Platform.TAOBAO),
        (["订单编号", "标题", "购买数量", "订单状态"], Platform.TAOBAO),
        (["订单号", "订单状态", "下单帐号", "商家备注"], Platform.JD),
        (["订单号", "订单状态", "用户实付金额（元）", "快递单号"], Platform.PDD),
        (["主订单编号", "选购商品", "订单状态", "旗帜颜色"], Platform.DOUYIN),
    ],
)
def test_a_shops_own_subset_of_columns_is_enough(header, platform):
    row = ["2605170000001", *["1"] * (len(header) - 1)]
    parsed = read_bytes(csv_of(header, [row]).encode(), "x.csv", options=OPTIONS)
    assert (parsed.platform, parsed.orders[0].order_no) == (platform, "2605170000001")


def test_missing_columns_are_unknown_and_empty_ones_empty():
    header = ["订单编号", "订单状态", "买家会员名", "物流单号"]
    text = csv_of(header, [["35153131400000001", "交易成功", "tb", ""]])
    (order,) = read_bytes(text.encode(), "x.csv", options=OPTIONS).orders
    assert (order.tracking_no, order.platform_remark, order.lines) == ("", None, ())


@pytest.mark.parametrize("name", ["taobao.order_detail.old", "taobao.order_detail.new"])
def test_order_lines_of_both_generations(name):
    header = HEADERS[name]
    common = {"标题": "锅", "价格": "239.00", "购买数量": "2", "外部系统编号": "null", "商家编码": "PAN"}
    key = "主订单编号" if "主订单编号" in header else "订单编号"
    rows = [
        row_of(header, common | {key: "35153131400000001", "订单状态": status, "商品属性": spec})
        for status, spec in (
            ("交易关闭", "红"),
            ("买家已付款，等待卖家发货", "蓝"),
            ("卖家已发货，等待买家确认", "绿"),
        )
    ]
    for number, row in enumerate(rows, 1):
        if "子订单编号" in header:
            row[header.index("子订单编号")] = f"3515313140000010{number}"
    parsed = read_bytes(csv_of(header, rows, taobao_cell, tail=",").encode("gbk"), "x.csv", options=OPTIONS)
    (order,) = parsed.orders
    assert parsed.layout == "taobao.lines"
    assert [line.spec for line in order.lines] == ["红", "蓝", "绿"]
    assert [line.sku for line in order.lines] == ["PAN"] * 3
    assert len({line.line_key for line in order.lines}) == 3
    assert order.status is OrderStatus.PAID, "an order with one parcel still to send is not shipped"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("layout", "values", "want"),
    [
        (
            "taobao.refund.2026",
            {
                "订单编号": "351531314000000012",
                "退款编号": "201531314000000012",
                "买家退款金额": "59.00",
                "售后类型": "退货退款",
                "退款的申请时间": "2026-05-01 10:00:00",
                "超时时间": "2026-05-03 10:00:00",
                "退款状态": "买家已经申请退款，等待卖家同意",
                "货物状态": "买家已收到货",
                "买家退款原因": "七天无理由",
                "退货物流单号": "SF123",
            },
            {
                "platform": Platform.TAOBAO,
                "order_no": "351531314000000012",
                "refund_no": "201531314000000012",
                "amount_fen": 5900,
                "kind": "退货退款",
                "applied_at": datetime(2026, 5, 1, 2, 0, tzinfo=UTC),
                "deadline_at": datetime(2026, 5, 3, 2, 0, tzinfo=UTC),
                "reason": "七天无理由",
                "goods_status": "买家已收到货",
                "tracking_no": "SF123",
            },
        ),
        (
            "douyin.aftersale.50",
            {
                "售后单号": "7300000000000000001",
                "订单号": "6920000000000000011",
                "退商品金额（元）": "1,000.00",
                "退运费金额（元）": "6",
                "售后类型": "退货退款",
                "售后状态": "待商家处理",
                "售后申请时间": "2026-05-01 10:00:00",
                "自动处理截止时间": "2026-05-03 10:00:00",
                "售后原因": "多拍/错拍/不想要",
                "用户售后说明": "买错了",
            },
            {
                "platform": Platform.DOUYIN,
                "order_no": "6920000000000000011",
                "refund_no": "7300000000000000001",
                "amount_fen": 100600,
                "platform_status": "待商家处理",
                "deadline_at": datetime(2026, 5, 3, 2, 0, tzinfo=UTC),
                "explanation": "买错了",
            },
        ),
    ],
)
def test_refunds_bring_the_platforms_deadline(layout, values, want, kind):
    header = HEADERS[layout]
    row = row_of(header, values)
    data = xlsx_of(header, row) if kind == "xlsx" else csv_of(header, [row]).encode("gbk")
    parsed = read_bytes(data, f"x.{kind}", options=OPTIONS)
    (refund,) = parsed.refunds
    assert {name: getattr(refund, name) for name in want} == want
    assert (parsed.orders, parsed.rejects) == ((), ())


def douyin(**changes):
    header = HEADERS["douyin.order.73"]
    rows = changes.pop("rows", [{}])
    made = [row_of(header, {**DOUYIN_ROW, **changes, **row}) for row in rows]
    return read_bytes(csv_of(header, made, douyin_cell).encode("utf-8-sig"), "x.csv", options=OPTIONS)


def test_douyin_items_joined_in_one_row_become_lines():
    parsed = douyin(
        主订单编号="6920000000000000011;6920000000000000011",
        子订单编号="6920000000000000012;6920000000000000013",
        选购商品="皂;霜;",
        商品数量="1;2",
        商品单价="10.00;20.00",
        订单应付金额="50.00",
        商品规格="只有一个",
    )
    (order,) = parsed.orders
    assert [line.line_key for line in order.lines] == ["6920000000000000012", "6920000000000000013"]
    assert [(line.title, line.quantity, line.price_fen) for line in order.lines] == [
        ("皂", 1, 1000),
        ("霜", 2, 2000),
    ]
    assert [line.paid_fen for line in order.lines] == [None, None], "one amount for both belongs to the order"
    assert (order.total_fen, order.quantity, order.goods) == (5000, 3, "皂；霜")


def test_douyin_different_orders_joined_in_one_row_are_refused():
    parsed = douyin(主订单编号="6920000000000000011;6920000000000000099")
    assert [reject.code for reject in parsed.rejects] == ["intake.reject.ids_joined"]


def test_douyin_sub_orders_in_rows_add_up_and_a_repeated_row_does_not():
    second = {"子订单编号": "6920000000000000013", "订单应付金额": "0.20", "订单状态": "已发货"}
    parsed = douyin(rows=[{}, second, second])
    (order,) = parsed.orders
    assert order.total_fen == 110000
    assert order.status is OrderStatus.PAID
    assert ("intake.notice.repeated_rows", {"count": "1"}) in parsed.notices


@pytest.mark.parametrize(
    ("word", "flag"),
    [
        ("0", Flag.GREY),
        ("1", Flag.PURPLE),
        ("2", Flag.BLUE),
        ("3", Flag.GREEN),
        ("4", Flag.YELLOW),
        ("5", Flag.RED),
        ("红", Flag.RED),
        ("红旗", Flag.RED),
        ("橙色", Flag.YELLOW),
        ("青色旗帜", Flag.BLUE),
        ("", Flag.GREY),
        ("-", Flag.GREY),
        ("7", Flag.OTHER),
        ("彩虹", Flag.OTHER),
    ],
)
def test_douyin_flags_count_backwards_and_words_are_taken(word, flag):
    """Rule R3: the colour's name is kept; an unknown code is kept as other."""
    assert douyin(旗帜颜色=word).orders[0].platform_flag is flag


@pytest.mark.parametrize("digit", range(6))
def test_jd_remark_level_is_the_flag(digit):
    header = HEADERS["jd.order.2015"]
    row = row_of(header, JD_ROW | {"商家备注等级（等级1-5为由高到低）": str(digit)})
    (order,) = read_bytes(csv_of(header, [row]).encode("gbk"), "x.csv", options=OPTIONS).orders
    assert order.platform_flag is list(Flag)[digit]


STATUSES = [
    ("taobao.order_list.2018", "等待买家付款", OrderStatus.UNPAID),
    ("taobao.order_list.2018", "买家已付款,等待卖家发货", OrderStatus.PAID),
    ("taobao.order_list.2018", "交易成功", OrderStatus.COMPLETED),
    ("taobao.order_list.2018", "交易关闭", OrderStatus.CLOSED),
    ("taobao.order_list.2018", "火星状态", OrderStatus.UNKNOWN),
    ("jd.order.2015", "等待付款", OrderStatus.UNPAID),
    ("jd.order.2015", "锁定", OrderStatus.PAID),
    ("jd.order.2015", "（锁定）等待确认收货", OrderStatus.SHIPPED),
    ("jd.order.2015", "完成", OrderStatus.COMPLETED),
    ("jd.order.2015", "已取消", OrderStatus.CLOSED),
    ("pdd.order.2020", "待发货", OrderStatus.PAID),
    ("pdd.order.2020", "已收货", OrderStatus.SIGNED),
    ("pdd.order.2020", "未发货，退款成功", OrderStatus.CLOSED),
    ("douyin.order.73", "备货中", OrderStatus.PAID),
    ("douyin.order.73", "已完成", OrderStatus.COMPLETED),
]


@pytest.mark.parametrize(("layout", "word", "status"), STATUSES)
def test_status_words_and_unknown_ones_kept_as_they_stand(layout, word, status):
    values = next(values for name, _, values, _ in ORDER_LAYOUTS if name == layout)
    row = row_of(HEADERS[layout], values | {"订单状态": word})
    (order,) = read_bytes(csv_of(HEADERS[layout], [row]).encode(), "x.csv", options=OPTIONS).orders
    assert (order.status, order.platform_status) == (status, word)


def test_an_unpaid_order_has_paid_nothing_whatever_is_payable():
    row = row_of(HEADERS["jd.order.2015"], JD_ROW | {"订单状态": "等待付款"})
    (order,) = read_bytes(csv_of(HEADERS["jd.order.2015"], [row]).encode(), "x.csv", options=OPTIONS).orders
    assert (order.total_fen, order.paid_fen) == (109700, 0)


def test_policy_adds_headers_statuses_and_flags():
    options = IntakeOptions(
        extra_columns={
            "客服备注（自）": "platform_remark",
            "旗": "platform_flag",
            "关闭说明": "close_reason",
        },
        statuses={"店内锁单": OrderStatus.CLOSED},
        flags={"加急": Flag.RED},
    )
    header = ["订单号", "下单帐号", "订单状态", "客服备注(自)", "旗", "关闭说明"]
    row = ["11700000001", "jd", "店内锁单", "改地址", "加急", "拍错"]
    (order,) = read_bytes(csv_of(header, [row]).encode(), "x.csv", options=options).orders
    assert (order.platform_remark, order.platform_flag) == ("改地址", Flag.RED)
    assert (order.status, order.close_reason) == (OrderStatus.CLOSED, "拍错")


def test_policy_with_an_unknown_field_is_refused():
    options = IntakeOptions(extra_columns={"备注": "remrak"})
    with pytest.raises(BadInput) as caught:
        read_bytes(b"a,b\n", "x.csv", options=options)
    assert caught.value.code == "intake.unknown_field"


def test_a_platform_of_ones_own_by_policy_or_by_name():
    options = IntakeOptions(extra_columns={"单据": "order_no", "客户": "buyer_nick"})
    data = csv_of(["单据", "客户", "没用"], [["SO-20260001", "阿强", "x"]]).encode()
    parsed = read_bytes(data, "x.csv", options=options)
    assert (parsed.layout, parsed.orders[0].buyer_nick) == ("other.orders", "阿强")
    data = csv_of(["订单号", "快递公司", "商家备注"], [["SO-20260001", "顺丰", "急"]]).encode()
    parsed = read_bytes(data, "x.csv", options=OPTIONS, platform=Platform.OTHER)
    assert (parsed.platform, parsed.orders[0].carrier) == (Platform.OTHER, "顺丰")


def test_too_few_columns_to_tell_the_platform_are_decided_by_naming_it():
    data = csv_of(["订单号", "订单状态"], [["260517-607000000000001", "待发货"]]).encode()
    with pytest.raises(BadInput):
        read_bytes(data, "x.csv", options=OPTIONS)
    parsed = read_bytes(data, "x.csv", options=OPTIONS, platform=Platform.PDD)
    assert parsed.orders[0].status is OrderStatus.PAID

"""The columns we know, by platform and by name, as data (FORMATS: match by name, never by position).

The names of a column stand in order of preference: a row's first non-empty one counts. Names of other
generations stand beside those of today; `detect.py` scores a header against these tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cs_console.domain.vocabulary import Platform
from cs_console.intake.layout import Column, Layout, code, count, flag, key, lines, money, parts, text, time

TAOBAO_ORDERS = Layout(
    name="taobao.orders",
    platform=Platform.TAOBAO,
    key=key("order_no", "订单编号"),
    order=(
        text("buyer_nick", "买家会员名", "买家会员昵称", "买家昵称"),
        text("platform_status", "订单状态"),
        text("goods", "宝贝标题", "商品标题"),
        count("quantity", "宝贝总数量"),
        money("goods_fen", "买家应付货款", strict=True),
        money("freight_fen", "买家应付邮费"),
        money("total_fen", "总金额", strict=True),
        money("paid_fen", "买家实际支付金额", "买家实付金额", strict=True),
        money("refund_fen", "退款金额"),
        text("receiver", "收货人姓名"),
        code("phone", "联系手机", "联系电话"),
        text("address", "修改后的收货地址", "收货地址"),
        lines("buyer_message", "买家留言"),
        lines("platform_remark", "商家备忘", "订单备注", "卖家备注"),
        flag("备注旗帜", "旗帜", "卖家备注旗帜", "插旗"),
        text("carrier", "物流公司"),
        code("tracking_no", "物流单号"),
        text("close_reason", "订单关闭原因"),
        text("shop", "店铺名称"),
        time("ordered_at", "订单创建时间", strict=True),
        time("paid_at", "订单付款时间"),
        time("shipped_at", "发货时间"),
        time("completed_at", "确认收货时间"),
        time("deadline_at", "承诺发货时间", "应发货时间"),
    ),
    marks=(
        "买家支付宝账号",
        "宝贝种类",
        "返点积分",
        "买家支付积分",
        "店铺Id",
        "是否手机订单",
        "支付单号",
        "运送方式",
    ),
)

TAOBAO_LINES = Layout(
    name="taobao.lines",
    platform=Platform.TAOBAO,
    key=key("order_no", "主订单编号", "订单编号"),
    order=(
        time("ordered_at", "订单创建时间", strict=True),
        time("paid_at", "订单付款时间"),
    ),
    line=(
        code("line_key", "子订单编号"),
        text("title", "标题", "宝贝标题"),
        text("sku", "商家编码", "外部系统编号"),
        text("spec", "商品属性", "套餐信息"),
        count("quantity", "购买数量"),
        money("price_fen", "价格", strict=True),
        money("paid_fen", "买家实际支付金额"),
        text("platform_status", "订单状态"),
        text("refund_status", "退款状态"),
    ),
    marks=("备注", "套餐信息", "商品属性", "外部系统编号"),
    whole=False,
)

TAOBAO_REFUNDS = Layout(
    name="taobao.refunds",
    platform=Platform.TAOBAO,
    target="refund",
    key=key("refund_no", "退款编号"),
    order=(
        key("order_no", "订单编号", "主订单编号"),
        money("amount_fen", "买家退款金额", "退款金额", strict=True),
        text("kind", "售后类型"),
        text("reason", "买家退款原因", "退款原因"),
        lines("explanation", "买家退款说明", "退款说明"),
        text("platform_status", "退款状态"),
        text("goods_status", "货物状态"),
        text("carrier", "退货物流公司"),
        code("tracking_no", "退货物流单号"),
        time("applied_at", "退款的申请时间", "退款申请时间", strict=True),
        time("deadline_at", "超时时间"),
        time("completed_at", "退款完结时间", "完结时间"),
    ),
    marks=("手工退款/系统退款", "客服介入状态", "售中或售后", "责任方", "部分退款/全部退款", "宝贝标题"),
)

JD_ORDERS = Layout(
    name="jd.orders",
    platform=Platform.JD,
    key=key("order_no", "订单号", "订单编号"),
    order=(
        text("buyer_nick", "下单帐号", "下单账号"),
        text("platform_status", "订单状态"),
        money("freight_fen", "运费金额"),
        money("total_fen", "订单金额", strict=True),
        money("paid_fen", "应付金额", "结算金额", strict=True),
        text("receiver", "客户姓名"),
        code("phone", "联系电话"),
        text("address", "客户地址"),
        lines("buyer_message", "订单备注"),
        lines("platform_remark", "商家备注"),
        flag("商家备注等级"),
        text("carrier", "物流公司", "快递公司"),
        code("tracking_no", "物流单号", "运单号", "快递单号"),
        time("ordered_at", "下单时间", strict=True),
        time("paid_at", "付款确认时间"),
        time("shipped_at", "出库时间"),
        time("completed_at", "订单完成时间"),
    ),
    line=(
        code("line_key", "商品ID", "SKUID"),
        text("title", "商品名称"),
        text("sku", "货号", "商品ID"),
        count("quantity", "订购数量"),
        money("price_fen", "京东价", strict=True),
    ),
    marks=("结算金额", "余额支付", "支付方式", "发票类型", "发票内容", "增值税发票", "订单来源", "订单渠道"),
)

PDD_ORDERS = Layout(
    name="pdd.orders",
    platform=Platform.PDD,
    key=key("order_no", "订单号"),
    order=(
        text("platform_status", "订单状态"),
        money("goods_fen", "商品总价", strict=True),
        money("freight_fen", "邮费"),
        money("paid_fen", "用户实付金额", strict=True),
        text("receiver", "收货人"),
        code("phone", "手机", "用户购买手机号"),
        parts("省", "市", "区", "街道", "详细地址"),
        lines("buyer_message", "买家留言"),
        lines("platform_remark", "商家备注"),
        flag("备注标签颜色", "标签颜色", "旗帜颜色"),
        text("aftersale_status", "售后状态"),
        text("carrier", "快递公司"),
        code("tracking_no", "快递单号"),
        text("shop", "店铺名称"),
        time("ordered_at", "订单成交时间", "拼单成功时间", "订单创建时间", strict=True),
        time("paid_at", "支付时间"),
        time("shipped_at", "发货时间"),
        time("completed_at", "确认收货时间"),
        time("deadline_at", "承诺发货时间"),
    ),
    line=(
        code("line_key", "样式ID"),
        text("title", "商品", "货品名称"),
        text("sku", "商家编码-规格维度", "商家编码-SKU维度", "商家编码-商品维度"),
        text("spec", "商品规格"),
        count("quantity", "商品数量"),
    ),
    marks=(
        "商家实收金额",
        "店铺优惠折扣",
        "平台优惠折扣",
        "多多支付立减金额",
        "是否审核中",
        "商品id",
        "支付ID",
    ),
)

DOUYIN_ORDERS = Layout(
    name="douyin.orders",
    platform=Platform.DOUYIN,
    key=key("order_no", "主订单编号", "订单编号"),
    order=(
        text("platform_status", "订单状态"),
        money("freight_fen", "运费", added=True),
        money("total_fen", "订单应付金额", strict=True, added=True),
        money("paid_fen", "订单应付金额", strict=True, added=True),
        text("receiver", "收件人"),
        code("phone", "收件人手机号"),
        parts("省", "市", "区", "街道", "详细地址"),
        text("buyer_nick", "买家昵称", "用户昵称"),
        lines("buyer_message", "买家留言"),
        lines("platform_remark", "商家备注"),
        flag("旗帜颜色"),
        text("aftersale_status", "售后状态"),
        text("close_reason", "取消原因"),
        text("carrier", "快递公司", "物流公司"),
        code("tracking_no", "快递单号", "物流单号"),
        text("shop", "店铺名称"),
        time("ordered_at", "订单提交时间", strict=True),
        time("paid_at", "支付完成时间"),
        time("shipped_at", "发货时间"),
        time("completed_at", "订单完成时间"),
        time("deadline_at", "承诺发货时间"),
    ),
    line=(
        code("line_key", "子订单编号"),
        text("title", "选购商品"),
        text("sku", "商家编码", "商品ID"),
        text("spec", "商品规格"),
        count("quantity", "商品数量"),
        money("price_fen", "商品单价", strict=True),
        money("paid_fen", "订单应付金额"),
        text("refund_status", "售后状态"),
    ),
    marks=("优惠总金额", "达人优惠", "红包抵扣", "APP渠道", "流量来源", "鲁班落地页ID", "达人ID", "达人昵称"),
    joined=";",
)

DOUYIN_REFUNDS = Layout(
    name="douyin.refunds",
    platform=Platform.DOUYIN,
    target="refund",
    key=key("refund_no", "售后单号"),
    order=(
        key("order_no", "订单号", "主订单编号"),
        money("amount_fen", "退商品金额", "退运费金额", strict=True, every=True),
        text("kind", "售后类型"),
        text("reason", "售后原因"),
        lines("explanation", "用户售后说明"),
        text("platform_status", "售后状态"),
        text("goods_status", "商品发货状态"),
        text("carrier", "退货物流公司"),
        code("tracking_no", "退货物流单号"),
        time("applied_at", "售后申请时间", strict=True),
        time("deadline_at", "自动处理截止时间"),
        time("completed_at", "售后完结时间", "用户到账时间", "商家退款时间"),
    ),
    marks=("商品单号", "退款方式", "仲裁状态", "是否极速退款", "协商记录", "售后备注", "纠纷责任方"),
)

LAYOUTS: tuple[Layout, ...] = (
    TAOBAO_ORDERS,
    TAOBAO_LINES,
    TAOBAO_REFUNDS,
    JD_ORDERS,
    PDD_ORDERS,
    DOUYIN_ORDERS,
    DOUYIN_REFUNDS,
)
PHRASE_HEADERS = ("快捷短语编码", "快捷短语", "快捷短语分组")
"""A phrase export lies in the same folder of many shops; it is named as such, not called unknown."""


def _union(columns: Iterable[Column]) -> tuple[Column, ...]:
    merged: dict[str, Column] = {}
    for column in columns:
        known = merged.get(column.field)
        names = tuple(dict.fromkeys((*(known.names if known else ()), *column.names)))
        merged[column.field] = replace(known or column, names=names, every=False, added=False)
    return tuple(merged.values())


_ORDER_LAYOUTS = tuple(layout for layout in LAYOUTS if layout.target == "order")
OTHER_ORDERS = Layout(
    name="other.orders",
    platform=Platform.OTHER,
    key=key("order_no", "订单编号", "订单号", "主订单编号", "order_no"),
    order=_union(column for layout in _ORDER_LAYOUTS for column in layout.order),
)
"""Orders of a platform without a reader of its own: asked for by `--platform other`, every name we know."""

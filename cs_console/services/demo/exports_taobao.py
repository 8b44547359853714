"""Taobao's exports, byte for byte as the platform writes them: GBK, all quoted, ids as `="…"`, CRLF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cs_console.domain.vocabulary import OrderStatus
from cs_console.services.demo.headers import TAOBAO_LINES, TAOBAO_ORDERS, TAOBAO_REFUNDS
from cs_console.services.demo.model import DemoLine, DemoOrder, DemoRefund
from cs_console.services.demo.people import SHOP

STATUS_WORDS = {
    OrderStatus.UNPAID: "等待买家付款", OrderStatus.PAID: "买家已付款，等待卖家发货",
    OrderStatus.SHIPPED: "卖家已发货，等待买家确认",
    OrderStatus.COMPLETED: "交易成功", OrderStatus.CLOSED: "交易关闭",
}  # fmt: skip
_LONG_IDS = {"订单编号", "支付单号", "特权订金订单id", "主订单编号", "子订单编号", "退款编号"}


def yuan(fen: int) -> str:
    """`20112` → `201.12`, by integers alone."""
    return f"{fen // 100}.{fen % 100:02d}"


def local(at: datetime | None, zone: ZoneInfo) -> str:
    """`2026-06-14 10:42:00` in the shop's zone; nothing when it has not happened."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}" if at else ""


def _cell(name: str, value: str) -> str:
    quoted = '"' + value.replace('"', '""') + '"'
    return f"={quoted}" if name in _LONG_IDS else quoted


def _table(header: Sequence[str], rows: Iterable[Mapping[str, str]], *, tail: str = "") -> bytes:
    """The file's bytes; `tail` is the comma too many that order-line rows end with."""
    lines = [",".join(f'"{name}"' for name in header)]
    lines += [",".join(_cell(name, row.get(name, "")) for name in header) + tail for row in rows]
    return "".join(line + "\r\n" for line in lines).encode("gbk")


def order_list(orders: Iterable[DemoOrder], zone: ZoneInfo) -> bytes:
    """`ExportOrderList….csv`, the layout of 2021 and later."""
    return _table(TAOBAO_ORDERS, (_order_row(order, zone) for order in orders))


def _order_row(order: DemoOrder, zone: ZoneInfo) -> dict[str, str]:
    virtual = "-" in order.buyer.phone
    expires = local(order.ordered_at + timedelta(days=30), zone) if virtual else ""
    paid_out = order.total_fen if order.status is OrderStatus.COMPLETED else 0
    return {
        "订单编号": order.order_no, "买家会员名": order.buyer.nick, "买家会员昵称": order.buyer.nick,
        "支付单号": order.payment_no if order.paid_at else "",
        "支付详情": order.payment_no if order.paid_at else "",
        "买家应付货款": yuan(order.goods_fen), "买家应付邮费": yuan(order.freight_fen), "买家支付积分": "0",
        "总金额": yuan(order.total_fen), "返点积分": "0", "买家实际支付金额": yuan(order.paid_fen),
        "买家实际支付积分": "0",
        "订单状态": STATUS_WORDS[order.status], "买家留言": order.buyer_message or "null",
        "收货人姓名": order.buyer.receiver, "收货地址": order.buyer.address, "运送方式": "快递",
        "联系电话": "",
        "联系手机": f"'{order.buyer.phone}", "虚拟号过期时间": expires,
        "订单创建时间": local(order.ordered_at, zone), "订单付款时间": local(order.paid_at, zone),
        "宝贝标题": "，".join(line.goods.title for line in order.lines), "宝贝种类": str(len(order.lines)),
        "物流单号": f"No:{order.tracking_no}" if order.tracking_no else "", "物流公司": order.carrier,
        "订单备注": f"'{order.remark}" if order.remark else "", "宝贝总数量": str(order.quantity),
        "店铺Id": "0", "店铺名称": SHOP, "订单关闭原因": order.close_reason or "订单未关闭",
        "卖家服务费": "0", "买家服务费": "0元", "是否手机订单": "手机订单", "是否上传合同照片": "否",
        "是否上传小票": "否",
        "是否代付": "否", "修改后的sku": "null", "修改后的收货地址": "null",
        "退款金额": yuan(order.refund_fen),
        "确认收货时间": local(order.completed_at, zone), "打款商家金额": f"{yuan(paid_out)}元",
        "是否信用购": "否",
        "发货时间": local(order.shipped_at, zone), "商家备忘": order.remark or "null",
        "主订单编号": order.order_no,
    }  # fmt: skip


def order_lines(orders: Iterable[DemoOrder], refunds: Iterable[DemoRefund], zone: ZoneInfo) -> bytes:
    """`ExportOrderDetailList….csv`: a row a line, each ending with one comma more than the header."""
    asked = {refund.line.line_no: refund for refund in refunds}
    rows = (
        _line_row(order, line, asked.get(line.line_no), zone, first=line is order.lines[0])
        for order in orders
        for line in order.lines
    )
    return _table(TAOBAO_LINES, rows, tail=",")


def _line_row(
    order: DemoOrder, line: DemoLine, refund: DemoRefund | None, zone: ZoneInfo, *, first: bool
) -> dict[str, str]:
    paid = line.share_fen + (order.freight_fen if first else 0) if order.paid_at else 0
    return {
        "子订单编号": line.line_no, "主订单编号": order.order_no, "标题": line.goods.title,
        "价格": yuan(line.sku.price_fen), "购买数量": str(line.quantity), "外部系统编号": line.goods.code,
        "商品属性": f"颜色分类：{line.sku.colour}；尺寸：{line.sku.size}",
        "订单状态": STATUS_WORDS[order.status],
        "商家编码": line.sku.code, "支付单号": order.payment_no if order.paid_at else "",
        "买家应付货款": yuan(line.share_fen), "买家实际支付金额": yuan(paid),
        "退款状态": refund.status if refund else "没有申请退款",
        "退款金额": yuan(refund.amount_fen) if refund else "无退款申请",
        "订单创建时间": local(order.ordered_at, zone), "订单付款时间": local(order.paid_at, zone),
    }  # fmt: skip


def refund_list(refunds: Iterable[DemoRefund], zone: ZoneInfo) -> bytes:
    """The refund export, whose `超时时间` drives the queue."""
    return _table(TAOBAO_REFUNDS, (_refund_row(refund, zone) for refund in refunds))


def _refund_row(refund: DemoRefund, zone: ZoneInfo) -> dict[str, str]:
    order, line = refund.order, refund.line
    outbound = f"{order.carrier} {order.tracking_no}" if order.tracking_no else ""
    whole = refund.amount_fen in (order.goods_fen, order.total_fen)
    return {
        "订单编号": order.order_no, "退款编号": refund.refund_no, "支付单号": order.payment_no,
        "订单付款时间": local(order.paid_at, zone), "商品编码": line.sku.code,
        "退款完结时间": local(refund.completed_at, zone),
        "买家实际支付金额": yuan(order.paid_fen), "宝贝标题": line.goods.title,
        "买家退款金额": yuan(refund.amount_fen),
        "手工退款/系统退款": "手工退款", "售后类型": refund.kind,
        "退款的申请时间": local(refund.applied_at, zone),
        "超时时间": local(refund.deadline_at, zone), "退款状态": refund.status,
        "货物状态": refund.goods_status,
        "发货物流信息": outbound, "客服介入状态": "无需客服介入", "退货物流单号": refund.tracking_no,
        "退货物流公司": refund.carrier, "买家退款原因": refund.reason, "买家退款说明": refund.explanation,
        "售中或售后": "售后" if order.completed_at else "售中", "商家备注": order.remark,
        "完结时间": local(refund.completed_at, zone),
        "部分退款/全部退款": "全部退款" if whole else "部分退款",
    }  # fmt: skip

"""JD, PDD and Douyin order exports and Qianniu's phrases, with each platform's encoding and habits."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from cs_console.domain.vocabulary import FLAG_DIGITS, Flag
from cs_console.services.demo.exports_taobao import local, yuan
from cs_console.services.demo.headers import DOUYIN_ORDERS, JD_ORDERS, PDD_ORDERS, QIANNIU
from cs_console.services.demo.model import DemoLine, DemoOrder

_JD_STATUS = {
    "unpaid": "等待付款", "paid": "等待出库", "locked": "(锁定)等待出库", "transit": "等待确认收货",
    "signed": "等待确认收货",
    "completed": "完成", "closed_unpaid": "(删除)已取消", "closed_cancel": "已取消",
}  # fmt: skip
_PDD_STATUS = {
    "paid": "待发货", "paid_late": "待发货", "transit": "已发货，待签收", "signed": "已发货，待签收",
    "completed": "已收货",
    "closed_refund": "已收货，退款成功", "closed_cancel": "已取消",
}  # fmt: skip
_DOUYIN_STATUS = {
    "unpaid": "待支付", "paid": "备货中", "paid_late": "备货中", "transit": "已发货", "signed": "已发货",
    "completed": "已完成",
    "closed_refund": "已关闭", "closed_unpaid": "已关闭",
}  # fmt: skip
_DOUYIN_FLAGS = {
    Flag.RED: "红色", Flag.YELLOW: "橙色", Flag.GREEN: "绿色", Flag.BLUE: "青色", Flag.PURPLE: "紫色",
    Flag.GREY: "灰色",
}  # fmt: skip
_DIGITS = {flag: digit for digit, flag in FLAG_DIGITS.items()}
_SHIP_WITHIN = timedelta(hours=48)


def jd_orders(orders: Iterable[DemoOrder], zone: ZoneInfo) -> bytes:
    """GBK, one row a SKU with the order's money repeated; some addresses end in a stray tab and newline."""
    lines = [",".join(JD_ORDERS)]
    for position, order in enumerate(orders):
        stray = "\t\r\n" if position % 9 == 4 else ""
        lines += [_jd_row(order, line, zone, stray) for line in order.lines]
    return "".join(line + "\r\n" for line in lines).encode("gbk")


def _jd_row(order: DemoOrder, line: DemoLine, zone: ZoneInfo, stray: str) -> str:
    buyer = order.buyer
    settled = yuan(order.goods_fen)
    level = str(_DIGITS[order.flag]) if order.remark else ""
    address = f"{buyer.province}{buyer.city}{buyer.district}{buyer.street}{stray}"
    values = {
        "订单号": order.order_no, "商品ID": f"1000{line.sku.code[2:5]}{line.sku.code[-4:]}",
        "商品名称": f'"{line.goods.title} {line.sku.colour} {line.sku.size}"', "订购数量": str(line.quantity),
        "支付方式": "在线支付", "下单时间": local(order.ordered_at, zone), "京东价": yuan(line.sku.price_fen),
        "订单金额": yuan(order.list_fen), "结算金额": settled, "余额支付": "0.00",
        "应付金额": yuan(order.total_fen),
        "订单状态": _JD_STATUS[order.phase], "订单类型": "销售订单", "下单帐号": f"jd_{buyer.nick}",
        "客户姓名": f'"{buyer.receiver}"', "客户地址": f'"{address}"', "联系电话": f'"{buyer.phone}"',
        "订单备注": order.buyer_message, "商家备注": f'"{order.remark}"' if order.remark else "",
        "商家备注等级（等级1-5为由高到低）": level, "运费金额": yuan(order.freight_fen),
        "付款确认时间": local(order.paid_at, zone),
        "货号": line.sku.code, "订单完成时间": local(order.completed_at, zone), "订单来源": "移动端订单",
        "订单渠道": "暂无来源",
    }  # fmt: skip
    return ",".join(values.get(name, "") for name in JD_ORDERS)


def pdd_orders(orders: Iterable[DemoOrder], zone: ZoneInfo) -> bytes:
    """UTF-8 with BOM; ids, codes and times padded with a trailing tab, money without trailing zeros."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(PDD_ORDERS)
    for order in orders:
        row = _pdd_row(order, zone)
        writer.writerow([row.get(name, "") for name in PDD_ORDERS])
    return buffer.getvalue().encode("utf-8-sig")


def _short(fen: int) -> str:
    return yuan(fen).rstrip("0").rstrip(".")


def _pdd_row(order: DemoOrder, zone: ZoneInfo) -> dict[str, str]:
    line = order.lines[0]
    undone = order.phase in ("closed_refund", "closed_cancel")
    received = order.list_fen - order.discount_fen + order.freight_fen
    arrived = order.completed_at or (order.signed_at if order.phase == "closed_refund" else None)
    aftersale = "退款成功" if order.phase == "closed_refund" else "无售后或售后取消"
    return {
        "商品": line.goods.title, "订单号": f"{order.order_no}\t", "订单状态": _PDD_STATUS[order.phase],
        "商品总价(元)": _short(order.list_fen), "邮费(元)": _short(order.freight_fen),
        "店铺优惠折扣(元)": _short(order.discount_fen),
        "平台优惠折扣(元)": _short(order.platform_discount_fen),
        "多多支付立减金额(元)": "0", "用户实付金额(元)": _short(order.total_fen),
        "商家实收金额(元)": "0" if undone else _short(received), "商品数量(件)": str(line.quantity),
        "发货时间": f"{local(order.shipped_at, zone)}\t", "确认收货时间": f"{local(arrived, zone)}\t",
        "商品id": f"7540000{line.sku.code[2:5]}\t", "商品规格": f"{line.sku.colour},{line.sku.size}",
        "样式ID": f"90000{line.sku.code[2:5]}{line.sku.code[-4:]}\t",
        "商家编码-规格维度": f"{line.sku.code}\t",
        "商家编码-商品维度": f"{line.goods.code}\t", "商家备注": f"{order.remark}\t", "售后状态": aftersale,
        "快递单号": f"{order.tracking_no}\t", "快递公司": order.carrier,
        "订单成交时间": f"{local(order.ordered_at, zone)}\t", "是否分期": "否",
    }  # fmt: skip


def douyin_orders(orders: Iterable[DemoOrder], zone: ZoneInfo) -> bytes:
    """UTF-8 with BOM; ids start with a tab inside quotes; names and phones come masked; `-` for none."""
    lines = [",".join(DOUYIN_ORDERS)]
    for order in orders:
        for line in order.lines:
            row = _douyin_row(order, line, zone)
            lines.append(",".join(row.get(name, "") for name in DOUYIN_ORDERS))
    return "".join(line + "\n" for line in lines).encode("utf-8-sig")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set('",\t\n') else text


def _grouped(fen: int) -> str:
    text = f"{fen // 100:,}.{fen % 100:02d}"
    return _quoted(text)


def _douyin_row(order: DemoOrder, line: DemoLine, zone: ZoneInfo) -> dict[str, str]:
    """Freight stands on the first line; every line owes its share."""
    buyer = order.buyer
    freight = order.freight_fen if line is order.lines[0] else 0
    cut = line.amount_fen - line.share_fen
    refunded = order.phase == "closed_refund"
    deadline = local(order.paid_at + _SHIP_WITHIN, zone) if order.paid_at else ""
    return {
        "主订单编号": _quoted(f"\t{order.order_no}"), "子订单编号": _quoted(f"\t{line.line_no}"),
        "选购商品": _quoted(line.goods.title), "商品规格": _quoted(f"{line.sku.colour},{line.sku.size}"),
        "商品数量": str(line.quantity), "商品ID": _quoted(f"\t35900000000{line.sku.code[2:5]}"),
        "商家编码": line.sku.code, "商品单价": _grouped(line.sku.price_fen),
        "订单应付金额": _grouped(line.share_fen + freight), "运费": yuan(freight), "优惠总金额": yuan(cut),
        "商家优惠": yuan(cut), "支付方式": "抖音支付" if order.paid_at else "",
        "收件人": f"{buyer.receiver[0]}*",
        "收件人手机号": f"{buyer.phone[:3]}****{buyer.phone[7:11]}", "省": buyer.province, "市": buyer.city,
        "区": buyer.district, "街道": "示例街道", "详细地址": "***", "买家留言": _quoted(order.buyer_message),
        "订单提交时间": local(order.ordered_at, zone),
        "旗帜颜色": _DOUYIN_FLAGS[order.flag] if order.remark else "", "商家备注": _quoted(order.remark),
        "订单完成时间": local(order.completed_at, zone), "支付完成时间": local(order.paid_at, zone),
        "APP渠道": "抖音",
        "订单状态": _DOUYIN_STATUS[order.phase], "承诺发货时间": deadline, "订单类型": "普通订单",
        "售后状态": "退款成功" if refunded else "-",
        "取消原因": order.close_reason if "closed" in order.phase else "-",
        "发货时间": local(order.shipped_at, zone),
    }  # fmt: skip


def qianniu_phrases(rows: Iterable[tuple[str, str, str]]) -> bytes:
    """Qianniu's quick phrases: code, text, group; GBK."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(QIANNIU)
    writer.writerows(rows)
    return buffer.getvalue().encode("gbk")

"""The platforms' words for an order's state, for flags and for "nothing", as tables (FORMATS)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from cs_console.domain.vocabulary import Flag, OrderStatus, Platform

_TAOBAO = {
    "等待买家付款": OrderStatus.UNPAID,
    "没有创建支付宝交易": OrderStatus.UNPAID,
    "付款确认中": OrderStatus.UNPAID,
    "买家已付款,等待卖家发货": OrderStatus.PAID,
    "等待卖家发货": OrderStatus.PAID,
    "买家已付款": OrderStatus.PAID,
    "卖家部分发货": OrderStatus.PAID,
    "卖家已发货,等待买家确认": OrderStatus.SHIPPED,
    "等待买家确认收货": OrderStatus.SHIPPED,
    "卖家已发货": OrderStatus.SHIPPED,
    "买家已签收": OrderStatus.SIGNED,
    "交易成功": OrderStatus.COMPLETED,
    "交易关闭": OrderStatus.CLOSED,
    "付款以后用户退款成功,交易自动关闭": OrderStatus.CLOSED,
    "付款以前,卖家或买家主动关闭交易": OrderStatus.CLOSED,
}
_JD = {
    "等待付款": OrderStatus.UNPAID,
    "等待付款确认": OrderStatus.UNPAID,
    "等待出库": OrderStatus.PAID,
    "锁定": OrderStatus.PAID,
    "正在出库": OrderStatus.PAID,
    "等待发货": OrderStatus.PAID,
    "等待确认收货": OrderStatus.SHIPPED,
    "已签收": OrderStatus.SIGNED,
    "完成": OrderStatus.COMPLETED,
    "已完成": OrderStatus.COMPLETED,
    "已取消": OrderStatus.CLOSED,
    "取消": OrderStatus.CLOSED,
}
_PDD = {
    "待支付": OrderStatus.UNPAID,
    "待付款": OrderStatus.UNPAID,
    "待成团": OrderStatus.PAID,
    "待发货": OrderStatus.PAID,
    "已发货,待签收": OrderStatus.SHIPPED,
    "已发货": OrderStatus.SHIPPED,
    "已签收": OrderStatus.SIGNED,
    "已收货": OrderStatus.SIGNED,
    "交易成功": OrderStatus.COMPLETED,
    "已完成": OrderStatus.COMPLETED,
    "已取消": OrderStatus.CLOSED,
    "交易取消": OrderStatus.CLOSED,
}
_DOUYIN = {
    "待支付": OrderStatus.UNPAID,
    "待付款": OrderStatus.UNPAID,
    "待确认": OrderStatus.UNPAID,
    "待发货": OrderStatus.PAID,
    "备货中": OrderStatus.PAID,
    "部分发货": OrderStatus.PAID,
    "已发货": OrderStatus.SHIPPED,
    "已签收": OrderStatus.SIGNED,
    "已收货": OrderStatus.SIGNED,
    "已完成": OrderStatus.COMPLETED,
    "已关闭": OrderStatus.CLOSED,
    "已取消": OrderStatus.CLOSED,
}
STATUSES: Mapping[Platform, Mapping[str, OrderStatus]] = {
    Platform.TAOBAO: _TAOBAO,
    Platform.JD: _JD,
    Platform.PDD: _PDD,
    Platform.DOUYIN: _DOUYIN,
    Platform.OTHER: {**_DOUYIN, **_PDD, **_JD, **_TAOBAO},
}
REFUNDED_SUFFIX = ",退款成功"
"""PDD writes the end of a refund behind the parcel's state (`已收货，退款成功`): the order is closed."""

_PREFIX = re.compile(r"^(?:\((锁定|删除)\))+")
_NO_AFTERSALE = frozenset({"无售后或售后取消", "无售后", "暂无售后", "无"})

_NOT_CLOSED = frozenset({"订单未关闭", "未关闭"})

_DIGITS = (Flag.GREY, Flag.RED, Flag.YELLOW, Flag.GREEN, Flag.BLUE, Flag.PURPLE)
_DOUYIN_DIGITS = (Flag.GREY, Flag.PURPLE, Flag.BLUE, Flag.GREEN, Flag.YELLOW, Flag.RED)
_COLOURS = {
    "灰": Flag.GREY,
    "红": Flag.RED,
    "黄": Flag.YELLOW,
    "橙": Flag.YELLOW,
    "绿": Flag.GREEN,
    "蓝": Flag.BLUE,
    "青": Flag.BLUE,
    "紫": Flag.PURPLE,
    "粉": Flag.PURPLE,
    "无": Flag.GREY,
    "grey": Flag.GREY,
    "gray": Flag.GREY,
    "red": Flag.RED,
    "yellow": Flag.YELLOW,
    "orange": Flag.YELLOW,
    "green": Flag.GREEN,
    "blue": Flag.BLUE,
    "cyan": Flag.BLUE,
    "purple": Flag.PURPLE,
    "pink": Flag.PURPLE,
}
_FLAG_TAIL = re.compile(r"(?:旗帜|旗|色)+$")


@lru_cache(maxsize=1024)
def normal_word(text: str) -> str:
    """A status word for comparing: half-width comma and brackets, no blanks."""
    return "".join(text.split()).translate({0xFF0C: ",", 0xFF08: "(", 0xFF09: ")"})


def order_status(platform: Platform, text: str, extra: Mapping[str, OrderStatus]) -> OrderStatus:
    """Our token for the platform's words; `extra` are the shop's own. Unknown words are never dropped."""
    word = normal_word(text)
    for own, status in extra.items():
        if normal_word(own) == word:
            return status
    prefix = _PREFIX.match(word)
    if prefix and "删除" in prefix[0]:
        return OrderStatus.CLOSED
    if word.endswith(REFUNDED_SUFFIX):
        return OrderStatus.CLOSED
    return STATUSES[platform].get(word[prefix.end() :] if prefix else word, OrderStatus.UNKNOWN)


def is_marked(text: str) -> bool:
    """Whether JD put (锁定) or (删除) in front: the row of an order that says most."""
    return _PREFIX.match(normal_word(text)) is not None


_ORDER_OF_WORK = (
    OrderStatus.UNPAID,
    OrderStatus.PAID,
    OrderStatus.SHIPPED,
    OrderStatus.SIGNED,
    OrderStatus.COMPLETED,
)


def joint_status(statuses: list[OrderStatus]) -> OrderStatus:
    """The order's state from its lines': the least advanced open one; closed only when all are closed."""
    for status in _ORDER_OF_WORK:
        if status in statuses:
            return status
    return OrderStatus.UNKNOWN if OrderStatus.UNKNOWN in statuses else OrderStatus.CLOSED


def aftersale(text: str) -> str:
    """The after-sale state, empty for the platforms' ways of saying that there is none."""
    return "" if text in _NO_AFTERSALE else text


def close_reason(text: str) -> str:
    """Why the order was closed, empty where Taobao says that it was not."""
    return "" if text in _NOT_CLOSED else text


def flag(platform: Platform, text: str, extra: Mapping[str, Flag]) -> Flag:
    """The colour's name for a platform's digit or word; Douyin counts backwards. Unknown → other (R3)."""
    if not text:
        return Flag.GREY
    if text in extra:
        return extra[text]
    if text.isascii() and text.isdigit() and int(text) < len(_DIGITS):
        return (_DOUYIN_DIGITS if platform is Platform.DOUYIN else _DIGITS)[int(text)]
    return _COLOURS.get(_FLAG_TAIL.sub("", text).lower(), Flag.OTHER)

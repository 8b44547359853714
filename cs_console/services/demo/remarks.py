"""What buyers write on orders and agents remarked on them: agent, promise, date (rule R1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from cs_console.domain.vocabulary import Flag
from cs_console.services.demo.model import DemoOrder
from cs_console.services.demo.people import DAY_AGENT, FORMER_AGENTS, NIGHT_AGENT, remark_date

BUYER_MESSAGES = (
    "麻烦发顺丰，谢谢", "周末送货，工作日家里没人", "不要放快递柜，送上门", "请尽快发货，孩子开学要用",
    "送人的，不要放价格单",
    "发货前电话联系", "颜色不要发错哦", "开发票，抬头个人", "包装结实点，上次的盘子碎了一个", "有赠品吗",
    "发中通，别的快递不到",
    "备注：门卫代收", "要最新批次的", "能不能多送一双袜子呀",
)  # fmt: skip

_BEFORE_SHIPPING: tuple[tuple[Flag, str], ...] = (
    (Flag.RED, "送洗衣袋一个，发{carrier}"), (Flag.RED, "改成{colour} {size}，已与买家确认"),
    (Flag.RED, "周末送货，派送前电联"), (Flag.RED, "指定发顺丰，差价12元已补"),
    (Flag.RED, "送货前先打电话，老人收件"),
    (Flag.GREY, "优惠5元已改价"), (Flag.RED, "送试用毛巾一条，随单发出"), (Flag.RED, "不放价格单，礼品包装"),
    (Flag.GREEN, "疑似刷单，先不发货，请组长复核"),
)  # fmt: skip
_AFTER_SHIPPING: tuple[tuple[Flag, str], ...] = (
    (Flag.GREY, "送洗衣袋一个，已随单发出"), (Flag.YELLOW, "少发一件{short}，仓库核实中，核实后补发"),
    (Flag.YELLOW, "外箱破损，买家已拍照，等快递回复"), (Flag.GREY, "催件，已联系{carrier}加急派送"),
    (Flag.GREY, "五星好评后不返现，买家已知悉"), (Flag.GREY, "发票已开电子票，发到买家邮箱"),
)  # fmt: skip
_RETURNS: tuple[tuple[Flag, str], ...] = (
    (Flag.PURPLE, "七天无理由退货，已发退货地址"), (Flag.PURPLE, "质量问题退货，图片已收，运费我方承担"),
    (Flag.BLUE, "换货：换成{size}，等买家填退回单号"), (Flag.BLUE, "换货已寄出，运费我方承担"),
)  # fmt: skip


def buyer_message(rng: Random) -> str:
    """Every fifth order carries a message of the buyer (rules O1, O2)."""
    return rng.choice(BUYER_MESSAGES) if rng.random() < 0.2 else ""


def with_remark(rng: Random, order: DemoOrder, now: datetime, zone: ZoneInfo) -> DemoOrder:
    """Give about every fourth order a remark with its flag; some carry a second promise appended (R1, R3)."""
    if order.phase == "unpaid" or rng.random() > (0.6 if order.phase == "closed_refund" else 0.27):
        return order
    pool = _BEFORE_SHIPPING if order.phase in ("paid", "closed_cancel") else _AFTER_SHIPPING
    if order.phase == "closed_refund":
        pool = _RETURNS[:2]
    elif order.phase in ("signed", "signed_edge") and rng.random() < 0.3:
        pool = _RETURNS
    flag, text = rng.choice(pool)
    start = order.signed_at if pool is _RETURNS and order.signed_at else order.ordered_at
    at = start + (now - start) * rng.uniform(0.05, 0.5)
    remark = _compose(rng, order, text, at, zone)
    if flag is Flag.RED and rng.random() < 0.2:
        later = at + min(timedelta(hours=3), (now - at) / 2)
        remark += "；" + _compose(rng, order, "地址已核对，无误", later, zone)
    return replace(order, remark=remark, flag=flag)


def _compose(rng: Random, order: DemoOrder, text: str, at: datetime, zone: ZoneInfo) -> str:
    line = order.lines[0]
    agent = rng.choice((DAY_AGENT, NIGHT_AGENT, DAY_AGENT, NIGHT_AGENT, *FORMER_AGENTS))
    filled = text.format(
        carrier=order.carrier or "中通快递", colour=line.sku.colour, size=line.sku.size, short=line.goods.short
    )
    return f"{agent} {filled} {remark_date(at, zone)}"

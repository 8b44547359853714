"""A pasted chat, a JSONL file of inquiries, and Qianniu's phrases: inputs to try intake with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cs_console.services.demo.exports_taobao import local
from cs_console.services.demo.model import DemoOrder
from cs_console.services.demo.people import SHOP

PHRASES: tuple[tuple[str, str, str], ...] = (
    ("fh", "亲，付款后正常48小时内发货哦~", "发货"),
    ("fh2", "亲亲，仓库按付款顺序打包，今天的单正常明天就能寄出呢", "发货"),
    ("kd", "默认发中通或圆通，如需指定请备注", "物流"), ("sf", "可以发顺丰的哦，需要您补一下差价", "物流"),
    ("wl", "包裹在路上啦，正常2到3天左右送到哦", "物流"),
    ("", "七天无理由：签收次日起7天内，商品完好可退", "售后"),
    ("tk", "退款原路返回，银行到账会晚1到3个工作日", "售后"),
    ("ps", "非常抱歉，麻烦拍一下商品和外箱的照片", "售后"),
    ("yf", "满99包邮,新疆西藏补25元", ""), ("cm", "S适合80-95斤，M适合95-110斤，L适合110-125斤", "尺码"),
    ("sc", "实物拍摄，灯光和屏幕会有些色差，以实物为准哦", "色差"),
    ("fp", "电子发票一个工作日内发到邮箱", "发票"),
)  # fmt: skip

_PASTED = (
    (26, "buyer", "老板娘 前天买的{short}能不能帮我备注一下"), (25.6, "buyer", "周六日送，平时没人在家"),
    (24.9, "agent", "亲，可以的哦，我帮您备注周末送货，派送前电联您，好吗？"),
    (24.1, "buyer", "好的\n还有 送的洗衣袋别忘了[图片]"),
    (23.5, "agent", "好的亲，已备注：送洗衣袋一个 /:^_^"), (22.8, "buyer", "谢谢啦"),
)  # fmt: skip
_JSONL = (
    (31, "海盐芝士酱", "buyer", "28cm的平底锅燃气灶能用吗", "chat", False),
    (19, "吴女士", "buyer", "来电反映快递放门口丢了，要求今天给答复", "phone", True),
    (12, "li.test@example.com", "buyer", "您好，批发50套四件套有优惠吗？需要增值税专用发票。", "email",
        False),
    (7, "团子要早睡", "buyer", "收到的毛巾少了一条[图片]", "chat", True),
    (4, "团子要早睡", "buyer", "在吗", "chat", True),
)  # fmt: skip


def pasted_chat(order: DemoOrder, agent: str, now: datetime, zone: ZoneInfo) -> bytes:
    """A chat as copied from the seller's client: `昵称(time):`, then what was said."""
    lines = []
    for before, role, text in _PASTED:
        sender = order.buyer.nick if role == "buyer" else f"{SHOP}:{agent}"
        lines.append(f"{sender}({local(now - timedelta(minutes=before), zone)}):")
        lines.append(text.format(short=order.lines[0].goods.short))
        lines.append("")
    return "\n".join(lines).encode("utf-8")


def inquiries_jsonl(orders: Sequence[DemoOrder], now: datetime, zone: ZoneInfo) -> bytes:
    """One object a line, as a form or a bot would hand inquiries over."""
    about = {sender: orders[index] for index, sender in enumerate(("吴女士", "团子要早睡"))}
    lines = []
    for before, sender, role, text, channel, has_order in _JSONL:
        at = (now - timedelta(minutes=before)).astimezone(zone)
        row = {
            "time": at.isoformat(timespec="seconds"),
            "sender": sender,
            "role": role,
            "text": text,
            "channel": channel,
        }
        if has_order:
            row["order_no"] = about[sender].order_no
        lines.append(json.dumps(row, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode("utf-8")

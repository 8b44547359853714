"""The demo's files under the names that the platforms would give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from cs_console.domain.vocabulary import Platform
from cs_console.services.demo import chats, exports_others, exports_taobao
from cs_console.services.demo.goods_cards import FILE, goods_file
from cs_console.services.demo.model import DemoOrder, DemoRefund
from cs_console.services.demo.people import shift_at


def taobao_files(
    orders: Sequence[DemoOrder], refunds: Sequence[DemoRefund], now: datetime, zone: ZoneInfo
) -> dict[str, bytes]:
    """Taobao's three exports as they would be downloaded at `now`."""
    stamp = f"{now.astimezone(zone):%Y%m%d%H%M}"
    return {
        f"ExportOrderList{stamp}.csv": exports_taobao.order_list(orders, zone),
        f"ExportOrderDetailList{stamp}.csv": exports_taobao.order_lines(orders, refunds, zone),
        f"ExportRefundList{stamp}.csv": exports_taobao.refund_list(refunds, zone),
    }


def shop_files(
    orders: Sequence[DemoOrder],
    refunds: Sequence[DemoRefund],
    chat_orders: Sequence[DemoOrder],
    now: datetime,
    zone: ZoneInfo,
) -> Mapping[str, bytes]:
    """Every file as it would be downloaded at `now`; the chat is about the first of `chat_orders`."""
    stamp = f"{now.astimezone(zone):%Y%m%d%H%M}"
    dashed = f"{now.astimezone(zone):%Y-%m-%d-%H-%M-%S}"
    token = f"{Random(stamp).getrandbits(128):032x}"
    of = {platform: [order for order in orders if order.platform is platform] for platform in Platform}
    shift, _ = shift_at(now, zone)
    return {
        **taobao_files(of[Platform.TAOBAO], refunds, now, zone),
        f"jd_orders_{stamp}.csv": exports_others.jd_orders(of[Platform.JD], zone),
        f"{token}orders_export{dashed}.csv": exports_others.pdd_orders(of[Platform.PDD], zone),
        f"douyin_orders_{stamp}.csv": exports_others.douyin_orders(of[Platform.DOUYIN], zone),
        FILE: goods_file(),
        "qianniu_quick_phrases.csv": exports_others.qianniu_phrases(chats.PHRASES),
        f"chat_{stamp}.txt": chats.pasted_chat(chat_orders[0], shift.agent, now, zone),
        f"inquiries_{stamp}.jsonl": chats.inquiries_jsonl(chat_orders[1:], now, zone),
    }

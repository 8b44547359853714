"""A chat that names an order is about that order, not about the buyer's latest one (rules Q3, X2)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from shop_floor import ActorMaker, order

from cs_console.domain.entities import Actor, Buyer
from cs_console.domain.vocabulary import Platform
from cs_console.services.facade import Services

OLDER, LATEST, FOREIGN = "8800261118011057440", "8800261119006414670", "8800261119006499999"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("我要退货", LATEST),
        (f"我要退货 订单号 {OLDER}", OLDER),
        (f"订单号{OLDER}，不对，是{LATEST}", OLDER),  # within one line the first counts
        (f"别人的 {FOREIGN}", LATEST),  # another buyer's order is never opened by naming it
        ("快递 SF1234567890123", LATEST),
    ],
)
def test_q3_the_order_named_by_the_buyer_is_taken(services: Services, actor: ActorMaker, said: str, found: str) -> None:
    with services.context.uow.write(Actor("导入"), "intake.file") as uow:
        uow.add(Buyer(platform=Platform.TAOBAO, nick="小鱼"))
    order(services, OLDER, ordered_at=datetime(2026, 6, 1, tzinfo=UTC))
    order(services, LATEST, ordered_at=datetime(2026, 6, 12, tzinfo=UTC))
    order(services, FOREIGN, buyer_nick="别人")
    chat = services.intake.parse_chat(f"小鱼 (2026-06-14 10:40:00):\n{said}")
    taken = services.capture.take(actor("张敏"), chat)
    [inquiry] = [services.queue.show(number).inquiry for number in taken.inquiry_ids]
    assert inquiry.order_no == found

"""Dead conditions are found by trying them out over all their names may stand for (rule P2)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cs_console.domain.condition_reach import Reach, odd_values, reach
from cs_console.domain.conditions import KNOWN_NAMES, parse_condition
from cs_console.domain.entities import Inquiry, Order
from cs_console.domain.policy import Policies
from cs_console.domain.vocabulary import Channel, OrderStatus, Platform
from cs_console.services.phrase_values import Situation, condition_context


@pytest.mark.parametrize(
    ("when", "held"),
    [
        ("order.status == paid and order.status == shipped", Reach.NEVER),
        ("time.hour > 25", Reach.NEVER),
        ("time.hour > 20 and time.hour < 6", Reach.NEVER),
        ("false", Reach.NEVER),
        ("not order.status in [paid] and order.status == paid", Reach.NEVER),
        ("order.paid_fen > 100 and order.paid_fen < 50", Reach.NEVER),
        ("shop.campaign == 双11 and shop.campaign == 618", Reach.NEVER),
        ("time.hour >= 0", Reach.ALWAYS),
        ("buyer.known or not buyer.known", Reach.ALWAYS),
        ("", Reach.ALWAYS),
        ("time.hour >= 20 or time.hour < 6", Reach.SOMETIMES),
        ("order.status == paid", Reach.SOMETIMES),
        ("order.status != paid", Reach.SOMETIMES),
        ("order.paid_fen >= 10000 and order.flag != red", Reach.SOMETIMES),
        ("四件套 in order.goods and 灰 in order.goods", Reach.SOMETIMES),
        ("shop.campaign", Reach.SOMETIMES),
        ("not shop.campaign", Reach.SOMETIMES),
        ("buyer.group in [老客, 大客户] and inquiry.channel == chat", Reach.SOMETIMES),
    ],
)
def test_p2_whether_a_condition_can_hold(when: str, held: Reach) -> None:
    assert reach(parse_condition(when)) is held


def test_p2_a_condition_with_too_many_cases_is_taken_for_reachable() -> None:
    names = ("order.status", "order.platform", "order.flag", "inquiry.category", "inquiry.channel", "time.hour")
    assert reach(parse_condition(" and ".join(f"{name} == x" for name in names))) is Reach.SOMETIMES


def test_p2_words_that_a_name_never_stands_for_are_named() -> None:
    (odd,) = odd_values(parse_condition("order.status in [paid, payed] or time.hour > 3"))
    assert (odd.name, odd.value) == ("order.status", "payed") and "shipped" in odd.known
    assert odd_values(parse_condition("shop.campaign == 随便")) == ()


def test_p2_every_name_a_condition_may_ask_about_is_answered() -> None:
    """A name that nobody fills in would make a variant dead without a word."""
    now = datetime(2026, 11, 11, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
    order = Order(id=1, platform=Platform.TAOBAO, order_no="1", status=OrderStatus.PAID, buyer_nick="甲")
    inquiry = Inquiry(id=1, buyer="甲", channel=Channel.CHAT, received_at=now)
    situation = Situation("张敏", now, ZoneInfo("Asia/Shanghai"), inquiry, order, buyer_group="老客")
    context = condition_context(situation, Policies())
    assert set(context) == KNOWN_NAMES
    assert parse_condition("buyer.group == 老客 and order.status == paid").holds(context)

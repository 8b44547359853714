"""Dead conditions are found by trying them out over all their names may stand for (rule P2)."""

from __future__ import annotations

import pytest

from cs_console.domain.condition_reach import Reach, odd_values, reach
from cs_console.domain.conditions import parse_condition


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

"""A buyer's card: facts, not opinions; several nicks, one person (rules C1, E4, Q10)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cs_console.domain.buyers import BuyerFigures, marks, profile, read_tags, shared, tidy_tags
from cs_console.domain.entities import Buyer, Order
from cs_console.domain.policy.shop import BuyerMarks
from cs_console.domain.vocabulary import Platform

LIMITS = BuyerMarks()


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, []), ({"returns": 2}, []), ({"returns": 2, "exchanges": 1, "orders": 9}, ["returns"]),
        ({"disputes": 1, "refunds": 4}, ["disputes"]), ({"complaints": 1}, []), ({"complaints": 2}, ["complaints"]),
        ({"paid_orders": 5}, ["regular"]), ({"paid_fen": 299_999}, []), ({"paid_fen": 300_000}, ["large"]),
        ({"broken_promises": 1, "returns": 3, "paid_fen": 10**6}, ["returns", "broken_promises", "large"]),
    ],
)  # fmt: skip
def test_e4_a_mark_is_a_count_over_the_shops_limit(facts: dict[str, int], codes: list[str]) -> None:
    assert [mark.code for mark in marks(BuyerFigures(**facts), LIMITS)] == codes


def test_e4_a_mark_carries_its_figure_and_what_it_is_out_of() -> None:
    (mark,) = marks(BuyerFigures(returns=3, exchanges=1, orders=5), LIMITS)
    assert (mark.count, mark.of) == (4, 5)


def test_c1_the_leading_cards_words_come_first_and_no_nicks_are_lost() -> None:
    lead = Buyer(id=1, platform=Platform.TAOBAO, nick="a", tags=("老客", "爱灰色"), notes="甲")
    other = Buyer(
        id=2, platform=Platform.JD, nick="b", group="VIP", tags=("爱灰色", "急"), credit="好评 99%", notes="乙",
        merged_into=1,
    )  # fmt: skip
    seen = profile((lead, other))
    assert (seen.group, seen.credit, seen.preferences) == ("VIP", "好评 99%", "")
    assert seen.tags == ("老客", "爱灰色", "急")
    assert seen.notes == (("a", "甲"), ("b", "乙"))


def test_tags_are_trimmed_and_stand_once() -> None:
    assert tidy_tags([" 急 ", "", "急", "老客"]) == ("急", "老客")


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("老客 批发", ("老客", "批发")),
        ("爱晒图，怕热、批发", ("爱晒图", "怕热", "批发")),
        ("a;b；a,", ("a", "b")),
        ("  ", ()),
        ("老客 生日 6-14 批发", ("老客", "生日 6-14", "批发")),
        ("生日　1990.12.1、急", ("生日 1990.12.1", "急")),
        ("生日 6月14日", ("生日 6月14日",)),
    ],
)
def test_tags_are_read_as_people_type_them(text: str, tags: tuple[str, ...]) -> None:
    """Rule C1."""
    assert read_tags(text) == tags


def test_an_address_is_the_same_however_a_platform_writes_it() -> None:
    """Rule C1: what is alike is told by what was given, not by how it is written; stars say nothing."""
    theirs = Order(platform=Platform.JD, order_no="2", address="上海上海市示例街1号", phone="138****5678")
    ours = replace(theirs, order_no="1", address="上海 上海市 示例街1号(200120)")
    assert shared(([ours], []), ([theirs], [])) == ("address",)

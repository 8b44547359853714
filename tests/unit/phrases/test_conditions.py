"""`when:` says where a variant fits; mistakes are named with their column, nothing is executed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.conditions import KNOWN_NAMES, holds, parse_condition
from cs_console.errors import BadInput

CONTEXT: dict[str, object] = {
    "order.status": "paid",
    "order.platform": "taobao",
    "order.paid_fen": 31000,
    "order.goods": "纯棉四件套 1.8m",
    "buyer.known": True,
    "buyer.group": "",
    "time.hour": 22,
    "agent.name": "蔡蔡",
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", True),
        ("order.status == paid", True),
        ("order.status == 'paid'", True),
        ("order.status != paid", False),
        ("order.status==shipped or order.platform==taobao", True),
        ("order.paid_fen >= 31000 and order.paid_fen < 40000", True),
        ("order.paid_fen > 31000", False),
        ("time.hour <= 22", True),
        ("order.status in [paid, shipped]", True),
        ("order.status in (unpaid，shipped)", False),
        ("order.status not in [unpaid]", True),
        ("四件套 in order.goods", True),
        ("agent.name == 蔡蔡", True),
        ("buyer.known", True),
        ("buyer.known == true", True),
        ("not buyer.known", False),
        ("not (order.status == paid and time.hour < 8)", True),
        ("not order.status == paid or time.hour == 22", True),
        ("order.goods < 5", False),
        ("5 < order.goods", False),
        ("5 > order.goods", False),
        ("1.5 < time.hour", True),
        ("time.hour == 22.0", True),
        ("time.hour == '22'", True),
        ("time.hour == 23", False),
        ("order.status == 3", False),
        ("order.paid_fen == 31000.00", True),
        ("buyer.known == 1", False),
        ("buyer.known > 0", False),
        ("order.status == ''", False),
        ("order.status != ''", False),
        ("'' != order.status", False),
        ("order.status in ['paid', \"x\"]", True),
        ("order.status in ['shipped']", False),
        ("false", False),
    ],
)
def test_conditions(source: str, expected: bool) -> None:
    assert holds(source, CONTEXT) is expected


@pytest.mark.parametrize(
    "source",
    [
        "order.flag",
        "order.flag == red",
        "order.flag != red",
        "order.flag in [red]",
        "buyer.group == vip",
        "buyer.group",
        "inquiry.category < 3",
    ],
)
def test_absent_is_false(source: str) -> None:
    assert holds(source, CONTEXT) is False
    assert holds(f"not {source}", CONTEXT) is True


@pytest.mark.parametrize(("value", "true"), [("false", False), ("true", True), (0, False), (1, True), ("vip", True)])
def test_a_value_alone_is_true_unless_it_says_false(value: object, true: bool) -> None:
    assert holds("buyer.group", {"buyer.group": value}) is true


@pytest.mark.parametrize(
    ("source", "code", "column"),
    [
        ("order.stat == paid", "condition.name.near", 1),
        ("order.status == paid and foo.bar", "condition.name.unknown", 26),
        ("__import__('os').system == 1", "condition.unexpected", 11),
        ("order.status = paid", "condition.character", 14),
        ("order.status ==", "condition.ends", 16),
        ("order.status == == paid", "condition.unexpected", 17),
        ("(order.status == paid", "condition.bracket", 1),
        ("order.status == paid)", "condition.unexpected", 21),
        ("1 < time.hour < 3", "condition.chain", 15),
        ("order.status in [paid shipped]", "condition.list", 23),
        ("order.status in [paid", "condition.list", 22),
        ("order.status in [==]", "condition.unexpected", 18),
        ("order.status in ==", "condition.unexpected", 17),
        ("order.status == [paid]", "condition.unexpected", 17),
        ("order.status not paid", "condition.operator", 18),
        ("not " * 60 + "buyer.known", "condition.depth", 161),
        ("'paid", "condition.character", 1),
    ],
)
def test_mistakes_are_named_with_their_column(source: str, code: str, column: int) -> None:
    with pytest.raises(BadInput) as caught:
        parse_condition(source)
    assert (caught.value.code, caught.value.params["column"]) == (code, column)


def test_the_names_a_condition_asks_about_are_known() -> None:
    assert parse_condition("not order.flag == red or buyer.known").names == {"order.flag", "buyer.known"}
    with pytest.raises(BadInput):
        parse_condition("order.status == paid", frozenset({"time.hour"}))


TOKENS = ["==", "!=", "<", "in", "and", "or", "not", "(", ")", "[", "]", ",", "paid", "3", "'x'"]


@given(st.lists(st.sampled_from([*sorted(KNOWN_NAMES), *TOKENS])))
def test_any_row_of_tokens_parses_or_is_refused_with_a_column(tokens: list[str]) -> None:
    source = " ".join(tokens)
    try:
        condition = parse_condition(source)
    except BadInput as error:
        assert 1 <= int(str(error.params["column"])) <= len(source) + 1
    else:
        assert condition.holds(CONTEXT) in (True, False)
        assert condition.holds({}) in (True, False)

"""Money is integer fen, exact in both directions (rule O3: integer fen)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.money import brief_fen, format_fen, parse_fen, share_fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("12", 1200),
        ("12.3", 1230),
        ("12.30", 1230),
        ("12.", 1200),
        ("12.3000", 1230),
        ("¥12.30", 1230),
        ("￥１２.３０", 1230),
        ("0元", 0),
        (" 35.60 元 ", 3560),
        ("1,099.80", 109980),
        ("1，099.80", 109980),
        ("1,000,000", 100000000),
        ("0.01", 1),
    ],
)
def test_amounts_read_exactly(text, fen):
    assert parse_fen(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-1",
        "+1",
        "1e3",
        "12.345",
        "0.001",
        "1,00",
        "1,0000",
        ",1",
        "元",
        "十二",
        "nan",
        "1.2.3",
        ".5",
        "²",
        "１２³",
        "1\n2",
    ],
)
def test_what_is_not_an_amount_is_refused(text):
    with pytest.raises(ValueError):
        parse_fen(text)


@given(st.integers(0, 10**14 - 1))
def test_shown_money_reads_back(fen):
    assert parse_fen(format_fen(fen)) == fen


@pytest.mark.parametrize(("fen", "brief"), [(151700, "¥1517"), (151701, "¥1517.01"), (-100, "-¥1"), (0, "¥0")])
def test_columns_show_whole_yuan_without_fen_and_never_round(fen, brief):
    assert brief_fen(fen) == brief


def test_negative_difference_keeps_its_sign():
    assert format_fen(-5) == "-¥0.05"


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_shares_add_up_and_stay_within_one_fen(total, weights):
    parts = share_fen(total, weights)
    assert sum(parts) == total
    if any(weights):
        exact = [total * weight / sum(weights) for weight in weights]
        assert all(abs(part - share) < 1.001 for part, share in zip(parts, exact, strict=True))


def test_spare_fen_goes_to_the_largest_remainder_then_the_first():
    assert share_fen(100, [1, 1, 1]) == (34, 33, 33)
    assert share_fen(10, [1, 5, 0]) == (2, 8, 0)
    assert share_fen(5, [0, 0]) == (3, 2)


@pytest.mark.parametrize("weights", [[], [-1, 2]])
def test_impossible_weights_are_refused(weights):
    with pytest.raises(ValueError, match="weights must"):
        share_fen(1, weights)

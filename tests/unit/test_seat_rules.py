"""PINs of seats: which are good enough, and what wrong ones cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.seats import LONGEST_WAIT, is_pin, wait_after


@pytest.mark.parametrize("pin", ["204981", "9073521846", "112233"])
def test_six_digits_and_more_are_a_pin(pin: str) -> None:
    assert is_pin(pin)


@pytest.mark.parametrize(
    "pin", ["", "12345", "abcdef", "20498a", "２０４９８１", "111111", "123456", "987654", "890123", "2049" * 20]
)
def test_short_worded_repeated_and_running_ones_are_not(pin: str) -> None:
    assert not is_pin(pin)


@given(st.integers(0, 10_000))
def test_the_wait_never_shrinks_and_never_locks_anybody_out_for_good(failures: int) -> None:
    assert timedelta(0) <= wait_after(failures) <= wait_after(failures + 1) <= LONGEST_WAIT


def test_two_slips_are_free_then_it_doubles() -> None:
    assert [wait_after(n).total_seconds() for n in range(6)] == [0, 0, 0, 2, 4, 8]

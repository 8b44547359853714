"""Cells, not characters: what stands in a column lines up with what Textual draws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cs_console.text.clean import clean
from cs_console.text.width import CUT, cell_width, cut, fit

SHOP_TEXT = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E)
    | st.characters(min_codepoint=0x3000, max_codepoint=0x3130, exclude_categories=["Cn"])
    | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
    | st.characters(min_codepoint=0xFF01, max_codepoint=0xFFE6, exclude_categories=["Cn"])
    | st.sampled_from("é\u0301…“”●→│￥¥❤️👍👩\u200d💻1️⃣🇨🇳👍🏻ที่한"),
    max_size=30,
).map(clean)


@given(SHOP_TEXT)
def test_width_agrees_with_textual(text: str) -> None:
    assert cell_width(text) == cell_len(text)


@given(SHOP_TEXT, st.integers(1, 40), st.booleans())
def test_fit_fills_its_column_exactly(text: str, cells: int, right: bool) -> None:
    assert cell_width(fit(text, cells, right=right)) == cells


@given(SHOP_TEXT, st.integers(0, 40))
def test_cut_is_a_beginning_that_fits(text: str, cells: int) -> None:
    shown = cut(text, cells)
    assert text.startswith(shown)
    assert cell_width(shown) <= cells
    if cell_width(text) <= cells:
        assert shown == text


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("亲您的订单", 7, "亲您" + CUT + " "),
        ("亲", 4, "亲  "),
        ("abc", 3, "abc"),
        ("abcd", 3, "a" + CUT),
        ("亲亲", 2, "亲"),
        ("亲", 1, " "),
        ("❤️❤️❤️", 4, "❤️" + CUT),
        ("x", 0, ""),
    ],
)
def test_fit_cuts_at_whole_characters(text: str, cells: int, shown: str) -> None:
    assert fit(text, cells) == shown

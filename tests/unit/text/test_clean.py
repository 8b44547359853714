"""`clean()`: nothing of a buyer's reaches a terminal as more than text (rule X2)."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.text.clean import MAX_MARKS, clean, is_plain

ANY_TEXT = st.text(st.characters(codec=None), max_size=80) | st.text(
    st.sampled_from("a亲\x1b[]0m;\x07\x00\r\n\t\x85\x9b\u2028\u202e\u200d\u200b\ufe0f\u0301\ue000❤👩💻🏻1\U000e0041"),
    max_size=30,
)
BIDI = set("\u061c\u200e\u200f") | {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("亲，什么时候发货呀？～ OK 👍", "亲，什么时候发货呀？～ OK 👍"),
        ("[/] [@click=app.quit]x[/]", "[/] [@click=app.quit]x[/]"),
        ("\x1b]0;pwned\x07", "␛]0;pwned␇"),
        ("a\x00b\x7fc", "a␀b␡c"),
        ("\x9b31m红", "␦31m红"),
        ("发\u202e货\u2066吗\u200f", "发货吗"),
        ("零\u200b宽\ufeff", "零宽"),
        ("x\U000e0041\U000e007fy", "xy"),
        ("a\tb\r\nc\u2028d\xa0e", "a b c d e"),
        ("\ud800\ue000\ufffe\U0010ffff", "␦␦␦␦"),
        ("👩\u200d💻 ❤\ufe0f 1\ufe0f\u20e3", "👩\u200d💻 ❤\ufe0f 1\ufe0f\u20e3"),
        ("a\u200db👩\u200d", "ab👩"),
        ("a\u200d💻+\u200d+", "a💻++"),
        ("\x1b\u200d💻", "␛💻"),
        ("❤\ufe0f\u200d🔥亲\ufe0f", "❤\ufe0f\u200d🔥亲"),
        ("❤\ufe0f" + "\u0301" * 50, "❤\ufe0f" + "\u0301" * (MAX_MARKS - 1)),
        ("\u0301e" + "\u0301" * 50, "e" + "\u0301" * MAX_MARKS),
        ("ệ ที่ é", "ệ ที่ é"),
    ],
)
def test_x2_hostile_text_is_shown_harmlessly(hostile: str, shown: str) -> None:
    assert clean(hostile) == shown


@pytest.mark.parametrize(
    ("raw", "lines"), [("a\r\nb\rc\u2029d\ne", "a\nb\nc\nd\ne"), ("a\n\nb", "a\n\nb"), ("a\n\u0301b", "a\nb")]
)
def test_multiline_keeps_every_line_break_as_a_newline(raw: str, lines: str) -> None:
    assert clean(raw, multiline=True) == lines


@given(ANY_TEXT, st.booleans())
def test_x2_nothing_that_acts_survives(text: str, multiline: bool) -> None:
    shown = clean(text, multiline=multiline)
    for char in shown:
        assert ord(char) >= 0x20 or (multiline and char == "\n")
        assert not 0x7F <= ord(char) <= 0x9F
        assert char not in BIDI
        assert unicodedata.category(char) not in ("Cs", "Co", "Zl", "Zp")
        assert not 0xE0000 <= ord(char) <= 0xE0FFF
    shown.encode("utf-8")


@given(ANY_TEXT, st.booleans())
def test_cleaning_twice_changes_nothing(text: str, multiline: bool) -> None:
    once = clean(text, multiline=multiline)
    assert clean(once, multiline=multiline) == once


@given(ANY_TEXT)
def test_x2_plain_is_what_cleaning_leaves_alone(text: str) -> None:
    if is_plain(text):
        assert clean(text, multiline=True) == text
        assert all(clean(line) == line for line in text.split("\n"))


@pytest.mark.parametrize(
    ("text", "plain"), [("亲，48小时内发出哦～\n好的", True), ("", True), ("a\x1bb", False), ("a\u202eb", False)]
)
def test_x2_ordinary_text_is_known_to_be_plain(text: str, plain: bool) -> None:
    assert is_plain(text) is plain


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40))
def test_hanzi_pass_untouched(text: str) -> None:
    assert clean(text) is text


@given(ANY_TEXT)
def test_the_fast_path_agrees_with_the_slow_one(text: str) -> None:
    """A character that the fast path lets through alone must also survive beside a suspect one."""
    assert clean(text + "\x1b") == clean(text) + "␛"
    assert not re.search(r"[\x00-\x1f]", clean(text))

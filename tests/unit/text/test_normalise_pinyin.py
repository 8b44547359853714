"""What looks or sounds alike is found alike (rule P4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.text.normalise import normalise, squeeze
from cs_console.text.pinyin import SYLLABLES, initials, readings, to_pinyin


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("退貨運費", "退货运费"),
        ("ＡＢＣ１２３　Ｘ", "abc123 x"),
        ("Hello，你好。", "hello,你好."),
        ("優惠券（滿減）", "优惠券(满减)"),
        ("ÉCLAIR", "éclair"),
    ],
)
def test_p4_one_spelling(text: str, same: str) -> None:
    assert normalise(text) == same


@given(st.text(max_size=60))
def test_p4_places_stay_the_same(text: str) -> None:
    if text.isascii():
        assert normalise(text) == text.lower()
    assert len(normalise(text)) == len(text)


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_squeezing() -> None:
    assert squeeze("  a \n b\u3000c ") == "a b c"


@pytest.mark.parametrize(
    ("char", "sounds"),
    [("行", {"xing", "hang", "heng"}), ("重", {"zhong", "chong"}), ("还", {"hai", "huan"})],
)
def test_p4_every_reading_of_a_polyphone(char: str, sounds: set[str]) -> None:
    assert sounds <= set(readings(char))


def test_sounds_leave_other_text_alone() -> None:
    assert to_pinyin("退货EMS 1") == "tuihuoEMS 1"
    assert initials("退货运费a") == "thyfa"
    assert readings("a") == () and readings("，") == ()


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=20))
def test_initials_are_as_long_as_the_text(text: str) -> None:
    assert len(initials(text)) == len(text)


def test_the_listed_syllables_are_those_of_everyday_hanzi() -> None:
    heard = {sound for code in range(0x4E00, 0x9FA6) for sound in readings(chr(code))}
    assert heard == SYLLABLES
    assert all(sound.isascii() and sound.isalpha() for sound in SYLLABLES)

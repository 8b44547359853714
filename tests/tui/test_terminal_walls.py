"""The walls between outside text and the terminal, in both directions (rule X2)."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color

from cs_console.tui.safe import safe
from cs_console.tui.terminal import ESC_SYMBOL, STEERING, DroppingFilter, GuardedParser, PasteGuard

START, END = "\x1b[200~", "\x1b[201~"
BLACK = Color.parse("black")


def events_of(chunks: list[str]) -> list[object]:
    parser = GuardedParser()
    return [event for chunk in chunks for event in parser.feed(chunk)]


def cut_up(text: str, cuts: list[int]) -> list[str]:
    places = sorted({cut % (len(text) + 1) for cut in cuts} | {0, len(text)})
    return [text[start:end] for start, end in pairwise(places) if start != end]


@given(
    text=st.text(alphabet=st.sampled_from("ab少发\x1b[201~;mA\n"), max_size=30),
    cuts=st.lists(st.integers(0, 200), max_size=6),
)
def test_a_paste_arrives_whole_however_it_is_cut_up_and_never_becomes_keys(text: str, cuts: list[int]) -> None:
    """An ESC inside a paste would otherwise turn its rest into key presses."""
    inner = text.replace(END, "")
    while END in inner:
        inner = inner.replace(END, "")
    found = events_of(cut_up(START + inner + END, cuts))
    pastes = [event.text for event in found if isinstance(event, events.Paste)]
    keys = [event for event in found if isinstance(event, events.Key)]
    assert keys == []
    assert "".join(pastes) == inner.replace("\x1b", ESC_SYMBOL)


@given(data=st.lists(st.sampled_from(["a", "\x1b", "\x1b[A", "\x1bOP", "少", "\x1b[20", "1"]), max_size=12))
def test_outside_a_paste_the_guard_changes_nothing(data: list[str]) -> None:
    guard = PasteGuard()
    text = "".join(data)
    if START not in text:
        assert "".join(guard.filter(chunk) for chunk in data) == text


def test_keys_after_a_paste_are_keys_again() -> None:
    found = events_of([START + "x\x1b[Ay" + END, "q"])
    assert [type(event).__name__ for event in found] == ["Paste", "Key"]


def test_an_escape_key_is_not_held_back() -> None:
    assert PasteGuard().filter("\x1b") == "\x1b"


@given(text=st.text(max_size=60))
def test_the_filter_lets_no_steering_character_through(text: str) -> None:
    out = DroppingFilter().apply([Segment(text, Style(bold=True)), Segment("ok")], BLACK)
    shown = "".join(segment.text for segment in out)
    assert not STEERING.search(shown)
    assert all(unicodedata.category(char) != "Cc" for char in shown)
    assert shown.endswith("ok")


def test_harmless_segments_pass_untouched() -> None:
    segments = [Segment("少发一件", Style(color="red"))]
    assert DroppingFilter().apply(segments, BLACK) is segments


@pytest.mark.parametrize("text", ["[/]", "[@click=app.exit]x[/]", "[red]", "[[", "]", "[/red]"])
def test_outside_text_is_never_markup(text: str) -> None:
    content = safe(text)
    assert content.plain == text
    assert not any(str(span.style) for span in content.spans if "@click" in str(span.style))


def test_control_characters_become_symbols() -> None:
    assert safe("a\x1b]0;x\x07b\x00").plain == "a␛]0;x␇b␀"

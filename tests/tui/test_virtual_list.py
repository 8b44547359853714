"""The list that draws only what is seen: fast, steady, and as wide as it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests_clock import NOON, ZONE
from textual.app import App, ComposeResult

from cs_console.adapters.clock import ManualClock
from cs_console.commands import KeyMap
from cs_console.text.clean import clean
from cs_console.text.width import cell_width
from cs_console.tui.context import Context
from cs_console.tui.widgets import virtual_list
from cs_console.tui.widgets.lines import wrap
from cs_console.tui.widgets.rows import ListSource, Piece, column, highlighted
from cs_console.tui.widgets.virtual_list import VirtualList

HOSTILE = st.text(max_size=60)


class Row:
    """A row with an identity that outlives its place."""

    def __init__(self, number: int) -> None:
        self.number = number


class Numbers:
    """Rows made up as they are asked for, counting how many that were."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.fetched = 0

    def fetch(self, offset: int, limit: int) -> Sequence[int]:
        found = range(offset, min(offset + limit, self.count))
        self.fetched += len(found)
        return found

    def key(self, index: int) -> int:
        return index

    def find(self, key: Any) -> int | None:
        return key if isinstance(key, int) and key < self.count else None


class ListApp(App[None]):
    """One list."""

    def __init__(self) -> None:
        super().__init__()
        self.context = Context(KeyMap(), ManualClock(NOON), ZONE)
        self.picked: list[Any] = []
        self.near_end = 0

    def get_theme_variable_defaults(self) -> dict[str, str]:
        names = ("muted", "row", "row-rest", "frame", "match-back", "flag-red", "flag-yellow", "flag-green")
        return dict.fromkeys((*names, "flag-blue", "flag-purple"), "#808080")

    def compose(self) -> ComposeResult:
        yield VirtualList(lambda row, width: highlighted(f"row {row}", (), width), empty="nothing")

    @property
    def list(self) -> VirtualList[Any]:
        return self.query_one(VirtualList)

    def on_virtual_list_picked(self, event: VirtualList.Picked[Any]) -> None:
        self.picked.append(event.list.chosen)

    def on_virtual_list_near_end(self, event: VirtualList.NearEnd[Any]) -> None:
        self.near_end += 1


async def test_a_hundred_thousand_rows_cost_no_more_than_those_on_screen() -> None:
    app, source = ListApp(), Numbers(100_000)
    async with app.run_test(size=(60, 20)) as pilot:
        app.list.show(source)
        await pilot.pause()
        await pilot.press("end")
        await pilot.pause()
        assert app.list.chosen == 99_999
        assert source.fetched < 1000


@pytest.mark.parametrize("digits", ["3", "３"])
async def test_a_digit_picks_the_nth_visible_row_in_either_width(digits: str) -> None:
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.list.show(Numbers(100))
        await pilot.press("pagedown", "pagedown")
        top = app.list.scroll_offset.y
        await pilot.press(digits)
        await pilot.pause()
        assert top > 0
        assert app.picked == [top + 2]


async def test_the_choice_stays_on_its_row_when_rows_come_before_it() -> None:
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.list.show_rows(["a", "b", "c"], str)
        await pilot.press("down")
        app.list.show_rows(["x", "y", "a", "b", "c"], str)
        assert app.list.chosen == "b"
        app.list.show_rows(["x", "c"], str)
        assert app.list.chosen == "c"


async def test_a_digit_in_the_blink_after_a_refresh_means_what_the_eye_saw(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.list.show_rows(["a", "b", "c"], str)
        monkeypatch.setattr(virtual_list, "BLINK", 0.0)
        app.list.show_rows(["new", "a", "b", "c"], str)
        await pilot.press("2")
        await pilot.pause()
        monkeypatch.setattr(virtual_list, "BLINK", 60.0)
        app.list.show_rows(["newer", "new", "a", "b", "c"], str)
        await pilot.press("2")
        await pilot.pause()
        assert app.picked == ["a", "a"]


async def test_the_terminal_cursor_follows_the_choice() -> None:
    """An input method opens its window there, in lists too."""
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.list.show(Numbers(5))
        app.list.focus()
        await pilot.pause()
        first = app.cursor_position
        await pilot.press("down", "down")
        assert app.cursor_position == (first.x, first.y + 2)


async def test_an_empty_list_says_so_and_takes_every_key() -> None:
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.list.show_rows([], str)
        await pilot.press("down", "end", "3", "pagedown", "home")
        assert app.list.chosen is None
        assert "nothing" in app.list.render_line(0).text


async def test_nearing_the_end_is_announced() -> None:
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.list.show(Numbers(200))
        await pilot.press("down")
        assert app.near_end == 0
        await pilot.press("end")
        await pilot.pause()
        assert app.near_end == 1


@given(text=HOSTILE, cells=st.integers(min_value=0, max_value=40), right=st.booleans())
def test_a_column_is_exactly_as_wide_as_asked(text: str, cells: int, right: bool) -> None:
    piece = column(text, cells, right=right)
    assert cell_width(piece.text) == cells
    assert clean(piece.text) == piece.text


@given(
    text=HOSTILE,
    cells=st.integers(min_value=0, max_value=60),
    spans=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: tuple(sorted(pair))), max_size=4),
)
def test_highlighted_text_is_exactly_as_wide_as_asked(text: str, cells: int, spans: list[tuple[int, int]]) -> None:
    pieces = highlighted(text, [span for span in spans if span[1] <= len(text)], cells)
    assert sum(cell_width(piece.text) for piece in pieces) == cells


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(max_size=200), cells=st.integers(min_value=2, max_value=50))
def test_wrapping_loses_nothing_but_blanks_and_keeps_the_width(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert all(cell_width(line) <= cells or len(line) <= 2 for line in lines)
    kept = "".join("".join(lines).split())
    assert kept == "".join(clean(text, multiline=True).split())


@pytest.mark.parametrize(
    ("text", "cells", "lines"),
    [
        ("您看这样可以吗？好的。", 14, ["您看这样可以", "吗？好的。"]),
        ("您看这样可以吗？！好的", 14, ["您看这样可以", "吗？！好的"]),
        ("收到，商品「四件套」一件", 12, ["收到，商品", "「四件套」一", "件"]),
        ("see parcel SF1234, ok", 17, ["see parcel", "SF1234, ok"]),
        ("。。。。。。。。。。", 6, ["。。。", "。。。", "。。。", "。"]),
    ],
)
def test_closing_signs_stay_on_the_line_of_what_they_close(text: str, cells: int, lines: list[str]) -> None:
    assert wrap(text, cells) == lines


def test_a_list_source_finds_rows_by_key() -> None:
    rows = [Row(1), Row(2)]
    source = ListSource(rows, lambda row: row.number)
    assert (source.count, source.key(1), source.find(2), source.find(3)) == (2, 2, 1, None)
    assert list(source.fetch(1, 5)) == rows[1:]


@pytest.mark.parametrize(
    ("spans", "cells", "shown"),
    [
        ([(0, 2)], 4, [("少", "match"), ("..", "match")]),  # the mark's end is the room's end
        ([(2, 4)], 6, [("少发", ""), ("..", "")]),
        ([(2, 4)], 7, [("少发", ""), ("..", ""), (" ", "")]),
        ([(2, 4)], 8, [("少发", ""), ("一件", "match")]),
        ([], 5, [("少", ""), (".. ", "")]),
        ([(0, 2)], 2, [("少", "match")]),
        ([(0, 2)], 1, [(" ", "")]),
    ],
)
def test_a_text_that_goes_on_says_so_wherever_it_is_cut(
    spans: list[tuple[int, int]], cells: int, shown: list[tuple[str, str]]
) -> None:
    pieces = highlighted("少发一件", spans, cells)
    assert "".join(piece.text for piece in pieces) == "".join(text for text, _ in shown)
    assert [piece.style for piece in pieces if piece.text.strip(" .")] == [
        style for text, style in shown if text.strip(" .")
    ]


def test_matches_are_marked_where_they_stand() -> None:
    assert highlighted("少发一件", [(0, 2)], 10) == [Piece("少发", "match"), Piece("一件", ""), Piece("  ", "")]

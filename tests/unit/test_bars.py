"""What fits into the lines at the edges of the screen."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from textual.strip import Strip

from cs_console.text.width import cell_width
from cs_console.tui.widgets.bars import fitted, tightened, unbroken

KEYS = [(" ", ""), ("F1", "k"), (" 帮助  ", "w"), ("^N", "k"), (" 下一条  ", "w")]


def shown(left: list[tuple[str, str]], right: list[tuple[str, str]], width: int, together: int = 1) -> str:
    return "".join(text for text, _ in fitted(list(left), list(right), width, together))


def test_a_key_goes_with_its_word() -> None:
    assert shown(KEYS, [], 21, 2).split() == ["F1", "帮助", "^N", "下一条"]
    assert shown(KEYS, [], 20, 2).split() == ["F1", "帮助"]


def test_keys_move_together_before_one_goes() -> None:
    assert shown(tightened(KEYS), [], 18, 2) == " F1 帮助 ^N 下一条"


def test_a_long_hint_is_cut_and_the_clock_stays() -> None:
    line = shown([("客服台", "")], [(" shop.yaml:12:3 的营业时间写法不对 ", ""), ("10:42 ", "")], 60)
    assert line.startswith("客服台") and line.split()[-1] == "10:42" and ".." in line and " shop.yaml:12" in line


def test_where_nothing_could_be_read_the_hint_goes() -> None:
    assert shown([("客服台", "")], [(" 已保存 10:41 之后还有话 ", ""), ("10:42 ", "")], 30).split() == [
        "客服台",
        "10:42",
    ]


@pytest.mark.parametrize("width", range(12, 90, 7))
def test_the_line_is_as_wide_as_the_screen(width: int) -> None:
    assert cell_width(shown(KEYS, [("已保存", ""), ("10:42 ", "")], width, 2)) == width


@pytest.mark.parametrize(
    ("text", "edges", "shown"),
    [
        ("余下的没有发", {0, 16}, "余下的没有发"),
        ("余下的没有发", {6}, "余下的没有发"),
        ("余下的没有发", {7}, "余下的 没有发"),
        ("余下的没有发", {1, 7}, " 余下的没有发"),
        ("余下的没有发", {7, 8}, "余下的  没有发"),
        ("余下的没有发  ", {7}, "余下的 没有发  "),
    ],
)
def test_no_hanzi_of_a_message_stands_on_an_edge_of_the_panes_below(text: str, edges: set[int], shown: str) -> None:
    assert unbroken(Strip([Segment(text[:3]), Segment(text[3:])]), edges, 40).text == shown
    assert unbroken(Strip([Segment(text)]), edges, 12).cell_length == 12

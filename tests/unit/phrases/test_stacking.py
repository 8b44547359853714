"""Phrases stacked in one reply (rules P2, P10)."""

from __future__ import annotations

import pytest

from cs_console.domain.stacking import Fate, fate_of, joined

PHRASE = "亲，仓库今天在按顺序打包，应当明天前就能寄出呢。"


@pytest.mark.parametrize(
    ("reply", "fate"),
    [
        (PHRASE, Fate.KEPT), (f"您好\n{PHRASE}\n谢谢", Fate.KEPT),
        ("亲，仓库今天在按顺序打包，后天能寄出呢。", Fate.EDITED), ("您好，请稍等", Fate.GONE), ("", Fate.GONE),
        ("亲，仓库里没有这一款了，换个颜色好吗", Fate.GONE),
    ],
)  # fmt: skip
def test_p10_a_phrase_counts_while_enough_of_it_is_left(reply: str, fate: Fate) -> None:
    assert fate_of(PHRASE, reply) is fate


@pytest.mark.parametrize(
    ("before", "after", "inserted"),
    [("", "", "话"), ("上文", "", "\n话"), ("上文\n", "", "话"), ("", "下文", "话\n"), ("上文", "\n下文", "\n话"),
     ("上文", "下文", "\n话\n")],
)  # fmt: skip
def test_p2_a_stacked_phrase_has_lines_of_its_own(before: str, after: str, inserted: str) -> None:
    assert joined(before, "话", after) == inserted

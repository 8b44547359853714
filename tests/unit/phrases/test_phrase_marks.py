"""What a search found is marked in the list and named above it (rule P4)."""

from __future__ import annotations

import pytest

from cs_console.services.phrase_rows import PhraseHit
from cs_console.tui.panes.phrases import found_by, marks


def hit(text: str, matched: str = "", spans: tuple[tuple[int, int], ...] = ()) -> PhraseHit:
    return PhraseHit("ship.when", "发货", "什么时候发货", 0, text, 1.0, matched, spans)


@pytest.mark.parametrize(
    ("found", "query", "spans"),
    [
        (hit("亲，已发货的会显示，发货后再看", "发货了吗", ((0, 2),)), "fahuo", [(3, 5), (10, 12)]),
        (hit("亲，来回运费我们出", "亲，来回运费我们出", ((2, 6),)), "来回运费", [(2, 6)]),
        (hit("亲，运费我们承担", "退货运费谁承担", ((0, 2), (2, 4))), "退货 运费", [(2, 4)]),
        (hit("亲，运费我们承担", "退货运费谁承担", ((0, 4),)), "退货运费", [(2, 4)]),
        (hit("亲，好的", "fh", ((0, 2),)), "fh", []),
        (hit("亲，今天发货", "今天发货吗", ((0, 2), (2, 4))), "今天发货", [(2, 6)]),
        (hit("亲，发货"), "", []),
        (hit("亲，可以开发票的呀，填好抬头"), "亲，什么时候发货呀，能开发票吗", [(4, 7)]),
        (hit("亲，已经发货啦"), "“发货”", [(4, 6)]),
    ],
)
def test_p4_what_was_found_is_marked_in_the_text(found: PhraseHit, query: str, spans: list[tuple[int, int]]) -> None:
    assert sorted(marks(found, query)) == spans


def test_p4_the_wording_that_matched_is_named() -> None:
    parts = found_by(hit("亲，好的", "预售的什么时候发货", ((3, 8),)))
    assert "".join(text for text, _ in parts).endswith("预售的什么时候发货")
    assert [text for text, style in parts if "bold" in style] == ["什么时候发"]
    assert "".join(text for text, _ in found_by(hit("亲，好的"))).endswith("什么时候发货")

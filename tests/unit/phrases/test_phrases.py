"""A buyer is not told the same words twice while others are left (rules P1, P2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.phrases import NO_VARIANT, Phrase, Variant, pick_variant, variant_hash


def phrase(*variants: Variant) -> Phrase:
    return Phrase(id="ship.when", group="物流", question="什么时候发货", variants=variants)


THREE = phrase(Variant("一"), Variant("二"), Variant("三"))


@pytest.mark.parametrize(
    ("used", "index", "repeats", "another_way"),
    [
        ("", 0, 0, False),
        ("一", 1, 1, False),
        ("二", 0, 1, False),
        ("一三", 1, 2, True),
        ("一二三", 0, 3, True),
        ("三一二", 2, 3, True),
        ("一二三一", 1, 4, True),
        ("改", 0, 1, False),
        ("改一", 1, 2, True),
    ],
)
def test_p2_next_variant(used: str, index: int, repeats: int, another_way: bool) -> None:
    picked = pick_variant(THREE, [variant_hash(text) for text in used])
    assert (picked.index, picked.repeats, picked.another_way) == (index, repeats, another_way)


@given(st.integers(1, 7), st.integers(0, 20))
def test_p2_no_variant_comes_again_before_all_were_used(count: int, tellings: int) -> None:
    book = phrase(*(Variant(f"第{number}种说法") for number in range(count)))
    used: list[str] = []
    given_out: list[int] = []
    for _ in range(tellings):
        picked = pick_variant(book, used)
        assert picked.repeats == len(used)
        given_out.append(picked.index)
        used.append(book.variants[picked.index].hash)
    for start in range(0, tellings, count):
        window = given_out[start : start + count]
        assert len(set(window)) == len(window)


def test_a_variant_whose_condition_fails_is_never_picked() -> None:
    book = phrase(Variant("催过仓库啦", when="order.status == paid"), Variant("马上安排"))
    assert pick_variant(book, [], {"order.status": "paid"}).index == 0
    assert pick_variant(book, [], {"order.status": "shipped"}).index == 1
    assert pick_variant(book, [variant_hash("马上安排")], {}).index == 1
    assert pick_variant(phrase(Variant("x", when="buyer.known")), [], {}).index == NO_VARIANT


def test_a_variant_is_its_words_not_its_spacing() -> None:
    assert variant_hash(" 亲，\n在的 ") == variant_hash("亲， 在的")
    assert variant_hash("亲，在的") != variant_hash("亲，在呢")
    assert variant_hash("e\u0301") == variant_hash("é")
    assert variant_hash("亲") == variant_hash("亲") and len(variant_hash("\ud800")) == 16


def test_p1_and_search_texts() -> None:
    book = Phrase(
        id="a", group="g", question="问", asks=("又问",), code="w", tags=("order:paid", "presale"),
        variants=(Variant("答"), Variant("再答")),
    )  # fmt: skip
    assert book.lacks_angles and not THREE.lacks_angles
    assert book.search_texts == ("问", "又问", "w", "答", "再答")
    assert (book.fits("paid", "presale"), book.fits("paid", ""), book.fits("closed", "")) == (2, 1, 0)

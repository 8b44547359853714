"""Phrases typed as one text (rules P1, P3, X1)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_console.domain.phrase_forms import (
    PhraseForm,
    generalised,
    kept,
    parse_variants,
    restored,
    variants_text,
    words_of,
    words_text,
)
from cs_console.domain.phrases import Variant


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("一\n\n二\n 　\n三", (Variant("一"), Variant("二"), Variant("三"))),
        ("一\n续\n\n二", (Variant("一\n续"), Variant("二"))),
        ("[order.status == paid] 已付\n\n[亲] 您好", (Variant("已付", "order.status == paid"), Variant("[亲] 您好"))),
        ("[order.status in [paid, shipped]] 好", (Variant("好", "order.status in [paid, shipped]"),)),
        ("[not order.status == paid] 好", (Variant("好", "not order.status == paid"),)),
        ("[order.status == paid 好", (Variant("[order.status == paid 好"),)),
        ("上\n\n下\n---\n二", (Variant("上\n\n下"), Variant("二"))),
        ("  \n\n ", ()),
    ],
)
def test_p1_angles_stand_apart_by_an_empty_line(text: str, variants: tuple[Variant, ...]) -> None:
    assert parse_variants(text) == variants


_words = (
    st.text("甲乙 [a.b]=\n", min_size=1)
    .map(str.strip)
    .filter(lambda one: bool(one) and not one.startswith("[") and "\n---" not in one)
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.builds(Variant, _words, st.sampled_from(["", "order.status == paid"])), max_size=4))
def test_p1_what_is_shown_is_read_back(variants: list[Variant]) -> None:
    assert parse_variants(variants_text(variants)) == tuple(variants)


def test_p4_other_wordings_are_typed_on_one_line() -> None:
    assert words_of(" 几时发，什么时候发;几时发\n何时发 ") == ("几时发", "什么时候发", "何时发")
    assert words_of(words_text(("一", "二"))) == ("一", "二")


def test_x1_what_belongs_to_one_buyer_becomes_a_variable() -> None:
    known = {"buyer": "小鱼儿", "tracking_no": "SF1234567890123", "order_no": "3515000000123456", "quantity": "2"}
    said = "小鱼儿您好，单号 SF1234567890123，订单 3515000000123456，共 2 件 {x}"
    assert generalised(said, known) == "{买家}您好，单号 {运单号}，订单 {订单号}，共 2 件 {{x}}"


def test_a_form_left_is_put_back_and_goes_on() -> None:
    left = PhraseForm(question="能刻字吗", variants="可以的", tags="presale")
    assert restored(PhraseForm(), kept(left)) == left
    again = restored(PhraseForm(question="在吗", variants="在的哦"), kept(left))
    assert (again.question, again.variants) == ("能刻字吗", "可以的\n\n在的哦")
    edited = PhraseForm(question="几时发", variants="今天", phrase_id="ship.when", seen="x")
    assert restored(edited, kept(left)) == PhraseForm(
        question="能刻字吗", variants="可以的", tags="presale", phrase_id="ship.when", seen="x"
    )
    assert [restored(edited, broken) for broken in ("", "{", "[]")] == [edited] * 3

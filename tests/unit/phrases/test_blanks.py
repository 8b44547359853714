"""Blanks filled by hand: what may stand in them, what is offered (rule P3)."""

from __future__ import annotations

import pytest

from cs_console.domain.blanks import LONGEST, BlankKind, kind_of, likely, put, wrong_with
from cs_console.domain.filling import fill


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("换出单号", BlankKind.PARCEL), ("退款金额", BlankKind.MONEY), ("约定价格", BlankKind.MONEY),
        ("维修天数", BlankKind.NUMBER), ("批量起订数", BlankKind.NUMBER), ("预计到货日期", BlankKind.TIME),
        ("截单时间", BlankKind.TIME), ("改进措施", BlankKind.TEXT), ("差价", BlankKind.MONEY),
    ],
)  # fmt: skip
def test_p3_a_label_says_what_is_asked_for(label: str, kind: BlankKind) -> None:
    assert kind_of(label) is kind


@pytest.mark.parametrize(
    ("label", "value", "code"),
    [
        ("退款金额", "12.5", ""), ("退款金额", "三块五", ""), ("退款金额", "看情况", "blank.money"),
        ("换出单号", "SF1234567890123", ""), ("换出单号", "还没有", "blank.parcel"), ("维修天数", "3-5", ""),
        ("维修天数", "好几", "blank.number"), ("预计到货日期", "下周三", ""), ("预计到货日期", "不清楚", "blank.time"),
        ("改进措施", "换包装", ""), ("改进措施", " ", "blank.empty"), ("改进措施", "{运单号}", "blank.braces"),
        ("改进措施", "长" * (LONGEST + 1), "blank.long"),
    ],
)  # fmt: skip
def test_p3_a_value_is_checked_by_its_kind(label: str, value: str, code: str) -> None:
    assert wrong_with(label, value) == code


def test_p3_what_was_said_or_is_known_is_offered() -> None:
    filled = fill("寄 {?收货城市}，单号 {?换出单号}，退 {?退款金额} 元，因 {?延误原因}", {})
    found = [likely(one, {"receiver_city": "杭州市"}, ["单号 SF1234567890123", "差了 3 元，要退 12.5 元"])
             for one in filled.missing]  # fmt: skip
    assert found == ["杭州市", "SF1234567890123", "12.5", ""]


def test_p3_the_preview_is_what_filling_gives() -> None:
    template = "亲，{?a}和{?b}，再说{?a}"
    filled = fill(template, {})
    keys = {blank.label: blank.key for blank in filled.missing}
    answers = {keys["a"]: "一 ", keys["b"]: "二"}
    assert put(filled.text, filled.missing, answers) == fill(template, {}, answers).text
    assert put(filled.text, filled.missing, {keys["a"]: "一"}) == "亲，一和____，再说一"

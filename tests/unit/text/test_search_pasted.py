"""What is pasted or typed with more than words (signs, emoji, greetings, figures) finds its phrase too (rule P4)."""

from __future__ import annotations

import pytest

from cs_console.text.search import Entry, PhraseIndex
from cs_console.text.search.typed import bare, renumbered, typed

ASKED = (
    "包邮吗", "什么时候发货", "七天无理由怎么算", "超过48小时了还没发货", "双十一会降价吗", "两件一共多少钱",
    "送女朋友能包装吗", "我要一百个什么价", "有黑色的吗", "怎么领取优惠", "看家人有没有代收", "配料表有什么",
    "二十四小时催付",
)  # fmt: skip
INDEX = PhraseIndex([Entry(text, (text,)) for text in ASKED])


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("“包邮”", "包邮吗"), ("【包邮吗】", "包邮吗"), ("😊包邮", "包邮吗"), ("包邮吗？？！🙏", "包邮吗"),
        ("亲，包邮吗？", "包邮吗"), ("亲包邮吗", "包邮吗"), ("在吗？包邮吗～", "包邮吗"), ("请问:包邮吗", "包邮吗"),
        ("发货,什么时候", "什么时候发货"), ("7天", "七天无理由怎么算"), ("７天", "七天无理由怎么算"),
        ("双11", "双十一会降价吗"), ("2件", "两件一共多少钱"), ("100个", "我要一百个什么价"),
        ("72小时", "超过48小时了还没发货"), ("48h", "超过48小时了还没发货"),
        ("72H", "超过48小时了还没发货"), ("nvpengyou", "送女朋友能包装吗"), ("nupengyou", "送女朋友能包装吗"),
        ("smshfh", "什么时候发货"), ("ssmshfh", "什么时候发货"), ("smhsfh", "什么时候发货"), ("smshh", "什么时候发货"),
        ("fa'huo", "什么时候发货"), ("绿色", "有黑色的吗"),
    ],
)  # fmt: skip
def test_p4_what_is_around_the_words_hides_nothing(query: str, first: str) -> None:
    assert INDEX.search(query)[0].key == first


@pytest.mark.parametrize(("query", "left_out"), [("“包邮”", "配料表有什么"), ("包邮吗", "配料表有什么")])
def test_p4_words_that_stand_there_need_no_guesses(query: str, left_out: str) -> None:
    assert left_out not in [hit.key for hit in INDEX.search(query)]


def test_p4_a_word_that_only_sounds_alike_is_doubtful() -> None:
    """砍价 sounds like 看家, which shares no character with it; 包油 is a slip for 包邮."""
    assert INDEX.search("砍价")[0].score < 600 < INDEX.search("包油")[0].score


@pytest.mark.parametrize("query", ["😊", "？？？", "——", "[]", "'", "_", " \u200b ", "“”"])
def test_p4_signs_alone_find_nothing(query: str) -> None:
    assert INDEX.search(query) == []


@pytest.mark.parametrize(
    ("query", "others"),
    [
        ("7天", ["七天"]), ("七天", ["7天"]), ("双十一", ["双11"]), ("双12", ["双十二"]), ("618", ["六一八"]),
        ("六一八", ["618"]), ("2件", ["二件", "两件"]), ("10件", ["十件"]), ("二十四小时", ["24小时"]),
        ("30天", ["三十天"]), ("48h", ["四十八小时", "48小时"]),
        ("发货", []), ("2024061812345678901", []), ("第十一十二", []),
    ],
)  # fmt: skip
def test_p4_a_number_is_written_both_ways(query: str, others: list[str]) -> None:
    assert renumbered(query) == others


def test_what_nobody_looks_for_is_left_out() -> None:
    assert typed(" 【发货】。😊") == "发货"
    assert bare("亲,在吗?退货;运费") == "退货 运费"
    assert bare("在吗") == "在吗"


SHOP = PhraseIndex(
    [
        Entry("coupon", ("有优惠券吗", "亲，领券就好"), 1),
        Entry("check", ("核对订单", "亲，共{quantity}件，应付{total}元，寄到{receiver_city?}，{?新规格}对吗"), 1),
        Entry("freight", ("退货的运费谁出", "亲，我们出"), 1),
        Entry("when", ("啥时候发", "亲，今天发"), 1),
        Entry("away", ("不在家", "亲，大概哪天方便收呀"), 1),
    ],
    [("什么时候", "哪天", "啥时候")],
)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("quan", "coupon"), ("yunfeituihuo", "freight"), ("shuichuyunfei", "freight"), ("哪天发", "when"),
        ("新规格", "check"), ("xinguige", "check"),
    ],
)  # fmt: skip
def test_p4_words_count_not_what_is_filled_in_or_only_sounds_so(query: str, first: str) -> None:
    """quan is 券 and no {quantity}; words stand in any order, in pinyin without blanks too; 哪天发 is not 哪天方."""
    assert SHOP.search(query)[0].key == first


@pytest.mark.parametrize("query", ["quantity", "total", "receiver"])
def test_p4_the_names_of_what_is_filled_in_are_not_found(query: str) -> None:
    assert "check" not in [hit.key for hit in SHOP.search(query)]

"""Every reading of a character, every script and width, and English with a slip find their phrase (rule P4)."""

from __future__ import annotations

import pytest

from cs_console.text.search import Entry, PhraseIndex
from cs_console.text.search.query import repaired

POLYPHONES = {
    "可以重新发吗": ("chongxin", "zhongxin", "cxf", "zxf"),
    "支持银行转账": ("yinhang", "yinxing", "zhuanzhang"),
    "尺码行不行": ("xingbuxing", "hangbuhang"),
    "退货还要多久": ("haiyao", "huanyao", "thhy"),
    "怎么还款": ("huankuan", "haikuan"),
    "有多长的": ("duochang", "duozhang"),
    "店长在吗": ("dianzhang", "dianchang"),
    "有色差吗": ("secha", "shaicha", "sechai", "sc"),
    "便宜一点": ("pianyi", "bianyi", "pyyd", "byyd"),
    "方便提前发吗": ("fangbian", "fangpian", "tiqian", "diqian"),
    "调换大一码": ("diaohuan", "tiaohuan"),
    "着急要用": ("zhaoji", "zheji", "zhuoji"),
    "打折吗": ("dazhe", "dashe"),
    "薄厚怎么样": ("bohou", "baohou"),
    "颜色太单调": ("dandiao", "dantiao", "shandiao"),
    "参加活动吗": ("canjia", "shenjia", "cenjia"),
    "什么材质": ("shenme", "shime"),
    "都有货吗": ("douyou", "duyou"),
    "得等几天": ("deideng", "dedeng"),
    "降价了": ("jiangjia", "xiangjia"),
    "转给售后": ("zhuangei", "zhuanji"),
    "绿色还有吗": ("lvse", "luse"),
    "手机壳": ("shoujike", "shoujiqiao"),
    "落地灯": ("luodi", "ladi"),
    "开会员": ("huiyuan", "kuaiyuan"),
    "率先发出": ("lvxian", "shuaixian"),
    "几种颜色": ("jizhong", "jichong"),
    "别的号呢": ("hao", "biedehao"),
}
SHOP = PhraseIndex([Entry(text, (text,)) for text in POLYPHONES])


@pytest.mark.parametrize(("typed", "text"), [(typed, text) for text, ways in POLYPHONES.items() for typed in ways])
def test_p4_every_reading_of_a_character_finds_it(typed: str, text: str) -> None:
    assert text in [hit.key for hit in SHOP.search(typed)]


MIXED = PhraseIndex([Entry(key, (key,)) for key in ("退货运费谁出", "优惠券怎么用", "发EMS吗", "默认发顺丰")])


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("tuih运费", "退货运费谁出"), ("退货yunf", "退货运费谁出"), ("退huo运费shui", "退货运费谁出"),
        ("thyunfei", "退货运费谁出"), ("退貨運費", "退货运费谁出"), ("ｔｕｉｈ運費", "退货运费谁出"),
        ("ＴＨＹＦ", "退货运费谁出"), ("运费　退货", "退货运费谁出"), ("誰出 tuihuo", "退货运费谁出"),
        ("優惠劵", "优惠券怎么用"), ("優惠券zenme", "优惠券怎么用"), ("ｙｏｕｈｕｉ", "优惠券怎么用"),
        ("ｅｍｓ", "发EMS吗"), ("faems", "发EMS吗"), ("發順豐", "默认发顺丰"), ("moren發", "默认发顺丰"),
    ],
)  # fmt: skip
def test_p4_scripts_widths_and_ways_may_be_mixed(typed: str, text: str) -> None:
    assert MIXED.search(typed)[0].key == text


ENGLISH = PhraseIndex(
    [
        Entry("fee", ("How much is shipping", "shipping cost", "Please check the price at checkout."), 2),
        Entry("refund", ("Where is my refund", "Refunds take about 7 working days."), 1),
        Entry("coupon", ("any coupon", "You can collect a coupon on the shop page."), 1),
        Entry("track", ("where is my order", "Here is your tracking number."), 1),
        Entry("rules", ("平台规则不允许", "亲，您的想法我理解，只是平台规则里不允许这样操作。"), 1),
        Entry("video", ("有视频吗", "亲，详情页有视频哦。"), 1),
    ]
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("shiping", "fee"), ("shippng", "fee"), ("shpiping", "fee"), ("shippping", "fee"), ("refnd", "refund"),
        ("reufnd", "refund"), ("coupn", "coupon"), ("where is my oder", "track"), ("my refnd", "refund"),
        ("shipin", "video"), ("how mcuh", "fee"),
    ],
)  # fmt: skip
def test_p4_an_english_slip_stands_before_pinyin_inside_an_answer(typed: str, key: str) -> None:
    """「shiping」 is 「是平」 too, which no question asks; 「shipin」 is what the video's question sounds like."""
    assert ENGLISH.search(typed)[0].key == key


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("fhuo", "fahuo"), ("fahhuo", "fahuo"), ("fhauo", "fahuo"), ("tuhuo", "tuihuo"), ("kuadi", "kuaidi")],
)
def test_p4_short_pinyin_is_repaired_to_whole_syllables(typed: str, meant: str) -> None:
    assert meant in repaired(typed)


@pytest.mark.parametrize("typed", ["", "fa", "发货", "12345", "fa1uo"])
def test_nothing_is_repaired_that_is_not_pinyin(typed: str) -> None:
    assert repaired(typed) == []


def test_p4_a_missed_hanzi_ranks_before_a_wrong_one() -> None:
    index = PhraseIndex([Entry("wrong", ("规则不平",)), Entry("missed", ("规则由平台设定",)), Entry("far", ("平台",))])
    assert index.search("规则平台")[0].key == "missed"

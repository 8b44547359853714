"""Phrases are found however they are typed (rule P4), ranked as the rule book's readers expect."""

from __future__ import annotations

import marshal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.text.pinyin import initials, to_pinyin
from cs_console.text.search import Entry, PhraseIndex

ENTRIES = [
    Entry("ship.when", ("什么时候发货", "几号能发出", "亲，您的订单正常48小时内发出哦～"), 2),
    Entry("ship.fee", ("运费多少钱", "亲，满99元包邮，其他地区运费另算呢。")),
    Entry("ret.freight", ("退货运费谁承担", "亲，七天无理由退货的运费由您承担哦。")),
    Entry("ret.how", ("怎么退货", "您好，在订单页点申请售后就可以退货啦。")),
    Entry("pay.bank", ("支持哪些银行", "亲，支持各大银行的储蓄卡和信用卡。")),
    Entry("ship.resend", ("可以重新发吗", "亲，核实后给您重新发一件哦。")),
    Entry("ship.courier", ("发什么快递", "亲，默认发申通，您指定的话可以备注EMS呢。")),
    Entry("price.coupon", ("有优惠券吗", "亲，店铺首页可以领优惠券哦。")),
    Entry("en.ship", ("How long does shipping take", "It ships within 48 hours.")),
    Entry("col.diff", ("有色差吗", "亲，图片和实物难免有细微差别哦。")),
    Entry("gift", ("有赠品吗", "亲，赠品随单一起发出呢。")),
]  # fmt: skip
SYNONYMS = [["运费", "邮费", "快递费"], ["什么时候", "啥时候", "多久"], ["发货", "发出", "寄出"]]
INDEX = PhraseIndex(ENTRIES, SYNONYMS)


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("什么时候发货", "ship.when"),
        ("发货", "ship.when"),
        ("優惠券", "price.coupon"),
        ("ｅｍｓ", "ship.courier"),
        ("EMS", "ship.courier"),
        ("fahuo", "ship.when"),
        ("shenmeshihou", "ship.when"),
        ("smshfh", "ship.when"),
        ("tuih运费", "ret.freight"),
        ("退huo运fei", "ret.freight"),
        ("thyf", "ret.freight"),
        ("zen'metuihuo", "ret.how"),
        ("yinhang", "pay.bank"),
        ("yinxing", "pay.bank"),
        ("chongxin", "ship.resend"),
        ("zhongxin", "ship.resend"),
        ("退货 运费", "ret.freight"),
        ("运费 退货", "ret.freight"),
        ("yunfei tuihuo", "ret.freight"),
        ("运费退货", "ret.freight"),
        ("退货云费", "ret.freight"),
        ("tuihuoyunfie", "ret.freight"),
        ("youhuiqan", "price.coupon"),
        ("优惠劵", "price.coupon"),
        ("shippng", "en.ship"),
        ("SHIPPING", "en.ship"),
        ("邮费", "ship.fee"),
        ("  发货？ ", "ship.when"),
        ("色差", "col.diff"),
        ("zengpin", "gift"),
    ],
)
def test_p4_found_however_it_is_typed(query: str, key: str) -> None:
    hits = INDEX.search(query)
    assert hits and hits[0].key == key


def test_p4_ranks() -> None:
    """Exact before beginning before part before pinyin before initials."""
    index = PhraseIndex(
        [
            Entry("initials", ("天黑",)),
            Entry("pinyin", ("推活动",)),
            Entry("part", ("怎么退货",)),
            Entry("begins", ("退货地址",)),
            Entry("exact", ("退货",)),
        ]
    )
    assert [hit.key for hit in index.search("退货")] == ["exact", "begins", "part", "pinyin"]
    assert {hit.key for hit in index.search("tuihuo")} == {"exact", "begins", "part", "pinyin"}
    assert {hit.key for hit in index.search("th")} == {"exact", "begins", "part", "pinyin", "initials"}


def test_spans_show_where_the_query_stands() -> None:
    shown = {"运费": ["运费"], "yunfei": ["运费"], "运费 谁": ["运费", "谁"], "運費": ["运费"]}
    for query, words in shown.items():
        hit = next(hit for hit in INDEX.search(query) if hit.key == "ret.freight")
        text = ENTRIES[2].texts[hit.text_index]
        assert [text[start:end] for start, end in hit.spans] == words


def test_one_hit_a_key_best_first_and_no_more_than_asked() -> None:
    hits = INDEX.search("发")
    assert len({hit.key for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(INDEX.search("发", limit=2)) == 2
    assert INDEX.search("发", limit=0) == []


@pytest.mark.parametrize("query", ["", "   ", "？", "x" * 5000, "\x00", "a.*[", "'", "''", "鑫龘", "🙂"])
def test_odd_queries_are_harmless(query: str) -> None:
    assert isinstance(INDEX.search(query), list)


def test_an_empty_index_finds_nothing() -> None:
    empty = PhraseIndex([])
    assert empty.search("发货") == [] and empty.suggest("发货") == [] and len(empty) == 0


def test_a_text_without_a_question_is_still_found_by_its_words() -> None:
    index = PhraseIndex([Entry("answer", ("亲，已为您登记。", ""), 0), Entry("none", ())])
    assert [hit.key for hit in index.search("登记")] == ["answer"]
    assert index.suggest("登记") == []


def test_the_index_survives_a_cache() -> None:
    core, typing, suggesting = marshal.loads(marshal.dumps(list(INDEX.states())))
    again = PhraseIndex.restored(core, lambda: typing, lambda: suggesting, SYNONYMS)
    for query in ("发货", "thyf", "tuihuoyunfie"):
        assert again.search(query) == INDEX.search(query)


HANZI_TEXTS = [text for entry in ENTRIES for text in entry.texts[:1] if not text.isascii()]
PIECES = st.sampled_from(HANZI_TEXTS).flatmap(
    lambda text: st.tuples(st.integers(0, len(text) - 2), st.integers(2, len(text))).map(
        lambda cut: text[cut[0] : cut[0] + cut[1]]
    )
)


@given(PIECES)
def test_p4_every_piece_is_found_by_hanzi_pinyin_and_initials(piece: str) -> None:
    holders = {entry.key for entry in ENTRIES if any(piece in text for text in entry.texts)}
    assert {hit.key for hit in INDEX.search(piece)} >= holders
    assert {hit.key for hit in INDEX.search(to_pinyin(piece))} >= holders
    assert {hit.key for hit in INDEX.search(initials(piece))} & holders


@given(st.sampled_from(HANZI_TEXTS), st.data())
def test_p4_one_mistyped_key_is_forgiven(text: str, data: st.DataObject) -> None:
    letters = to_pinyin(text)
    at = data.draw(st.integers(1, len(letters) - 2))
    key = next(entry.key for entry in ENTRIES if text in entry.texts)
    missing = letters[:at] + letters[at + 1 :]
    swapped = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
    for typed in (missing, swapped):
        assert key in {hit.key for hit in INDEX.search(typed)}


@given(st.text("退货运费tuihuo发 '亲1a\n", max_size=12))
def test_any_query_gives_sound_hits(query: str) -> None:
    for hit in INDEX.search(query):
        entry = next(entry for entry in ENTRIES if entry.key == hit.key)
        text = entry.texts[hit.text_index]
        assert all(0 <= start < end <= len(text) for start, end in hit.spans)


@pytest.mark.parametrize(
    ("sentence", "key"),
    [
        ("亲 我的东西啥时候能发出来呀", "ship.when"),
        ("我想退货 请问邮费谁出啊", "ret.freight"),
        ("老板有没有优惠卷可以用", "price.coupon"),
        ("你们发的什么快递呀", "ship.courier"),
        ("how long does the shipping take?", "en.ship"),
        ("收到会不会有色差的啊", "col.diff"),
    ],
)
def test_p4_what_a_buyer_says_finds_its_phrase(sentence: str, key: str) -> None:
    hits = INDEX.suggest(sentence)
    assert hits[0].key == key
    assert all(0 < hit.score <= 1 for hit in hits)


def test_a_courtesy_alone_suggests_nothing() -> None:
    assert INDEX.suggest("亲，你好，请问在吗") == []

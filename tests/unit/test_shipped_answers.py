"""The shipped books answer everything that P11 lists, asked as buyers ask it: in fragments, with typos, two at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cs_console.adapters.phrase_search import BookIndex
from cs_console.config.phrasebooks import load_phrasebooks

ROOT = Path(__file__).resolve().parents[2]

P11 = {
    "when will it ship": ({"ship.when"}, "你们啥时候发货呀", "亲 今天能法货吗"),
    "change of courier": ({"ship.courier_change"}, "能换个快递发吗", "不要发邮政 换顺丰"),
    "when will it arrive": ({"logi.when"}, "大概几天能到", "什么时侯能收到啊"),
    "is shipping free": ({"ship.free"}, "包邮不", "免不免运费的呀"),
    "I want to return/refund": ({"ret.want", "ret.how"}, "我想退货退款", "不喜欢 想退了"),
    "which courier": ({"ship.courier"}, "发的什么快递", "你家走哪家物流"),
    "a discount": ({"price.ask", "price.floor"}, "能不能便宜点", "老板优惠点呗"),
    "when is the promotion": ({"camp.when"}, "什么时候搞活动", "最近有活动吗"),
    "change of address": ({"ship.address"}, "地址填错了帮我改一下", "收货地址写错了怎么办"),
    "size/spec": ({"pre.size", "pre.spec"}, "175 140斤穿多大", "尺码怎么选"),
    "gifts": ({"camp.gift"}, "有没有赠品送", "送小礼物吗"),
    "not received": ({"logi.not_received"}, "一直没收到货", "显示签收了我没收到啊"),
    "please note on my order": ({"ship.remark"}, "帮我备注一下", "可以给我备注吗"),
    "change the price for me": ({"price.change"}, "帮我改下价格", "拍好了 改价吧"),
    "invoice": ({"inv.can"}, "能开发票不", "我要开发票"),
    "something is missing": ({"qa.short"}, "少发了一件", "我买两个怎么只有一个"),
    "shelf life": ({"pre.shelf"}, "保质期多久", "什么时候过期"),
    "how to use": ({"pre.howto"}, "这个怎么用", "使用方法说一下"),
    "coupons": ({"price.coupon", "price.coupon_fail"}, "优惠券在哪领", "有优惠卷没"),
    "is the quality good": ({"qa.good"}, "质量好不好", "质量怎么样 会不会差"),
    "in stock?": ({"pre.stock"}, "还有货吗", "黑色L码有现货没"),
    "difference between two goods": ({"pre.diff"}, "这两款有啥区别", "跟另外一个有什么不一样"),
    "where is my refund": ({"ret.refund_when"}, "退款什么时候到账", "钱怎么还没退给我"),
    "tracking does not move": ({"logi.stuck"}, "物流好几天不动了", "快递信息一直不更新"),
    "damaged": ({"qa.damaged_signed", "qa.damaged_unsigned"}, "收到就碎了", "盒子压坏了东西也坏了"),
    "cancel my order": ({"ship.cancel"}, "不想要了取消订单", "拍错了 帮我取消"),
    "price": ({"price.howmuch"}, "这个多少钱", "怎么卖的呀"),
    "who pays return freight": ({"ret.freight"}, "退货运费谁出", "退回去邮费算谁的"),
    "packaging": ({"pre.packing"}, "包装严实吗", "会不会包装破损"),
    "complaint": ({"com.first", "com.platform"}, "我要投诉你们", "再不处理我投诉了"),
    "exchange": ({"ex.want"}, "想换个尺码", "可以换一件吗"),
    "withdraw a refund": ({"ret.withdraw"}, "申请退款点错了怎么撤销", "不退了 怎么取消退款申请"),
    "cash for reviews": ({"com.cashback"}, "好评返现吗", "给好评有红包吗"),
    "quality complaint": ({"qa.problem", "com.quality"}, "质量太差了", "什么质量啊 才用两天就坏"),
    "wrong item": ({"qa.wrong"}, "发错货了", "收到的跟我买的不一样"),
    "conditions of return": ({"ret.conditions", "ret.opened"}, "什么情况能退", "拆开了还可以退吗"),
    "change of order": ({"ship.modify", "ex.want"}, "我想换成另一个颜色", "没发货的话帮我换个颜色"),
    "do you deliver to": ({"ship.reach", "ship.remote"}, "新疆能送吗", "我们乡下能到不"),
    "how to order": ({"pre.howorder"}, "怎么下单", "不会拍 怎么买"),
}
"""What is asked → the phrases of which one answers it, and how it is asked."""

X3 = {
    "invoices": ({"inv.can"}, "发票怎么开", "怎么开发票"),
    "instalments": ({"pay.instalment"}, "能用花呗分期吗"),
    "points": ({"svc.points"}, "积分怎么用"),
}
"""What the platforms' own rules decide: the answer is at hand, so that none costs the shop points."""


@pytest.fixture(scope="module")
def shipped() -> BookIndex:
    books = load_phrasebooks(ROOT / "phrasebooks")
    return BookIndex(books.phrases, books.synonyms)


@pytest.mark.parametrize(
    ("answers", "question"),
    [(answers, question) for answers, *asked in (*P11.values(), *X3.values()) for question in asked],
)
def test_p11_x3_what_buyers_ask_is_answered_by_one_of_the_first_three(
    shipped: BookIndex, answers: set[str], question: str
) -> None:
    assert answers & {found[0] for found in shipped.suggest(question, 3)}


@pytest.mark.parametrize(
    ("question", "either"),
    [
        ("啥时候发货 发什么快递呀", {"ship.when", "ship.courier"}),
        ("有优惠吗 包邮不", {"price.ask", "price.coupon", "ship.free"}),
        ("还有货不 今天能发吗", {"pre.stock", "ship.when"}),
    ],
)
def test_p11_of_two_questions_at_once_one_is_answered_first(
    shipped: BookIndex, question: str, either: set[str]
) -> None:
    assert shipped.suggest(question, 1)[0][0] in either

"""Guards before a text leaves, on every path: blocked words, numbers, overrides, promises, colours (P6, P7, P9, X1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Actor, Buyer, Inquiry, Order
from cs_console.domain.vocabulary import MessageRole, OrderStatus, Platform, PromiseKind
from cs_console.errors import Refused
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services
from cs_console.services.phrase_guarding import warned_of

Who = Callable[..., Actor]
OURS, OTHERS, UNKNOWN, SAID = "13800000001", "13900000002", "13700000003", "13600000004"


@pytest.fixture
def min_(actor: Who) -> Actor:
    return actor("张敏")


def order_of(services: Services, min_: Actor, nick: str, phone: str, **more: object) -> Order:
    """An order with its buyer, as an export brings it."""
    with services.context.uow.write(min_, "test.order") as uow:
        known = uow.find(Buyer, platform=Platform.TAOBAO, nick=nick)
        buyer = known[0] if known else uow.add(Buyer(platform=Platform.TAOBAO, nick=nick, phone=phone))
        facts = {"goods": "纯棉四件套", "status": OrderStatus.PAID, "ordered_at": uow.now, "paid_at": uow.now} | more
        return uow.add(Order(
            platform=Platform.TAOBAO, order_no=f"35{phone}", buyer_id=buyer.id, buyer_nick=nick, phone=phone, **facts,
        ))  # fmt: skip


def asked(services: Services, min_: Actor, text: str = "什么时候发货", order: Order | None = None) -> Inquiry:
    found = services.capture.new(
        min_, InquiryDraft(buyer="小鱼", text=text, order_no=order.order_no if order else "", platform=Platform.TAOBAO)
    )
    services.queue.claim(min_, found.id)
    return found


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        ("亲，加微信聊哦", "加微信", "站外"),
        ("亲，加 v abc12345 哦", "加 v", "站外"),
        ("亲，五星好评返现5元哦", "好评返现", "好评"),
        ("这款是国家级工艺", "国家级", "广告法"),
        ("身份证号 110101199003071234 收到", "110101199003071234", "身份证"),
    ],
)
def test_p6_a_blocked_text_is_refused_with_words_reason_and_better_wording(
    services: Services, min_: Actor, text: str, words: str, reason: str
) -> None:
    inquiry = asked(services, min_)
    for send in (
        lambda: services.queue.reply(min_, inquiry.id, text),
        lambda: services.phrases.passed(text, inquiry_id=inquiry.id),
    ):
        with pytest.raises(Refused) as caught:
            send()
        assert caught.value.code == "reply.blocked"
        assert words in str(caught.value.params["words"]) and reason in str(caught.value.params["reason"])
        assert caught.value.params["better"]
    assert [one.role for one in services.queue.show(inquiry.id).messages] == [MessageRole.BUYER]


def test_p6_what_it_went_out_with_stands_in_the_act_of_the_reply(services: Services, min_: Actor) -> None:
    inquiry = asked(services, min_)
    replied = services.queue.reply(min_, inquiry.id, "亲，肯定能到，你放心哦", overrides=["肯定能到"])
    assert {one.words for one in replied.findings} == {"肯定能到", "你"}
    with services.context.uow.read() as uow:
        (note,) = [one for one in uow.journal.of_act(replied.act_id) if one.op == "note"]
    assert (note.actor, note.entity, note.entity_id) == ("张敏", "Message", replied.message.id)
    assert note.after is not None
    assert {(one["words"], one["severity"], one["shown"]) for one in note.after["overrides"]} == {
        ("肯定能到", "warn", True), ("你", "hint", False),
    }  # fmt: skip
    clean = services.queue.reply(min_, inquiry.id, "亲，好的哦")
    with services.context.uow.read() as uow:
        warned = warned_of(uow, uow.queue.messages(inquiry.id))
    assert warned == {replied.message.id: ("肯定能到",)}, "a hint is no warning, and clean words are none"
    with services.context.uow.read() as uow:
        assert not [one for one in uow.journal.of_act(clean.act_id) if one.op == "note"]


def test_an_overridden_reply_can_still_be_taken_back(services: Services, min_: Actor) -> None:
    inquiry = asked(services, min_)
    replied = services.queue.reply(min_, inquiry.id, "亲，肯定能到哦")
    assert services.journal.undo(min_).act_id == replied.act_id
    assert len(services.queue.show(inquiry.id).messages) == 1
    assert services.journal.verify().problems == ()


def test_x1_this_buyers_number_may_be_said_and_anothers_never(services: Services, min_: Actor) -> None:
    ours = order_of(services, min_, "小鱼", OURS)
    order_of(services, min_, "别人", OTHERS)
    inquiry = asked(services, min_, f"换个电话 {SAID}", ours)
    for number in (OURS, f"+86 {OURS}", "138-0000-0001", SAID):
        assert services.queue.reply(min_, inquiry.id, f"亲，您的电话是{number}对吗").findings == ()
    shop = services.context.policies().shop
    assert services.queue.reply(min_, inquiry.id, f"亲，退货联系{shop.return_phone}哦").findings == ()
    for number in (OTHERS, "139-0000-0002"):
        with pytest.raises(Refused) as caught:
            services.queue.reply(min_, inquiry.id, f"亲，打{number}哦")
        assert number in str(caught.value.params["words"])
    (finding,) = services.queue.reply(min_, inquiry.id, f"亲，快递员是{UNKNOWN}哦").findings
    assert (finding.category, finding.severity) == ("private_phone", "warn")


def test_x1_a_number_the_platform_masked_is_known_by_what_it_left(services: Services, min_: Actor) -> None:
    order = order_of(services, min_, "小鱼", "138****0001")
    assert services.phrases.review(f"电话{OURS}对吗", order_id=order.id).findings == ()
    assert services.phrases.review(f"电话{OTHERS}对吗", order_id=order.id).findings != ()


def test_p9_a_reply_gives_back_its_promises_and_declining_is_recorded(services: Services, min_: Actor) -> None:
    inquiry = asked(services, min_)
    replied = services.queue.reply(min_, inquiry.id, "亲，给您送一个小礼物，改发顺丰，明天发出哦")
    assert [one.kind for one in replied.promises] == [PromiseKind.GIFT, PromiseKind.COURIER, PromiseKind.DATE]
    assert all(one.due_at is not None for one in replied.promises)
    note = services.queue.decline_promises(min_, inquiry.id, [one.word for one in replied.promises])
    assert note.role is MessageRole.NOTE and "小礼物" in note.text
    (event,) = services.journal.history("Message", note.id)
    assert (event.act, event.actor) == ("promise.decline", "张敏")
    assert services.queue.reply(min_, inquiry.id, "亲，好的哦").promises == ()


# -- colours -----------------------------------------------------------------------------------------


def told(services: Services, min_: Actor, inquiry: Inquiry, phrase_id: str) -> None:
    composed = services.phrases.compose(min_, phrase_id, inquiry_id=inquiry.id, answers={"接近的颜色": "米白"})
    services.queue.reply(
        min_, inquiry.id, composed.text, phrase_id=phrase_id, variant=composed.variant,
        variant_hash=composed.variant_hash,
    )  # fmt: skip


def test_p7_both_statements_before_and_again_after_the_decision(
    services: Services, min_: Actor, clock: ManualClock
) -> None:
    inquiry = asked(services, min_, "这个窗帘有色差吗")
    duty = services.colour.of(inquiry_id=inquiry.id)
    assert (duty.applies, duty.decided, duty.owed, duty.phrase) == (
        True, False, ("col.picture", "col.screen"), "col.picture",
    )  # fmt: skip
    told(services, min_, inquiry, "col.picture")
    assert services.colour.of(inquiry_id=inquiry.id).owed == ("col.screen",)
    told(services, min_, inquiry, "col.screen")
    assert services.colour.of(inquiry_id=inquiry.id).owed == ()
    clock.advance(hours=1)
    order = order_of(services, min_, "小鱼", OURS)
    after = services.colour.of(order_id=order.id)
    assert (after.decided, after.given, after.owed, after.phrase) == (
        True, ("col.picture", "col.screen"), ("col.picture", "col.screen"), "col.remind",
    )  # fmt: skip
    clock.advance(minutes=5)
    talk = asked(services, min_, "拍好了", order)
    told(services, min_, talk, "col.remind")
    assert services.colour.of(order_id=order.id).owed == ()
    services.journal.undo(min_)
    assert services.colour.of(order_id=order.id).owed == ("col.picture", "col.screen")


def test_p7_shipped_goods_owe_nothing_but_say_what_was_missed(services: Services, min_: Actor) -> None:
    order = order_of(services, min_, "小鱼", OURS, status=OrderStatus.SHIPPED)
    duty = services.colour.of(order_id=order.id)
    assert (duty.owed, duty.missed) == ((), ("col.picture", "col.screen"))
    plain = order_of(services, min_, "小虾", OTHERS, goods="保温杯")
    assert services.colour.of(order_id=plain.id).applies is False


def test_p7_what_was_said_about_another_order_does_not_count(
    services: Services, min_: Actor, clock: ManualClock
) -> None:
    first = order_of(services, min_, "小鱼", OURS)
    told(services, min_, asked(services, min_, "色差大吗", first), "col.remind")
    clock.advance(days=2)
    with services.context.uow.write(min_, "test.order") as uow:
        second = uow.add(replace(first, id=0, order_no="359", ordered_at=uow.now, paid_at=uow.now))
    assert services.colour.of(order_id=first.id).owed == ()
    assert services.colour.of(order_id=second.id).given == ()


def test_x1_the_number_of_somebody_elses_order_is_said_only_after_a_look(services: Services, min_: Actor) -> None:
    """Their own, and one that they wrote themselves, may be named."""
    own = order_of(services, min_, "小鱼", OURS, tracking_no="SF1000000000001")
    other = order_of(services, min_, "大虾", OTHERS, tracking_no="SF2000000000002")
    inquiry = asked(services, min_, order=own)
    text = f"亲，单号{own.tracking_no}，订单{own.order_no}，还有{other.tracking_no}哦"
    found = services.phrases.review(text, inquiry_id=inquiry.id).findings
    assert [(one.code, one.words, one.severity) for one in found] == [("guard.other_order", "SF2000000000002", "warn")]
    friend = asked(services, min_, text=f"帮朋友问下{other.order_no}到哪了")
    assert services.phrases.review(f"亲，{other.order_no}在路上啦", inquiry_id=friend.id).findings == ()
    assert services.phrases.review(f"亲，{other.order_no}在路上啦").findings == ()


def test_x1_this_buyers_address_may_be_said_and_any_other_is_warned_of(services: Services, min_: Actor) -> None:
    ours = order_of(services, min_, "小鱼", OURS, address="浙江省 宁波市 海曙区 中山西路88号3幢502室(315000)")
    inquiry = asked(services, min_, "改到杭州市西湖区文三路100号", ours)
    for place in ("浙江省宁波市海曙区中山西路88号", "宁波市海曙区中山西路88号3幢502室", "杭州市西湖区文三路100号"):
        assert services.phrases.review(f"亲，您的地址是{place}对吗", inquiry_id=inquiry.id).findings == ()
    assert services.phrases.review(f"亲，寄到{services.context.policies().shop.return_address}哦").findings == ()
    (one,) = services.phrases.review("亲，是江苏省南京市鼓楼区中山北路200号对吗", inquiry_id=inquiry.id).findings
    assert (one.category, one.words, one.severity) == ("private_address", "江苏省南京市鼓楼区中山北路200号", "warn")

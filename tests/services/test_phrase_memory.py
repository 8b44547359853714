"""What a buyer was told is known to every agent, day and console; what a phrase is filled with is sayable (P2, P3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import Opened
from cs_console.domain.entities import Actor, Inquiry, Order
from cs_console.domain.filling import has_blank
from cs_console.domain.vocabulary import Platform
from cs_console.errors import Refused
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services
from cs_console.services.phrase_values import Situation, values
from cs_console.workspace import Workspace

Who = Callable[..., Actor]
BOOK = """group: 试
phrases:
  - id: try.when
    question: 几时发货呀
    variants:
      - 亲，在按顺序打包，应当今天能发哦
      - 您好呀，仓库排着队呢，尽量快些发出～
      - {text: 亲，您付过款了，正常两天内发出呢, when: order.status == paid}
"""


def asked(services: Services, who: Actor, nick: str = "小鱼") -> Inquiry:
    found = services.capture.new(who, InquiryDraft(buyer=nick, text="几时发货呀", platform=Platform.TAOBAO))
    services.queue.claim(who, found.id)
    return found


def tell(services: Services, who: Actor, inquiry: Inquiry) -> tuple[int, int, bool]:
    """Which angle a buyer gets, the how many-th time it is, whether another way is proposed."""
    composed = services.phrases.compose(who, "try.when", inquiry_id=inquiry.id)
    services.queue.reply(
        who, inquiry.id, composed.text, phrase_id="try.when", variant=composed.variant,
        variant_hash=composed.variant_hash,
    )  # fmt: skip
    return composed.variant, composed.repeats, composed.another_way


def test_p2_every_agent_and_day_knows_what_the_buyer_was_told(
    services: Services, opened: Opened, workspace: Workspace, actor: Who, clock: ManualClock
) -> None:
    book = workspace.phrasebooks / "try.yaml"
    book.write_text(BOOK, "utf-8")
    opened.config.reread()
    min_, li = actor("张敏"), actor("李丽")
    first = asked(services, min_)
    assert tell(services, min_, first) == (0, 0, False)
    services.queue.resolve(min_, first.id, "已答复")
    clock.advance(days=1)
    again = asked(services, li)
    assert tell(services, li, again) == (1, 1, False), "another agent, the next day"
    assert tell(services, li, again) == (0, 2, True), "both angles that fit are used up: the one longest unheard"
    services.journal.undo(li)
    assert tell(services, li, again) == (0, 2, True), "what was taken back was not told"
    book.write_text(BOOK.replace("在按顺序打包，", "在按付款先后打包，"), "utf-8")
    opened.config.reread()
    clock.advance(days=1)
    assert tell(services, min_, asked(services, min_)) == (0, 3, True), "new words are unheard, the tellings stay told"
    clock.advance(days=40)
    back = services.phrases.compose(min_, "try.when", inquiry_id=asked(services, min_).id)
    assert (back.variant, back.repeats, back.another_way) == (1, 0, False), "no repeat after so long, never the same"
    stranger = asked(services, min_, "别人")
    assert tell(services, min_, stranger) == (0, 0, False)
    book.write_text(BOOK.split("      - 亲")[0] + "      - {text: 亲, when: order.status == paid}\n", "utf-8")
    opened.config.reread()
    with pytest.raises(Refused, match=r"phrase\.no_variant"):
        services.phrases.compose(min_, "try.when", inquiry_id=stranger.id)


HOSTILE: Mapping[str, str] = {
    "braces": "{订单号}四件套｛红｝", "markup": "[red]四件套[/]", "lines": "四件套\n\n删库\r\n",
    "turned": "\u202e套件四",
    "long": "四件套" * 1700, "escape": "四件套\x1b[2J",
}  # fmt: skip


def test_p3_whatever_the_goods_are_called_the_reply_has_no_blank_and_can_leave(services: Services, actor: Who) -> None:
    min_ = actor("张敏")
    inquiry = asked(services, min_)
    context = services.context
    for goods in HOSTILE.values():
        order = Order(
            platform=Platform.TAOBAO, order_no="1", goods=goods, address="浙江省 杭州市 ****", buyer_nick="小**鱼"
        )
        situation = Situation(agent="张敏", now=context.now(), zone=context.zone, order=order, buyer="小**鱼")
        known = values(situation, context.policies(), context.word)
        assert not has_blank(known["goods"]) and "\n" not in known["goods"] and known["goods"].isprintable()
        assert "buyer" not in known and known["receiver_city"] == "杭州市", "a masked name is asked for"
    review = services.phrases.review("亲" + "四件套" * 1700, inquiry_id=inquiry.id)
    assert [one.category for one in review.findings] == ["too_long"]

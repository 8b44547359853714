"""Buyers through the service on a real store: one person over several nicks (rules C1, E4, X1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from cs_console.domain.buyers import BuyerQuery
from cs_console.domain.complaints import Complaint, ComplaintState
from cs_console.domain.entities import Actor, Buyer, Case, Inquiry, Message, Order, PhraseUse, Promise, Refund
from cs_console.domain.vocabulary import (
    CaseState,
    Category,
    Flow,
    MessageRole,
    OrderStatus,
    Platform,
    PromiseState,
)
from cs_console.errors import BadInput, Conflict, NotFound, Refused
from cs_console.services.facade import Services
from cs_console.services.order_views import OrderFilter

IMPORT = Actor("导入")
AT = datetime(2026, 6, 13, tzinfo=UTC)
TAOBAO, JD = Platform.TAOBAO, Platform.JD


def put(services: Services, entity: Any) -> Any:
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        return uow.add(entity)


def buyer(services: Services, nick: str, platform: Platform = TAOBAO, **facts: Any) -> Buyer:
    found: Buyer = put(services, Buyer(platform=platform, nick=nick, **facts))
    return found


def bought(services: Services, card: Buyer, number: str, **facts: Any) -> Order:
    plain: dict[str, Any] = {"status": OrderStatus.COMPLETED, "paid_fen": 10000, "ordered_at": AT, "phone": card.phone}
    stored: Order = put(
        services,
        Order(platform=card.platform, order_no=number, buyer_id=card.id, buyer_nick=card.nick, **(plain | facts)),
    )
    return stored


@pytest.fixture
def fish(services: Services) -> Buyer:
    """A buyer with a life: three orders, a return, a refund in dispute, complaints, a broken promise."""
    card = buyer(services, "小鱼", name="陈小明", phone="13812345678", tags=("老客",))
    first = bought(services, card, "1", receiver="陈小明", address="浙江省杭州市余杭区 某路1号", refund_fen=500)
    bought(services, card, "2", status=OrderStatus.CLOSED)
    third = bought(services, card, "3", status=OrderStatus.SHIPPED, paid_fen=2500)
    put(services, Case(flow=Flow.RETURN_QUALITY, order_id=first.id, order_no="1", buyer="小鱼"))
    put(services, Case(flow=Flow.RETURN, order_id=first.id, order_no="1", state=CaseState.CANCELLED))
    put(services, Refund(platform=TAOBAO, refund_no="r1", order_id=first.id, order_no="1", kind="退货退款"))
    put(
        services,
        Refund(
            platform=TAOBAO,
            refund_no="r3",
            order_id=third.id,
            order_no="3",
            kind="退货退款",
            platform_status="平台介入中",
        ),
    )
    put(services, Promise(order_id=first.id, order_no="1", text="送礼", state=PromiseState.BROKEN))
    for state in ComplaintState:
        put(services, Complaint(platform=TAOBAO, buyer="小鱼", order_id=first.id, state=state, received_at=AT))
    talk = put(
        services,
        Inquiry(platform=TAOBAO, buyer="小鱼", category=Category.COMPLAINT, summary="打 13812345678", received_at=AT),
    )
    said = put(services, Message(inquiry_id=talk.id, role=MessageRole.AGENT, text="电话 13812345678 已记", at=AT))
    put(
        services,
        PhraseUse(
            at=AT,
            agent="张敏",
            phrase_id="sorry",
            variant_hash="x",
            buyer="小鱼",
            inquiry_id=talk.id,
            message_id=said.id,
        ),
    )
    return card


@pytest.fixture
def zhang(actor: Callable[..., Actor]) -> Actor:
    return actor("张敏")


def nicks(services: Services, wanted: BuyerQuery | None = None) -> list[str]:
    return [row.buyer.nick for row in services.buyers.list(wanted)]


# -- facts -----------------------------------------------------------------------------------


def test_e4_the_facts_are_counted_from_the_data(services: Services, fish: Buyer) -> None:
    facts = services.buyers.card(fish.id).row.figures
    assert (facts.orders, facts.paid_orders, facts.paid_fen, facts.refunded_fen) == (3, 2, 12500, 500)
    assert (facts.refunds, facts.disputes, facts.complaints, facts.broken_promises) == (2, 1, 2, 1)
    assert facts.returns == 2, "one case, and one return on the platform without a case"
    assert facts.first_order_at == AT


def test_e4_repairs_and_resends_are_no_returns_and_money_back_counts_once(services: Services, fish: Buyer) -> None:
    """What a closed case, the platform and the export tell of one order is one and the same money."""
    fourth = bought(services, fish, "4")
    for flow in (Flow.REPAIR, Flow.RESEND, Flow.CLAIM_SHORT):
        put(services, Case(flow=flow, order_id=fourth.id, order_no="4", state=CaseState.CLOSED))
    put(services, Case(flow=Flow.RETURN, order_id=fourth.id, order_no="4", refund_fen=700, state=CaseState.CLOSED))
    for number, status in (("r4", "退款成功"), ("r5", "退款关闭")):
        put(services, Refund(
            platform=TAOBAO, refund_no=number, order_id=fourth.id, order_no="4", amount_fen=700, platform_status=status,
            completed_at=AT,
        ))  # fmt: skip
    put(services, Promise(buyer="小鱼", text="回电", state=PromiseState.BROKEN))
    facts = services.buyers.card(fish.id).row.figures
    assert (facts.returns, facts.exchanges, facts.claims, facts.services) == (3, 0, 1, 2)
    assert facts.refunded_fen == 500 + 700, "the export told of order 1, case and platform of order 4"
    assert facts.broken_promises == 2, "one over an order, one in a talk"


def test_c1_the_card_has_everything_and_nothing_private(services: Services, fish: Buyer) -> None:
    card = services.buyers.card(fish.id)
    assert (len(card.orders), len(card.cases), len(card.promises), len(card.inquiries)) == (3, 2, 1, 1)
    assert [one.buyer for one in card.complaints] == ["小鱼", "小鱼"]
    assert [told.phrase_id for told in card.told] == ["sorry"]
    assert "12345678" not in repr(card) and "陈小明" not in repr(card) and "某路" not in repr(card)


def test_a_stranger_has_zeros(services: Services) -> None:
    facts = services.buyers.card(buyer(services, "路人").id).row.figures
    assert (facts.orders, facts.paid_fen, facts.last_order_at) == (0, 0, None)


def test_a_namesake_on_another_platform_is_another_person(services: Services, fish: Buyer) -> None:
    other = buyer(services, "小鱼", JD)
    bought(services, other, "9")
    card = services.buyers.card(other.id)
    assert (card.row.figures.orders, card.row.figures.inquiries, card.told) == (1, 0, ())
    with pytest.raises(Refused) as refused:
        services.buyers.find("小鱼")
    assert refused.value.code == "buyer.ambiguous"
    assert services.buyers.find("小鱼", JD).id == other.id


# -- lists -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {"小鱼", "lily", "zoe"}), ({"text": "LIL"}, {"lily"}), ({"text": "5678"}, {"小鱼"}),
        ({"text": "%"}, set()), ({"platform": JD}, {"zoe"}), ({"group": "VIP"}, {"lily"}), ({"tag": "老客"}, {"小鱼"}),
        ({"tag": "老"}, set()), ({"tag": '引"号'}, {"zoe"}), ({"least_orders": 3}, {"小鱼"}),
        ({"least_returns": 2}, {"小鱼"}), ({"least_returns": 3}, set()),
        ({"tag": "老客", "group": "VIP"}, set()),
    ],
)  # fmt: skip
def test_c1_lists_by_every_filter(services: Services, fish: Buyer, wanted: dict[str, Any], found: set[str]) -> None:
    buyer(services, "lily", group="VIP")
    buyer(services, "zoe", JD, tags=('引"号',))
    assert set(nicks(services, BuyerQuery(**wanted))) == found


def test_an_unknown_nick_says_so(services: Services) -> None:
    with pytest.raises(NotFound):
        services.buyers.find("谁")


# -- merging ---------------------------------------------------------------------------------


def test_c1_merged_nicks_are_one_person_everywhere(services: Services, fish: Buyer, zhang: Actor) -> None:
    other = buyer(services, "jd_fish", JD, tags=("急",), notes="爱灰色")
    bought(services, other, "9", paid_fen=100)
    services.buyers.merge(zhang, fish.id, other.id)
    assert nicks(services) == ["小鱼"] == nicks(services, BuyerQuery(text="jd_fish"))
    card = services.buyers.card(other.id)
    assert card.row.buyer.nick == "小鱼" and card.row.nicks == ((TAOBAO, "小鱼"), (JD, "jd_fish"))
    assert (card.row.figures.orders, card.row.figures.paid_fen, len(card.orders)) == (4, 12600, 4)
    assert card.row.profile.tags == ("老客", "急") and card.row.profile.notes == (("jd_fish", "爱灰色"),)


def test_c1_one_undo_parts_them_again(services: Services, fish: Buyer, zhang: Actor) -> None:
    third = buyer(services, "c", JD)
    second = buyer(services, "b", JD)
    services.buyers.merge(zhang, second.id, third.id)
    act = services.buyers.merge(zhang, fish.id, third.id).act_id
    assert nicks(services) == ["小鱼"]
    services.journal.undo(zhang, act)
    assert nicks(services) == ["b", "小鱼"]
    assert [one.nick for one in services.buyers.card(third.id).cards] == ["b", "c"]


def test_c1_a_nick_joins_only_once(services: Services, fish: Buyer, zhang: Actor) -> None:
    other = buyer(services, "b")
    services.buyers.merge(zhang, fish.id, other.id)
    for pair in ((fish.id, other.id), (other.id, fish.id), (fish.id, fish.id)):
        with pytest.raises(Refused):
            services.buyers.merge(zhang, *pair)


@pytest.mark.parametrize("leaving", [0, 1, 2])
def test_c1_a_later_split_takes_out_one_nick_and_loses_nothing(services: Services, zhang: Actor, leaving: int) -> None:
    cards = [buyer(services, nick, tags=(nick,)) for nick in "abc"]
    services.buyers.merge(zhang, cards[0].id, cards[1].id)
    services.buyers.merge(zhang, cards[0].id, cards[2].id)
    services.buyers.split(zhang, cards[leaving].id)
    alone = services.buyers.card(cards[leaving].id)
    assert [one.nick for one in alone.cards] == ["abc"[leaving]] and alone.row.profile.tags == ("abc"[leaving],)
    rest = next(card for card in cards if card is not cards[leaving])
    assert len(services.buyers.card(rest.id).cards) == 2
    with pytest.raises(Refused):
        services.buyers.split(zhang, cards[leaving].id)


# -- editing ---------------------------------------------------------------------------------


def test_c1_one_edit_is_one_act(services: Services, fish: Buyer, zhang: Actor) -> None:
    done = services.buyers.edit(
        zhang, fish.id, group="VIP", credit="好评 99%", preferences="灰色", notes="先电话", add_tags=["急", "老客"],
        remove_tags=["没有"],
    )  # fmt: skip
    seen = services.buyers.card(fish.id).row.profile
    assert (seen.group, seen.credit, seen.preferences, seen.tags) == ("VIP", "好评 99%", "灰色", ("老客", "急"))
    services.journal.undo(zhang, done.act_id)
    assert services.buyers.card(fish.id).row.profile.tags == ("老客",)


def test_c1_a_tag_taken_off_is_gone_from_every_nick(services: Services, fish: Buyer, zhang: Actor) -> None:
    other = buyer(services, "b", tags=("老客", "急"))
    services.buyers.merge(zhang, fish.id, other.id)
    services.buyers.edit(zhang, other.id, remove_tags=["老客"], notes="乙")
    seen = services.buyers.card(fish.id).row.profile
    assert seen.tags == ("急",) and seen.notes == (("b", "乙"),)


def test_r6_a_card_that_moved_on_names_who(services: Services, fish: Buyer, zhang: Actor) -> None:
    services.buyers.edit(zhang, fish.id, group="甲")
    with pytest.raises(Conflict) as conflict:
        services.buyers.edit(zhang, fish.id, group="乙", expected_version=fish.version)
    assert conflict.value.params["by"] == "张敏"
    with pytest.raises(BadInput):
        services.buyers.edit(zhang, fish.id, add_tags=["长" * 21])


# -- privacy ---------------------------------------------------------------------------------


def test_x1_unmasking_needs_an_agent_and_is_an_event_for_every_nick(
    services: Services, fish: Buyer, zhang: Actor
) -> None:
    other = buyer(services, "b", phone="13900001111")
    services.buyers.merge(zhang, fish.id, other.id)
    seen = services.buyers.unmask(zhang, other.id)
    assert seen.names == ("陈小明",) and seen.phones == ("13812345678", "13900001111")
    assert seen.addresses == ("浙江省杭州市余杭区 某路1号",)
    for card in (fish, other):
        event = services.journal.history("Buyer", card.id)[0]
        assert (event.act, event.actor, event.op) == ("buyer.unmask", "张敏", "note")
    with pytest.raises(Refused):
        services.buyers.unmask(Actor(""), fish.id)


# -- other lists -----------------------------------------------------------------------------


def test_c1_order_lists_and_cards_follow_the_person(services: Services, fish: Buyer, zhang: Actor) -> None:
    other = buyer(services, "jd_fish", JD)
    ninth = bought(services, other, "9")
    assert [one.order_no for one in services.orders.list(OrderFilter(buyer="jd_fish"))] == ["9"]
    act = services.buyers.merge(zhang, fish.id, other.id).act_id
    assert {one.order_no for one in services.orders.list(OrderFilter(buyer="jd_fish"))} == {"1", "2", "3", "9"}
    assert {one.order_no for one in services.orders.card(ninth.id).others} == {"1", "2", "3"}
    services.journal.undo(zhang, act)
    assert services.orders.card(ninth.id).others == ()


def test_c1_a_merge_is_looked_at_before_it_is_done_and_namesakes_are_found_by_phone(services: Services) -> None:
    """Rule C1: another nick with the same phone is offered; the preview writes nothing; hidden phones say nothing."""
    fish = buyer(services, "小鱼", phone="13812345678", group="老客")
    other = buyer(services, "jd_fish", JD, tags=("批发",))
    bought(services, other, "9", phone="13812345678")
    bought(services, buyer(services, "某人", JD), "10", phone="138****5678")
    (found,) = services.buyers.alike(fish.id)
    assert found.buyer.nick == "jd_fish"
    preview = services.buyers.merge_preview(fish.id, other.id)
    assert (preview.same, preview.profile.group, preview.profile.tags) == (("phone",), "老客", ("批发",))
    assert "13812345678" not in repr(preview)
    assert services.buyers.card(other.id).row.buyer.id == other.id
    services.buyers.merge(Actor("张敏"), fish.id, other.id)
    assert services.buyers.alike(fish.id) == ()
    with pytest.raises(Refused, match=r"buyer\.same"):
        services.buyers.merge_preview(other.id, fish.id)


def test_p2_what_one_nick_was_told_the_persons_other_nick_is_not_told_again(services: Services) -> None:
    """Rules P2, C1: variants go round by the person, also where the nicks were merged later, and apart again."""
    zhang = Actor("张敏")
    fish, other = buyer(services, "小鱼"), buyer(services, "jd_fish", JD)
    first = services.phrases.compose(zhang, "ship.when", buyer="小鱼")
    put(services, PhraseUse(at=AT, agent="张敏", phrase_id="ship.when", variant_hash=first.variant_hash, buyer="小鱼"))
    assert services.phrases.compose(zhang, "ship.when", buyer="jd_fish").variant == first.variant
    services.buyers.merge(zhang, other.id, fish.id)
    again = services.phrases.compose(zhang, "ship.when", buyer="jd_fish")
    assert (again.variant != first.variant, again.repeats) == (True, 1)
    services.buyers.split(zhang, fish.id)
    assert services.phrases.compose(zhang, "ship.when", buyer="jd_fish").repeats == 0

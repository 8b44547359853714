"""Price changes and special prices through the service (rules O3, P12, R4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from shop_floor import order, stored

from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Actor, Order, OrderLine
from cs_console.domain.goods import Goods
from cs_console.domain.policy.pricing import PricingPolicy
from cs_console.domain.price_changes import PriceApplication, PriceState
from cs_console.domain.vocabulary import OrderStatus
from cs_console.errors import BadInput, Refused
from cs_console.services.facade import Services
from cs_console.services.pricing import PriceFilter

IMPORT = Actor("导入")


@pytest.fixture
def goods(services: Services) -> Goods:
    with services.context.uow.write(IMPORT, "goods.import") as uow:
        return uow.add(Goods(key="A", code="A", title="四件套", price_fen=10000, floor_fen=8000))


@pytest.fixture
def unpaid(services: Services, goods: Goods) -> Order:
    """Two of the article at ¥100 each; the floor of the order is ¥160."""
    found = order(services, status=OrderStatus.UNPAID, goods_fen=20000, freight_fen=0, buyer_nick="小鱼")
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        uow.add(OrderLine(order_id=found.id, line_key="1", sku="A", title="四件套", quantity=2, price_fen=10000))
    return found


@pytest.fixture
def zhang(actor: Callable[..., Actor]) -> Actor:
    return actor("张敏")


@pytest.fixture
def wang(actor: Callable[..., Actor]) -> Actor:
    return actor("王组长")


def refused(call: Callable[[], object]) -> str:
    with pytest.raises((Refused, BadInput)) as found:
        call()
    return found.value.code


def approved(services: Services, zhang: Actor, wang: Actor, unpaid: Order, fen: int) -> PriceApplication:
    asked = services.pricing.apply(zhang, fen, "老客买两套", order_id=unpaid.id).application
    return services.pricing.answer(wang, asked.id, approve=True, reason="可以").application


def test_o3_within_bound_and_floor_a_price_is_agreed_and_remarked_in_one_act(
    services: Services, zhang: Actor, unpaid: Order
) -> None:
    done = services.pricing.change(zhang, unpaid.id, 16000)
    assert (done.change.original_fen, done.change.former_fen, done.change.price_fen) == (20000, 20000, 16000)
    assert stored(services, Order, unpaid.id).remark == done.remark == "张敏 改价为¥160.00 2026.6.14"
    services.journal.undo(zhang, done.act_id)
    assert stored(services, Order, unpaid.id).remark == ""
    assert services.pricing.view(unpaid.id).changes == ()


@pytest.mark.parametrize(
    ("fen", "code"), [(15999, "price.floor"), (9999, "price.bound"), (30001, "price.bound"), (0, "price.bound")]
)
def test_o3_beyond_bound_or_floor_nothing_changes(
    services: Services, zhang: Actor, unpaid: Order, fen: int, code: str
) -> None:
    assert refused(lambda: services.pricing.change(zhang, unpaid.id, fen)) == code
    assert stored(services, Order, unpaid.id).remark == ""


def test_o3_the_price_agreed_on_last_is_not_agreed_on_again(services: Services, zhang: Actor, unpaid: Order) -> None:
    services.pricing.change(zhang, unpaid.id, 18000)
    assert refused(lambda: services.pricing.change(zhang, unpaid.id, 18000)) == "price.same"
    services.pricing.change(zhang, unpaid.id, 20000)
    services.pricing.change(zhang, unpaid.id, 18000)
    assert stored(services, Order, unpaid.id).remark.count("改价") == 3


def test_o3_a_paid_order_keeps_its_price(services: Services, zhang: Actor) -> None:
    assert refused(lambda: services.pricing.change(zhang, order(services).id, 100)) == "price.paid"


def test_o3_an_approval_serves_once_and_not_below_what_was_granted(
    services: Services, zhang: Actor, wang: Actor, unpaid: Order
) -> None:
    asked = approved(services, zhang, wang, unpaid, 15000)
    assert refused(lambda: services.pricing.change(zhang, unpaid.id, 14999)) == "price.floor"
    done = services.pricing.change(zhang, unpaid.id, 15000)
    assert [one.id for one in done.used] == [asked.id] and done.change.application_id == asked.id
    used = stored(services, PriceApplication, asked.id)
    assert (used.state, used.used_by) == (PriceState.USED, "张敏")
    assert refused(lambda: services.pricing.change(zhang, unpaid.id, 15000)) == "price.floor"


def test_o3_a_price_that_needs_no_approval_uses_none_up(
    services: Services, zhang: Actor, wang: Actor, unpaid: Order
) -> None:
    asked = approved(services, zhang, wang, unpaid, 15000)
    assert services.pricing.change(zhang, unpaid.id, 18000).used == ()
    assert stored(services, PriceApplication, asked.id).state is PriceState.APPROVED


def test_o3_an_approval_expires(
    services: Services, zhang: Actor, wang: Actor, unpaid: Order, clock: ManualClock
) -> None:
    asked = approved(services, zhang, wang, unpaid, 15000)
    assert asked.expires_at == services.context.now() + timedelta(hours=24)
    clock.advance(hours=24)
    assert refused(lambda: services.pricing.change(zhang, unpaid.id, 15000)) == "price.floor"
    (listed,) = services.pricing.list(PriceFilter(states=(PriceState.EXPIRED,)))
    assert listed.id == asked.id
    assert services.pricing.list(PriceFilter(states=(PriceState.APPROVED,))) == ()


def test_o3_no_lead_can_allow_more_than_the_bound(services: Services, zhang: Actor, unpaid: Order) -> None:
    assert refused(lambda: services.pricing.apply(zhang, 9999, "求", order_id=unpaid.id)) == "price.bound"
    assert services.pricing.list() == ()


def test_o3_applications_are_asked_for_only_where_needed_and_once(
    services: Services, zhang: Actor, unpaid: Order
) -> None:
    apply = services.pricing.apply
    assert refused(lambda: apply(zhang, 16000, "x", order_id=unpaid.id)) == "price.not_needed"
    assert refused(lambda: apply(zhang, 15000, " ", order_id=unpaid.id)) == "price.reason"
    assert refused(lambda: apply(zhang, 15000, "x")) == "price.target"
    assert refused(lambda: apply(zhang, 15000, "x", order_id=unpaid.id, goods_id=1)) == "price.target"
    for fen, pieces in ((-1, 1), (7000, 0)):
        assert refused(lambda fen=fen, pieces=pieces: apply(zhang, fen, "x", goods_id=1, quantity=pieces)) == (
            "price.target"
        )
    first = apply(zhang, 15000, "x", order_id=unpaid.id).application
    assert first.due_at == first.applied_at + timedelta(hours=4) and first.floor_fen == 16000
    assert refused(lambda: apply(zhang, 14000, "y", order_id=unpaid.id)) == "price.pending"


def test_o3_a_lead_answers_with_a_reason_and_nobody_their_own(
    services: Services, zhang: Actor, wang: Actor, unpaid: Order
) -> None:
    answer = services.pricing.answer
    asked = services.pricing.apply(zhang, 15000, "x", order_id=unpaid.id).application
    assert refused(lambda: answer(zhang, asked.id, approve=True, reason="好")) == "role.lead_only"
    assert refused(lambda: answer(wang, asked.id, approve=True, reason="")) == "price.answer_reason"
    assert refused(lambda: answer(wang, asked.id, approve=True, reason="好", granted_fen=1)) == "price.granted"
    past = services.context.now()
    assert refused(lambda: answer(wang, asked.id, approve=True, reason="好", expires_at=past)) == "price.expiry"
    no = answer(wang, asked.id, approve=False, reason="亏").application
    assert (no.state, no.answer, no.granted_fen) == (PriceState.REFUSED, "亏", None)
    assert refused(lambda: answer(wang, asked.id, approve=True, reason="好")) == "price.answered"
    own = services.pricing.apply(wang, 15000, "x", order_id=unpaid.id).application
    assert refused(lambda: answer(wang, own.id, approve=True, reason="好")) == "price.own"


def test_o3_a_piece_price_agreed_before_the_order_serves_that_buyers_order(
    services: Services, zhang: Actor, wang: Actor, goods: Goods, unpaid: Order
) -> None:
    asked = services.pricing.apply(zhang, 7000, "量大", goods_id=goods.id, quantity=2, buyer="小鱼").application
    services.pricing.answer(wang, asked.id, approve=True, reason="可以")
    assert services.pricing.view(unpaid.id).frame.floor_fen == 14000
    assert refused(lambda: services.pricing.change(zhang, unpaid.id, 13999)) == "price.floor"
    assert [one.id for one in services.pricing.change(zhang, unpaid.id, 14000).used] == [asked.id]


def test_o3_a_piece_price_for_one_buyer_is_nobody_elses(
    services: Services, zhang: Actor, wang: Actor, goods: Goods, unpaid: Order
) -> None:
    asked = services.pricing.apply(zhang, 7000, "量大", goods_id=goods.id, buyer="别人").application
    services.pricing.answer(wang, asked.id, approve=True, reason="可以")
    assert services.pricing.view(unpaid.id).frame.floor_fen == 16000


def test_o3_a_piece_is_asked_for_within_the_bound_and_only_below_its_floor(
    services: Services, zhang: Actor, goods: Goods
) -> None:
    with services.context.uow.write(IMPORT, "goods.import") as uow:
        free = uow.add(Goods(key="B", code="B", price_fen=10000))
        unpriced = uow.add(Goods(key="C", code="C"))
    apply = services.pricing.apply
    assert refused(lambda: apply(zhang, 8000, "x", goods_id=goods.id)) == "price.not_needed"
    assert refused(lambda: apply(zhang, 4999, "x", goods_id=goods.id)) == "price.bound"
    assert refused(lambda: apply(zhang, 7000, "x", goods_id=free.id)) == "price.not_needed"
    with pytest.raises(Refused, match=r"price\.original_unknown") as unknown:
        apply(zhang, 7000, "x", goods_id=unpriced.id)
    assert unknown.value.params["name"] == "C"
    assert refused(lambda: services.pricing.bulk(zhang, unpriced.id, 10)) == "price.no_list_price"


def test_o3_where_the_floor_is_fixed_nobody_is_asked_and_goods_without_one_still_are(
    services: Services, zhang: Actor, unpaid: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    policies = services.context.policies()
    fixed = policies.model_copy(update={"pricing": PricingPolicy(below_floor="refuse", floor_required=True)})
    monkeypatch.setattr(services.pricing, "_context", replace(services.context, policies=lambda: fixed))
    assert refused(lambda: services.pricing.apply(zhang, 15000, "x", order_id=unpaid.id)) == "price.floor_fixed"
    assert refused(lambda: services.pricing.change(zhang, unpaid.id, 15000)) == "price.floor_fixed"
    with services.context.uow.write(IMPORT, "goods.import") as uow:
        free = uow.add(Goods(key="B", code="B", title="浴巾", price_fen=10000))
    assert services.pricing.apply(zhang, 7000, "x", goods_id=free.id).application.floor_fen is None


@pytest.mark.parametrize(("quantity", "fen"), [(9, 90000), (10, 90000), (100, 900000)])
def test_p12_the_first_offer_by_quantity(
    services: Services, zhang: Actor, goods: Goods, quantity: int, fen: int
) -> None:
    """Rule P12: 10 % off from ten pieces on, never below the floor."""
    assert services.pricing.bulk(zhang, goods.id, quantity) == fen


def test_o3_a_price_that_waits_for_its_answer_is_not_asked_about_again(
    services: Services, zhang: Actor, unpaid: Order
) -> None:
    """Below the floor the screen asks for a reason next: not while an application waits already."""
    assert refused(lambda: services.pricing.change(zhang, unpaid.id, 15000)) == "price.floor"
    services.pricing.apply(zhang, 15000, "老客", order_id=unpaid.id)
    assert refused(lambda: services.pricing.change(zhang, unpaid.id, 15000)) == "price.pending"
    assert services.pricing.change(zhang, unpaid.id, 17000).change.price_fen == 17000


def test_o3_without_an_original_price_none_is_asked_for(services: Services) -> None:
    bare = order(services, "SF9", status=OrderStatus.UNPAID, goods_fen=None, paid_fen=None, freight_fen=None)
    known = services.pricing.view(bare.id).refusal
    assert known is not None and known.code == "price.original_unknown"

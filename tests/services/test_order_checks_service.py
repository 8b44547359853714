"""Order checks with a person's outcomes, the talk and the goods cards (rules O1–O3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from shop_floor import ask, order

from cs_console.domain.checks import Check
from cs_console.domain.entities import Actor, Order, OrderLine
from cs_console.domain.goods import Goods
from cs_console.domain.vocabulary import OrderStatus, StepState
from cs_console.errors import BadInput, NotFound, Refused
from cs_console.services.facade import Services

IMPORT = Actor("导入")


@pytest.fixture
def unpaid(services: Services) -> Order:
    found = order(
        services, status=OrderStatus.UNPAID, goods_fen=5000, freight_fen=1000, quantity=1,
        address="浙江省杭州市 某路1号",
    )  # fmt: skip
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        uow.add(OrderLine(order_id=found.id, line_key="1", sku="A", title="四件套", price_fen=10000))
    return found


@pytest.fixture
def zhang(actor: Callable[..., Actor]) -> Actor:
    return actor("张敏")


def change(services: Services, kind: Any, entity_id: int, **facts: Any) -> None:
    with services.context.uow.write(IMPORT, "intake.file") as uow:
        uow.change(uow.require(kind, entity_id), **facts)


def seen(services: Services, found: Order, key: str) -> Check:
    return next(check for check in services.orders.check(found.id).checks if check.key == key)


def card(services: Services, **facts: Any) -> None:
    with services.context.uow.write(IMPORT, "goods.import") as uow:
        uow.add(Goods(key="A", code="A", title="四件套", **facts))


def test_o1_an_outcome_is_kept_with_who_when_and_why(services: Services, unpaid: Order, zhang: Actor) -> None:
    done = services.orders.tick(zhang, unpaid.id, "price", StepState.DONE, "买家确认")
    check = seen(services, unpaid, "price")
    assert (check.state, check.by, check.at, check.note) == (StepState.DONE, "张敏", services.context.now(), "买家确认")
    assert check in done.checklist.checks
    services.journal.undo(zhang, done.act_id)
    assert seen(services, unpaid, "price").state is StepState.TODO


def test_o1_a_later_outcome_takes_the_place_of_the_former_and_to_do_takes_it_back(
    services: Services, unpaid: Order, actor: Callable[..., Actor]
) -> None:
    services.orders.tick(actor("张敏"), unpaid.id, "items", StepState.DONE)
    services.orders.tick(actor("李丽"), unpaid.id, "items", StepState.PROBLEM, "少拍一件")
    check = seen(services, unpaid, "items")
    assert (check.state, check.by, check.note) == (StepState.PROBLEM, "李丽", "少拍一件")
    services.orders.tick(actor("李丽"), unpaid.id, "items", StepState.TODO)
    assert (seen(services, unpaid, "items").state, seen(services, unpaid, "items").by) == (StepState.TODO, "")


def test_o1_an_outcome_that_the_data_has_overtaken_is_stale(services: Services, unpaid: Order, zhang: Actor) -> None:
    services.orders.tick(zhang, unpaid.id, "area", StepState.DONE)
    change(services, Order, unpaid.id, address="新疆 乌鲁木齐市 某路1号")
    check = seen(services, unpaid, "area")
    assert (check.state, check.code, check.stale, check.by) == (StepState.TODO, "area_remote", True, "张敏")
    services.orders.tick(zhang, unpaid.id, "area", StepState.DONE)
    assert not seen(services, unpaid, "area").stale


def test_o1_outcomes_before_payment_say_nothing_about_shipping(services: Services, unpaid: Order, zhang: Actor) -> None:
    services.orders.tick(zhang, unpaid.id, "items", StepState.DONE)
    change(services, Order, unpaid.id, status=OrderStatus.PAID)
    assert (services.orders.check(unpaid.id).kind, seen(services, unpaid, "items").by) == ("o2", "")


def test_o1_what_cannot_be_kept_says_why(services: Services, unpaid: Order, zhang: Actor) -> None:
    with pytest.raises(BadInput):
        services.orders.tick(zhang, unpaid.id, "items", StepState.PROBLEM)
    with pytest.raises(NotFound):
        services.orders.tick(zhang, unpaid.id, "waybill", StepState.DONE)
    change(services, Order, unpaid.id, status=OrderStatus.SHIPPED)
    with pytest.raises(Refused):
        services.orders.tick(zhang, unpaid.id, "items", StepState.DONE)


def test_o1_an_open_problem_blocks_nothing(services: Services, unpaid: Order, zhang: Actor) -> None:
    services.orders.tick(zhang, unpaid.id, "items", StepState.PROBLEM, "待问")
    assert services.orders.check(unpaid.id).problems == 1
    services.pricing.change(zhang, unpaid.id, 9000)
    services.orders.remark(zhang, unpaid.id, "照发")


def test_o1_what_the_talk_agreed_on_and_nobody_remarked_is_a_problem(
    services: Services, unpaid: Order, zhang: Actor
) -> None:
    talk = ask(services, order_no=unpaid.order_no)
    services.queue.reply(zhang, talk.id, "好的亲，给您送小礼品一份，改发顺丰", confirmed=True)
    check = seen(services, unpaid, "items")
    assert (check.state, check.code) == (StepState.PROBLEM, "items_unremarked")
    assert "顺丰" in str(check.params["words"])
    services.orders.append_remark(zhang, unpaid.id, "送小礼品一份，改发顺丰")
    assert seen(services, unpaid, "items").code == "items_agreed"


def test_o1_goods_sent_free_owe_no_postage(services: Services, unpaid: Order) -> None:
    assert seen(services, unpaid, "freight").code == "freight_right"
    card(services, free_shipping=True)
    assert seen(services, unpaid, "freight").params == {"charged_fen": 1000, "due_fen": 0}
    change(services, Order, unpaid.id, address="新疆 乌鲁木齐市 某路1号", freight_fen=2500)
    assert seen(services, unpaid, "freight").code == "freight_right"


def test_o3_below_the_floor_from_problem_over_application_to_approval(
    services: Services, unpaid: Order, actor: Callable[..., Actor]
) -> None:
    assert seen(services, unpaid, "price").code == "price_confirm"
    card(services, floor_fen=6000, price_fen=10000)
    below = seen(services, unpaid, "price")
    assert (below.state, below.code, below.params) == (StepState.PROBLEM, "price_floor", {"goods_fen": 5000})
    asked = services.pricing.apply(actor("张敏"), 5000, "老客", order_id=unpaid.id).application
    assert seen(services, unpaid, "price").code == "price_asked"
    services.pricing.answer(actor("王组长"), asked.id, approve=True, reason="可以")
    allowed = seen(services, unpaid, "price")
    assert (allowed.state, allowed.code, allowed.params["lead"]) == (StepState.TODO, "price_special", "王组长")
    services.pricing.change(actor("张敏"), unpaid.id, 5000)
    assert seen(services, unpaid, "price").code == "price_special"

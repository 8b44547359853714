"""What a buyer's words propose, and that an agent's correction stands (rule Q3)."""

from __future__ import annotations

import pytest

from cs_console.domain.entities import Inquiry
from cs_console.domain.policy.routing import RoutingPolicy
from cs_console.domain.policy.team import TeamPolicy
from cs_console.domain.routing import BY_AGENT, Route, propose, rerouted
from cs_console.domain.vocabulary import Category, Channel, OrderStatus, Priority


def route(text: str, status: OrderStatus | None = None) -> Route:
    return propose(RoutingPolicy(), TeamPolicy(), text, status, Channel.CHAT)


@pytest.mark.parametrize(
    ("text", "status", "category", "priority", "team"),
    [
        ("我要投诉你们", None, Category.COMPLAINT, Priority.URGENT, "售后"),
        ("什么时候发货", OrderStatus.PAID, Category.LOGISTICS, Priority.HIGH, "售前"),
        ("什么时候发货", None, Category.LOGISTICS, Priority.NORMAL, "售前"),
        ("改个地址", OrderStatus.PAID, Category.LOGISTICS, Priority.URGENT, "售前"),
        ("能开发票吗", None, Category.INVOICE, Priority.NORMAL, "售前"),
        ("这个有货吗", None, Category.PRESALE, Priority.NORMAL, "售前"),
        ("嗯嗯", OrderStatus.SIGNED, Category.AFTERSALE, Priority.NORMAL, "售后"),
        ("嗯嗯", None, Category.OTHER, Priority.NORMAL, "售前"),
    ],
)
def test_q3_words_and_order_state_propose(
    text: str, status: OrderStatus | None, category: Category, priority: Priority, team: str
) -> None:
    found = route(text, status)
    assert (found.category, found.priority, found.team) == (category, priority, team)


def test_q3_the_agents_correction_is_kept() -> None:
    corrected = Inquiry(category=Category.INVOICE, category_by=BY_AGENT)
    assert rerouted(corrected, route("我要投诉你们")) == {}


def test_q3_later_words_raise_but_never_lower() -> None:
    plain = Inquiry(category=Category.LOGISTICS, priority=Priority.NORMAL)
    assert rerouted(plain, route("我要投诉你们"))["priority"] is Priority.URGENT
    urgent = Inquiry(category=Category.COMPLAINT, priority=Priority.URGENT)
    assert rerouted(urgent, route("能开发票吗")) == {}


def test_q3_an_unnamed_inquiry_is_named_by_later_words() -> None:
    assert rerouted(Inquiry(), route("能开发票吗"))["category"] is Category.INVOICE
    assert rerouted(Inquiry(), route("嗯嗯")) == {}

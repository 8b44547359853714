"""Earlier exports tell nothing that had not happened yet, and newer ones only move orders on."""

from datetime import timedelta

from demo_days import MORNING, shop

from cs_console.domain.vocabulary import OrderStatus
from cs_console.services.demo.history import orders_at, refunds_at

ORDER_OF_LIFE = [OrderStatus.UNPAID, OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED]


def test_nothing_from_the_future():
    for hours in (0, 1, 12, 50, 120):
        moment = MORNING - timedelta(hours=hours)
        for order in orders_at(shop().orders, moment):
            life = [order.ordered_at, order.paid_at, order.shipped_at, order.signed_at, order.completed_at]
            if order.status is not OrderStatus.CLOSED:
                assert all(at <= moment for at in life if at)
                assert bool(order.tracking_no) == bool(order.shipped_at)
        assert all(refund.applied_at <= moment for refund in refunds_at(shop().refunds, moment))


def test_an_order_never_goes_back():
    later = {order.order_no: order for order in shop().orders}
    for order in orders_at(shop().orders, MORNING - timedelta(hours=30)):
        if order.status is not OrderStatus.CLOSED:
            assert ORDER_OF_LIFE.index(order.status) <= ORDER_OF_LIFE.index(later[order.order_no].status)
            assert order.remark in ("", later[order.order_no].remark)


def test_the_present_shows_everything():
    assert tuple(orders_at(shop().orders, MORNING)) == shop().orders

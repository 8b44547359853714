"""The outbox follows every change of a remark or flag, whatever path it took (rules R1, R6, R7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from moments import NOW
from platform_stub.desk import Desk, pointed_at
from platform_stub.taobao import TaobaoStub

from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import open_workspace
from cs_console.config.live import LiveConfig
from cs_console.domain.entities import Actor, Order
from cs_console.domain.vocabulary import Flag, Platform
from cs_console.domain.writebacks import WriteBackState
from cs_console.errors import Refused
from cs_console.workspace import Workspace


@pytest.fixture
def desk(workspace: Workspace, clock: ManualClock, shipped: LiveConfig) -> Iterator[Desk]:
    """A shop without keys: nothing is sent."""
    config = pointed_at(workspace, shipped, "http://127.0.0.1:1/")
    opened = open_workspace(workspace, clock=clock, config=config)
    yield Desk(opened, TaobaoStub(), opened.services.people.actor("张敏"))
    opened.close()


@pytest.fixture
def li(desk: Desk) -> Actor:
    return desk.services.people.actor("李丽")


def owed(desk: Desk, order: Order) -> tuple[str, Flag] | None:
    """What waits for an order."""
    row = desk.waiting(order)
    return (row.remark, row.flag) if row is not None else None


def test_r7_every_change_queues_one_row_and_later_ones_join_it(desk: Desk) -> None:
    order = desk.order("1", "原")
    orders = desk.services.orders
    orders.append_remark(desk.agent, order.id, "送礼物一份")
    orders.flag(desk.agent, order.id, Flag.RED)
    orders.remark(desk.agent, order.id, "改成顺丰")
    orders.bulk_flag(desk.agent, [order.id], Flag.BLUE)
    (row,) = desk.rows()
    assert (row.remark, row.flag, row.state) == ("改成顺丰", Flag.BLUE, WriteBackState.QUEUED)
    assert (row.base_remark, row.base_flag, row.order_no, row.platform) == ("原", None, "1", Platform.TAOBAO)


def test_r7_the_row_is_written_in_the_same_transaction(desk: Desk) -> None:
    order = desk.order("1")
    with pytest.raises(RuntimeError), desk.services.context.uow.write(desk.agent, "order.flag") as uow:
        uow.change(uow.require(Order, order.id), flag=Flag.RED)
        raise RuntimeError
    assert desk.rows() == [] and desk.stored(order).flag is Flag.GREY


def test_r7_no_path_to_an_order_bypasses_the_outbox(desk: Desk) -> None:
    """Whatever service changes an order, in whatever act."""
    order = desk.order("1")
    with desk.services.context.uow.write(desk.agent, "case.step") as uow:
        uow.change(uow.require(Order, order.id), flag=Flag.PURPLE)
    assert owed(desk, order) == ("", Flag.PURPLE)


def test_r7_facts_that_are_not_remark_or_flag_queue_nothing(desk: Desk) -> None:
    order = desk.order("1")
    with desk.services.context.uow.write(desk.agent, "order.signed") as uow:
        uow.change(uow.require(Order, order.id), tracking_no="SF1", shop="二店")
    assert desk.rows() == []


def test_r6_undo_before_sending_takes_the_row_back(desk: Desk) -> None:
    order = desk.order("1", "原")
    desk.services.orders.remark(desk.agent, order.id, "新")
    desk.services.orders.undo(desk.agent, order.id)
    assert desk.rows() == []
    desk.services.journal.redo(desk.agent)
    assert owed(desk, order) == ("新", Flag.GREY)


def test_r6_undo_of_one_of_two_changes_leaves_the_other(desk: Desk) -> None:
    order = desk.order("1", "原")
    desk.services.orders.remark(desk.agent, order.id, "新")
    desk.services.orders.flag(desk.agent, order.id, Flag.RED)
    desk.services.orders.undo(desk.agent, order.id)
    assert owed(desk, order) == ("新", Flag.GREY)


def test_r6_undo_after_a_batch_queues_another(desk: Desk, li: Actor) -> None:
    order = desk.order("1", "原")
    desk.services.orders.remark(desk.agent, order.id, "新")
    desk.services.writebacks.batch(li)
    assert desk.stored(order).platform_remark == "新" and owed(desk, order) is None
    undone = desk.services.orders.undo(desk.agent, order.id)
    assert undone.act == "order.remark" and owed(desk, order) == ("原", Flag.GREY)


def test_r6_who_wrote_back_can_undo_the_own_step_before(desk: Desk) -> None:
    order = desk.order("1", "原")
    desk.services.orders.flag(desk.agent, order.id, Flag.RED)
    desk.services.writebacks.batch(desk.agent)
    desk.services.journal.undo(desk.agent)
    assert owed(desk, order) == ("原", Flag.GREY)


def test_k5_a_write_back_itself_is_never_undone(desk: Desk) -> None:
    order = desk.order("1")
    desk.services.orders.flag(desk.agent, order.id, Flag.RED)
    desk.services.writebacks.batch(desk.services.people.actor("李丽"))
    with pytest.raises(Refused):
        desk.services.journal.undo(desk.services.people.actor("李丽"))
    assert desk.services.journal.verify().problems == ()


# -- imports -----------------------------------------------------------------------------------


def test_r1_an_import_that_shows_ours_settles_the_row(desk: Desk) -> None:
    order = desk.order("1", "原")
    desk.services.orders.remark(desk.agent, order.id, "新")
    desk.take_in(NOW, ("1", "新", None))
    assert owed(desk, order) is None and desk.stored(order).platform_remark == "新"


def test_r1_an_import_in_conflict_holds_the_row_until_it_is_resolved(desk: Desk) -> None:
    order = desk.order("1", "原")
    desk.services.orders.remark(desk.agent, order.id, "新")
    desk.take_in(NOW, ("1", "同事写的", None))
    row = desk.waiting(order)
    assert row is not None and (row.state, row.base_remark) == (WriteBackState.CONFLICT, "同事写的")
    with pytest.raises(Refused) as refused:
        desk.services.writebacks.retry(desk.agent, order.id)
    assert refused.value.code == "writeback.conflict"
    desk.services.orders.resolve_conflict(desk.agent, order.id, "both")
    row = desk.waiting(order)
    assert row is not None and (row.state, row.remark) == (WriteBackState.QUEUED, "同事写的；新")


@pytest.mark.parametrize(("keep", "remark"), [("local", "新"), ("platform", None)])
def test_r1_a_resolved_remark_queues_only_what_the_platform_lacks(desk: Desk, keep: str, remark: str | None) -> None:
    order = desk.order("1", "原")
    desk.services.orders.remark(desk.agent, order.id, "新")
    desk.take_in(NOW, ("1", "同事写的", None))
    desk.services.orders.resolve_conflict(desk.agent, order.id, "local" if keep == "local" else "platform")
    found = owed(desk, order)
    assert (found[0] if found else None) == remark


def test_r1_an_import_of_the_flag_moves_the_base(desk: Desk) -> None:
    order = desk.order("1", "原")
    desk.services.orders.remark(desk.agent, order.id, "新")
    desk.take_in(NOW, ("1", None, Flag.PURPLE))
    row = desk.waiting(order)
    assert row is not None and (row.base_flag, row.flag) == (Flag.PURPLE, Flag.PURPLE)


@pytest.mark.parametrize("minutes", [-30, 30])
def test_r1_an_export_without_the_batch_takes_nothing_back(desk: Desk, clock: ManualClock, minutes: int) -> None:
    """The file was not uploaded yet, or the export is older than it."""
    order = desk.order("1", "原")
    desk.services.orders.remark(desk.agent, order.id, "新")
    desk.services.writebacks.batch(desk.agent)
    desk.take_in(NOW + timedelta(minutes=minutes), ("1", "原", None))
    kept = desk.stored(order)
    assert (kept.remark, kept.remark_conflict) == ("新", None) and owed(desk, order) is None
    assert [batch.rows for batch in desk.services.writebacks.unconfirmed()] == [1]
    clock.advance(hours=1)
    desk.take_in(NOW + timedelta(minutes=31), ("1", "新", None))
    assert desk.services.writebacks.unconfirmed() == ()
    desk.take_in(NOW + timedelta(minutes=32), ("1", "原", None))
    assert desk.stored(order).remark == "原"


def test_r1_two_batches_on_their_way_and_an_export_before_both(desk: Desk) -> None:
    order = desk.order("1", "原")
    for text in ("一", "二"):
        desk.services.orders.remark(desk.agent, order.id, text)
        desk.services.writebacks.batch(desk.agent)
    for seen in ("原", "一", "二"):
        desk.take_in(NOW + timedelta(hours=1), ("1", seen, None))
        assert desk.stored(order).remark == "二" and desk.stored(order).remark_conflict is None


def test_r1_a_colleagues_change_after_the_batch_is_heard(desk: Desk) -> None:
    order = desk.order("1", "原")
    desk.services.orders.remark(desk.agent, order.id, "新")
    desk.services.writebacks.batch(desk.agent)
    desk.take_in(NOW + timedelta(hours=1), ("1", "新；同事加的", None))
    assert desk.stored(order).remark == "新；同事加的"

"""Undo is a compensating event: one's own latest act, refused when the row moved on (rules K5, R6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shop_floor import ActorMaker, ask, begin, hand_in, order, stored

from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Actor, HandoverItem, Inquiry, Order
from cs_console.domain.vocabulary import Flag, InquiryState, OrderStatus
from cs_console.errors import Conflict, Refused
from cs_console.services.facade import Services


def flag_of(services: Services, order_id: int) -> Flag:
    found: Flag = stored(services, Order, order_id).flag
    return found


def test_undo_is_a_new_event_and_history_keeps_both(services: Services) -> None:
    who, row = begin(services, "张敏"), order(services)
    services.orders.flag(who, row.id, Flag.RED)
    undone = services.journal.undo(who)
    assert (undone.act, undone.entities) == ("order.flag", (("Order", row.id),))
    acts = [event.act for event in services.journal.history("Order", row.id)]
    assert acts == ["undo", "order.flag", "intake.file"]
    assert flag_of(services, row.id) is Flag.GREY
    assert not services.journal.verify().problems


def test_several_steps_on_one_row_are_taken_back_and_brought_again(services: Services) -> None:
    who, row = begin(services, "张敏"), order(services)
    colours = [Flag.RED, Flag.YELLOW, Flag.BLUE]
    for colour in colours:
        services.orders.flag(who, row.id, colour)
    for colour in (Flag.YELLOW, Flag.RED, Flag.GREY):
        services.journal.undo(who)
        assert flag_of(services, row.id) is colour
    with pytest.raises(Refused, match=r"undo\.(nothing|lasting)"):
        services.journal.undo(who)
    for colour in colours:
        assert services.journal.redo(who).act == "order.flag"
        assert flag_of(services, row.id) is colour
    with pytest.raises(Refused, match=r"redo\.nothing"):
        services.journal.redo(who)
    services.journal.undo(who)
    assert flag_of(services, row.id) is Flag.YELLOW


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["red", "blue", "grey", "undo", "redo"]), max_size=14))
def test_undo_and_redo_behave_like_a_history_of_states(services: Services, moves: list[str]) -> None:
    """Against the plain model: a list of states and a cursor."""
    who = services.people.actor("张敏", console="model")
    row = order(services, f"model-{services.journal.verify().events}")
    past, future = [Flag.GREY], list[Flag]()
    made = 0
    for move in moves:
        if move == "undo" and len(past) > 1:
            services.journal.undo(who)
            future.append(past.pop())
        elif move == "redo" and future:
            services.journal.redo(who)
            past.append(future.pop())
        elif move in ("red", "blue", "grey") and Flag(move) is not past[-1]:
            services.orders.flag(who, row.id, Flag(move))
            past.append(Flag(move))
            future.clear()
            made += 1
        assert flag_of(services, row.id) is past[-1]
    if not future and made:
        with pytest.raises(Refused, match=r"redo\.nothing"):
            services.journal.redo(who)


def test_r6_undo_is_refused_naming_who_changed_the_row_since(services: Services, actor: ActorMaker) -> None:
    who, row = begin(services, "张敏"), order(services)
    services.orders.flag(who, row.id, Flag.RED)
    services.orders.flag(actor("李丽"), row.id, Flag.GREEN)
    with pytest.raises(Conflict) as refused:
        services.journal.undo(who)
    assert refused.value.params["by"] == "李丽"
    assert flag_of(services, row.id) is Flag.GREEN


def test_a_colleagues_change_that_was_taken_back_is_no_obstacle(services: Services, actor: ActorMaker) -> None:
    who, other, row = begin(services, "张敏"), actor("李丽"), order(services)
    services.orders.flag(who, row.id, Flag.RED)
    services.orders.flag(other, row.id, Flag.GREEN)
    services.journal.undo(other)
    services.journal.undo(who)
    assert flag_of(services, row.id) is Flag.GREY


def test_only_ones_own_acts_of_this_shift(services: Services, clock: ManualClock, actor: ActorMaker) -> None:
    first, row = begin(services, "张敏"), order(services)
    services.orders.flag(first, row.id, Flag.RED)
    with pytest.raises(Refused, match=r"undo\.nothing"):
        services.journal.undo(actor("李丽"))
    hand_in(services, first)
    services.shifts.end(first)
    clock.advance(hours=22)
    again = begin(services, "张敏")
    with pytest.raises(Refused, match=r"undo\.nothing"):
        services.journal.undo(again)


@pytest.mark.parametrize("act", ["shift.start", "handover.submit"])
def test_lasting_acts_are_not_taken_back(services: Services, act: str) -> None:
    who = begin(services, "张敏")
    if act == "handover.submit":
        services.handovers.note(who, "补发")
        hand_in(services, who)
        with pytest.raises(Refused, match=r"undo\.lasting"):
            services.journal.undo(who)
    else:
        before_shift = Actor("张敏", console="x")
        with pytest.raises(Refused, match=r"undo\.lasting"):
            services.journal.undo(before_shift)


def test_an_act_by_number_must_be_the_latest(services: Services) -> None:
    who, row = begin(services, "张敏"), order(services)
    first = services.orders.flag(who, row.id, Flag.RED).act_id
    second = services.orders.flag(who, row.id, Flag.BLUE).act_id
    with pytest.raises(Refused, match=r"undo\.not_latest_order") as refused:
        services.journal.undo(who, first)
    assert refused.value.params["order_no"] == row.order_no
    assert services.journal.undo(who, second).act_id == second
    third = services.orders.flag(who, row.id, Flag.GREEN).act_id
    services.handovers.note(who, "补发")
    with pytest.raises(Refused) as later:
        services.journal.undo(who, third)
    assert (later.value.code, later.value.params["act"]) == ("undo.not_latest", "handover.note")


def test_r6_another_field_of_the_row_changed_by_a_colleague_stands_in_the_way_too(
    services: Services, actor: ActorMaker
) -> None:
    """A file may bring other news of the order meanwhile; what a colleague did there is never passed over."""
    who, row = begin(services, "张敏"), order(services)
    services.orders.flag(who, row.id, Flag.RED)
    services.orders.remark(actor("李丽"), row.id, "李丽 发顺丰 2026.6.14")
    with pytest.raises(Conflict, match=r"undo\.order_changed"):
        services.journal.undo(who)


def test_what_is_gone_by_now_is_said_to_be_gone(services: Services, actor: ActorMaker) -> None:
    who = begin(services, "张敏")
    note = services.handovers.note(who, "补发")
    with services.context.uow.write(actor("李丽"), "test") as uow:
        uow.remove(uow.require(HandoverItem, note.id))
    with pytest.raises(Conflict, match=r"undo\.gone"):
        services.journal.undo(who)


def test_a_reply_wrongly_logged_reopens_the_inquiry(services: Services) -> None:
    who = begin(services, "张敏")
    inquiry = ask(services)
    services.queue.claim(who, inquiry.id)
    services.queue.reply(who, inquiry.id, "亲，今天发出～")
    assert stored(services, Inquiry, inquiry.id).due_at is None
    services.journal.undo(who)
    again = stored(services, Inquiry, inquiry.id)
    assert again.due_at is not None and again.state is InquiryState.CLAIMED
    assert len(services.queue.show(inquiry.id).messages) == 1


def test_a_refreshed_draft_is_not_a_step_to_take_back(services: Services) -> None:
    """Looking at F9 between an act and Ctrl+Z must not change what Ctrl+Z means."""
    who, row = begin(services, "张敏"), order(services, status=OrderStatus.SHIPPED)
    services.orders.flag(who, row.id, Flag.RED)
    services.handovers.draft(who)
    assert services.journal.undo(who).act == "order.flag"
    services.handovers.draft(who)
    assert services.journal.redo(who).act == "order.flag"


def test_a_note_is_taken_back_though_the_draft_grew_around_it(services: Services) -> None:
    who = begin(services, "张敏")
    note = services.handovers.note(who, "补发")
    ask(services)
    services.handovers.draft(who)
    services.journal.undo(who)
    refs = [item.ref for item in services.handovers.draft(who).items]
    assert len(refs) == 1 and refs[0].startswith("inquiry:")
    services.journal.redo(who)
    assert stored(services, HandoverItem, note.id).what == "补发"


def test_what_others_hang_on_is_not_torn_away(services: Services) -> None:
    """A row with others on it stays, and the refusal says so instead of a fault of the store."""
    who, inquiry = begin(services, "张敏"), ask(services)
    with pytest.raises(Conflict, match=r"row\.used"), services.context.uow.write(who, "test") as uow:
        uow.remove(uow.require(Inquiry, inquiry.id))
    assert stored(services, Inquiry, inquiry.id)


def test_breaks_can_be_taken_back(services: Services, clock: ManualClock) -> None:
    who = begin(services, "张敏")
    services.shifts.pause(who)
    clock.advance(minutes=1)
    assert services.journal.undo(who).act == "shift.break"
    status = services.shifts.status(who)
    assert status.shift is not None and status.shift.state == "running" and not status.breaks
    assert status.unrested == int(timedelta(minutes=1).total_seconds() // 60)

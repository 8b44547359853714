"""The demo's conversations, promises, cases and handover: every state; times and owners hold together."""

from collections import Counter

import pytest
from demo_days import MOMENTS, MORNING, ZONE, shop

from cs_console.domain.handover import SECTIONS
from cs_console.domain.vocabulary import (
    Category,
    Channel,
    Flow,
    InquiryState,
    MessageRole,
    PromiseState,
    Severity,
)
from cs_console.services.demo.people import DAY_AGENT, LEAD, NIGHT_AGENT, PRANKSTER
from cs_console.text.clean import clean

every_moment = pytest.mark.parametrize("moment", MOMENTS)


def talk(key, moment="morning"):
    return next(one for one in shop(moment).conversations if one.key == key)


@every_moment
def test_every_state_category_and_channel(moment):
    talks = shop(moment).conversations
    assert 45 <= len(talks) <= 60
    assert len({one.key for one in talks}) == len(talks)
    assert {one.state for one in talks} == set(InquiryState)
    assert {one.category for one in talks} == set(Category)
    assert {one.channel for one in talks} == set(Channel) - {Channel.SOCIAL}


@every_moment
def test_messages_run_forward_and_end_before_now(moment):
    for one in shop(moment).conversations:
        times = [message.at for message in one.messages]
        assert times == sorted(times), one.key
        assert times[-1] <= MOMENTS[moment], one.key
        assert one.messages[0].role is MessageRole.BUYER
        spoken = {message.sender for message in one.messages if message.role is MessageRole.BUYER}
        assert spoken == {one.buyer}


@every_moment
def test_orders_of_conversations_exist_and_are_used_once(moment):
    known = {order.order_no: order for order in shop(moment).orders}
    used = [one.order_no for one in shop(moment).conversations if one.order_no]
    assert len(used) == len(set(used))
    assert set(used) <= known.keys()
    assert not [text for one in shop(moment).conversations for text in one.messages if "{" in text.text]


def test_waiting_buyers_are_late_nearly_late_and_fresh():
    """Rule Q1: the limit for a chat is 180 s."""
    waits = [
        (MORNING - one.messages[0].at).total_seconds()
        for one in shop().conversations
        if one.state is InquiryState.RECEIVED and one.channel is Channel.CHAT and not one.offline
    ]
    assert sum(wait > 180 for wait in waits) >= 5
    assert any(165 < wait < 180 for wait in waits)
    assert sum(wait < 60 for wait in waits) >= 2


@every_moment
def test_owners_are_on_the_roster(moment):
    """Rule H4: the owner is the one who has it; a queued inquiry belongs to nobody by name."""
    for one in shop(moment).conversations:
        if one.state is InquiryState.RECEIVED or one.transfer_to == "售后":
            assert one.owner == ""
        else:
            assert one.owner in (DAY_AGENT, NIGHT_AGENT, LEAD)


@every_moment
def test_nothing_closes_without_an_outcome(moment):
    """Rules Q2, Q8."""
    for one in shop(moment).conversations:
        assert bool(one.outcome) == (not one.state.is_open) == bool(one.closed_at)
        assert bool(one.snooze_until) == (one.state is InquiryState.SNOOZED)
        assert bool(one.transfer_note) == (one.state is InquiryState.TRANSFERRED)


def test_night_messages_came_when_nobody_was_there():
    """Rule S4."""
    offline = [one for one in shop().conversations if one.offline]
    assert len(offline) == 5
    for one in offline:
        assert 1 <= one.messages[0].at.astimezone(ZONE).hour < 9
    evening = [one for one in shop("evening").conversations if one.offline]
    assert all(one.state is InquiryState.WAITING_BUYER for one in evening)


def test_the_prankster_has_an_order_and_stays_harmless():
    """Rule X2: the demo shows that markup, ESC and bidi do nothing."""
    hostile = talk("hostile")
    order = next(order for order in shop().orders if order.order_no == hostile.order_no)
    assert hostile.buyer == order.buyer.nick == PRANKSTER
    text = "".join(message.text for message in hostile.messages)
    assert all(mark in text for mark in ("[/]", "[@click=app.quit]", "\x1b", "\u202e", "\x00", "\u200d"))
    shown = clean(text + PRANKSTER, multiline=True)
    assert not {"\x1b", "\u202e", "\x00"} & set(shown)


@every_moment
def test_handover_items_say_action_owner_and_due(moment):
    """Rule H3; urgent ones are there to be read back (H4)."""
    log = shop(moment).handover
    assert log.submitted_at <= MOMENTS[moment]
    assert log.successor == shop(moment).shift.agent != log.shift.agent
    assert all(item.section in SECTIONS and item.what and item.action for item in log.items)
    assert all(item.owner == log.successor and item.due_at for item in log.items)
    assert any(item.severity is Severity.URGENT for item in log.items)


@every_moment
def test_handover_items_name_what_exists(moment):
    made = shop(moment)
    known = {""} | {f"conversation:{one.key}" for one in made.conversations}
    known |= {f"promise:{one.key}" for one in made.promises} | {f"case:{one.key}" for one in made.cases}
    known |= {f"order:{order.platform}:{order.order_no}" for order in made.orders}
    assert {item.about for item in made.handover.items} <= known


@every_moment
def test_promises_and_cases_stand_mid_way(moment):
    """Rules R4, A6."""
    made = shop(moment)
    states = Counter(promise.state for promise in made.promises)
    assert states[PromiseState.OPEN] >= 4
    assert states[PromiseState.DONE] == states[PromiseState.BROKEN] == 1
    overdue = [one for one in made.promises if one.state is PromiseState.OPEN and one.due_at < made.now]
    assert [one.key for one in overdue] == ["resend"]
    assert all(one.promised_at <= made.handover.submitted_at for one in made.promises)
    assert {case.flow for case in made.cases} == {Flow.RETURN, Flow.EXCHANGE_QUALITY, Flow.RETURN_QUALITY}
    orders = {order.order_no: order for order in made.orders}
    assert all(orders[case.order_no].signed_at < case.opened_at for case in made.cases)

"""A shift's life on a real store: start over an accepted log, breaks, end or extension (rules S1–S8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from shop_floor import ActorMaker, accept_all, ask, begin, hand_in, order, stored

from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Shift
from cs_console.domain.policy.team import TeamPolicy
from cs_console.domain.vocabulary import HandoverState, ItemDecision, OrderStatus, PromiseKind, ShiftState
from cs_console.errors import NotFound, Refused
from cs_console.services.facade import Services


def at(clock: ManualClock, text: str) -> None:
    """Put the clock at a Shanghai time of 14 or 15 June 2026."""
    clock.set(datetime.strptime(f"2026-06-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo("Asia/Shanghai")))


def test_the_first_shift_begins_the_chain_with_an_empty_sealed_log(services: Services, actor: ActorMaker) -> None:
    opening = services.shifts.start(actor("张敏"))
    assert opening.shift.state is ShiftState.RUNNING
    assert (opening.shift.key, opening.shift.business_date.isoformat()) == ("day", "2026-06-14")
    [first] = services.handovers.logs()
    assert (first.state, first.author) == (HandoverState.SEALED, "")
    assert first.content_hash and not services.handover_files.problems()


def test_s4_a_starting_shift_hears_of_offline_messages_and_orders(services: Services, actor: ActorMaker) -> None:
    order(services, "1", status=OrderStatus.UNPAID)
    order(services, "2", status=OrderStatus.UNPAID)
    order(services, "3", status=OrderStatus.PAID)
    order(services, "4", status=OrderStatus.SHIPPED)
    opening = services.shifts.start(actor("张敏"))
    assert (opening.unpaid, opening.paid) == (2, 1)


def test_s4_messages_of_the_night_come_first(services: Services, clock: ManualClock, actor: ActorMaker) -> None:
    at(clock, "14 03:00")
    ask(services)
    at(clock, "14 08:30")
    ask(services, "lily", "在吗")
    assert services.shifts.start(actor("张敏")).offline == 1


def test_nobody_is_on_two_shifts(services: Services, actor: ActorMaker) -> None:
    begin(services, "张敏")
    with pytest.raises(Refused, match=r"shift\.running"):
        services.shifts.start(actor("张敏"))


def test_s1_no_shift_begins_in_the_unstaffed_hours(services: Services, clock: ManualClock, actor: ActorMaker) -> None:
    at(clock, "14 03:00")
    for key, name, since in (("", "白班", "07:30"), ("night", "晚班", "16:30")):
        with pytest.raises(Refused, match=r"shift\.no_slot") as refused:
            services.shifts.start(actor("张敏"), key)
        assert (refused.value.params["shift"], f"{refused.value.params['at']:%H:%M}") == (name, since)
    with pytest.raises(NotFound, match=r"roster\.shift") as unknown:
        services.shifts.start(actor("张敏"), "nacht")
    assert unknown.value.params["known"] == "day, night"


def test_s5_the_roster_names_the_shift_where_it_fits_and_the_clock_where_it_does_not(
    services: Services, clock: ManualClock, actor: ActorMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    policies = services.context.policies()
    days = tuple(one.model_copy(update={"shift": "day"}) for one in policies.team.members)
    fixed = policies.model_copy(update={"team": TeamPolicy(members=days)})
    monkeypatch.setattr(services.shifts, "_context", replace(services.context, policies=lambda: fixed))
    at(clock, "14 16:45")
    assert services.shifts.start(actor("张敏")).shift.key == "day", "by the clock alone it would be the night shift"
    at(clock, "14 18:00")
    assert services.shifts.start(actor("李丽")).shift.key == "night", "the roster's is over"


def test_s4_a_shift_does_not_run_over_an_undecided_log(
    services: Services, clock: ManualClock, actor: ActorMaker
) -> None:
    day = begin(services, "张敏")
    inquiry = ask(services)
    services.queue.claim(day, inquiry.id)
    hand_in(services, day)
    at(clock, "14 17:00")
    opening = services.shifts.start(actor("李丽"), "night")
    night = actor("李丽")
    assert opening.shift.state is ShiftState.OPENING
    assert opening.incoming is not None and len(opening.incoming.pending) == 1
    for verb, code in ((services.shifts.pause, "not_running"), (services.shifts.end, "opening")):
        with pytest.raises(Refused, match=rf"shift\.{code}"):
            verb(night)
    accept_all(services, night)
    status = services.shifts.status(night)
    assert status.shift is not None and status.shift.state is ShiftState.RUNNING


def test_s4_a_log_handed_in_by_another_meanwhile_is_seen_in_the_same_transaction(
    services: Services, clock: ManualClock
) -> None:
    """Whoever hands in first is decided first: the newcomer never slips past."""
    day = begin(services, "张敏")
    ask(services)
    hand_in(services, day)
    at(clock, "14 17:00")
    assert services.shifts.status(begin(services, "李丽", "night")).blockers[0].code == "blocker.incoming"


def test_s6_breaks_are_recorded_and_the_console_says_when_one_is_due(services: Services, clock: ManualClock) -> None:
    at(clock, "14 08:30")
    who = begin(services, "张敏")
    clock.advance(minutes=119)
    assert not services.shifts.status(who).tired
    clock.advance(minutes=1)
    assert services.shifts.status(who).tired
    assert services.shifts.pause(who).state is ShiftState.BREAK
    with pytest.raises(Refused, match=r"shift\.not_running"):
        services.shifts.pause(who)
    clock.advance(minutes=10)
    assert services.shifts.resume(who).state is ShiftState.RUNNING
    with pytest.raises(Refused, match=r"shift\.not_on_break"):
        services.shifts.resume(who)
    status = services.shifts.status(who)
    assert not status.tired and status.attendance is not None and status.attendance.breaks == 10
    clock.advance(minutes=5)
    status = services.shifts.status(who)
    assert status.attendance is not None and (status.attendance.breaks, status.unrested) == (10, 5)


def test_s3_a_night_with_buyers_waiting_is_extended_again_and_again(services: Services, clock: ManualClock) -> None:
    at(clock, "14 17:30")
    who = begin(services, "李丽")
    inquiry = ask(services)
    at(clock, "15 00:55")
    first = services.shifts.end(who, reason="还有买家在等")
    assert (first.ended, first.waiting) == (False, 1)
    assert first.shift.extended_reason == "还有买家在等"
    assert first.shift.extended_until == first.shift.planned_end + timedelta(minutes=30)
    assert services.shifts.end(who, reason="又来一位").shift.extended_reason == "又来一位"
    at(clock, "15 01:30")
    second = services.shifts.end(who)
    assert second.shift.extended_until is not None
    assert second.shift.extended_until > clock() and second.shift.business_date.isoformat() == "2026-06-14"
    services.queue.claim(who, inquiry.id)
    services.queue.reply(who, inquiry.id, "亲，明天一早就寄出哦～")
    services.queue.resolve(who, inquiry.id, "answered")
    hand_in(services, who)
    done = services.shifts.end(who)
    assert done.ended and done.shift.ended_at == clock()
    assert done.shift.extended_reason  # what the extension was for stays on the record


def test_s3_with_a_successor_on_duty_the_shift_ends_over_waiting_buyers(services: Services, clock: ManualClock) -> None:
    day = begin(services, "张敏")
    ask(services)
    hand_in(services, day)
    at(clock, "14 17:30")
    night = begin(services, "李丽")
    assert not services.shifts.end(day).ended  # the successor has not accepted yet
    accept_all(services, night)
    assert services.shifts.status(day).blockers == ()
    ending = services.shifts.end(day)
    assert ending.ended and ending.shift.overridden_by == ""


def test_s3_a_lead_may_override_and_it_shows(services: Services, actor: ActorMaker) -> None:
    who = begin(services, "张敏")
    ask(services)
    hand_in(services, who)
    with pytest.raises(Refused, match=r"role\.lead_only"):
        services.shifts.end(who, override_by=actor("蔡蔡"))
    assert not services.shifts.end(who, reason="买家在等").ended
    ending = services.shifts.end(who, reason="停电", override_by=actor("王组长"))
    assert ending.ended and ending.waiting == 1
    assert (ending.shift.overridden_by, ending.shift.extended_reason) == ("王组长", "买家在等；停电")


def test_the_end_needs_a_handed_in_log(services: Services) -> None:
    who = begin(services, "张敏")
    assert [one.code for one in services.shifts.status(who).blockers] == ["blocker.handover"]
    with pytest.raises(Refused, match=r"shift\.no_handover"):
        services.shifts.end(who)
    services.handovers.draft(who)
    with pytest.raises(Refused, match=r"shift\.no_handover"):
        services.shifts.end(who)
    hand_in(services, who)
    assert services.shifts.end(who).ended


def test_what_came_up_after_the_hand_in_is_handed_in_too(services: Services, clock: ManualClock) -> None:
    """Nothing becomes nobody's: a second log holds only what is new."""
    day = begin(services, "张敏")
    services.promises.add(day, "送洗衣袋", kind=PromiseKind.GIFT, buyer="小鱼")
    hand_in(services, day)
    services.promises.add(day, "明天回电", kind=PromiseKind.CALL, buyer="lily")
    services.handovers.note(day, "仓库明天盘点")  # noted by hand after the signature: nobody would read it
    assert [(one.code, one.count) for one in services.shifts.status(day).blockers] == [("blocker.more_open", 2)]
    with pytest.raises(Refused, match=r"shift\.more_open"):
        services.shifts.end(day)
    second = hand_in(services, day)
    assert [item.what for item in second.items] == ["明天回电", "仓库明天盘点"]
    assert services.shifts.end(day).ended
    at(clock, "14 17:30")
    night = begin(services, "李丽")
    accept_all(services, night)
    assert len(services.promises.list()) == 2
    assert {one.owner for one in services.promises.list()} == {"李丽"}


def test_ending_ends_an_open_break(services: Services, clock: ManualClock) -> None:
    who = begin(services, "张敏")
    services.shifts.pause(who)
    clock.advance(minutes=30)
    hand_in(services, who)
    services.shifts.end(who)
    with services.context.uow.read() as uow:
        shift = uow.find(Shift, agent="张敏")[0]
        assert [one.ended_at for one in uow.shifts.breaks(shift.id)] == [clock()]


def test_nobody_off_duty_ends_or_rests(services: Services, actor: ActorMaker) -> None:
    for verb in (services.shifts.pause, services.shifts.resume, services.shifts.end, services.handovers.draft):
        with pytest.raises(Refused, match=r"shift\.none"):
            verb(actor("张敏"))
    status = services.shifts.status(actor("张敏"))
    assert (status.shift, status.attendance, status.unrested, status.blockers) == (None, None, 0, ())


def test_a_decided_log_lets_every_waiting_shift_run(services: Services, clock: ManualClock) -> None:
    day = begin(services, "张敏")
    ask(services)
    view = hand_in(services, day)
    at(clock, "14 17:00")
    night, second = begin(services, "李丽", "night"), begin(services, "蔡蔡", "night")
    for item in view.items:
        services.handovers.decide(night, item.id, ItemDecision.ACCEPTED, read_back=item.what)
    for one in (night, second):
        shift = stored(services, Shift, one.shift_id)
        assert shift.state is ShiftState.RUNNING, one.agent


def test_s3_neither_the_warehouse_nor_somebody_long_gone_takes_the_waiting_buyers(
    services: Services, clock: ManualClock, actor: ActorMaker
) -> None:
    """A colleague whose console died in the afternoon and the warehouse are on the list of running shifts only."""
    at(clock, "14 17:00")
    begin(services, "张敏", "day")
    services.shifts.start(actor("仓库小周"), "day")
    at(clock, "14 17:30")
    night = begin(services, "李丽", "night")
    ask(services)
    at(clock, "15 00:58")
    item = services.handovers.note(night, "催仓库")
    assert item.owner == "白班"  # neither of them gets what the night leaves
    hand_in(services, night)
    status = services.shifts.status(night)
    assert ([one.code for one in status.blockers], status.on_duty) == (["blocker.waiting"], ("李丽",))
    first = services.shifts.end(night)
    assert not first.ended and "没有人接班" in first.shift.extended_reason
    assert services.shifts.end(night).shift.extended_until == first.shift.extended_until  # asked twice, extended once
    begin(services, "蔡蔡", "night")
    assert services.shifts.status(night).blockers[0].code == "blocker.waiting"  # is accepting still
    accept_all(services, actor("蔡蔡"))
    assert services.shifts.end(night).ended


def test_s4_whoever_comes_back_to_their_own_untaken_log_reads_it_again_item_by_item(
    services: Services, clock: ManualClock
) -> None:
    at(clock, "14 17:00")
    day = begin(services, "张敏")
    services.handovers.note(day, "催仓库补发")
    view = hand_in(services, day)
    at(clock, "14 17:40")
    with pytest.raises(Refused, match=r"handover\.own"):
        services.handovers.decide(day, view.items[0].id, ItemDecision.ACCEPTED)
    assert services.shifts.end(day).ended
    at(clock, "15 03:00")  # in custody: nobody takes it from home (rule H5)
    for name in ("蔡蔡", "王组长"):
        with pytest.raises(Refused, match=r"handover\.off_duty"):
            services.handovers.decide(services.people.actor(name), view.items[0].id, ItemDecision.ACCEPTED)
    at(clock, "15 08:30")
    again = begin(services, "张敏")
    status = services.shifts.status(again)
    assert status.shift is not None and status.shift.state is ShiftState.OPENING and status.incoming is not None
    accept_all(services, again)
    assert (now := services.shifts.status(again).shift) is not None and now.state is ShiftState.RUNNING


def test_h2_a_note_without_owner_goes_to_whoever_comes_next_as_the_log_is_signed(
    services: Services, clock: ManualClock
) -> None:
    at(clock, "14 17:00")
    day = begin(services, "张敏", "day")
    noted, named = services.handovers.note(day, "催仓库"), services.handovers.note(day, "回电", owner="蔡蔡")
    assert noted.owner == "晚班"
    at(clock, "14 17:30")
    begin(services, "李丽", "night")
    owners = {item.what: item.owner for item in services.handovers.draft(day).items}
    assert owners == {"催仓库": "李丽", "回电": "蔡蔡"} and named.owner == "蔡蔡"


def test_k5_a_clock_put_back_shortens_nothing_and_is_said(services: Services, clock: ManualClock) -> None:
    """Nobody is on time by setting the machine's clock; no shift or break ends before it began."""
    at(clock, "14 14:00")
    who = begin(services, "张敏")
    services.shifts.pause(who)
    at(clock, "14 08:00")
    services.shifts.resume(who)
    hand_in(services, who)
    ended = services.shifts.end(who).shift
    assert ended.started_at == ended.ended_at and ended.started_at is not None
    report = services.journal.verify()
    assert len(report.clock_back) == 1 and not report.problems

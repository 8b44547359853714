"""The handover on a real store: drafted from live data, handed in whole, accepted item by item, sealed (H1–H7, H9)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from shop_floor import ActorMaker, accept_all, ask, begin, complete, hand_in, items_of, order, stored

from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Handover, HandoverItem, Inquiry, Promise
from cs_console.domain.handover import SECTIONS, HandoverView, content_hash
from cs_console.domain.policy.flags import FlagsPolicy
from cs_console.domain.vocabulary import (
    Category,
    Flag,
    Flow,
    HandoverState,
    InquiryState,
    ItemDecision,
    OrderStatus,
    Priority,
    PromiseKind,
    Severity,
)
from cs_console.errors import Conflict, NotFound, Refused
from cs_console.services.facade import Services
from cs_console.services.handover_queries import Queries

ACCEPT, QUERY, DECLINE = ItemDecision.ACCEPTED, ItemDecision.QUERIED, ItemDecision.DECLINED


def sections(view: HandoverView) -> dict[str, list[str]]:
    """Section → what its items say, without the empty ones."""
    return {one.key: [item.what for item in one.items] for one in view.sections if one.items}


def to_night(clock: ManualClock) -> None:
    """17:30 of the same day in Shanghai."""
    clock.advance(hours=6, minutes=48)


# -- drafting -------------------------------------------------------------------------------


def test_h1_the_draft_writes_itself_from_what_is_open(services: Services, clock: ManualClock) -> None:
    who = begin(services, "张敏")
    ask(services, "waiting", "退款到哪了")
    claimed = ask(services, "claimed", "尺码怎么选")
    services.queue.claim(who, claimed.id)
    services.queue.reply(who, claimed.id, "亲，建议按平时的尺码拍哦～")
    snoozed = ask(services, "snoozed", "有货了叫我")
    services.queue.claim(who, snoozed.id)
    services.queue.reply(who, snoozed.id, "好的亲，到货就告诉您～")
    services.queue.snooze(who, snoozed.id, clock() + timedelta(hours=30), "到货通知")
    services.promises.add(who, "送洗衣袋", kind=PromiseKind.GIFT, buyer="claimed")
    flagged = order(services, status=OrderStatus.SHIPPED)
    services.orders.flag(who, flagged.id, Flag.RED)
    signed = order(services, "2026061400002", status=OrderStatus.SIGNED, signed_at=clock() - timedelta(days=1))
    services.cases.open(who, signed.id, Flow.RETURN, reason="size")
    view = services.handovers.draft(who)
    assert set(sections(view)) == {"waiting", "claimed", "snoozed", "promises", "flags", "cases"}
    assert sections(view)["waiting"] == ["退款到哪了"]
    assert [one.key for one in view.sections] == list(SECTIONS)  # rule H3: the empty ones are there too
    assert not view.gaps
    assert all(item.owner and item.action and item.due_at for item in view.items)


def test_h1_finished_things_leave_the_draft_and_edits_stay(services: Services) -> None:
    who = begin(services, "张敏")
    first, second = ask(services, "a", "在吗"), ask(services, "b", "发票")
    for one in (first, second):
        services.queue.claim(who, one.id)
    view = services.handovers.draft(who)
    kept = next(item for item in view.items if item.ref == f"inquiry:{second.id}")
    services.handovers.edit(who, kept.id, action="先查税号", owner="李丽", contingency="没有税号就问买家")
    services.queue.reply(who, first.id, "在的亲")
    services.queue.resolve(who, first.id, "answered")
    [item] = services.handovers.draft(who).items
    assert (item.ref, item.action, item.owner) == (f"inquiry:{second.id}", "先查税号", "李丽")


def test_h2_anything_can_be_added_with_one_line(services: Services) -> None:
    who = begin(services, "张敏")
    item = services.handovers.note(who, "杭州仓爆仓，江浙沪晚一天", section="exceptions")
    assert item.action and item.owner and item.due_at
    with pytest.raises(Refused, match=r"handover\.empty_note"):
        services.handovers.note(who, " \x1b ".replace("\x1b", ""))
    assert sections(services.handovers.draft(who)) == {"exceptions": ["杭州仓爆仓，江浙沪晚一天"]}


def test_h3_urgent_things_are_read_first(services: Services) -> None:
    who = begin(services, "张敏")
    ask(services, "calm", "有优惠吗")
    ask(services, "angry", "我要投诉", category=Category.COMPLAINT, priority=Priority.URGENT)
    waiting = services.handovers.draft(who).sections[0].items
    assert [item.buyer for item in waiting] == ["angry", "calm"]
    assert waiting[0].severity is Severity.URGENT


@pytest.mark.parametrize("field", ["action", "owner", "due_at"])
def test_h3_an_item_without_action_owner_or_due_stops_the_hand_in(services: Services, field: str) -> None:
    who = begin(services, "张敏")
    note = services.handovers.note(who, "补发配件")
    services.handovers.edit(who, note.id, **{field: None if field == "due_at" else "  "})
    assert services.handovers.draft(who).gaps[0].lacks == (field.removesuffix("_at"),)
    with pytest.raises(Refused, match=r"handover\.incomplete"):
        services.handovers.submit(who)
    assert stored(services, Handover, note.handover_id).state is HandoverState.DRAFT


def test_only_the_author_edits_and_only_the_draft(services: Services, clock: ManualClock, actor: ActorMaker) -> None:
    who = begin(services, "张敏")
    note = services.handovers.note(who, "补发配件")
    with pytest.raises(Refused, match=r"handover\.signed"):
        services.handovers.edit(actor("蔡蔡"), note.id, action="不用了")
    with pytest.raises(Refused, match=r"handover\.field"):
        services.handovers.edit(who, note.id, decision=ACCEPT)
    hand_in(services, who)
    with pytest.raises(Refused, match=r"handover\.signed"):
        services.handovers.edit(who, note.id, action="不用了")


def test_a_log_with_nothing_open_is_sealed_at_once(services: Services) -> None:
    who = begin(services, "张敏")
    view = services.handovers.submit(who, "一切平稳")
    assert view.handover.state is HandoverState.SEALED
    assert services.shifts.end(who).ended
    assert not services.handover_files.problems()


# -- deciding -------------------------------------------------------------------------------


def test_h4_acceptance_moves_each_thing_in_its_own_transaction(services: Services, clock: ManualClock) -> None:
    day = begin(services, "张敏")
    inquiry = ask(services)
    services.queue.claim(day, inquiry.id)
    promise = services.promises.add(day, "送洗衣袋", kind=PromiseKind.GIFT, buyer="小鱼").promise
    view = hand_in(services, day)
    to_night(clock)
    night = begin(services, "李丽")
    by_ref = {item.ref: item for item in view.items}
    decided = services.handovers.decide(night, by_ref[f"promise:{promise.id}"].id, ACCEPT)
    assert not decided.sealed and not decided.shift_running
    assert stored(services, Promise, promise.id).owner == "李丽"
    assert stored(services, Promise, promise.id).agent == "张敏"  # who promised never changes
    assert stored(services, Inquiry, inquiry.id).owner == "张敏"  # until accepted the outgoing agent owns it
    decided = services.handovers.decide(night, by_ref[f"inquiry:{inquiry.id}"].id, ACCEPT)
    taken = stored(services, Inquiry, inquiry.id)
    assert decided.sealed and decided.shift_running
    assert (taken.owner, taken.state, taken.lease_console) == ("李丽", InquiryState.CLAIMED, night.console)
    assert stored(services, Handover, view.handover.id).state is HandoverState.SEALED


def test_h4_who_took_the_thing_meanwhile_keeps_it(services: Services, clock: ManualClock) -> None:
    day = begin(services, "张敏")
    inquiry = ask(services)
    view = hand_in(services, day)
    to_night(clock)
    third = begin(services, "蔡蔡")
    services.queue.claim(third, inquiry.id)
    night = begin(services, "李丽")
    services.handovers.decide(night, view.items[0].id, ACCEPT)
    assert stored(services, Inquiry, inquiry.id).owner == "蔡蔡"


def test_h4_urgent_items_are_read_back(services: Services, clock: ManualClock) -> None:
    day = begin(services, "张敏")
    services.handovers.note(day, "补发今天必须出", severity=Severity.URGENT)
    [item] = hand_in(services, day).items
    to_night(clock)
    night = begin(services, "李丽")
    for said in ("", "   "):
        with pytest.raises(Refused, match=r"handover\.read_back"):
            services.handovers.decide(night, item.id, ACCEPT, read_back=said)
    assert services.handovers.decide(night, item.id, ACCEPT, read_back="今天补发").item.read_back == "今天补发"


@pytest.mark.parametrize("decision", [QUERY, DECLINE])
def test_h4_a_query_or_decline_says_why(services: Services, clock: ManualClock, decision: ItemDecision) -> None:
    day = begin(services, "张敏")
    services.handovers.note(day, "补发配件")
    [item] = hand_in(services, day).items
    to_night(clock)
    night = begin(services, "李丽")
    with pytest.raises(Refused, match=r"handover\.why"):
        services.handovers.decide(night, item.id, decision, question=" ")
    assert services.handovers.decide(night, item.id, decision, question="哪个仓？").sealed


def test_h4_nobody_accepts_their_own_and_nothing_twice(services: Services, clock: ManualClock) -> None:
    day = begin(services, "张敏")
    services.handovers.note(day, "补发配件")
    [item] = hand_in(services, day).items
    assert services.handovers.incoming(day) is None
    with pytest.raises(Refused, match=r"handover\.own"):
        services.handovers.decide(day, item.id, ACCEPT)
    to_night(clock)
    services.handovers.note(day, "另一件")
    night = begin(services, "李丽")
    services.handovers.decide(night, item.id, ACCEPT)
    with pytest.raises(Refused, match=r"handover\.(decided|not_open)"):
        services.handovers.decide(night, item.id, DECLINE, question="不是我的")


def test_a_draft_is_not_decided_and_an_unknown_item_is_said(services: Services, actor: ActorMaker) -> None:
    note = services.handovers.note(begin(services, "张敏"), "补发配件")
    with pytest.raises(Refused, match=r"handover\.not_open"):
        services.handovers.decide(actor("李丽"), note.id, ACCEPT)
    with pytest.raises(NotFound, match=r"handoveritem\.unknown"):
        services.handovers.decide(actor("李丽"), 999, ACCEPT)


def test_a_query_is_answered_by_its_author_or_a_lead(services: Services, clock: ManualClock, actor: ActorMaker) -> None:
    day = begin(services, "张敏")
    services.handovers.note(day, "补发配件")
    [item] = hand_in(services, day).items
    to_night(clock)
    night = begin(services, "李丽")
    with pytest.raises(Refused, match=r"handover\.not_queried"):
        services.handovers.answer(day, item.id, "哪里")
    services.handovers.decide(night, item.id, QUERY, question="哪个仓？")
    with pytest.raises(Refused, match=r"handover\.not_author"):
        services.handovers.answer(night, item.id, "杭州仓")
    with pytest.raises(Refused, match=r"handover\.empty_answer"):
        services.handovers.answer(day, item.id, " ")
    assert services.handovers.answer(day, item.id, "杭州仓").answer == "杭州仓"
    assert services.handovers.answer(actor("王组长"), item.id, "宁波仓").answer == "宁波仓"


@pytest.mark.parametrize("gone", [False, True], ids=["author there", "with the lead already"])
def test_h4_whoever_asked_takes_the_item_after_the_answer(services: Services, clock: ManualClock, gone: bool) -> None:
    """The board counts the question for who answers and the answer for who asked; the seal stays as it is."""
    day = begin(services, "张敏")
    promise = services.promises.add(day, "送洗衣袋", kind=PromiseKind.GIFT, buyer="小鱼").promise
    [item] = hand_in(services, day).items
    to_night(clock)
    night = begin(services, "李丽")
    services.handovers.decide(night, item.id, QUERY, question="哪个仓？")
    lead = services.people.actor("王组长")
    logs = [services.shifts.status(one).queries for one in (day, night, lead)]
    assert logs == [Queries(to_answer=1, to_answer_log=item.handover_id), Queries(), Queries()]
    with pytest.raises(Refused, match=r"handover\.(decided|not_open)"):
        services.handovers.decide(night, item.id, ACCEPT)
    if gone:
        services.shifts.end(day)
        assert stored(services, Promise, promise.id).owner == "王组长"
        assert services.shifts.status(lead).queries.to_answer == 1
    services.handovers.answer(lead, item.id, "杭州仓")
    logs = [services.shifts.status(one).queries for one in (day, night, lead)]
    assert logs == [Queries(), Queries(answered=1, answered_log=item.handover_id), Queries()]
    sealed = services.handovers.logs()[0].content_hash
    assert services.handovers.decide(night, item.id, ACCEPT).item.decision is ItemDecision.ACCEPTED
    assert stored(services, Promise, promise.id).owner == "李丽"
    assert services.shifts.status(night).queries == Queries()
    assert services.handovers.logs()[0].content_hash == sealed and services.handover_files.problems() == ()


@pytest.mark.parametrize("gone_first", [True, False], ids=["author gone", "author leaves later"])
def test_h4_what_is_declined_goes_to_the_lead_once_the_author_is_gone(
    services: Services, clock: ManualClock, gone_first: bool
) -> None:
    day = begin(services, "张敏")
    inquiry = ask(services)
    services.queue.claim(day, inquiry.id)
    services.queue.reply(day, inquiry.id, "在的亲")
    promise = services.promises.add(day, "送洗衣袋", kind=PromiseKind.GIFT, buyer="小鱼").promise
    view = hand_in(services, day)
    to_night(clock)
    if gone_first:
        assert services.shifts.end(day).ended
    night = begin(services, "李丽")
    for item in view.items:
        services.handovers.decide(night, item.id, DECLINE, question="不归我们组")
    if not gone_first:
        assert stored(services, Promise, promise.id).owner == "张敏"
        assert services.shifts.end(day).ended
    assert stored(services, Promise, promise.id).owner == "王组长"
    passed = stored(services, Inquiry, inquiry.id)
    assert (passed.owner, passed.team, passed.transfer_note) == ("", "主管", "不归我们组")


def test_h5_a_night_log_waits_for_the_morning_and_shows_what_came_since(services: Services, clock: ManualClock) -> None:
    to_night(clock)
    night = begin(services, "李丽")
    services.handovers.note(night, "明早回电")
    hand_in(services, night)
    clock.advance(hours=8)  # 01:30, nobody there
    assert services.shifts.end(night).ended
    ask(services, "early", "几点上班")
    clock.advance(hours=7)
    morning = begin(services, "张敏")
    view = services.handovers.incoming(morning)
    assert view is not None and view.arrived_since == 1
    assert services.shifts.status(morning).blockers[0].code == "blocker.incoming"


def test_h6_a_carried_thing_needs_a_reason_and_twice_turns_urgent(services: Services, clock: ManualClock) -> None:
    first = begin(services, "张敏")
    promise = services.promises.add(first, "等厂家回复", kind=PromiseKind.OTHER, buyer="小鱼").promise
    hand_in(services, first)
    services.shifts.end(first)
    seen = []
    for hours, name in ((6.8, "李丽"), (15, "张敏")):
        clock.advance(hours=hours)
        who = begin(services, name)
        accept_all(services, who)
        [item] = services.handovers.draft(who).items
        seen.append((item.carried, item.severity))
        assert "carry_reason" in services.handovers.draft(who).gaps[0].lacks
        with pytest.raises(Refused, match=r"handover\.incomplete"):
            services.handovers.submit(who)
        services.handovers.edit(who, item.id, carry_reason="厂家未回")
        services.handovers.submit(who)
        services.shifts.end(who)
    assert seen == [(1, Severity.NORMAL), (2, Severity.URGENT)]
    assert stored(services, Promise, promise.id).agent == "张敏"


def test_flags_are_carried_without_a_reason(services: Services, clock: ManualClock) -> None:
    """A flag is the shop's mark on an order, not an agent's debt."""
    day = begin(services, "张敏")
    services.orders.flag(day, order(services, status=OrderStatus.SHIPPED).id, Flag.BLUE)
    hand_in(services, day)
    services.shifts.end(day)
    to_night(clock)
    night = begin(services, "李丽")
    accept_all(services, night)
    view = services.handovers.draft(night)
    assert view.items[0].carried == 1 and not view.gaps


def test_h1_colours_that_policy_leaves_out_stay_out_of_the_draft(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = begin(services, "张敏")
    for number, flag in enumerate((Flag.RED, Flag.BLUE, Flag.GREY)):
        services.orders.flag(who, order(services, str(number), status=OrderStatus.PAID).id, flag)
    policies = services.context.policies()
    colours = [one.model_copy(update={"in_handover": one.flag is not Flag.RED}) for one in policies.flags.flags]
    changed = policies.model_copy(update={"flags": FlagsPolicy(flags=tuple(colours))})
    monkeypatch.setattr(services.handovers, "_context", replace(services.context, policies=lambda: changed))
    assert [one.order_no for one in services.handovers.draft(who).items if one.section == "flags"] == ["1"]


# -- sealing --------------------------------------------------------------------------------


def test_h7_every_log_covers_the_one_before(services: Services, clock: ManualClock) -> None:
    for name in ("张敏", "李丽"):
        who = begin(services, name)
        accept_all(services, who)
        services.handovers.note(who, f"{name}的事")
        hand_in(services, who)
        services.shifts.end(who)
        clock.advance(hours=7)
    clock.advance(hours=8)
    accept_all(services, begin(services, "蔡蔡"))
    newest, older, first = services.handovers.logs()
    assert [newest.previous_hash, older.previous_hash, first.previous_hash] == [
        older.content_hash, first.content_hash, "",
    ]  # fmt: skip
    assert newest.journal_head and not services.handover_files.problems()


def test_h7_a_clock_that_jumps_back_does_not_fork_the_chain(services: Services, clock: ManualClock) -> None:
    start = clock()
    for name in ("张敏", "李丽", "蔡蔡"):
        clock.set(start)
        who = begin(services, name)
        services.handovers.submit(who)
        services.shifts.end(who)
        start -= timedelta(minutes=20)
    assert len({log.previous_hash for log in services.handovers.logs()}) == 4
    assert not services.handover_files.problems()


@pytest.mark.parametrize(
    "field", ["what", "action", "owner", "due_at", "severity", "buyer", "order_no", "contingency", "carry_reason"]
)
def test_h7_any_change_of_an_item_changes_the_seal(services: Services, field: str) -> None:
    who = begin(services, "张敏")
    services.handovers.note(who, "补发配件", order_no="1", buyer="小鱼", contingency="没货就退款")
    view = hand_in(services, who)
    [item] = items_of(services, view.handover)
    other = {"due_at": None, "severity": Severity.INFO}.get(field, "别的")
    changed = replace(item, **{field: other})
    sealed = content_hash(view.handover, [item], "")
    assert content_hash(view.handover, [changed], "") != sealed
    assert content_hash(view.handover, [], "") != sealed
    assert content_hash(view.handover, [item], "x") != sealed
    assert content_hash(replace(view.handover, author="李丽"), [item], "") != sealed


def test_h7_what_the_successor_decides_is_not_what_was_signed(services: Services) -> None:
    who = begin(services, "张敏")
    services.handovers.note(who, "补发配件")
    view = hand_in(services, who)
    [item] = items_of(services, view.handover)
    decided = replace(item, decision=ACCEPT, decided_by="李丽", read_back="补发")
    assert content_hash(view.handover, [item], "") == content_hash(view.handover, [decided], "")


# -- exporting ------------------------------------------------------------------------------

HOSTILE = "[/] [@click=app.quit] <script>alert(1)</script> `rm` | # *a* \x1b]0;x\x07\x1b[2J\u202e=1+1"


def exported(services: Services, view: HandoverView, who: object) -> tuple[str, dict[str, object], tuple[Path, ...]]:
    paths = services.handover_files.export(who, view.handover.id)  # type: ignore[arg-type]
    by_suffix = {path.suffix: path.read_text("utf-8") for path in paths if path.suffix != ".xlsx"}
    return by_suffix[".md"], json.loads(by_suffix[".json"]), paths


def test_h9_x1_exports_are_masked(services: Services) -> None:
    who = begin(services, "张敏")
    services.handovers.note(who, "回电 13812345678", buyer="taobao_fan", order_no="2026061400001", owner="李丽")
    text, document, paths = exported(services, hand_in(services, who, "小结"), who)
    assert {path.suffix for path in paths} == {".md", ".html", ".xlsx", ".json"}
    for written in (text, json.dumps(document, ensure_ascii=False)):
        assert "13812345678" not in written and "taobao_fan" not in written and "2026061400001" not in written
        assert "138****5678" in written.replace("\\*", "*")
    assert document["format"] == "cs_console.handover/1"
    assert "无" in text  # rule H3: an empty section says so


def test_x2_hostile_text_has_no_effect_in_an_export(services: Services) -> None:
    who = begin(services, "张敏")
    services.handovers.note(who, HOSTILE, action=HOSTILE, owner=HOSTILE, buyer=HOSTILE)
    text, document, _ = exported(services, hand_in(services, who, HOSTILE), who)
    everything = text + json.dumps(document, ensure_ascii=False)
    assert not [character for character in everything if character < " " and character != "\n"]
    assert "\x1b" not in everything and "\u202e" not in everything
    assert "<script>" not in text.replace("\\<", "") and "\\<script\\>" in text
    assert not [line for line in text.splitlines()[1:] if line.lstrip().startswith(("=", "@", "<"))]  # but our mark


def test_an_export_needs_something_handed_in(services: Services, actor: ActorMaker) -> None:
    with pytest.raises(NotFound, match=r"handover\.(none|unknown)"):
        services.handover_files.export(actor("张敏"))
    with pytest.raises(NotFound, match=r"handover\.unknown"):
        services.handovers.show(99)


def test_decisions_of_two_consoles_do_not_both_count(services: Services, clock: ManualClock) -> None:
    """The first acceptor owns: a second decision about the same item is refused, whoever it is."""
    day = begin(services, "张敏")
    promise = services.promises.add(day, "送洗衣袋", kind=PromiseKind.GIFT, buyer="小鱼").promise
    services.handovers.note(day, "另一件")
    view = hand_in(services, day)
    to_night(clock)
    item = next(one for one in view.items if one.ref)
    first, second = begin(services, "李丽"), begin(services, "蔡蔡")
    services.handovers.decide(first, item.id, ACCEPT)
    with pytest.raises((Refused, Conflict), match=r"handover\.decided"):
        services.handovers.decide(second, item.id, ACCEPT)
    assert stored(services, Promise, promise.id).owner == "李丽"
    assert stored(services, HandoverItem, item.id).decided_by == "李丽"


def test_a_draft_is_complete_before_it_is_shown_as_such(services: Services) -> None:
    who = begin(services, "张敏")
    ask(services)
    assert not complete(services, who).gaps

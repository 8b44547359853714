"""Moving inquiries through the queue (rules Q2–Q6, Q8), on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from queue_bench import LEAD, LI, MIN, NOON, SHELL, Bench, bench

from cs_console.domain.entities import Order
from cs_console.domain.vocabulary import Category, InquiryState, MessageRole, Platform, Priority
from cs_console.domain.worklist import QueueFilter
from cs_console.errors import CsError, NotFound, Refused

S = InquiryState


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "console.db") as found:
        yield found


def refusal(act: object, *arguments: object, **named: object) -> CsError:
    with pytest.raises(CsError) as caught:
        act(*arguments, **named)  # type: ignore[operator]
    return caught.value


def test_q5_the_loser_is_told_who_has_it_and_since_when(desk: Bench) -> None:
    asked = desk.ask()
    claimed = desk.queue.claim(MIN, asked.id)
    assert (claimed.state, claimed.owner) == (S.CLAIMED, "张敏")
    desk.clock.forward(seconds=30)
    error = refusal(desk.queue.claim, LI, asked.id)
    assert isinstance(error, Refused) and error.code == "inquiry.claimed"
    assert error.params["owner"] == "张敏" and error.params["since"] == NOON


def test_q5_claiming_again_keeps_since_and_renews_the_lease(desk: Bench) -> None:
    asked = desk.ask()
    desk.queue.claim(MIN, asked.id)
    desk.clock.forward(seconds=60)
    again = desk.queue.claim(MIN, asked.id)
    assert again.claimed_at == NOON and again.lease_until == NOON + timedelta(seconds=150)


@pytest.mark.parametrize(("actor", "seconds"), [(MIN, 90), (SHELL, 900)])
def test_q5_a_dead_claim_returns_to_the_queue(desk: Bench, actor: object, seconds: int) -> None:
    asked = desk.ask()
    desk.queue.claim(actor, asked.id)  # type: ignore[arg-type]
    desk.clock.forward(seconds=seconds - 1)
    assert desk.queue.expire() == ()
    desk.clock.forward(seconds=1)
    assert desk.queue.expire() == (asked.id,)
    back = desk.inquiry(asked.id)
    assert (back.state, back.owner, back.changed_by) == (S.RECEIVED, "", "system")
    assert desk.journal.history("Inquiry", asked.id)[0].act == "queue.expire"


def test_q5_a_claim_made_while_the_clock_was_ahead_is_not_held_for_a_day(desk: Bench) -> None:
    asked, kept = desk.ask("甲"), desk.ask("乙")
    desk.queue.claim(LI, kept.id)
    desk.clock.now = NOON + timedelta(days=1)
    desk.queue.claim(MIN, asked.id)
    desk.clock.now = NOON + timedelta(seconds=30)
    assert desk.queue.expire() == (asked.id,)
    assert desk.inquiry(kept.id).owner == LI.agent


def test_q5_expiry_leaves_a_conversation_waiting_for_the_buyer(desk: Bench) -> None:
    asked = desk.ask()
    desk.queue.reply(MIN, asked.id, "今天发哦")
    desk.clock.forward(minutes=5)
    desk.queue.expire()
    back = desk.inquiry(asked.id)
    assert (back.state, back.owner) == (S.WAITING_BUYER, "")


def test_q5_a_live_console_renews_without_events_and_learns_what_it_lost(desk: Bench) -> None:
    kept, lost = desk.ask("小鱼"), desk.ask("t8")
    desk.queue.claim(MIN, kept.id)
    desk.queue.claim(MIN, lost.id)
    desk.clock.forward(minutes=2)
    desk.queue.claim(LI, lost.id)
    before = desk.queue.version()
    assert desk.queue.renew(MIN, [kept.id, lost.id]) == (lost.id,)
    assert desk.queue.version() == before
    assert desk.inquiry(kept.id).lease_until == desk.clock.now + timedelta(seconds=90)
    assert desk.queue.renew(SHELL, [kept.id]) == (kept.id,), "the command line has nothing to renew"


def test_q4_next_takes_breached_first_then_by_time_left(desk: Bench) -> None:
    normal, complaint = desk.ask("a", "有货吗"), desk.ask("b", "我要投诉")
    desk.clock.forward(minutes=10)
    late = desk.ask("c", "有货吗")
    taken = []
    for _ in range(3):
        inquiry = desk.queue.next(LI)
        taken.append(inquiry.id)
        desk.queue.reply(LI, inquiry.id, "您好")
    assert taken == [complaint.id, normal.id, late.id], "same limit: the more pressing one first"
    assert refusal(desk.queue.next, LI).code == "queue.empty"


def test_q4_passing_over_needs_a_reason_and_is_recorded(desk: Bench) -> None:
    first, second = desk.ask("a"), desk.ask("b")
    assert refusal(desk.queue.next, MIN, skip=first.id, reason="  ").code == "queue.skip_reason"
    assert desk.queue.next(MIN, skip=first.id, reason="要等仓库").id == second.id
    event = desk.journal.history("Inquiry", first.id)[0]
    assert event.op == "note" and event.after is not None and event.after["reason"] == "要等仓库"


def test_q4_next_leaves_what_others_hold(desk: Bench) -> None:
    held, free = desk.ask("a"), desk.ask("b")
    desk.queue.claim(MIN, held.id)
    assert desk.queue.next(LI).id == free.id


def test_release_is_for_the_owner_or_a_lead(desk: Bench) -> None:
    asked = desk.ask()
    desk.queue.claim(MIN, asked.id)
    assert refusal(desk.queue.release, LI, asked.id).code == "inquiry.claimed"
    assert desk.queue.release(LEAD, asked.id).state is S.RECEIVED
    assert refusal(desk.queue.release, MIN, asked.id).code == "inquiry.unclaimed"


def test_q6_a_transfer_carries_everything_and_its_result_comes_back(desk: Bench) -> None:
    asked = desk.ask()
    desk.queue.claim(MIN, asked.id)
    error = refusal(desk.queue.transfer, MIN, asked.id, "李丽", "售后问题", "已核对订单", " ")
    assert error.code == "inquiry.transfer_incomplete" and error.params["missing"] == "ask"
    passed = desk.queue.transfer(MIN, asked.id, "李丽", "售后问题", "已核对订单", "请办退货")
    assert (passed.state, passed.owner, passed.team) == (S.TRANSFERRED, "李丽", "售后")
    note = desk.queue.show(asked.id).messages[-1]
    assert note.role is MessageRole.NOTE and "请办退货" in note.text
    assert refusal(desk.queue.claim, SHELL, asked.id).code == "inquiry.claimed"
    desk.queue.claim(LI, asked.id)
    desk.queue.resolve(LI, asked.id, "已办退货")
    (result,) = desk.queue.returned(MIN, desk.clock.now)
    assert (result.id, result.owner, result.outcome) == (asked.id, "李丽", "已办退货")
    assert desk.queue.returned(LI, desk.clock.now) == ()
    assert desk.queue.returned(MIN, desk.clock.now + timedelta(seconds=1)) == ()


def test_q6_to_a_team_and_to_nobody(desk: Bench) -> None:
    asked = desk.ask()
    desk.queue.claim(MIN, asked.id)
    assert refusal(desk.queue.transfer, MIN, asked.id, "赵六", "a", "b", "c").code == "inquiry.transfer_to"
    assert refusal(desk.queue.transfer, MIN, asked.id, "张敏", "a", "b", "c").code == "inquiry.transfer_self"
    passed = desk.queue.transfer(MIN, asked.id, "售后", "a", "b", "c")
    assert (passed.owner, passed.team) == ("", "售后")
    assert desk.queue.next(LI).id == asked.id


def test_q6_a_transfer_nobody_takes_returns_to_the_queue(desk: Bench) -> None:
    asked = desk.ask()
    desk.queue.claim(MIN, asked.id)
    desk.queue.transfer(MIN, asked.id, "李丽", "a", "b", "c")
    desk.clock.forward(minutes=15)
    assert desk.queue.expire() == (asked.id,)
    assert desk.inquiry(asked.id).state is S.RECEIVED


def test_q2_a_snooze_returns_to_its_owner_when_due(desk: Bench) -> None:
    asked = desk.ask()
    desk.queue.claim(MIN, asked.id)
    assert refusal(desk.queue.snooze, MIN, asked.id, NOON, "等仓库").code == "inquiry.snooze_past"
    assert refusal(desk.queue.snooze, MIN, asked.id, NOON + timedelta(hours=1), "").code == "inquiry.reason_missing"
    assert refusal(desk.queue.snooze, MIN, asked.id, NOON + timedelta(days=30, seconds=1), "等").code.endswith("_far")
    desk.queue.snooze(MIN, asked.id, NOON + timedelta(hours=1), "等仓库")
    desk.clock.forward(minutes=59)
    assert desk.queue.wake() == () and desk.queue.expire() == ()
    desk.clock.forward(minutes=1)
    assert desk.queue.wake() == (asked.id,)
    awake = desk.inquiry(asked.id)
    assert (awake.state, awake.owner, awake.snooze_until) == (S.CLAIMED, "张敏", None)


def test_q2_nothing_leaves_without_an_outcome(desk: Bench) -> None:
    asked = desk.ask()
    assert refusal(desk.queue.resolve, MIN, asked.id, "好了").code == "inquiry.unclaimed"
    desk.queue.claim(MIN, asked.id)
    assert refusal(desk.queue.resolve, MIN, asked.id, "  ").code == "inquiry.outcome_missing"
    closed = desk.queue.resolve(MIN, asked.id, "已安抚")
    assert (closed.state, closed.closed_at, closed.due_at) == (S.RESOLVED, NOON, None)
    error = refusal(desk.queue.resolve, MIN, asked.id, "又一次")
    assert error.code == "inquiry.move" and error.params["state"] == "resolved"


@pytest.mark.parametrize(("given", "kept"), [("price", "price"), ("嫌贵，议价未成", "price"), ("孩子不要", "孩子不要")])
def test_q8_why_the_buyer_did_not_order(desk: Bench, given: str, kept: str) -> None:
    asked = desk.ask()
    desk.queue.claim(MIN, asked.id)
    assert refusal(desk.queue.lose, MIN, asked.id, "").code == "inquiry.outcome_missing"
    lost = desk.queue.lose(MIN, asked.id, given)
    assert (lost.state, lost.outcome) == (S.LOST, kept)


def test_q3_a_correction_is_kept_and_moves_the_clock(desk: Bench) -> None:
    asked = desk.ask(text="有货吗")
    changed = desk.queue.categorize(MIN, asked.id, Category.COMPLAINT, Priority.URGENT)
    assert (changed.category_by, changed.target_at) == ("agent", NOON + timedelta(seconds=60))
    desk.clock.forward(seconds=20)
    desk.capture.take(MIN, desk.said(("小鱼", "能开发票吗", 10)))
    assert desk.inquiry(asked.id).category is Category.COMPLAINT


def test_o4_the_order_that_was_found_is_what_an_open_inquiry_is_about(desk: Bench) -> None:
    """Rules O4, Q2: linked and corrected while open, an unknown order refused, one act to undo."""
    asked = desk.ask(text="我的快递呢")
    with desk.context.uow.write(MIN, "intake.file") as uow:
        order = uow.add(Order(platform=Platform.TAOBAO, order_no="SF1", shop="旗舰店"))
    assert isinstance(refusal(desk.queue.link, MIN, asked.id, 99), NotFound)
    linked = desk.queue.link(MIN, asked.id, order.id)
    assert (linked.order_id, linked.order_no, linked.shop) == (order.id, "SF1", "旗舰店")
    desk.journal.undo(MIN)
    assert desk.inquiry(asked.id).order_id == 0
    desk.queue.claim(MIN, asked.id)
    desk.queue.resolve(MIN, asked.id, "已答复")
    assert refusal(desk.queue.link, MIN, asked.id, order.id).code.startswith("inquiry.")


def test_unknown_inquiries_are_said_plainly(desk: Bench) -> None:
    assert isinstance(refusal(desk.queue.claim, MIN, 99), NotFound)
    assert refusal(desk.queue.show, 99).code == "inquiry.unknown"


def test_an_act_is_undone_as_one(desk: Bench) -> None:
    asked = desk.ask()
    desk.queue.claim(MIN, asked.id)
    replied = desk.queue.reply(MIN, asked.id, "今天发", phrase_id="ship.when", variant_hash="h")
    desk.journal.undo(MIN, replied.act_id)
    back = desk.inquiry(asked.id)
    assert (back.state, back.due_at) == (S.CLAIMED, NOON + timedelta(seconds=180)), "undo starts the clock again"
    assert [one.role for one in desk.queue.show(asked.id).messages] == [MessageRole.BUYER]


def test_counts_follow_the_queue(desk: Bench) -> None:
    for name in "abc":
        desk.ask(name)
    taken = desk.queue.next(MIN)
    desk.queue.resolve(MIN, taken.id, "好了")
    desk.clock.forward(minutes=4)
    counts = desk.queue.counts()
    assert (counts.open, counts.waiting, counts.overdue, counts.unclaimed, counts.closed_today) == (2, 2, 2, 2, 1)
    page = desk.queue.page(MIN, QueueFilter(include_closed=True))
    assert (page.total, page.waiting, page.overdue, page.closed_today) == (3, 2, 2, 1)
    desk.clock.forward(days=1)
    assert desk.queue.counts().closed_today == 0

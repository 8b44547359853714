"""Capturing chats (rules Q1, Q2, Q3, Q7, E3, E5, S4), on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from queue_bench import LI, MIN, NOON, Bench, bench

from cs_console.domain.entities import Buyer, Order
from cs_console.domain.records import ChatRecord
from cs_console.domain.vocabulary import Category, Channel, InquiryState, MessageRole, OrderStatus, Platform, Priority
from cs_console.errors import Refused
from cs_console.services.capture import InquiryDraft

S = InquiryState
CHAT = (("小鱼", "在吗", 0), ("暖屋家居旗舰店:张敏", "在的哦", 10), ("小鱼", "什么时候发货", 20), ("小鱼", "急用", 25))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "console.db") as found:
        found.clock.forward(minutes=1)
        yield found


def order(desk: Bench, order_no: str, platform: Platform = Platform.TAOBAO, **more: object) -> Order:
    with desk.context.uow.write(MIN, "test") as uow:
        return uow.add(Order(platform=platform, order_no=order_no, **more))  # type: ignore[arg-type]


def test_q7_the_form_opens_an_inquiry_with_its_clock(desk: Bench) -> None:
    asked = desk.ask("小鱼", "什么时候发货", channel=Channel.PHONE)
    assert (asked.state, asked.channel, asked.category) == (S.RECEIVED, Channel.PHONE, Category.LOGISTICS)
    assert asked.due_at == desk.clock.now + timedelta(seconds=60)
    found = desk.queue.show(asked.id)
    assert [one.text for one in found.messages] == ["什么时候发货"]
    assert found.buyer is not None and found.buyer.nick == "小鱼"


def test_q3_what_the_form_chooses_is_the_agents(desk: Bench) -> None:
    draft = InquiryDraft(buyer="小鱼", text="在吗", category=Category.COMPLAINT, priority=Priority.HIGH)
    asked = desk.capture.new(MIN, draft)
    assert (asked.category, asked.category_by, asked.priority) == (Category.COMPLAINT, "agent", Priority.HIGH)
    assert asked.target_at == desk.clock.now + timedelta(seconds=60)


@pytest.mark.parametrize(("buyer", "text", "code"), [(" ", "在吗", "capture.no_buyer"), ("小鱼", " ", "capture.empty")])
def test_a_form_without_buyer_or_words_is_refused(desk: Bench, buyer: str, text: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        desk.ask(buyer, text)
    assert caught.value.code == code


def test_q1_a_pasted_chat_sets_the_clock_from_its_own_times(desk: Bench) -> None:
    taken = desk.capture.take(MIN, desk.said(*CHAT))
    assert (taken.created, taken.new_lines, taken.known_lines) == (1, 4, 0)
    asked = desk.inquiry(taken.inquiry_ids[0])
    assert asked.unanswered_since == NOON + timedelta(seconds=20)
    assert asked.target_at == NOON + timedelta(seconds=80), "the next reply, not the first"
    assert (asked.received_at, asked.first_replied_at) == (NOON, NOON + timedelta(seconds=10))
    assert asked.summary == "什么时候发货 急用"


def test_e3_pasted_twice_adds_nothing_and_more_adds_only_the_new(desk: Bench) -> None:
    first = desk.capture.take(MIN, desk.said(*CHAT))
    again = desk.capture.take(LI, desk.said(*CHAT))
    assert (again.new_lines, again.known_lines, again.created, again.inquiry_ids) == (0, 4, 0, first.inquiry_ids)
    assert again.act_id == 0, "nothing changed, so nothing is in the journal"
    more = desk.capture.take(MIN, desk.said(*CHAT, ("小鱼", "人呢", 50)))
    assert (more.new_lines, more.created) == (1, 0)
    assert len(desk.queue.show(first.inquiry_ids[0]).messages) == 5


def test_e3_a_chat_of_a_closed_inquiry_stays_closed_when_pasted_again(desk: Bench) -> None:
    (asked,) = desk.capture.take(MIN, desk.said(*CHAT)).inquiry_ids
    desk.queue.claim(MIN, asked)
    desk.queue.resolve(MIN, asked, "已发货")
    again = desk.capture.take(MIN, desk.said(*CHAT))
    assert (again.new_lines, again.created, desk.inquiry(asked).state) == (0, 0, S.RESOLVED)


def test_q2_a_later_line_opens_it_again(desk: Bench) -> None:
    (asked,) = desk.capture.take(MIN, desk.said(*CHAT)).inquiry_ids
    desk.queue.claim(MIN, asked)
    desk.queue.resolve(MIN, asked, "已发货")
    desk.clock.forward(minutes=10)
    taken = desk.capture.take(LI, desk.said(("小鱼", "还是没收到", 600)))
    opened = desk.inquiry(asked)
    assert (taken.inquiry_ids, taken.created) == ((asked,), 0)
    assert (opened.state, opened.owner, opened.closed_at, opened.outcome) == (S.RECEIVED, "", None, "")
    assert opened.unanswered_since == NOON + timedelta(seconds=600)


def test_q2_after_the_resolution_limit_it_is_a_new_inquiry(desk: Bench) -> None:
    (asked,) = desk.capture.take(MIN, desk.said(*CHAT)).inquiry_ids
    desk.queue.claim(MIN, asked)
    desk.queue.resolve(MIN, asked, "已发货")
    desk.clock.forward(days=3)
    taken = desk.capture.take(MIN, desk.said(("小鱼", "有货吗", 3 * 86_400)))
    assert taken.created == 1 and desk.inquiry(asked).state is S.RESOLVED


def test_a_line_seen_late_is_not_lost_in_a_closed_inquiry(desk: Bench) -> None:
    """The buyer wrote just before it was closed and nobody saw it: still unanswered, so open again."""
    (asked,) = desk.capture.take(MIN, desk.said(*CHAT)).inquiry_ids
    desk.queue.claim(MIN, asked)
    desk.queue.resolve(MIN, asked, "已发货")
    desk.capture.take(MIN, desk.said(("小鱼", "颜色发灰的那款", 40)))
    assert desk.inquiry(asked).state is S.RECEIVED


def test_q2_the_buyers_line_wakes_and_brings_back_to_the_owner(desk: Bench) -> None:
    asked = desk.ask()
    desk.queue.reply(MIN, asked.id, "帮您问仓库")
    desk.queue.snooze(MIN, asked.id, desk.clock.now + timedelta(hours=1), "等仓库")
    desk.capture.take(LI, desk.said(("小鱼", "问到了吗", 120)))
    awake = desk.inquiry(asked.id)
    assert (awake.state, awake.owner, awake.snooze_until) == (S.CLAIMED, "张敏", None)
    assert awake.lease_until is not None


def test_e5_our_logged_reply_in_the_paste_is_confirmed_not_doubled(desk: Bench) -> None:
    asked = desk.ask("小鱼", "什么时候发货")
    desk.queue.reply(MIN, asked.id, "今天就发哦")
    sent = int((desk.clock.now - NOON).total_seconds()) + 5
    taken = desk.capture.take(LI, desk.said(("暖屋家居旗舰店:张敏", "今天就发哦", sent)), buyer="小鱼")
    assert (taken.new_lines, taken.known_lines) == (0, 1)
    (reply,) = [one for one in desk.queue.show(asked.id).messages if one.role is MessageRole.AGENT]
    assert reply.confirmed and reply.at == NOON + timedelta(seconds=sent) and reply.sender == "张敏"


def test_a_chat_answered_elsewhere_waits_for_the_buyer(desk: Bench) -> None:
    (asked,) = desk.capture.take(MIN, desk.said(*CHAT[:2])).inquiry_ids
    found = desk.inquiry(asked)
    assert (found.state, found.due_at, found.unanswered_since) == (S.WAITING_BUYER, None, None)


def test_s4_a_message_of_the_night_is_offline(desk: Bench) -> None:
    night = datetime(2026, 11, 19, 19, 0, tzinfo=UTC)  # 03:00 in Shanghai
    record = ChatRecord(text="在吗", row=1, sender="小鱼", at=night)
    (asked,) = desk.capture.take(MIN, [record]).inquiry_ids
    found = desk.inquiry(asked)
    assert found.offline and found.due_at == datetime(2026, 11, 20, 0, 45, tzinfo=UTC)


def test_several_buyers_in_one_file_become_several_inquiries(desk: Bench) -> None:
    taken = desk.capture.take(MIN, desk.said(("a", "有货吗", 0), ("b", "我要投诉", 1), ("a", "白色的", 2)))
    assert taken.created == 2
    first, second = (desk.queue.show(one) for one in taken.inquiry_ids)
    assert [one.text for one in first.messages] == ["有货吗", "白色的"]
    assert second.inquiry.priority is Priority.URGENT


def test_lines_that_belong_to_nobody_are_refused_whole(desk: Bench) -> None:
    records = [*desk.said(("小鱼", "在吗", 0)), ChatRecord(text="没有名字", row=2)]
    with pytest.raises(Refused, match=r"capture\.no_buyer"):
        desk.capture.take(MIN, records[1:])
    with pytest.raises(Refused, match=r"capture\.empty"):
        desk.capture.take(MIN, [])
    assert desk.queue.page(MIN).total == 0


def test_words_without_a_name_join_the_buyer_named(desk: Bench) -> None:
    asked = desk.ask("小鱼", "在吗")
    taken = desk.capture.take(MIN, [ChatRecord(text="人呢", row=1)], buyer="小鱼")
    assert taken.inquiry_ids == (asked.id,)
    again = desk.capture.take(MIN, [ChatRecord(text="人呢", row=1)], buyer="小鱼")
    assert (again.new_lines, again.known_lines) == (0, 1)


def test_an_inquiry_is_joined_to_the_buyers_latest_order(desk: Bench) -> None:
    order(desk, "1", buyer_nick="小鱼", ordered_at=NOON - timedelta(days=9), status=OrderStatus.COMPLETED)
    latest = order(desk, "2", buyer_nick="小鱼", ordered_at=NOON, status=OrderStatus.PAID, shop="暖屋家居旗舰店")
    asked = desk.ask("小鱼", "还没发货吗", platform=Platform.TAOBAO)
    assert (asked.order_id, asked.order_no, asked.shop) == (latest.id, "2", "暖屋家居旗舰店")
    assert (asked.category, asked.priority) == (Category.LOGISTICS, Priority.HIGH), "the order's state counts (Q3)"


def test_a_named_order_tells_the_platform_and_two_platforms_are_refused(desk: Bench) -> None:
    order(desk, "7", Platform.JD, buyer_nick="x")
    assert desk.ask("小鱼", "查订单", order_no="7").platform is Platform.JD
    order(desk, "7", Platform.PDD, buyer_nick="y")
    with pytest.raises(Refused) as caught:
        desk.ask("小鱼", "查订单", order_no="7")
    assert caught.value.code == "capture.order_ambiguous"
    assert desk.ask("小鱼", "查订单", order_no="7", platform=Platform.PDD).platform is Platform.PDD


def test_a_known_buyers_platform_is_known(desk: Bench) -> None:
    with desk.context.uow.write(MIN, "test") as uow:
        uow.add(Buyer(platform=Platform.DOUYIN, nick="小鱼"))
    assert desk.ask("小鱼", "在吗").platform is Platform.DOUYIN


def test_a_preview_says_what_taking_would_do_and_writes_nothing(desk: Bench) -> None:
    before = desk.queue.version()
    (fresh,) = desk.capture.preview(MIN, desk.said(*CHAT)).talks
    assert (fresh.buyer, fresh.inquiry_id, fresh.new_lines) == ("小鱼", 0, 4)
    assert desk.queue.version() == before
    (asked,) = desk.capture.take(MIN, desk.said(*CHAT)).inquiry_ids
    (known,) = desk.capture.preview(MIN, desk.said(*CHAT, ("小鱼", "人呢", 50))).talks
    assert (known.inquiry_id, known.new_lines, known.reopens) == (asked, 1, False)
    assert [line.known for line in known.lines] == [True] * 4 + [False]
    assert known.lines[1].role is MessageRole.AGENT
    (nobody,) = desk.capture.preview(MIN, [ChatRecord(text="在吗", row=1)]).talks
    assert nobody.buyer == ""


said = st.tuples(st.sampled_from(["小鱼", "张敏", "t8"]), st.sampled_from(["在吗", "好的"]), st.integers(0, 50))


@settings(max_examples=12, deadline=None)
@given(st.lists(said, max_size=8), st.integers(0, 8))
def test_e3_any_chat_pasted_in_parts_is_stored_once(
    tmp_path_factory: pytest.TempPathFactory, chat: list[tuple[str, str, int]], cut: int
) -> None:
    chat = [("小鱼", "开头", 0), *sorted(chat, key=lambda line: line[2])]
    with bench(tmp_path_factory.mktemp("e3") / "console.db") as desk:
        records = desk.said(*chat)
        records = [replace(one, at=(one.at or NOON) + timedelta(minutes=one.row)) for one in records]
        for part in (records[: cut + 1], records, records):
            taken = desk.capture.take(MIN, part)
        assert taken.new_lines == 0
        rows = desk.queue.page(MIN, limit=50).rows
        stored = [one for row in rows for one in desk.queue.show(row.id).messages]
        assert len(stored) == len(chat)

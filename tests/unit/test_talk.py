"""Who speaks in a captured chat, whose talk it is, and which lines are new (rules Q7, E3, E5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.entities import Message
from cs_console.domain.policy import Policies
from cs_console.domain.records import ChatRecord
from cs_console.domain.talk import LOGGED, PASTED, TYPED, Line, Speakers, nobodys, sort_out, talks, timed
from cs_console.domain.vocabulary import MessageRole

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
DAY = timedelta(minutes=1440)
WHO = Speakers.of(Policies(), "蔡蔡")
B, A = MessageRole.BUYER, MessageRole.AGENT


def said(sender: str, text: str = "x", order_no: str = "", role: MessageRole | None = None) -> ChatRecord:
    return ChatRecord(text=text, row=1, sender=sender, at=NOW, order_no=order_no, role=role)


@pytest.mark.parametrize(
    ("sender", "agent"),
    [
        ("张敏", "张敏"),
        ("暖屋家居旗舰店:张敏", "张敏"),
        ("我", "蔡蔡"),
        ("暖屋家居旗舰店：新来的", "暖屋家居旗舰店：新来的"),
        ("机器人", "机器人"),
        ("小鱼", ""),
        ("", ""),
    ],
)
def test_e3_our_own_are_known_by_roster_and_nick(sender: str, agent: str) -> None:
    assert WHO.agent(sender) == agent


def test_our_lines_belong_to_the_buyer_who_spoke_last() -> None:
    found = talks([said("张敏", "早"), said("小鱼"), said("张敏"), said("t8"), said("李丽")], WHO)
    assert [(one.buyer, [line.sender for line in one.lines]) for one in found] == [
        ("小鱼", ["张敏", "小鱼", "张敏"]),
        ("t8", ["t8", "李丽"]),
    ]


def test_our_line_with_an_order_number_finds_its_buyer() -> None:
    found = talks([said("小鱼", order_no="1"), said("t8", order_no="2"), said("张敏", order_no="1", role=A)], WHO)
    assert [line.sender for line in found[0].lines] == ["小鱼", "张敏"]


def test_a_line_of_nobodys_is_told_apart_from_one_whose_order_names_its_buyer() -> None:
    chats = [
        replace(one, row=row)
        for row, one in enumerate([said("", role=B), said("小鱼", order_no="7"), said("", order_no="7", role=B),
                                   said("", order_no="8", role=B), said("", role=A), said("")], 1)
    ]  # fmt: skip
    assert nobodys(chats, WHO) == {1, 4, 6}
    assert all(talk.buyer for talk in talks([one for one in chats if one.row not in {1, 4, 6}], WHO))


def test_q1_nobody_speaks_in_the_future_and_such_a_line_is_known_again_before_and_after_its_time() -> None:
    ahead = Line(B, "小鱼", "在吗", NOW + timedelta(minutes=30))
    [spoken] = timed([ahead], NOW)
    assert spoken.at == NOW
    kept = Message(id=1, inquiry_id=1, role=B, sender="小鱼", text="在吗", at=NOW, source=TYPED)
    for later in (1, 30, 40):
        assert sort_out([ahead], [kept], NOW + timedelta(minutes=later), DAY).known == (ahead,)


def test_words_without_a_sender_belong_to_the_buyer_named() -> None:
    assert talks([said("", "在吗")], WHO, "小鱼")[0].buyer == "小鱼"
    assert talks([said("", "在吗")], WHO)[0].buyer == ""
    assert talks([said("张敏", "在的")], WHO, "小鱼")[0].lines[0].role is A


def test_a_buyer_who_is_called_like_an_agent_can_be_named() -> None:
    assert talks([said("张敏", "在吗")], WHO, "张敏")[0].lines[0].role is B


def stored(line: Line, at: datetime, source: str, number: int = 1) -> Message:
    return Message(id=number, inquiry_id=1, role=line.role, sender=line.sender, text=line.text, at=at, source=source)


lines = st.lists(
    st.builds(
        Line, st.sampled_from([B, A]), st.sampled_from(["小鱼", "张敏"]), st.sampled_from(["在吗", "好的", "发货"]),
        st.integers(0, 3).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    ),
    max_size=8,
)  # fmt: skip


@given(lines)
def test_e3_a_chat_pasted_twice_has_nothing_new(chat: list[Line]) -> None:
    messages = [stored(line, line.at or NOW, PASTED, number) for number, line in enumerate(chat)]
    assert sort_out(chat, messages, NOW, DAY).new == ()


@given(lines, lines)
def test_e3_only_the_added_lines_are_new(chat: list[Line], more: list[Line]) -> None:
    messages = [stored(line, line.at or NOW, PASTED, number) for number, line in enumerate(chat)]
    found = sort_out([*chat, *more], messages, NOW, DAY)
    assert found.new == tuple(more)


def test_e3_the_same_words_said_twice_are_two_lines() -> None:
    line = Line(B, "小鱼", "在吗", NOW)
    assert len(sort_out([line, line], [stored(line, NOW, PASTED)], NOW, DAY).new) == 1


def test_e5_a_logged_reply_seen_in_the_chat_was_sent() -> None:
    line = Line(A, "张敏", "今天就发", NOW + timedelta(minutes=3))
    found = sort_out([line], [stored(line, NOW, LOGGED)], NOW, DAY)
    assert found.new == () and [one for one, _ in found.sent] == [stored(line, NOW, LOGGED)]


def test_e5_the_same_words_an_hour_later_are_another_reply() -> None:
    line = Line(A, "张敏", "今天就发", NOW + timedelta(hours=1))
    assert sort_out([line], [stored(line, NOW, LOGGED)], line.at or NOW, DAY).new == (line,)


def test_words_typed_first_and_pasted_with_their_time_later_are_one_line() -> None:
    timeless = Line(B, "小鱼", "在吗")
    message = stored(timeless, NOW, TYPED)
    earlier = Line(B, "小鱼", "在吗", NOW - timedelta(minutes=5))
    assert sort_out([earlier], [message], NOW, DAY).new == ()
    assert sort_out([timeless], [message], NOW, DAY).new == ()
    assert sort_out([timeless], [message], NOW + timedelta(days=2), DAY).new == (timeless,)


def test_a_line_without_a_time_takes_that_of_the_line_before() -> None:
    first, second = timed([Line(B, "小鱼", "a", NOW - DAY), Line(B, "小鱼", "b")], NOW)
    assert first.at == second.at == NOW - DAY
    assert timed([Line(B, "小鱼", "c")], NOW)[0].at == NOW

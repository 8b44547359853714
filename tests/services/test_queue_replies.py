"""Saying something: replies stop the clock, copied ones are confirmed later (rules Q1, P2, P3, E5, X2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from queue_bench import LI, MIN, NOON, Bench, bench

from cs_console.domain.entities import PhraseUse
from cs_console.domain.vocabulary import InquiryState, MessageRole
from cs_console.errors import Refused


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "console.db") as found:
        yield found


def test_q1_a_reply_stops_the_clock_and_claims_what_is_nobodys(desk: Bench) -> None:
    asked = desk.ask()
    desk.clock.forward(seconds=20)
    replied = desk.queue.reply(MIN, asked.id, "亲，今天就发哦")
    assert replied.inquiry.state is InquiryState.WAITING_BUYER
    assert (replied.inquiry.owner, replied.inquiry.due_at, replied.inquiry.unanswered_since) == ("张敏", None, None)
    assert replied.inquiry.first_replied_at == NOON + timedelta(seconds=20)
    assert replied.act_id > 0 and replied.message.role is MessageRole.AGENT


def test_q1_the_first_reply_stays_the_first(desk: Bench) -> None:
    asked = desk.ask()
    desk.queue.reply(MIN, asked.id, "您好")
    desk.clock.forward(seconds=60)
    assert desk.queue.reply(MIN, asked.id, "还在吗").inquiry.first_replied_at == NOON


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "reply.empty"),
        (" \n ", "reply.empty"),
        ("单号 {tracking_no}", "reply.blank"),
        ("亲｛运单号｝", "reply.blank"),
    ],
)
def test_p3_a_blank_is_never_logged(desk: Bench, text: str, code: str) -> None:
    asked = desk.ask()
    with pytest.raises(Refused) as caught:
        desk.queue.reply(MIN, asked.id, text)
    assert caught.value.code == code
    assert len(desk.queue.show(asked.id).messages) == 1


def test_another_agents_inquiry_is_refused_until_its_lease_ran_out(desk: Bench) -> None:
    asked = desk.ask()
    desk.queue.claim(MIN, asked.id)
    with pytest.raises(Refused, match=r"inquiry\.claimed"):
        desk.queue.reply(LI, asked.id, "您好")
    desk.clock.forward(seconds=90)
    desk.queue.claim(LI, asked.id)
    with pytest.raises(Refused, match=r"inquiry\.claimed"):
        desk.queue.reply(MIN, asked.id, "我回来了")


def test_a_closed_inquiry_takes_no_reply(desk: Bench) -> None:
    asked = desk.ask()
    desk.queue.claim(MIN, asked.id)
    desk.queue.resolve(MIN, asked.id, "好了")
    with pytest.raises(Refused, match=r"inquiry\.move"):
        desk.queue.reply(MIN, asked.id, "再见")


def test_a_repeated_key_logs_once(desk: Bench) -> None:
    asked = desk.ask()
    first = desk.queue.reply(MIN, asked.id, "今天发", key="k1")
    again = desk.queue.reply(MIN, asked.id, "今天发", key="k1")
    assert (again.act_id, again.message.id) == (first.act_id, first.message.id)
    assert len(desk.queue.show(asked.id).messages) == 2
    desk.queue.reply(MIN, asked.id, "今天发", key="k2")
    assert len(desk.queue.show(asked.id).messages) == 3


def test_p2_a_phrase_used_is_recorded_with_its_variant(desk: Bench) -> None:
    asked = desk.ask()
    replied = desk.queue.reply(
        MIN, asked.id, "今天发", phrase_id="ship.when", variant=2, variant_hash="abc", edited=True
    )
    with desk.context.uow.read() as uow:
        (use,) = uow.find(PhraseUse)
    assert (use.phrase_id, use.variant_hash, use.edited) == ("ship.when", "abc", True)
    assert (use.buyer, use.message_id) == ("小鱼", replied.message.id)


def test_e5_the_agent_confirms_what_was_only_copied(desk: Bench) -> None:
    asked = desk.ask()
    copied = desk.queue.reply(MIN, asked.id, "今天发").message
    desk.queue.reply(MIN, asked.id, "明天到", confirmed=True)
    assert [one.id for one in desk.queue.unconfirmed(MIN)] == [copied.id]
    assert desk.queue.unconfirmed(LI) == ()
    desk.queue.confirm(MIN, copied.id)
    assert desk.queue.unconfirmed(MIN) == ()
    question = desk.queue.show(asked.id).messages[0]
    with pytest.raises(Refused, match=r"message\.not_reply"):
        desk.queue.confirm(MIN, question.id)


def test_e5_the_buyers_next_line_confirms(desk: Bench) -> None:
    asked = desk.ask()
    desk.queue.reply(MIN, asked.id, "今天发")
    desk.clock.forward(seconds=90)
    desk.capture.take(MIN, desk.said(("小鱼", "好的", 60)))
    assert desk.queue.unconfirmed(MIN) == ()


def test_a_note_is_for_colleagues_and_stops_no_clock(desk: Bench) -> None:
    asked = desk.ask()
    desk.queue.note(LI, asked.id, "买家是老客户")
    found = desk.queue.show(asked.id)
    assert found.messages[-1].role is MessageRole.NOTE
    assert (found.inquiry.due_at, found.inquiry.owner) == (asked.due_at, "")


def test_x2_hostile_text_is_stored_harmless(desk: Bench) -> None:
    asked = desk.ask(text="[/]\x1b]52;c;aGk=\x07 \u202e[@click=app.quit] \x00 😀" + "长" * 10_000)
    stored = desk.queue.show(asked.id).messages[0].text
    assert not any(char in stored for char in "\x1b\x07\u202e\x00")
    assert "[@click=app.quit]" in stored and stored.endswith("长" * 10_000)
    assert len(asked.summary) <= 60

"""The live board against an independent recount: who is on, who waits, what is late (rules S8, H8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cs_console.adapters.clock import ManualClock
from cs_console.domain.entities import Actor, Inquiry
from cs_console.errors import Refused
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services


def test_the_board_counts_what_a_recount_counts(
    services: Services, actor: Callable[..., Actor], clock: ManualClock
) -> None:
    now = clock()
    services.roster.change_member(actor("王组长"), "蔡蔡", shift="day")
    clock.set(now - timedelta(minutes=30))
    for buyer in ("甲", "乙", "丙"):
        services.capture.new(Actor("导入"), InquiryDraft(buyer=buyer, text="在吗"))
        clock.advance(minutes=5)
    services.shifts.start(actor("张敏"), "day")
    zhang, li = actor("张敏"), actor("李丽")
    with services.context.uow.read() as uow:
        ids = {one.buyer: one.id for one in uow.find(Inquiry)}
    services.queue.claim(zhang, ids["甲"])
    services.queue.claim(li, ids["乙"])
    services.promises.add(zhang, "补发一件", due_at=now - timedelta(minutes=1))
    services.lead_desk.ask(zhang, "邮费谁出？")
    clock.set(now)

    board = services.board.live(actor("王组长"))
    with services.context.uow.read() as uow:
        waiting = [one for one in uow.find(Inquiry) if one.due_at is not None]
    assert board.counts.waiting == len(waiting) == len(board.waiting) == 3
    assert board.counts.overdue == sum(one.due_at <= now for one in waiting if one.due_at)
    assert board.oldest is not None and board.oldest.buyer == "甲"
    assert (board.nobody.open, board.nobody.waiting) == (1, 1)
    assert [one.text for one in board.promises] == ["补发一件"]
    assert (board.approvals, board.on_duty) == (1, 1)
    lines = {one.name: one for one in board.agents}
    assert (lines["张敏"].load.open, lines["张敏"].promises, lines["张敏"].absent_with_work) == (1, 1, False)
    assert lines["李丽"].absent_with_work and lines["李丽"].load.waiting == 1
    assert lines["蔡蔡"].expected == "day" and lines["蔡蔡"].missing_minutes > 0  # rostered, begun, not there
    assert board.agents[0].name == "张敏" and "仓库小周" not in lines
    with pytest.raises(Refused):
        services.board.live(zhang)

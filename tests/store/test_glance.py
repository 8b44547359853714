"""The first paint shows what the full read then shows: the same rows in the same order (rule Q4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from cs_console.adapters.clock import ManualClock
from cs_console.domain.vocabulary import Platform, Priority
from cs_console.services.capture import InquiryDraft
from cs_console.services.facade import Services
from cs_console.store.glance import first_rows
from cs_console.workspace import Workspace


def test_glance_gives_the_same_rows_in_the_same_order(
    services: Services, workspace: Workspace, clock: ManualClock, actor: object
) -> None:
    me = actor("张敏")  # type: ignore[operator]
    start: datetime = clock()
    priorities = list(Priority)
    for number in range(30):
        clock.set(start + timedelta(seconds=number % 7))
        draft = InquiryDraft(buyer=f"买家{number}", platform=Platform.TAOBAO, text=f"问题{number}",
                             priority=priorities[number % 4])  # fmt: skip
        inquiry = services.capture.new(me, draft)
        if number % 3 == 0:
            services.queue.reply(me, inquiry.id, "亲，已为您核实～")
    assert workspace.store_path is not None
    page = services.queue.page(me, limit=30)
    assert [row.id for row in first_rows(workspace.store_path, 30)] == [row.id for row in page.rows]


def test_glance_of_no_store_or_of_rubbish_is_empty(tmp_path: Path) -> None:
    rubbish = tmp_path / "console.db"
    assert list(first_rows(rubbish)) == []
    rubbish.write_bytes(b"not a database at all" * 100)
    assert list(first_rows(rubbish)) == []

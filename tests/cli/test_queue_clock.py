"""Stretches in the queue's table are told in a unit a person can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cs_console.cli.queue_output import time_left
from cs_console.store.glance import GlanceRow
from cs_console.tui.widgets.queue_row import from_glance

NOW = datetime(2026, 6, 14, 2, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (timedelta(minutes=12), "剩12分"),
        (timedelta(minutes=-89), "超89分"),
        (timedelta(hours=-5), "超5时"),
        (timedelta(days=-89), "超89天"),
    ],
)
def test_q1_time_left(left: timedelta, shown: str) -> None:
    row = from_glance(
        GlanceRow(
            id=1, received_at=NOW.isoformat(), unanswered_since=NOW.isoformat(), due_at=None, buyer="陈先生",
            category="presale", priority="normal", state="received", owner="", order_no="", summary="",
            channel="chat", platform="taobao",
            order_fen=None, order_flag=None,
        )
    )  # fmt: skip
    assert time_left(replace(row, due_at=NOW + left), NOW) == shown

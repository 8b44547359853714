"""A month of three agents and a lead: nothing open is ever nobody's or missing from a log (rules S1-S8, H1-H8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from simulated_month import Month, at_end, counted

from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import Opened, load_config, open_workspace
from cs_console.workspace import Workspace

pytestmark = pytest.mark.slow

OpenShop = Callable[..., tuple[Opened, ManualClock]]


@pytest.fixture
def shop(workspace: Workspace) -> Iterator[OpenShop]:
    """Opens the workspace with a line of a policy changed, the clock before the first shift."""
    opened: list[Opened] = []

    def open_shop(first: date, zone: str, **changes: tuple[str, str]) -> tuple[Opened, ManualClock]:
        for name, (before, after) in changes.items():
            path: Path = workspace.policies / f"{name}.yaml"
            text = path.read_text("utf-8")
            assert before in text
            path.write_text(text.replace(before, after), "utf-8")
        clock = ManualClock(datetime(first.year, first.month, first.day, 7, tzinfo=ZoneInfo(zone)))
        opened.append(open_workspace(workspace, clock=clock, config=load_config(workspace)))
        return opened[-1], clock

    yield open_shop
    for one in opened:
        one.close()


def played(opened: Opened, clock: ManualClock, first: date, days: int) -> Month:
    """The month as it went."""
    store = opened.workspace.store_path
    assert store is not None
    month = Month(opened.services, clock, store)
    month.run(first, days)
    return month


def test_h4_a_month_in_which_nothing_is_ever_nobodys(shop: OpenShop) -> None:
    """Over a month's end, with a closed holiday, rest days, reliefs, extended nights, crashes and vanished agents."""
    first = date(2026, 6, 5)
    closed = "holidays:\n  - {date: 2026-06-19, name: 端午节, staffed: false}"
    month = played(*shop(first, "Asia/Shanghai", shifts=("holidays: []", closed)), first, 30)
    told = counted(month)
    assert told["takeover"] >= 2 and told["extended"] >= 3 and told["handed_in"] > 58 and told["broken"] > 3
    assert (found := at_end(month))["chain"] == () and found["seals"] == () and found["rows"] == ()
    assert month.watched > 1500


@pytest.mark.parametrize("first", [date(2026, 3, 27), date(2026, 10, 23), date(2026, 12, 29)])
def test_s1_s2_nights_over_changed_clocks_and_a_years_end(shop: OpenShop, first: date) -> None:
    """Where clocks change in the night, forwards and back, and over New Year: the same promises hold."""
    month = played(*shop(first, "Europe/Berlin", shop=("zone: Asia/Shanghai", "zone: Europe/Berlin")), first, 4)
    assert at_end(month)["seals"] == () and counted(month)["handed_in"] >= 8

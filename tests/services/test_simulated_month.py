"""A month of three agents and a lead: nothing open is nobody's or missing from a log, all recounted (S, H, K)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import naive_recount
import pytest
from journal_fold import Folded
from naive_recount import Recount
from naive_registers import Registers, differing, tables_of
from simulated_month import Month, at_end, counted
from test_figures_recount import same_by

from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import Opened, load_config, open_workspace
from cs_console.domain.figures import table
from cs_console.services.figure_facts import span_of
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


def test_h4_k1_k2_a_month_in_which_nothing_is_ever_nobodys(shop: OpenShop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over a month's end, with a closed holiday, rest days, reliefs, extended nights, crashes and vanished agents.

    At its end every figure and every register equals a count by plain loops over the rows, and over the journal.
    """
    first, holiday = date(2026, 6, 5), date(2026, 6, 19)
    monkeypatch.setattr(naive_recount, "CLOSED", {holiday})
    monkeypatch.setattr(naive_recount, "LONGER", {})
    closed = f"holidays:\n  - {{date: {holiday}, name: 端午节, staffed: false}}"
    opened, clock = shop(first, "Asia/Shanghai", shifts=("holidays: []", closed))
    month = played(opened, clock, first, 30)
    told = counted(month)
    assert told["takeover"] >= 2 and told["extended"] >= 3 and told["handed_in"] > 58 and told["broken"] > 1
    assert all(told[act] > 5 for act in ("transfer", "lose", "hear", "remind")), told
    assert (found := at_end(month))["chain"] == () and found["seals"] == () and found["rows"] == ()
    assert month.watched > 1500
    recounted(opened, month, clock(), first, date(2026, 7, 10))


def recounted(opened: Opened, month: Month, now: datetime, first: date, last: date) -> None:
    """Figures by agent and by day, registers by row, cell, day and agent."""
    services, found = opened.services, (recount := Recount(month.store, now)).figures()
    assert naive_recount.LONGER
    for by in ("agent", "day"):
        same_by(services.figures.kpi(first, last, by=by), found, by)
    kept = sum(one.act == "kept" for one in month.told)
    assert kept >= sum(row[4] is True for row in found["promises_kept"]) > 0
    asked = [one.ref for one in month.told if one.act == "ask"]
    assert {row[0] for row in found["first_response"]} <= set(asked)
    with services.context.uow.read() as uow:
        span = span_of(uow, services.context, first, last)
    folded = table(Folded(services, opened.store.engine).facts(span), span, by="day")
    assert folded == services.figures.kpi(first, last, by="day")
    assert not differing(services, month.store, recount.now, first, last)
    counts = {name: len(rows) for name, rows in Registers(tables_of(month.store), recount.now).all().items()}
    assert all(counts.values()), counts


@pytest.mark.parametrize("first", [date(2026, 3, 27), date(2026, 10, 23), date(2026, 12, 29)])
def test_s1_s2_nights_over_changed_clocks_and_a_years_end(shop: OpenShop, first: date) -> None:
    """Where clocks change in the night, forwards and back, and over New Year: the same promises hold."""
    month = played(*shop(first, "Europe/Berlin", shop=("zone: Asia/Shanghai", "zone: Europe/Berlin")), first, 4)
    assert at_end(month)["seals"] == () and counted(month)["handed_in"] >= 8

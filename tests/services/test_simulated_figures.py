"""The simulated month counted: figures with extended nights, a closed day and vanished agents (rules K1, S2, S3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import naive_recount
import pytest
from journal_fold import Folded
from moments import SHANGHAI
from naive_recount import Recount, value_of
from simulated_month import Month, counted
from test_figures_recount import group_of

from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import Opened, load_config, open_workspace
from cs_console.domain.figures import FOLDS, table
from cs_console.services.figure_facts import span_of
from cs_console.workspace import Workspace

pytestmark = pytest.mark.slow

FIRST, LAST, DAYS = date(2026, 6, 12), date(2026, 7, 10), 12
CLOSED = date(2026, 6, 19)


@pytest.fixture
def opened(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Opened, ManualClock]]:
    """A shop that is closed on one of the days."""
    path = workspace.policies / "shifts.yaml"
    closed = f"holidays:\n  - {{date: {CLOSED}, name: 端午节, staffed: false}}"
    path.write_text(path.read_text("utf-8").replace("holidays: []", closed), "utf-8")
    monkeypatch.setattr(naive_recount, "CLOSED", {CLOSED})
    monkeypatch.setattr(naive_recount, "LONGER", {})
    clock = ManualClock(datetime(2026, 6, 12, 7, tzinfo=SHANGHAI))
    found = open_workspace(workspace, clock=clock, config=load_config(workspace))
    yield found, clock
    found.close()


def test_k1_s2_the_months_figures_equal_an_independent_recount(opened: tuple[Opened, ManualClock]) -> None:
    shop, clock = opened
    store = shop.workspace.store_path
    assert store is not None
    month = Month(shop.services, clock, store)
    month.run(FIRST, DAYS)
    told = counted(month)
    assert told["extended"] and told["takeover"]
    recount = Recount(store, clock())
    found = recount.figures()
    assert naive_recount.LONGER
    for by in ("agent", "day"):
        figures = shop.services.figures.kpi(FIRST, LAST, by=by)
        for group in figures.groups:
            for figure in group.figures:
                rows = group_of(found, FOLDS[figure.key][0], by, group.key)
                assert Counter(figure.rows) == Counter(row[0] for row in rows), (by, group.key, figure.key)
                assert figure.value == value_of(figure.key, rows), (by, group.key, figure.key)
            for error in group.errors:
                rows = group_of(found, error.key, by, group.key)
                assert Counter(error.rows) == Counter(row[0] for row in rows), (by, group.key, error.key)
        counts = {one.key: one.count for one in figures.total.figures}
    promised = [one for one in month.told if one.act in ("kept", "broken")]
    closed_in_time = sum(one.act == "kept" for one in promised)
    assert closed_in_time >= sum(row[4] is True for row in found["promises_kept"]) > 0
    assert counts["promises_kept"] == len(found["promises_kept"])
    assert {row[0] for row in found["first_response"]} <= {one.ref for one in month.told if one.act == "ask"}
    with shop.services.context.uow.read() as uow:
        span = span_of(uow, shop.services.context, FIRST, LAST)
    folded = table(Folded(shop.services, shop.store.engine).facts(span), span, by="day")
    assert folded == shop.services.figures.kpi(FIRST, LAST, by="day")

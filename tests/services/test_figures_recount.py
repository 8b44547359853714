"""Twelve seeded shop days: every figure and register equals a count by plain loops over the tables (K1, K2, K5)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest
from journal_fold import Folded
from moments import SHANGHAI
from naive_recount import Found, Recount, value_of
from naive_registers import Registers, differing, tables_of
from shop_days import ShopDays

from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import Opened
from cs_console.domain.figures import FOLDS, Table, table
from cs_console.services.facade import Services
from cs_console.services.figure_facts import span_of
from cs_console.services.registers import REGISTERS

pytestmark = pytest.mark.slow

START, DAYS = datetime(2026, 6, 1, 8, tzinfo=SHANGHAI), 12
FIRST, LAST = date(2026, 5, 1), date(2026, 6, 30)


@pytest.fixture
def shop(services: Services, clock: ManualClock) -> ShopDays:
    """The days, with a sample inspected at their end."""
    days = ShopDays(services, clock, seed=20140820)
    days.run(START, DAYS, talks=9)
    lead, admin = days.people["王组长"], days.people["管理员"]
    for number, review in enumerate(services.qa.sample(lead, FIRST, LAST, size=9).reviews):
        marks = {"greeting": 15, "understood": number, "correct": 20, "promises": 20, "process": 20}
        services.qa.score(admin if review.agent == lead.agent else lead, review.id, marks, action="复习")
    return days


def same_by(figures: Table, found: Found, by: str) -> None:
    """The figures and errors of each agent or day are those that were recounted, row by row."""
    for group in figures.groups:
        for figure in group.figures:
            rows = group_of(found, FOLDS[figure.key][0], by, group.key)
            assert Counter(figure.rows) == Counter(row[0] for row in rows), (by, group.key, figure.key)
            assert figure.value == value_of(figure.key, rows), (by, group.key, figure.key)
        for error in group.errors:
            rows = group_of(found, error.key, by, group.key)
            assert Counter(error.rows) == Counter(row[0] for row in rows), (by, group.key, error.key)


def group_of(found: Found, measure: str, by: str, key: str) -> list[Any]:
    """The rows of one agent or one day."""
    rows = found.get(measure, [])
    if by == "agent":
        return [row for row in rows if key in row[2] or (not key and not row[2])]
    return [row for row in rows if row[1].isoformat() == key]


def test_k1_k2_k5_everything_counted_equals_an_independent_recount(
    shop: ShopDays, services: Services, clock: ManualClock, opened: Opened
) -> None:
    for act in ("answer", "buys", "reply", "hear", "close", "back", "pays", "price", "keep", "late", "break",
                "complain", "return", "arrive", "finish", "reminded", "reviewed", "wonder", "trouble"):  # fmt: skip
        assert shop.done[act], (act, shop.done)
    path = opened.workspace.store_path
    assert path is not None
    recount = Recount(path, clock())
    found = recount.figures()
    assert all(found[measure] for measure, _ in FOLDS.values())
    assert all(found[error] for error in ("overdue_reply", "broken_promise", "mispricing", "bad_rating",
                                          "order_mismatch", "service_return"))  # fmt: skip
    for by in ("agent", "day"):
        figures = services.figures.kpi(FIRST, LAST, by=by)
        same_by(figures, found, by)
        counted = sum(one.count for one in figures.total.figures)
        assert counted == sum(len(found[measure]) for measure, _ in FOLDS.values())
    for group in services.figures.kpi(FIRST, LAST, by="day").groups:
        day = date.fromisoformat(group.key)
        alone = services.figures.kpi(day, day).total
        assert (alone.figures, alone.errors) == (group.figures, group.errors), group.key
    agents = services.figures.kpi(date(2026, 6, 6), date(2026, 6, 6), by="agent").groups
    for one in agents:
        rows = services.figures.rows("service_return", FIRST, LAST, by="agent", key=one.key)
        sixth = {row.row for row in rows if row.day == date(2026, 6, 6)}
        assert sixth == {row for error in one.errors if error.key == "service_return" for row in error.rows}
    with services.context.uow.read() as uow:
        span = span_of(uow, services.context, FIRST, LAST)
    folded = table(Folded(services, opened.store.engine).facts(span), span, by="day")
    assert folded == services.figures.kpi(FIRST, LAST, by="day")
    assert not differing(services, path, recount.now, FIRST, LAST)
    counts = {name: len(rows) for name, rows in Registers(tables_of(path), recount.now).all().items()}
    few = [name for name, count in counts.items() if count < 3]
    assert few == ["handovers"], counts  # the simulated month has them
    assert counts.keys() == REGISTERS.keys()

"""The order of work by keyset (rule Q4), against the same order computed in plain Python."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from queue_bench import MIN, NOON, Bench, bench
from sqlalchemy import event

from cs_console.domain.entities import Inquiry, Order
from cs_console.domain.vocabulary import Category, Channel, Flag, InquiryState, Platform, Priority
from cs_console.domain.worklist import QueueFilter

S = InquiryState


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Two hundred inquiries of every kind, many with the same limit."""
    with bench(tmp_path_factory.mktemp("page") / "console.db") as found:
        chance = random.Random(20261120)
        with found.context.uow.write(MIN, "test") as uow:
            order = uow.add(
                Order(platform=Platform.TAOBAO, order_no="777", total_fen=9900, paid_fen=8800, flag=Flag.RED)
            )
            for number in range(200):
                state = chance.choice(list(S))
                owed = state.is_open and chance.random() < 0.6
                uow.add(Inquiry(
                    buyer=f"买家{number}", state=state, received_at=NOON, summary=chance.choice(["发货", "50%_退款"]),
                    priority=chance.choice(list(Priority)), category=chance.choice(list(Category)),
                    channel=chance.choice(list(Channel)), owner=chance.choice(["", "张敏", "李丽"]),
                    due_at=NOON + timedelta(minutes=chance.randint(-3, 3)) if owed else None,
                    closed_at=None if state.is_open else NOON - timedelta(minutes=chance.randint(0, 5)),
                    order_id=order.id if number % 10 == 0 else 0, order_no="777" if number % 10 == 0 else "",
                ))  # fmt: skip
        yield found


def expected(desk: Bench, *, closed: bool) -> list[int]:
    with desk.context.uow.read() as uow:
        everything = uow.find(Inquiry)
    still = [one for one in everything if one.state.is_open]
    owed = sorted((one for one in still if one.due_at), key=lambda one: (one.due_at, one.priority.rank, one.id))
    quiet = sorted((one for one in still if not one.due_at), key=lambda one: -one.id)
    done = sorted((one for one in everything if one.closed_at), key=lambda one: (one.closed_at, one.id), reverse=True)
    return [one.id for one in [*owed, *quiet, *(done if closed else [])]]


@pytest.mark.parametrize("limit", [1, 7, 50, 500])
@pytest.mark.parametrize("closed", [False, True])
def test_q4_pages_put_together_are_the_whole_queue_in_order(desk: Bench, limit: int, closed: bool) -> None:
    wanted = QueueFilter(include_closed=closed)
    seen: list[int] = []
    cursor = None
    while True:
        page = desk.queue.page(MIN, wanted, limit=limit, after=cursor)
        assert len(page.rows) <= limit
        seen += [row.id for row in page.rows]
        cursor = page.after
        if cursor is None:
            break
    assert seen == expected(desk, closed=closed)
    assert page.total == len(seen)


@pytest.mark.parametrize(
    ("wanted", "keeps"),
    [
        (QueueFilter(owner="张敏"), lambda one: one.owner == "张敏"),
        (QueueFilter(owner=""), lambda one: not one.owner),
        (QueueFilter(channel=Channel.PHONE), lambda one: one.channel is Channel.PHONE),
        (QueueFilter(category=Category.COMPLAINT), lambda one: one.category is Category.COMPLAINT),
        (QueueFilter(priority=Priority.LOW), lambda one: one.priority is Priority.LOW),
        (QueueFilter(states=(S.SNOOZED, S.CLAIMED)), lambda one: one.state in (S.SNOOZED, S.CLAIMED)),
        (QueueFilter(waiting_only=True), lambda one: one.due_at is not None),
        (QueueFilter(overdue_only=True), lambda one: one.due_at is not None and one.due_at <= NOON),
        (QueueFilter(text="50%_"), lambda one: one.summary == "50%_退款"),
        (QueueFilter(text="买家1 发货"), lambda one: "买家1" in one.buyer and one.summary == "发货"),
        (QueueFilter(order_no="777"), lambda one: one.order_no == "777"),
        (QueueFilter(platform=Platform.JD), lambda one: False),
    ],
)
def test_filters_keep_what_they_say(desk: Bench, wanted: QueueFilter, keeps: object) -> None:
    page = desk.queue.page(MIN, wanted, limit=500)
    with desk.context.uow.read() as uow:
        ids = {one.id for one in uow.find(Inquiry) if one.state.is_open and keeps(one)}  # type: ignore[operator]
    assert {row.id for row in page.rows} == ids and page.total == len(ids)


def test_only_closed_ones_when_only_those_are_asked_for(desk: Bench) -> None:
    page = desk.queue.page(MIN, QueueFilter(states=(S.LOST,)), limit=500)
    assert page.rows and all(row.state is S.LOST for row in page.rows)


def test_a_row_carries_its_order_and_its_urgency(desk: Bench) -> None:
    rows = desk.queue.page(MIN, QueueFilter(order_no="777"), limit=500).rows
    assert {(row.order_fen, row.order_flag) for row in rows} == {(8800, Flag.RED)}
    late = replace(rows[0], due_at=NOON)
    assert (late.urgency(NOON), late.overdue(NOON)) == ("!", True)
    assert late.urgency(NOON - timedelta(seconds=1)) == "*"
    assert replace(rows[0], due_at=None).urgency(NOON) == ""


def test_q4_the_parts_of_the_queue_read_their_indexes(desk: Bench) -> None:
    """The statements really run come off the index of open rows and that of closed ones, not a scan."""
    ran: list[tuple[str, object]] = []

    def remember(_c: object, _cursor: object, statement: str, parameters: object, *_more: object) -> None:
        ran.append((statement, parameters))

    event.listen(desk.engine, "before_cursor_execute", remember)
    with desk.context.uow.read() as uow:
        uow.queue.page(QueueFilter(include_closed=True), NOON, 500)
    event.remove(desk.engine, "before_cursor_execute", remember)
    selects = [(sql, values) for sql, values in ran if sql.startswith("SELECT")]
    with desk.engine.connect() as connection:
        plans = [
            str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall())  # type: ignore[arg-type]
            for sql, values in selects
        ]
    assert len(plans) == 3
    for plan, index in zip(plans, ("ix_inquiries_open", "ix_inquiries_open", "ix_inquiries_closed"), strict=True):
        assert index in plan, plan

"""Writing back through the gateway: read, compare, write, try again by the class of trouble (rules R1, R7, X1)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta

import pytest
from platform_stub.desk import KEYS, Desk, pointed_at
from platform_stub.taobao import KEY, SECRET, SESSION, TaobaoStub, serving

from cs_console.adapters.clock import ManualClock
from cs_console.bootstrap import open_workspace
from cs_console.config.live import LiveConfig
from cs_console.domain.entities import Order
from cs_console.domain.vocabulary import Flag, Platform
from cs_console.domain.writebacks import Route, Trouble, WriteBackState
from cs_console.errors import Refused
from cs_console.services.writeback_views import Outcome, SendReport
from cs_console.workspace import Workspace


@pytest.fixture
def desk(
    workspace: Workspace, clock: ManualClock, shipped: LiveConfig, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """A shop with keys for the stand-in gateway; both stand at the same time."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with serving(TaobaoStub(clock=clock)) as stub:
        opened = open_workspace(workspace, clock=clock, config=pointed_at(workspace, shipped, stub.url))
        yield Desk(opened, stub, opened.services.people.actor("张敏"))
        opened.close()


def run(desk: Desk, limit: int = 100) -> SendReport:
    return desk.services.writebacks.run(desk.agent, limit)


def outcomes(report: SendReport) -> list[Outcome]:
    return [row.outcome for row in report.rows]


def remarked(desk: Desk, number: str = "1", before: str = "原", text: str = "新", **facts: object) -> Order:
    order = desk.order(number, before, **facts)
    desk.services.orders.remark(desk.agent, order.id, text)
    return order


def test_r7_what_is_queued_arrives_and_the_order_knows(desk: Desk) -> None:
    order = remarked(desk, flag=3)
    desk.services.orders.flag(desk.agent, order.id, Flag.RED)
    desk.stub.trades["1"].flag = 0
    report = run(desk)
    assert outcomes(report) == [Outcome.SENT] and not report.has_problems
    assert desk.stub.written == [("1", "新", 1)]
    known = desk.stored(order)
    assert (known.platform_remark, known.platform_flag) == ("新", Flag.RED)
    (row,) = desk.rows()
    assert (row.state, row.route, row.tried) == (WriteBackState.DONE, Route.GATEWAY, ())
    assert row.modified and row.sent_at is not None
    assert outcomes(run(desk)) == [] and len(desk.stub.written) == 1


def test_r3_a_flag_unknown_here_is_kept_and_learnt(desk: Desk) -> None:
    """Taobao's export has no flag: a remark must not grey what a colleague set there."""
    order = remarked(desk, flag=5)
    run(desk)
    assert desk.stub.written == [("1", "新", 5)]
    assert desk.stored(order).flag is Flag.PURPLE and desk.waiting(order) is None


def test_r3_a_flag_code_that_means_nothing_here_is_sent_as_it_was(desk: Desk) -> None:
    remarked(desk, flag=8)
    run(desk)
    assert desk.stub.written == [("1", "新", 8)]


def test_r1_a_colleagues_change_is_a_conflict_and_stays(desk: Desk) -> None:
    order = remarked(desk)
    desk.stub.edit("1", "同事写的")
    report = run(desk)
    assert outcomes(report) == [Outcome.CONFLICT] and report.has_problems
    assert desk.stub.written == []
    known = desk.stored(order)
    assert (known.remark, known.remark_conflict, known.platform_remark) == ("新", "同事写的", "同事写的")
    assert outcomes(run(desk)) == []
    desk.services.orders.resolve_conflict(desk.agent, order.id, "both")
    assert outcomes(run(desk)) == [Outcome.SENT]
    assert desk.stub.trades["1"].memo == "同事写的；新"


def test_r1_a_flag_changed_on_both_sides_waits_for_a_person(desk: Desk) -> None:
    order = desk.order("1")
    desk.services.orders.flag(desk.agent, order.id, Flag.RED)
    desk.stub.edit("1", flag=4)
    assert outcomes(run(desk)) == [Outcome.CONFLICT] and desk.stub.trades["1"].flag == 4
    assert outcomes(run(desk)) == []
    row = desk.services.writebacks.retry(desk.agent, order.id)
    assert (row.state, row.base_flag) == (WriteBackState.QUEUED, Flag.BLUE)
    assert outcomes(run(desk)) == [Outcome.SENT] and desk.stub.trades["1"].flag == 1


def test_r1_what_only_the_colleague_changed_is_kept_and_learnt(desk: Desk) -> None:
    order = desk.order("1", "原")
    desk.services.orders.flag(desk.agent, order.id, Flag.RED)
    desk.stub.edit("1", "原；同事加的")
    assert outcomes(run(desk)) == [Outcome.SENT]
    assert desk.stub.written == [("1", "原；同事加的", 1)]
    assert desk.stored(order).remark == "原；同事加的" and desk.waiting(order) is None


def test_r6_an_undo_after_the_write_back_goes_back_too(desk: Desk) -> None:
    order = remarked(desk)
    run(desk)
    desk.services.orders.undo(desk.agent, order.id)
    assert outcomes(run(desk)) == [Outcome.SENT]
    assert desk.stub.trades["1"].memo == "原" and desk.stored(order).platform_remark == "原"


def test_r7_an_emptied_remark_is_emptied_there(desk: Desk) -> None:
    order = remarked(desk, text="")
    assert outcomes(run(desk)) == [Outcome.SENT]
    assert desk.stub.trades["1"].memo == "" and desk.stored(order).platform_remark == ""


# -- trouble -----------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["http500", "isp", "busy", "garbage", "drop_before", "cut", "slow"])
def test_r7_passing_troubles_are_tried_again_later(desk: Desk, clock: ManualClock, fault: str) -> None:
    remarked(desk)
    desk.stub.faults.append(fault)
    report = run(desk)
    assert outcomes(report) == [Outcome.LATER] and report.has_problems
    (row,) = desk.rows()
    assert row.state is WriteBackState.QUEUED and row.next_try_at is not None and row.next_try_at > clock()
    assert row.tried == () and outcomes(run(desk)) == []
    clock.advance(seconds=2)
    assert outcomes(run(desk)) == [Outcome.SENT]


@pytest.mark.parametrize("fault", ["drop_after", "garbage_after", "http502_after", "isp_after"])
def test_r7_a_lost_answer_neither_loses_nor_doubles(desk: Desk, clock: ManualClock, fault: str) -> None:
    order = remarked(desk)
    desk.stub.faults.extend(["", fault])
    assert outcomes(run(desk)) == [Outcome.LATER]
    assert desk.rows()[0].tried == (("新", "grey"),)
    clock.advance(minutes=1)
    assert outcomes(run(desk)) == [Outcome.ALREADY]
    assert desk.stub.written == [("1", "新", 0)] and desk.stored(order).platform_remark == "新"


def test_r7_an_undo_after_a_lost_answer_is_written(desk: Desk, clock: ManualClock) -> None:
    """Nothing seems owed, but the attempt may have landed: the row stays until the platform was read."""
    order = remarked(desk)
    desk.stub.faults.extend(["", "drop_after"])
    run(desk)
    desk.services.orders.undo(desk.agent, order.id)
    assert desk.waiting(order) is not None
    clock.advance(minutes=1)
    assert outcomes(run(desk)) == [Outcome.SENT]
    assert desk.stub.trades["1"].memo == "原" and desk.waiting(order) is None


def test_r1_a_lost_answer_and_another_edit_are_no_conflict(desk: Desk, clock: ManualClock) -> None:
    order = remarked(desk)
    desk.stub.faults.extend(["", "drop_after"])
    run(desk)
    desk.services.orders.remark(desk.agent, order.id, "更新")
    desk.take_in(clock(), ("1", "新", None))
    assert desk.stored(order).remark_conflict is None
    clock.advance(minutes=1)
    assert outcomes(run(desk)) == [Outcome.SENT] and desk.stub.trades["1"].memo == "更新"


def test_r7_the_requests_own_fault_is_never_repeated(desk: Desk, clock: ManualClock) -> None:
    order = remarked(desk)
    desk.stub.faults.append("isv")
    assert outcomes(run(desk)) == [Outcome.FAILED]
    clock.advance(days=1)
    assert outcomes(run(desk)) == []
    (row,) = desk.rows()
    assert (row.state, row.trouble, row.trouble_code) == (WriteBackState.FAILED, Trouble.ISV, "isv.trade-not-exist")
    desk.services.writebacks.retry(desk.agent, order.id)
    assert outcomes(run(desk)) == [Outcome.SENT]


def test_r7_a_new_edit_tries_a_failed_row_again(desk: Desk) -> None:
    order = remarked(desk)
    desk.stub.faults.append("isv")
    run(desk)
    desk.services.orders.remark(desk.agent, order.id, "改过")
    assert outcomes(run(desk)) == [Outcome.SENT]


def test_r7_after_so_many_tries_a_person_is_asked(desk: Desk, clock: ManualClock) -> None:
    remarked(desk)
    tries = 0
    while desk.rows()[0].state is WriteBackState.QUEUED:
        desk.stub.faults.append("http500")
        run(desk)
        tries += 1
        clock.advance(hours=1)
    assert tries == 8 and desk.rows()[0].trouble is Trouble.GAVE_UP


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("session", Trouble.SESSION), ("permission", Trouble.SETUP), ("limit", Trouble.LIMIT), ("http403", Trouble.SETUP)],
)
def test_r7_what_holds_for_every_row_stops_the_run_and_blames_none(
    desk: Desk, clock: ManualClock, fault: str, kind: Trouble
) -> None:
    for number in ("1", "2", "3"):
        remarked(desk, number)
    desk.stub.faults.append(fault)
    report = run(desk)
    assert [(platform, trouble) for platform, trouble, _ in report.stopped] == [(Platform.TAOBAO, kind)]
    assert len(report.rows) == 1 and len(desk.stub.seen) == 1
    assert {row.state for row in desk.rows()} == {WriteBackState.QUEUED}
    assert {row.attempts for row in desk.rows()} == {0}
    clock.advance(seconds=8)
    assert outcomes(run(desk)) == [Outcome.SENT] * 3


def test_r7_a_call_limit_waits_as_long_as_the_platform_says(desk: Desk, clock: ManualClock) -> None:
    remarked(desk)
    desk.stub.faults.append("limit")
    run(desk)
    next_try = desk.rows()[0].next_try_at
    assert next_try is not None and next_try - clock() >= timedelta(seconds=7)


def test_r7_a_line_that_is_down_ends_the_run(desk: Desk) -> None:
    for number in "123456":
        remarked(desk, number)
    desk.stub.faults.extend(["drop_before"] * 6)
    report = run(desk)
    assert len(report.rows) == 3 and report.stopped[0][1] is Trouble.NETWORK


def test_r7_a_lagging_copy_decides_nothing(desk: Desk, clock: ManualClock) -> None:
    order = remarked(desk)
    run(desk)
    desk.services.orders.remark(desk.agent, order.id, "更新")
    current = desk.stub.trades["1"].modified
    desk.stub.trades["1"].modified = current - timedelta(seconds=30)
    assert outcomes(run(desk)) == [Outcome.LATER] and desk.rows()[-1].trouble is Trouble.STALE
    desk.stub.trades["1"].modified = current
    clock.advance(minutes=1)
    assert outcomes(run(desk)) == [Outcome.SENT]


# -- while a row is on its way -----------------------------------------------------------------


def test_r7_an_edit_while_a_row_is_on_its_way_is_sent_next(desk: Desk) -> None:
    order = remarked(desk)
    waits = iter([lambda: desk.services.orders.remark(desk.agent, order.id, "途中改的")])

    def edit_meanwhile() -> float:
        for act in waits:
            act()
        return 0.0

    desk.stub.latency = edit_meanwhile
    report = run(desk)
    assert outcomes(report) == [Outcome.SENT, Outcome.SENT]
    assert [memo for _, memo, _ in desk.stub.written] == ["新", "途中改的"]
    assert desk.stored(order).platform_remark == "途中改的" and desk.waiting(order) is None


def test_r6_an_undo_while_a_row_is_on_its_way_is_sent_next(desk: Desk) -> None:
    order = remarked(desk)
    waits = iter([lambda: desk.services.orders.undo(desk.agent, order.id)])

    def undo_meanwhile() -> float:
        for act in waits:
            act()
        return 0.0

    desk.stub.latency = undo_meanwhile
    run(desk)
    assert [memo for _, memo, _ in desk.stub.written] == ["新", "原"]
    assert desk.stored(order).remark == "原" and desk.waiting(order) is None


def test_r1_an_export_made_before_the_write_takes_nothing_back(desk: Desk, clock: ManualClock) -> None:
    order = remarked(desk)
    exported = clock()
    clock.advance(minutes=5)
    run(desk)
    desk.take_in(exported, ("1", "原", None))
    assert desk.stored(order).remark == "新" and desk.waiting(order) is None


# -- keys, other platforms, dry run ------------------------------------------------------------


def test_r7_without_keys_sending_says_what_to_do(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CS_CONSOLE_TAOBAO_APP_KEY")
    with pytest.raises(Refused) as refused:
        run(desk)
    assert refused.value.code == "writeback.no_keys"
    with pytest.raises(Refused) as refused:
        desk.services.writebacks.run(desk.agent, platform=Platform.JD)
    assert refused.value.code == "writeback.by_file"


def test_r7_platforms_without_a_gateway_wait_for_their_file(desk: Desk) -> None:
    remarked(desk, "1")
    remarked(desk, "2", platform=Platform.JD)
    report = run(desk)
    assert outcomes(report) == [Outcome.SENT] and report.by_file == 1


def test_r7_a_dry_run_shows_the_calls_and_sends_nothing(desk: Desk) -> None:
    order = remarked(desk, "1")
    desk.services.orders.flag(desk.agent, order.id, Flag.RED)
    remarked(desk, "2", platform=Platform.DOUYIN)
    first, second = desk.services.writebacks.preview()
    assert (first.route, first.method) == ("gateway", "taobao.trade.memo.update")
    assert dict(first.parameters) == {"tid": "1", "memo": "新", "flag": "1"}
    assert (second.route, second.method) == ("batch", "order.addOrderRemark")
    assert desk.stub.seen == [] and {row.state for row in desk.rows()} == {WriteBackState.QUEUED}


def test_x1_no_secret_reaches_store_journal_or_log(desk: Desk, workspace: Workspace) -> None:
    remarked(desk)
    desk.stub.faults.extend(["session", "drop_before", "isv"])
    for _ in range(3):
        run(desk)
    desk.opened.close()
    with sqlite3.connect(workspace.data / "console.db") as store:
        dump = "\n".join(store.iterdump())
    logs = "".join(path.read_text("utf-8") for path in workspace.data.rglob("*.log"))
    for secret in (KEY, SECRET, SESSION):
        assert secret not in dump + logs

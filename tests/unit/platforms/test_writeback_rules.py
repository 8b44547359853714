"""What is owed to a platform and what may be written over what (rules R1, R7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.entities import Order
from cs_console.domain.records import OrderRecord
from cs_console.domain.vocabulary import Flag, Platform
from cs_console.domain.writeback_rules import (
    OnPlatform,
    Verdict,
    as_heard,
    confirmed,
    follow,
    handed_over,
    is_owed,
    next_try,
    reconcile,
    same_text,
    settled,
)
from cs_console.domain.writebacks import Route, WriteBack, WriteBackState

NOW = datetime(2026, 6, 14, 3, 0, tzinfo=UTC)
CODES = {Flag.GREY: 0, Flag.RED: 1, Flag.YELLOW: 2, Flag.GREEN: 3, Flag.BLUE: 4, Flag.PURPLE: 5, Flag.OTHER: 9}


def order(**facts: object) -> Order:
    return replace(Order(platform=Platform.TAOBAO, order_no="1", id=1), **facts)


def row(**facts: object) -> WriteBack:
    base = WriteBack(order_id=1, platform=Platform.TAOBAO, order_no="1", id=1, key="k")
    return replace(base, **facts)


def there(remark: str = "", flag: Flag = Flag.GREY, modified: str = "") -> OnPlatform:
    return OnPlatform(remark, flag, CODES[flag], modified, remark)


@pytest.mark.parametrize(
    ("facts", "owed"),
    [
        ({}, False), ({"flag": Flag.RED}, True), ({"remark": "a"}, True),
        ({"remark": "a", "platform_remark": "a"}, False),
        ({"platform_flag": Flag.RED}, True), ({"flag": Flag.RED, "platform_flag": Flag.RED}, False),
        ({"flag": Flag.OTHER, "platform_flag": Flag.OTHER}, False),
    ],
)  # fmt: skip
def test_r7_an_order_owes_what_differs(facts: dict[str, object], owed: bool) -> None:
    assert is_owed(order(**facts)) is owed


TABLE = [
    # what the row knows and wants; what the platform has; verdict, remark, flag
    ("ours only", {"base_remark": "B", "remark": "X"}, there("B"), Verdict.WRITE, "X", Flag.GREY),
    ("already there", {"base_remark": "B", "remark": "X"}, there("X"), Verdict.WRITTEN, "X", Flag.GREY),
    ("both, alike", {"base_remark": "B", "remark": "X\n"}, there("X \r\n"), Verdict.WRITTEN, "X \r\n", Flag.GREY),
    ("both, different", {"base_remark": "B", "remark": "X"}, there("Y"), Verdict.CONFLICT, "X", Flag.GREY),
    ("theirs only", {"base_remark": "B", "remark": "B", "flag": Flag.RED}, there("Y"), Verdict.WRITE, "Y", Flag.RED),
    ("flag kept", {"remark": "X", "base_flag": Flag.RED, "flag": Flag.RED}, there("", Flag.RED), Verdict.WRITE, "X",
     Flag.RED),
    ("flag unknown here, set there", {"remark": "X"}, there("", Flag.PURPLE), Verdict.WRITE, "X", Flag.PURPLE),
    ("flag of no colour", {"remark": "X"}, there("", Flag.OTHER), Verdict.WRITE, "X", Flag.OTHER),
    ("flag both", {"flag": Flag.RED}, there("", Flag.BLUE), Verdict.CONFLICT, "", Flag.RED),
    ("flag both, known base", {"base_flag": Flag.RED, "flag": Flag.BLUE}, there("", Flag.GREEN), Verdict.CONFLICT, "",
     Flag.BLUE),
    ("flag back to grey", {"base_flag": Flag.RED, "flag": Flag.GREY}, there("", Flag.RED), Verdict.WRITE, "",
     Flag.GREY),
    ("own attempt landed", {"base_remark": "B", "remark": "Y", "tried": (("X", "grey"),)}, there("X"), Verdict.WRITE,
     "Y", Flag.GREY),
    ("undone after an attempt", {"base_remark": "B", "remark": "B", "tried": (("X", "red"),)}, there("X", Flag.RED),
     Verdict.WRITE, "B", Flag.GREY),
    ("undone, attempt never landed", {"base_remark": "B", "remark": "B", "tried": (("X", "red"),)}, there("B"),
     Verdict.WRITTEN, "B", Flag.GREY),
    ("lagging copy", {"base_remark": "X", "remark": "Y", "base_modified": "2026-06-14 10:00:01"},
     there("B", modified="2026-06-14 10:00:00"), Verdict.STALE, "Y", Flag.GREY),
    ("a platform that tells no time", {"base_remark": "B", "remark": "Y", "base_modified": "2026-06-14 10:00:01"},
     there("B"), Verdict.WRITE, "Y", Flag.GREY),
    ("their flag moved, ours stayed", {"remark": "X", "base_flag": Flag.RED, "flag": Flag.RED}, there("", Flag.BLUE),
     Verdict.WRITE, "X", Flag.BLUE),
    ("changed beside the remark", {"base_remark": "X", "remark": "Y", "base_modified": "2026-06-14 10:00:01"},
     there("X", modified="2026-06-14 11:00:00"), Verdict.WRITE, "Y", Flag.GREY),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "theirs", "verdict", "remark", "flag"), [one[1:] for one in TABLE],
                         ids=[one[0] for one in TABLE])  # fmt: skip
def test_r1_read_modify_write_overwrites_nobody(
    facts: dict[str, object], theirs: OnPlatform, verdict: Verdict, remark: str, flag: Flag
) -> None:
    merged = reconcile(row(**facts), theirs)
    assert (merged.verdict, merged.remark, merged.flag) == (verdict, remark, flag)


def test_r1_what_a_batch_file_left_unsure_is_no_conflict() -> None:
    wanted = row(base_remark="X", remark="Y")
    assert reconcile(wanted, there("B")).verdict is Verdict.CONFLICT
    assert reconcile(wanted, there("B"), [("B", "grey")]).verdict is Verdict.WRITE


TEXTS = st.sampled_from(["", "B", "X", "Y", "Z"])
FLAGS = st.sampled_from([Flag.GREY, Flag.RED, Flag.BLUE])


@given(base=TEXTS, wanted=TEXTS, theirs=TEXTS, base_flag=st.none() | FLAGS, flag=FLAGS, their_flag=FLAGS)
def test_r1_theirs_is_replaced_only_where_they_left_the_base(
    base: str, wanted: str, theirs: str, base_flag: Flag | None, flag: Flag, their_flag: Flag
) -> None:
    merged = reconcile(row(base_remark=base, remark=wanted, base_flag=base_flag, flag=flag), there(theirs, their_flag))
    if merged.verdict is Verdict.WRITE:
        assert same_text(merged.remark, theirs) or same_text(theirs, base)
        assert merged.flag is their_flag or their_flag is (base_flag or Flag.GREY)
        assert not same_text(merged.remark, theirs) or merged.flag is not their_flag
    if merged.verdict is Verdict.CONFLICT:
        assert (theirs not in (base, wanted) and wanted != base) or their_flag not in (flag, base_flag or Flag.GREY)


def test_r7_a_settled_row_tells_the_order_what_the_platform_has() -> None:
    ours = row(base_remark="B", remark="X", flag=Flag.RED)
    known = order(remark="X", flag=Flag.RED, platform_remark="B")
    assert settled(known, ours, "X", Flag.RED) == {"platform_remark": "X", "platform_flag": Flag.RED}
    kept = settled(order(remark="B", flag=Flag.RED, platform_remark="B"), row(base_remark="B", remark="B",
                   flag=Flag.RED), "Y", Flag.RED)  # fmt: skip
    assert kept == {"platform_remark": "Y", "remark": "Y", "platform_flag": Flag.RED}


def test_r1_theirs_kept_while_ours_changed_in_between_is_a_conflict() -> None:
    """Only the flag was on its way; the remark was edited here while a colleague's was found there."""
    in_flight = row(base_remark="B", remark="B", flag=Flag.RED)
    changes = settled(order(remark="L", flag=Flag.RED, platform_remark="B"), in_flight, "Y", Flag.RED)
    assert changes["remark_conflict"] == "Y" and "remark" not in changes


def test_r7_one_open_row_follows_the_order() -> None:
    queued = row(base_remark="B", remark="X", queued_at=NOW)
    edited = follow(order(remark="Y", platform_remark="B"), queued, {"remark"}, None, NOW)
    assert edited.act == "change" and edited.changes["remark"] == "Y"
    assert not {"state", "queued_at"} & edited.changes.keys(), "it keeps its place in the queue"
    assert follow(order(remark="B", platform_remark="B"), queued, {"remark"}, None, NOW).act == "remove"
    on_its_way = replace(queued, state=WriteBackState.SENDING)
    assert follow(order(remark="B", platform_remark="B"), on_its_way, {"remark"}, None, NOW).act == "none"
    unsure = replace(queued, tried=(("X", "grey"),))
    assert follow(order(remark="B", platform_remark="B"), unsure, {"remark"}, None, NOW).act == "change"


def test_r7_a_failed_row_waits_until_a_person_changes_something() -> None:
    failed = row(remark="X", state=WriteBackState.FAILED, attempts=8)
    assert "state" not in follow(order(remark="X"), failed, {"platform_flag"}, None, NOW).changes
    again = follow(order(remark="Y"), failed, {"remark"}, None, NOW).changes
    assert (again["state"], again["attempts"], again["queued_at"]) == (WriteBackState.QUEUED, 0, NOW)


@pytest.mark.parametrize(("stands", "known"), [("X", "2026-06-14 10:00:01"), ("Z", "")])
def test_r1_the_platforms_time_is_known_only_of_our_own_last_write(stands: str, known: str) -> None:
    last = row(remark="X", modified="2026-06-14 10:00:01", state=WriteBackState.DONE)
    step = follow(order(remark="Y", platform_remark=stands), None, {"remark"}, last, NOW)
    assert step.changes["base_modified"] == known


def test_r1_an_import_conflict_holds_the_row() -> None:
    disputed = order(remark="X", platform_remark="Y", remark_conflict="Y")
    held = follow(disputed, row(remark="X"), {"remark_conflict"}, None, NOW)
    assert held.changes["state"] is WriteBackState.CONFLICT
    assert follow(disputed, None, {"remark_conflict"}, None, NOW).changes["state"] is WriteBackState.CONFLICT
    resolved = replace(disputed, remark_conflict=None)
    again = follow(resolved, row(remark="X", state=WriteBackState.CONFLICT), {"remark_conflict"}, None, NOW)
    assert again.changes["state"] is WriteBackState.QUEUED and again.changes["base_remark"] == "Y"


def record(remark: str | None, flag: Flag | None = None) -> OrderRecord:
    return OrderRecord(platform=Platform.TAOBAO, order_no="1", row=1, platform_remark=remark, platform_flag=flag)


def test_r1_an_export_made_before_the_gateway_wrote_takes_nothing_back() -> None:
    sent = [row(remark="X", base_remark="B", state=WriteBackState.DONE, route=Route.GATEWAY, sent_at=NOW)]
    assert as_heard(record("B"), sent, None, NOW - timedelta(minutes=1)).platform_remark is None
    for since in (NOW, NOW + timedelta(minutes=1), None):
        assert as_heard(record("B"), sent, None, since).platform_remark == "B"
    batch = replace(sent[0], route=Route.BATCH)
    assert as_heard(record("Z"), [batch], None, NOW - timedelta(minutes=1)).platform_remark == "Z"


def test_r1_an_export_that_shows_our_unanswered_attempt_is_no_colleagues_change() -> None:
    waiting = row(remark="Y", base_remark="B", tried=(("X", "red"),))
    heard = as_heard(record("X", Flag.RED), [], waiting, NOW)
    assert heard.platform_remark is None and heard.platform_flag is None
    assert as_heard(record("Z"), [], waiting, NOW).platform_remark == "Z"
    assert as_heard(record(None, Flag.RED), [], waiting, NOW) == record(None)


def test_r1_until_a_batch_file_is_taken_over_exports_show_what_was_before() -> None:
    first = row(id=1, remark="X", base_remark="B", state=WriteBackState.DONE, route=Route.BATCH, sent_at=NOW)
    second = replace(first, id=2, remark="Y", base_remark="X", sent_at=NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=2)
    for text in ("B", "X"):
        assert as_heard(record(text), [second, first], None, later).platform_remark is None
    assert as_heard(record("Z"), [second, first], None, later).platform_remark == "Z"
    assert confirmed(record("Y"), [second, first], later) is second
    assert confirmed(record("X"), [second, first], later) is first
    assert confirmed(record("Y"), [second, first], NOW) is None
    for since in (second.sent_at, None):
        assert confirmed(record("Y", Flag.GREY), [second, first], since) is second
    for other in (record("Y", Flag.BLUE), record(None)):
        assert confirmed(other, [second, first], later) is None
    assert confirmed(record("Y"), [replace(second, sent_at=None)], later) is None
    red = replace(first, base_flag=Flag.RED)
    assert as_heard(record("B", Flag.RED), [red], None, later) == record(None)
    taken = replace(second, confirmed_at=later)
    assert as_heard(record("B"), [taken, first], None, later).platform_remark == "B"


def test_r3_a_flag_that_nobody_set_or_saw_stays_unknown() -> None:
    assert handed_over(row(remark="X")) == {"platform_remark": "X"}
    cleared = handed_over(row(remark="X", base_flag=Flag.RED, flag=Flag.GREY))
    assert cleared == {"platform_remark": "X", "platform_flag": Flag.GREY}
    assert handed_over(row(remark="X", flag=Flag.RED)) == {"platform_remark": "X", "platform_flag": Flag.RED}


@given(attempts=st.integers(1, 60), chance=st.floats(0, 1, exclude_max=True), wait=st.integers(0, 500))
def test_r7_waits_double_within_bounds_and_never_undercut_the_platform(attempts: int, chance: float, wait: int) -> None:
    seconds = (next_try(NOW, attempts, 2, 900, chance, wait) - NOW).total_seconds()
    full = min(900.0, 2 * 2.0 ** min(attempts - 1, 29))
    assert max(wait, full / 2) <= seconds <= max(wait, full)

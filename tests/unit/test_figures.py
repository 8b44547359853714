"""What counts in each figure, on which clock, with which exclusions; medians, shares and groups (rule K1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from figure_bench import POLICIES, facts, inquiry, june, june_span, order, points, talk
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_console.domain.entities import Case, Promise
from cs_console.domain.feedback import Csat
from cs_console.domain.figure_facts import Facts, Point, Returned
from cs_console.domain.figures import FOLDS, measured, table
from cs_console.domain.followups import Followup, FollowupKind, FollowupOutcome, FollowupState
from cs_console.domain.qa import QaReview
from cs_console.domain.scores import attainment, score_sheet
from cs_console.domain.vocabulary import (
    CaseState,
    Category,
    Flag,
    Flow,
    InquiryState,
    OrderStatus,
    PromiseState,
    Role,
)

GREEN = order(9, flag=Flag.GREEN)


def said(*lines: tuple[str, Any], **more: Any) -> Facts:
    """One inquiry with these lines."""
    own = inquiry(1, lines[0][1], **more)
    return facts(talk(1, *lines), orders=[GREEN], inquiries=[own], now=more.get("now", june(29)))


@pytest.mark.parametrize(
    ("lines", "seconds", "hit", "who"),
    [
        ([("buyer", june(14)), ("张敏", june(14, "10:00:30"))], 30.0, True, ("张敏",)),
        ([("buyer", june(14)), ("李丽", june(14, "10:00:31"))], 31.0, False, ("李丽",)),
        ([("buyer", june(14)), ("buyer", june(14, "10:01")), ("李丽", june(14, "10:02"))], 120.0, False, ("李丽",)),
        ([("buyer", june(14, "03:00")), ("张敏", june(14, "08:44"))], 840.0, True, ("张敏",)),
        ([("buyer", june(14, "03:00")), ("张敏", june(14, "08:46"))], 960.0, False, ("张敏",)),
        ([("buyer", june(14, "03:00")), ("张敏", june(14, "03:05"))], 0.0, True, ("张敏",)),
    ],
)
def test_k1_first_response_runs_from_the_first_line_or_the_shifts_start(
    lines: Any, seconds: float, hit: bool, who: tuple[str, ...]
) -> None:
    [point] = points("first_response", said(*lines))
    assert (point.value, point.hit, point.agents) == (seconds, hit, who)


def test_k1_an_unanswered_inquiry_is_missed_once_its_limit_broke() -> None:
    still = {"state": InquiryState.CLAIMED, "closed_at": None}
    lines = [("buyer", june(14))]
    at = replace(said(*lines, **still), now=june(14, "10:03"))
    assert points("first_response", at) == []
    [missed] = points("first_response", replace(at, now=june(14, "10:03:01")))
    assert (missed.value, missed.hit, missed.agents) == (None, False, ("张敏",))
    assert points("first_response", said(*lines, closed_at=june(14, "10:01"))) == []


def test_k1_resolution_is_timed_when_resolved_and_judged_at_closing_or_limit() -> None:
    done = inquiry(1, june(14), closed_at=june(14, "12:00"))
    lost = inquiry(2, june(14), state=InquiryState.LOST, closed_at=june(14, "11:00"))
    late = inquiry(3, june(14), closed_at=june(16))
    open_still = inquiry(4, june(28), state=InquiryState.CLAIMED, closed_at=None)
    found = facts(inquiries=[done, lost, late, open_still], now=june(28, "12:00"))
    assert [(one.row, one.value) for one in points("resolution", found)] == [
        ("inquiry:1", 7200.0), ("inquiry:3", 2 * 86_400.0),
    ]  # fmt: skip
    judged = {one.row: (one.hit, one.at) for one in points("resolved", found)}
    assert judged == {
        "inquiry:1": (True, june(14, "12:00")), "inquiry:2": (False, june(14, "11:00")),
        "inquiry:3": (False, june(15)),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("placed", "more", "outcome"),
    [
        ([order(1)], {}, True),
        ([order(1, ordered_at=june(16, "10:00"))], {}, True),
        ([order(1, ordered_at=june(16, "10:01"))], {}, False),
        ([order(1, ordered_at=june(14, "09:59"))], {}, False),
        ([order(1, buyer_nick="别人")], {}, False),
        ([], {}, False),
        ([], {"now": june(16, "09:59")}, None),
        ([GREEN], {}, None),
        ([order(1, ordered_at=june(13))], {"order_id": 1}, None),
        ([order(1, ordered_at=june(15))], {"order_id": 1}, True),
        ([order(1)], {"category": Category.LOGISTICS}, None),
    ],
)
def test_k1_an_inquiry_converts_when_its_buyer_orders_within_the_days(
    placed: Any, more: dict[str, Any], outcome: bool | None
) -> None:
    now = more.pop("now", june(29))
    found = points("conversion", facts(orders=placed, inquiries=[inquiry(1, june(14), **more)], now=now))
    assert [one.hit for one in found] == ([] if outcome is None else [outcome])


def test_k1_an_order_counts_once_for_the_last_inquiry_before_it() -> None:
    asked = [inquiry(1, june(14, "09:00")), inquiry(2, june(14, "10:10"), owner="李丽")]
    unpaid = order(2, status=OrderStatus.UNPAID, paid_fen=500, ordered_at=june(14, "11:00"))
    found = facts(orders=[order(1), unpaid], inquiries=asked)
    assert [(one.row, one.value, one.agents) for one in points("order_value", found)] == [
        ("order:1", 10_000.0, ("李丽",))
    ]
    assert len(points("conversion", found)) == 2


def reminder(number: int, order_id: int, clock: str, who: str = "张敏", **more: Any) -> Followup:
    base: dict[str, Any] = {
        "kind": FollowupKind.UNPAID, "subject_id": order_id, "order_id": order_id, "state": FollowupState.DONE,
        "outcome": FollowupOutcome.REMINDED, "done_by": who, "done_at": june(14, clock),
    }  # fmt: skip
    return Followup(id=number, **base | more)


def test_u2_an_order_paid_after_a_reminder_is_recovered_by_who_reminded_last_before_it() -> None:
    paid = order(1, ordered_at=june(14, "09:00"), paid_at=june(14, "12:00"))
    waiting = order(2, status=OrderStatus.UNPAID, ordered_at=june(27), paid_at=None)
    gone = order(3, status=OrderStatus.CLOSED, paid_at=None)
    unreached = order(4, status=OrderStatus.CLOSED, paid_at=None)
    rows = [
        reminder(1, 1, "10:00"), reminder(2, 1, "11:00", "李丽"), reminder(3, 1, "13:00"), reminder(4, 2, "10:00"),
        reminder(5, 3, "10:00"), reminder(6, 4, "10:00", outcome=FollowupOutcome.UNREACHABLE),
    ]  # fmt: skip
    found = facts(orders=[paid, waiting, gone, unreached], reminders=rows, now=june(28))
    assert [(one.row, one.hit, one.agents) for one in points("unpaid_recovered", found)] == [
        ("order:1", True, ("李丽",)), ("order:3", False, ("张敏",)),
    ]  # fmt: skip


def returned(number: int, closed: Any, **more: Any) -> Returned:
    case = Case(id=number, flow=Flow.RETURN, order_id=0, order_no="1", owner="李丽", closed_at=closed, **more)
    return Returned(case, june(14), "仓库小周")


def test_a7_a_return_is_finished_within_24_hours_of_its_arrival() -> None:
    rows = [
        returned(1, june(15)), returned(2, june(15, "10:00:01")), returned(3, None),
        returned(4, june(14, "11:00"), state=CaseState.CANCELLED),
    ]  # fmt: skip
    found = facts(returned=rows)
    judged = [(one.row, one.hit) for one in points("returns_24h", found)]
    assert judged == [("case:1", True), ("case:2", False), ("case:3", False)]
    assert points("returns_24h", found)[0].agents == ("李丽", "仓库小周")
    assert [one.row for one in points("returns_24h", replace(found, now=june(15)))] == ["case:1", "case:2", "case:3"]
    assert points("returns_24h", replace(found, returned=[rows[2]], now=june(15, "09:59"))) == []


@pytest.mark.parametrize(
    ("state", "closed", "outcome", "why"),
    [
        (PromiseState.DONE, june(14, "18:00"), True, ""),
        (PromiseState.DONE, june(14, "18:01"), False, "late"),
        (PromiseState.BROKEN, june(14, "12:00"), False, "broken"),
        (PromiseState.OPEN, None, False, "overdue"),
    ],
)
def test_r4_a_promise_is_kept_when_it_was_carried_out_in_time(
    state: PromiseState, closed: Any, outcome: bool, why: str
) -> None:
    row = Promise(id=1, agent="张敏", owner="李丽", state=state, due_at=june(14, "18:00"), closed_at=closed)
    [point] = points("promises_kept", facts(promises=[row]))
    assert (point.hit, point.why, point.agents) == (outcome, why, ("李丽",))
    assert points("promises_kept", facts(promises=[replace(row, closed_at=None)], now=june(14, "17:59"))) == []


def test_k1_green_orders_stay_out_of_every_figure() -> None:
    green: dict[str, Any] = {"order_id": 9, "order_no": "9"}
    found = facts(
        talk(1, ("buyer", june(14)), ("张敏", june(14, "10:10"))), orders=[GREEN],
        inquiries=[inquiry(1, june(14), **green)],
        promises=[Promise(id=1, due_at=june(14), **green)], scores=[Csat(id=1, score=1, at=june(14), **green)],
        reminders=[reminder(1, 9, "10:31")], returned=[Returned(Case(id=1, flow=Flow.RETURN, **green), june(14), "")],
        cases=[Case(id=1, flow=Flow.RETURN, reason="not_as_described", opened_at=june(14), **green)],
    )  # fmt: skip
    assert {name: rows for name, rows in measured(found, june_span(found)).items() if rows} == {}


@given(st.lists(st.tuples(st.integers(0, 10_000), st.booleans()), min_size=1, max_size=40))
@settings(max_examples=50, deadline=None)
def test_k1_folds_are_median_nearest_rank_and_share(rows: list[tuple[int, bool]]) -> None:
    made = [Point("x", "1", june(14), (), float(value), hit) for value, hit in rows]
    ordered = sorted(value for value, _ in rows)
    p90 = FOLDS["first_response_p90"][1](made)
    assert sum(value <= (p90 or 0) for value in ordered) >= 0.9 * len(ordered)
    assert sum(value < (p90 or 0) for value in ordered) < 0.9 * len(ordered)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    assert FOLDS["first_response_median"][1](made) == middle
    assert FOLDS["in_target"][1](made) == round(100 * sum(hit for _, hit in rows) / len(rows), 1)


def test_k1_groups_share_the_rows_out_and_name_them() -> None:
    talks = [
        talk(1, ("buyer", june(14)), ("张敏", june(14, "10:00:10"))),
        talk(2, ("buyer", june(15, "00:30")), ("李丽", june(15, "00:31"))),
        talk(3, ("buyer", june(15)), ("张敏", june(15, "10:05"))),
    ]
    asked = [inquiry(number, lines[0].at, order_id=0) for number, lines in enumerate(talks, 1)]
    found = facts(*talks, inquiries=asked)
    days = table(found, june_span(found), by="day")
    rows = {group.key: figure.rows for group in days.groups if (figure := group.figure("in_target")) and figure.rows}
    assert rows == {"2026-06-14": ("inquiry:1", "inquiry:2"), "2026-06-15": ("inquiry:3",)}
    agents = table(found, june_span(found, 14, 14), by="agent")
    assert {g.key: g.figures[0].value for g in agents.groups if g.figures[0].count} == {"张敏": 10.0, "李丽": 60.0}
    shifts = table(found, june_span(found), by="shift")
    assert {g.key: g.figures[0].count for g in shifts.groups if g.figures[0].count} == {"day": 2, "night": 1}
    own = table(found, june_span(found), agent="李丽")
    assert own.total.figures[0].rows == ("inquiry:2",)


def test_k1_the_score_sheet_scales_to_what_could_be_counted_and_takes_errors_off() -> None:
    scores = [Csat(id=1, score=5, agent="张敏", at=june(14)), Csat(id=2, score=1, agent="张敏", at=june(14))]
    seen = QaReview(sample="x", inquiry_id=1, agent="张敏", drawn_at=june(14), score=99.0, scored_at=june(15))
    found = facts(scores=scores, inspected=[seen])
    figures = table(found, june_span(found), by="agent")
    own = figures.groups[0]
    sheet = score_sheet("张敏", Role.AGENT, "2026-06", (figures.start, figures.end), own, figures.total, POLICIES.kpi)
    csat, qa = attainment(own.figures[5], 120), attainment(own.figures[11], 120)
    assert (csat, qa) == (round(100 * 3 / 4.6, 1), 110.0)
    assert csat is not None
    assert qa is not None
    earned = round((round(20 * csat / 100, 2) + round(15 * qa / 100, 2)) * 100 / 35, 1)
    assert (sheet.counted, sheet.earned, sheet.lost, sheet.score) == (35, earned, 3, round(earned - 3, 1))
    empty = score_sheet("蔡蔡", Role.AGENT, "2026-06", (figures.start, figures.end),
                        table(facts(), june_span(found)).total, figures.total, POLICIES.kpi)  # fmt: skip
    assert (empty.score, empty.counted) == (None, 0)

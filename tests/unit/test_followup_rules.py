"""The schedule of reminders, keys, birthdays, and what counts as one question (rules U1, C3, Q9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cs_console.domain.complaints import ComplaintStage, ComplaintStep, following
from cs_console.domain.followups import (
    ELSEWHERE,
    OUTCOMES,
    Followup,
    FollowupKind,
    FollowupOutcome,
    FollowupState,
    after_quiet,
    birthday,
    contact_due,
    due_look,
    key_of,
    parse_key,
    recovered,
    sampled,
    unpaid_stage,
)
from cs_console.domain.gaps import SAME, Gap, QuestionState, bare, likeness, repeated
from cs_console.domain.policy.followups import FollowupsPolicy

ZONE = ZoneInfo("Asia/Shanghai")
POLICY = FollowupsPolicy()
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
MINUTES = st.integers(min_value=0, max_value=5000).map(lambda minutes: timedelta(minutes=minutes))


def done(stage: int, at: datetime, outcome: FollowupOutcome = FollowupOutcome.REMINDED) -> Followup:
    return Followup(
        kind=FollowupKind.UNPAID, subject_id=1, stage=stage, state=FollowupState.DONE, outcome=outcome, done_at=at
    )


@given(ordered=MOMENTS, waited=MINUTES)
@settings(max_examples=50, deadline=None)
def test_u1_whatever_the_hour_a_due_reminder_is_never_in_quiet_hours(ordered: datetime, waited: timedelta) -> None:
    now = ordered + waited
    stage = unpaid_stage(POLICY, ZONE, ordered, (), now)
    if stage is not None:
        assert not POLICY.quiet(stage.due_at.astimezone(ZONE).time())
        if POLICY.quiet(now.astimezone(ZONE).time()):
            assert stage.due_at > now


@example(ordered=datetime(2026, 1, 1, tzinfo=UTC), pauses=[480, 900, 900, 540, 900, 660])  # looks late, order closed
@given(ordered=MOMENTS, pauses=st.lists(st.integers(min_value=1, max_value=900), max_size=12))
def test_u1_at_most_one_reminder_a_stage_in_order_and_apart(ordered: datetime, pauses: list[int]) -> None:
    """An agent who looks at any times and always reminds: stages rise, keep their distance, and end (property)."""
    now, sent = ordered, []
    for pause in pauses:
        now += timedelta(minutes=pause)
        stage = unpaid_stage(POLICY, ZONE, ordered, [done(number, at) for number, at in sent], now)
        if stage is not None and stage.due_at <= now:
            sent.append((stage.number, now))
    stages = [number for number, _ in sent]
    assert stages == sorted(set(stages)) and len(sent) <= len(POLICY.unpaid_minutes)
    for (_, at), (_, later) in pairwise(sent):
        assert later - at >= timedelta(minutes=10)
    for number, at in sent:
        minutes = POLICY.unpaid_minutes[number - 1]
        assert ordered + timedelta(minutes=minutes) <= at < ordered + timedelta(hours=POLICY.unpaid_closed_hours)


@given(moment=MOMENTS)
def test_u1_quiet_hours_end_at_the_next_morning(moment: datetime) -> None:
    ready = after_quiet(POLICY, ZONE, moment)
    assert ready >= moment and ready - moment <= timedelta(hours=11)
    assert not POLICY.quiet(ready.astimezone(ZONE).time())
    assert after_quiet(POLICY, ZONE, ready) == ready


@pytest.mark.parametrize(
    ("start", "end", "at", "ready"),
    [
        ("22:00", "09:00", "21:59", "14 21:59"), ("22:00", "09:00", "22:00", "15 09:00"),
        ("22:00", "09:00", "00:00", "14 09:00"), ("22:00", "09:00", "08:59", "14 09:00"),
        ("22:00", "09:00", "09:00", "14 09:00"), ("12:00", "13:30", "12:30", "14 13:30"),
        ("12:00", "13:30", "13:30", "14 13:30"), ("08:00", "08:00", "08:00", "14 08:00"),
    ],
)  # fmt: skip
def test_u1_quiet_hours_at_their_edges(start: str, end: str, at: str, ready: str) -> None:
    policy = FollowupsPolicy(quiet_from=time.fromisoformat(start), quiet_to=time.fromisoformat(end))
    moment = datetime.combine(date(2026, 6, 14), time.fromisoformat(at), ZONE)
    assert after_quiet(policy, ZONE, moment).astimezone(ZONE).strftime("%d %H:%M") == ready


def test_u1_what_has_been_due_keeps_its_time_outside_quiet_hours() -> None:
    due, now = datetime(2026, 6, 14, 2, tzinfo=UTC), datetime(2026, 6, 14, 5, tzinfo=UTC)
    assert contact_due(POLICY, ZONE, due, now) == due


def test_u1_a_schedule_with_more_stages_than_phrases_uses_the_last_one() -> None:
    policy = FollowupsPolicy(unpaid_minutes=(10, 20, 30, 40), unpaid_phrases=("a", "b"))
    ordered = datetime(2026, 6, 14, 2, tzinfo=UTC)
    stage = unpaid_stage(policy, ZONE, ordered, (), ordered + timedelta(minutes=45))
    assert stage is not None and (stage.number, stage.phrase_id) == (4, "b")


def test_a_kind_without_an_outcome_is_ended_where_it_lives() -> None:
    kind = FollowupKind
    assert set(OUTCOMES) == set(kind)
    assert {kind.SNOOZED, kind.CASE, kind.COMPLAINT, kind.GAP, kind.PROBLEM} == ELSEWHERE


@given(kind=st.sampled_from(FollowupKind), subject=st.integers(0, 10**17), stage=st.integers(0, 10**9))
def test_keys_read_back(kind: FollowupKind, subject: int, stage: int) -> None:
    assert parse_key(key_of(kind, subject, stage)) == (kind, subject, stage)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_keys(text: str) -> None:
    found = parse_key(text)
    assert found is None or key_of(*found).startswith(f"{found[0]}:")


@pytest.mark.parametrize(
    ("tag", "day"),
    [
        ("生日 6-14", date(2026, 6, 14)), ("生日:06.14", date(2026, 6, 14)), ("生日1990-6-14", date(2026, 6, 14)),
        ("生日6月14日", date(2026, 6, 14)), ("生日 2-29", date(2026, 2, 28)), ("生日 13-1", None), ("生日 2-30", None),
        ("生日快乐", None), ("6-14", None), ("老客 生日 6-14", None), ("", None),
    ],
)  # fmt: skip
def test_c3_birthdays_are_read_from_tags(tag: str, day: date | None) -> None:
    assert birthday((tag,), "生日", date(2026, 6, 14)) == day


@given(st.text(min_size=1, max_size=20), st.integers(0, 100))
def test_a_sample_is_stable_and_grows(name: str, percent: int) -> None:
    assert sampled(percent, name) == sampled(percent, name)
    assert not sampled(0, name) and sampled(100, name)
    assert not sampled(percent, name) or sampled(min(percent + 1, 100), name)


# -- complaints ------------------------------------------------------------------------------


def test_c2_the_order_of_steps_is_the_rules() -> None:
    walked, stage = [ComplaintStage.RECEIVE], ComplaintStage.RECEIVE
    while (after := following(stage, True)) is not None:
        walked.append(after)
        stage = after
    assert [one.value for one in walked] == [
        "receive", "record", "classify", "investigate", "propose", "opinion", "carry_out", "feed_back",
    ]  # fmt: skip
    assert following(ComplaintStage.OPINION, False) is ComplaintStage.PROPOSE
    assert following(ComplaintStage.PROPOSE, False) is ComplaintStage.OPINION
    assert following(ComplaintStage.FEED_BACK, False) is None


@pytest.mark.parametrize(
    ("limit", "done_after", "late"),
    [(60, None, False), (59, None, True), (60, 60, False), (60, 61, True), (None, None, False), (90, 10, False)],
)
def test_c2_a_step_is_late_once_its_limit_is_past(limit: int | None, done_after: int | None, late: bool) -> None:
    start = datetime(2026, 6, 14, tzinfo=UTC)
    due, done_at = (None if one is None else start + timedelta(seconds=one) for one in (limit, done_after))
    step = ComplaintStep(
        complaint_id=1, position=0, stage=ComplaintStage.RECEIVE, started_at=start, due_at=due, done_at=done_at
    )
    assert step.late(start + timedelta(seconds=60)) is late
    assert step.seconds == done_after


# -- one question in several wordings --------------------------------------------------------

SAMES = [
    ("能不能放洗碗机", "可以放洗碗机吗？"), ("这个有防螨认证吗", "请问有没有防螨认证"), ("会不会掉色", "掉色吗"),
    ("可以刻字吗", "能刻字不"), ("大人能用吗", "大人可以用吗"),
]  # fmt: skip
OTHERS = [
    ("能放洗碗机吗", "有大号的吗"), ("会掉色吗", "会缩水吗"), ("发什么快递", "什么时候发货"), ("怎么洗", "怎么退"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), SAMES)
def test_q9_one_question_in_other_words(first: str, second: str) -> None:
    assert likeness(bare(first), bare(second)) >= SAME


@pytest.mark.parametrize(("first", "second"), OTHERS)
def test_q9_another_question_is_another_one(first: str, second: str) -> None:
    assert likeness(bare(first), bare(second)) < SAME


@pytest.mark.parametrize(
    ("first", "second", "exactly"),
    [
        ("放洗碗机", "放洗衣机", 2 / 6), ("刻字", "刻字母", 2 / 3), ("洗洗洗", "洗洗", 2 / 3), ("洗", "洗", 1),
        ("洗", "退", 0), ("", "洗", 0), ("", "", 1),
    ],
)  # fmt: skip
def test_q9_likeness_counts_shared_pairs(first: str, second: str, exactly: float) -> None:
    assert likeness(first, second) == pytest.approx(exactly)


def test_q9_the_weekly_list_names_who_asked_and_whether_anybody_knew() -> None:
    at = datetime(2026, 6, 14, tzinfo=UTC)
    asked = [("小鱼", QuestionState.OPEN), ("", QuestionState.ANSWERED), ("lily", QuestionState.OPEN)]
    gaps = [
        Gap(id=number, question=f"掉色吗{number}", compared="掉色", asker=who, state=state,
            asked_at=at + timedelta(minutes=number))
        for number, (who, state) in enumerate(asked, 1)
    ]  # fmt: skip
    [found] = repeated(gaps, 3)
    assert (found.question, found.times, found.askers, found.answered) == ("掉色吗3", 3, ("lily", "小鱼"), True)
    assert repeated(gaps, 4) == ()
    assert not repeated([gaps[0]], 1)[0].answered


def test_c3_a_share_is_all_or_none_at_its_ends() -> None:
    names = [str(number) for number in range(1000)]
    assert not any(sampled(0, name) for name in names) and all(sampled(100, name) for name in names)


def test_u1_c3_a_count_of_the_due_list_looks_where_the_list_does() -> None:
    noon = datetime(2026, 6, 14, 12, tzinfo=ZONE)
    look = due_look(POLICY, ZONE, noon, "张敏", ("green",))
    days, hours = timedelta(days=1), timedelta(hours=1)
    oldest = noon - POLICY.lookback_days * days
    assert look.signed == (oldest - POLICY.signed_days * days, noon - POLICY.signed_days * days)
    assert look.solved == (oldest - POLICY.csat_after_hours * hours, noon - POLICY.csat_after_hours * hours)
    assert look.unpaid_since == noon - POLICY.unpaid_closed_hours * hours
    assert (look.contacts, look.agent, look.excluded) == (True, "张敏", ("green",))
    assert not due_look(POLICY, ZONE, noon.replace(hour=23), "", ()).contacts


@given(st.text(max_size=40), st.text(max_size=40))
def test_q9_likeness_is_between_0_and_1_and_goes_both_ways(first: str, second: str) -> None:
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, second) == likeness(second, first)
    assert likeness(first, first) == 1


@given(st.lists(st.sampled_from(["放洗碗机", "掉色", "刻字", "", "防螨认证"]), max_size=20), st.integers(1, 4))
def test_q9_every_question_falls_into_one_group(texts: list[str], least: int) -> None:
    start = datetime(2026, 6, 14, tzinfo=UTC)
    gaps = [
        Gap(id=number, question=text, compared=text, asked_at=start + timedelta(minutes=number))
        for number, text in enumerate(texts, 1)
    ]
    ids = [one for group in repeated(gaps, 1) for one in group.ids]
    assert sorted(ids) == [gap.id for gap in gaps]
    assert all(group.times >= least for group in repeated(gaps, least))
    times = [group.times for group in repeated(gaps, 1)]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(
    ("changes", "paid_after", "counts"),
    [
        ({}, 0, True),
        ({}, -1, False),
        ({}, None, False),
        ({"outcome": FollowupOutcome.UNREACHABLE}, 5, False),
        ({"kind": FollowupKind.SIGNED}, 5, False),
        ({"done_at": None}, 5, False),
    ],
)
def test_u2_recovered_is_what_was_paid_after_the_buyer_was_reached(
    changes: dict[str, Any], paid_after: int | None, counts: bool
) -> None:
    at = datetime(2026, 6, 14, tzinfo=UTC)
    paid_at = None if paid_after is None else at + timedelta(minutes=paid_after)
    assert recovered(replace(done(1, at), **changes), paid_at) is counts

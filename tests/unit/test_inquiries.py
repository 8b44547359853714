"""The fixed flow of an inquiry and the reply it is owed (rules Q1, Q2, Q5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_console.domain.entities import Inquiry, Message
from cs_console.domain.inquiries import (
    MOVES,
    Move,
    after,
    held_by_other,
    lapsed,
    lease_end,
    owed,
    summarise,
    why_not,
)
from cs_console.domain.policy.sla import SlaPolicy
from cs_console.domain.vocabulary import InquiryState, MessageRole

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
S = InquiryState

LEGAL = [
    (Move.CLAIM, S.RECEIVED, S.CLAIMED),
    (Move.CLAIM, S.TRANSFERRED, S.CLAIMED),
    (Move.REPLY, S.CLAIMED, S.WAITING_BUYER),
    (Move.HEAR, S.WAITING_BUYER, S.CLAIMED),
    (Move.HEAR, S.RESOLVED, S.RECEIVED),
    (Move.HEAR, S.LOST, S.RECEIVED),
    (Move.SNOOZE, S.CLAIMED, S.SNOOZED),
    (Move.WAKE, S.SNOOZED, S.CLAIMED),
    (Move.TRANSFER, S.CLAIMED, S.TRANSFERRED),
    (Move.RESOLVE, S.WAITING_BUYER, S.RESOLVED),
    (Move.LOSE, S.CLAIMED, S.LOST),
    (Move.EXPIRE, S.WAITING_BUYER, S.WAITING_BUYER),
    (Move.EXPIRE, S.CLAIMED, S.RECEIVED),
]


@pytest.mark.parametrize(("move", "state", "target"), LEGAL)
def test_q2_what_the_flow_allows(move: Move, state: InquiryState, target: InquiryState) -> None:
    assert after(move, state, owned=True) is target


ILLEGAL = [
    *((move, S.RECEIVED) for move in (Move.REPLY, Move.SNOOZE, Move.TRANSFER, Move.RESOLVE, Move.LOSE, Move.WAKE)),
    *((move, state) for state in (S.RESOLVED, S.LOST) for move in Move if move not in (Move.HEAR, Move.ANSWERED)),
    (Move.WAKE, S.CLAIMED),
    (Move.RESOLVE, S.TRANSFERRED),
    (Move.REPLY, S.TRANSFERRED),
]


@pytest.mark.parametrize(("move", "state"), ILLEGAL)
def test_q2_what_the_flow_forbids(move: Move, state: InquiryState) -> None:
    assert after(move, state, owned=True) is None


def test_q2_every_state_can_be_reached_and_none_is_a_dead_end() -> None:
    reached = {target for table in MOVES.values() for target in table.values()}
    assert reached == set(InquiryState)
    assert all(any(state in table for table in MOVES.values()) for state in InquiryState)


@given(st.lists(st.sampled_from(Move), max_size=30))
def test_q2_random_moves_never_leave_the_flow(moves: list[Move]) -> None:
    """Only resolving and losing close; only the buyer opens again; claimed always means owned."""
    state, owned = S.RECEIVED, False
    for move in moves:
        target = after(move, state, owned=owned or move is Move.CLAIM)
        if target is None:
            continue
        if not target.is_open and state.is_open:
            assert move in (Move.RESOLVE, Move.LOSE)
        if target.is_open and not state.is_open:
            assert move is Move.HEAR
        if move is Move.CLAIM:
            owned = True
        elif move in (Move.RELEASE, Move.EXPIRE) or not target.is_open:
            owned = False
        assert not (target is S.CLAIMED and not owned)
        state = target


def _said(*roles_and_seconds: tuple[MessageRole, int]) -> list[Message]:
    return [
        Message(inquiry_id=1, role=role, text="x", at=NOW + timedelta(seconds=at)) for role, at in roles_and_seconds
    ]


B, A, N = MessageRole.BUYER, MessageRole.AGENT, MessageRole.NOTE


@pytest.mark.parametrize(
    ("said", "since", "first"),
    [
        ((), None, True),
        (((B, 0),), 0, True),
        (((B, 0), (B, 50)), 0, True),
        (((B, 0), (A, 10)), None, False),
        (((B, 0), (A, 10), (B, 20), (B, 30)), 20, False),
        (((A, 0), (B, 5)), 5, True),
        (((B, 0), (N, 10)), 0, True),
        (((B, 30), (A, 10), (B, 0)), 30, False),
    ],
)
def test_q1_the_clock_runs_on_the_oldest_unanswered_line(
    said: tuple[tuple[MessageRole, int], ...], since: int | None, first: bool
) -> None:
    found = owed(_said(*said))
    assert found.since == (NOW + timedelta(seconds=since) if since is not None else None)
    assert found.first is first


@given(st.lists(st.tuples(st.sampled_from([B, A, N]), st.integers(0, 500)), max_size=20))
def test_q1_nothing_is_owed_exactly_when_the_last_word_is_ours(said: list[tuple[MessageRole, int]]) -> None:
    messages = _said(*said)
    spoken = [one for one in sorted(messages, key=lambda one: one.at) if one.role is not N]
    found = owed(messages)
    assert (found.since is not None) == bool(spoken and spoken[-1].role is B)
    if found.since is not None:
        answers = [one.at for one in spoken if one.role is A]
        assert not answers or found.since >= max(answers)


def test_q5_a_lease_ends_and_then_others_may_take_it() -> None:
    held = Inquiry(owner="张敏", lease_until=NOW)
    assert lapsed(held, NOW) and not held_by_other(held, "李丽", NOW)
    assert held_by_other(held, "李丽", NOW - timedelta(seconds=1))
    assert not held_by_other(held, "张敏", NOW - timedelta(seconds=1))
    assert held_by_other(Inquiry(owner="张敏"), "李丽", NOW), "a snoozed inquiry has no lease and stays its owner's"


def test_q5_a_console_renews_and_the_command_line_cannot() -> None:
    policy = SlaPolicy()
    assert lease_end(policy, "console", NOW) == NOW + timedelta(seconds=90)
    assert lease_end(policy, "", NOW) == NOW + timedelta(minutes=15)


@given(st.text())
def test_a_summary_is_one_short_line(text: str) -> None:
    line = summarise(text)
    assert len(line) <= 60 and "\n" not in line


MINE, THEIRS, NOBODYS = "张敏", "李丽", ""


@pytest.mark.parametrize(
    ("move", "state", "owner", "lead", "code"),
    [
        (Move.SNOOZE, S.RECEIVED, NOBODYS, False, "inquiry.unclaimed"),
        (Move.TRANSFER, S.RECEIVED, NOBODYS, True, "inquiry.unclaimed"),
        (Move.SNOOZE, S.CLAIMED, THEIRS, False, "inquiry.claimed"),
        (Move.RESOLVE, S.CLAIMED, THEIRS, False, "inquiry.claimed"),
        (Move.TRANSFER, S.CLAIMED, THEIRS, True, ""),
        (Move.RESOLVE, S.RESOLVED, MINE, False, "inquiry.move"),
        (Move.REPLY, S.LOST, MINE, False, "inquiry.move"),
        (Move.REPLY, S.RECEIVED, NOBODYS, False, ""),
        (Move.REPLY, S.TRANSFERRED, MINE, False, ""),
        (Move.REPLY, S.CLAIMED, THEIRS, False, "inquiry.claimed"),
        (Move.CLAIM, S.CLAIMED, THEIRS, True, "inquiry.claimed"),
        (Move.CLAIM, S.CLAIMED, MINE, False, ""),
        (Move.SNOOZE, S.WAITING_BUYER, MINE, False, ""),
    ],
)
def test_q5_why_a_move_is_not_open_to_an_agent(
    move: Move, state: InquiryState, owner: str, lead: bool, code: str
) -> None:
    """One function refuses in the services and tells the screen before it asks for anything (rules Q2, Q5, Q6)."""
    inquiry = Inquiry(buyer="小鱼", state=state, owner=owner, lease_until=NOW + timedelta(seconds=90))
    refused = why_not(move, inquiry, MINE, NOW, moves_any=lead)
    assert (refused.code if refused is not None else "") == code

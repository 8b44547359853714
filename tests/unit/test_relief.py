"""Who has what a shift leaves behind: those who stay, agents before leads, nobody who may not (rule S3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cs_console.domain.entities import Shift
from cs_console.domain.policy.team import Member, TeamPolicy
from cs_console.domain.relief import reliever, talks
from cs_console.domain.vocabulary import Role

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
TEAM = TeamPolicy(members=(
    Member(name="张敏"), Member(name="李丽"), Member(name="蔡蔡"), Member(name="王组长", role=Role.LEAD),
    Member(name="仓库小周", role=Role.WAREHOUSE), Member(name="老林", active=False),
))  # fmt: skip


def shift(agent: str, hours: float, number: int = 1, extended: float | None = None) -> Shift:
    """A shift that ends so many hours from now, by the plan and as extended."""
    return Shift(
        id=number, key="day", business_date=date(2026, 6, 14), agent=agent, planned_start=NOW - timedelta(hours=9),
        planned_end=NOW + timedelta(hours=hours),
        extended_until=None if extended is None else NOW + timedelta(hours=extended),
    )  # fmt: skip


LEAVING = shift("张敏", 0)


@pytest.mark.parametrize(
    ("others", "who"),
    [
        ([], ""), ([shift("李丽", 0)], ""), ([shift("李丽", -1)], ""), ([shift("李丽", 0.1)], "李丽"),
        ([shift("李丽", 4), shift("蔡蔡", 7)], "蔡蔡"), ([shift("王组长", 7), shift("李丽", 4)], "李丽"),
        ([shift("王组长", 7)], "王组长"), ([shift("李丽", 0, extended=0.5)], "李丽"),
        ([shift("李丽", 4, 2), shift("蔡蔡", 4, 1)], "蔡蔡"), ([shift("谁", 9), shift("李丽", 4)], "李丽"),
    ],
)  # fmt: skip
def test_s3_whoever_stays_longest_has_it_agents_before_leads(others: list[Shift], who: str) -> None:
    assert reliever(TEAM, LEAVING, others, NOW) == who


@pytest.mark.parametrize(("hours", "who"), [(1, "李丽"), (0.9, "")])
def test_s3_of_the_same_shift_only_who_stays_an_hour_is_relief(hours: float, who: str) -> None:
    assert reliever(TEAM, shift("张敏", hours), [shift("李丽", hours, 2)], NOW) == who


@pytest.mark.parametrize(
    ("agent", "may"), [("张敏", True), ("王组长", True), ("仓库小周", False), ("老林", False), ("谁", False)]
)
def test_s3_who_may_take_buyers(agent: Any, may: bool) -> None:
    assert talks(TEAM, agent) is may

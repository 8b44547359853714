"""The score sheet: targets reached, weights that could be counted, errors taken off (rule K1)."""

from __future__ import annotations

from datetime import date

import pytest

from cs_console.domain.figures import ErrorCount, Figure, Group
from cs_console.domain.policy.base import Title
from cs_console.domain.policy.kpi import KpiPolicy
from cs_console.domain.scores import attainment, score_sheet
from cs_console.domain.vocabulary import Role

POLICY = KpiPolicy()
MONTH = (date(2026, 6, 1), date(2026, 6, 30))
NAMED = Title(zh="项", en="item")


def figure(key: str, value: float | None, target: float | None, *, higher: bool = True) -> Figure:
    return Figure(key, NAMED, "percent", value, 1, None, target, higher, ())


def group(percent: float | None, errors: tuple[tuple[int, int], ...] = ()) -> Group:
    """All figures of the agents' sheet at the same share of their targets; errors as (count, points)."""
    figures = tuple(figure(one.metric, percent, 100) for one in POLICY.weights[Role.AGENT])
    counted = tuple(ErrorCount(str(at), NAMED, count, points, ()) for at, (count, points) in enumerate(errors))
    return Group("张敏", figures, counted)


@pytest.mark.parametrize(
    ("value", "target", "higher", "reached"),
    [
        (90, 100, True, 90.0), (100, 100, True, 100.0), (1, 3, True, 33.3), (150, 100, True, 120.0),
        (60, 30, False, 50.0), (30, 30, False, 100.0), (20, 30, False, 120.0),
        (0, 30, False, 120.0), (50, 0, True, 120.0), (1, 2, False, 120.0),
        (None, 100, True, None), (90, None, True, None),
    ],
)  # fmt: skip
def test_k1_how_far_a_target_was_reached(
    value: float | None, target: float | None, higher: bool, reached: float | None
) -> None:
    assert attainment(figure("csat", value, target, higher=higher), 120) == reached


@pytest.mark.parametrize(
    ("percent", "errors", "score"),
    [
        (90, (), 90.0), (90, ((1, 5), (2, 6), (0, 0)), 79.0), (50, ((9, 90),), 0.0), (None, ((1, 5),), None),
    ],
)  # fmt: skip
def test_k1_errors_are_taken_off_and_nobody_falls_below_zero(
    percent: float | None, errors: tuple[tuple[int, int], ...], score: float | None
) -> None:
    sheet = score_sheet("张敏", Role.AGENT, "2026-06", MONTH, group(percent, errors), group(10), POLICY)
    assert (sheet.score, sheet.earned) == (score, percent)
    assert [one.count for one in sheet.errors] == [count for count, _ in errors if count]
    assert sheet.lost == sum(points for _, points in errors)
    assert sheet.counted == (100 if percent is not None else 0)


def test_k1_a_lead_answers_for_the_teams_figures_and_for_their_own_errors() -> None:
    own, team = group(50, ((1, 5),)), group(90, ((8, 40),))
    agent, lead = (score_sheet("x", role, "2026-06", MONTH, own, team, POLICY) for role in (Role.AGENT, Role.LEAD))
    assert (agent.earned, agent.lost) == (50.0, 5)
    assert (lead.earned, lead.lost) == (90.0, 5)

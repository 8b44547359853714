"""The score sheet (考核量表): figures against targets with weights by role, less points for errors (rule K1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cs_console.domain.figures import ErrorCount, Figure, Group
from cs_console.domain.policy.kpi import KpiPolicy
from cs_console.domain.vocabulary import Role

FULL = 100.0


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One figure on the sheet: its weight, how far the target was reached in percent, the points it brings.

    Without a row there is no attainment: the line is left out and its weight with it.
    """

    figure: Figure
    weight: int
    attainment: float | None
    points: float | None


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """One person's sheet of a month or quarter.

    `earned` is what the lines bring, scaled to 100 over the weights that could be counted (`counted`, in
    percent); `lost` is what errors take off; `score` is the rest, never below 0. None without any line.
    """

    agent: str
    role: Role
    period: str
    start: date
    end: date
    lines: tuple[ScoreLine, ...]
    errors: tuple[ErrorCount, ...]
    counted: int
    earned: float | None
    lost: int
    score: float | None


def attainment(figure: Figure, cap: int) -> float | None:
    """How far a target was reached, in percent, at most `cap`: value over target, or target over value for
    figures that should be low. None without a value or a target."""
    if figure.value is None or figure.target is None:
        return None
    reached, wanted = (figure.value, figure.target) if figure.higher_is_better else (figure.target, figure.value)
    if wanted <= 0:
        return float(cap)
    return round(min(100 * reached / wanted, float(cap)), 1)


def score_sheet(
    agent: str, role: Role, period: str, dates: tuple[date, date], own: Group, team: Group, policy: KpiPolicy
) -> ScoreSheet:
    """The sheet of one person: a lead answers for the team's figures, everybody for their own errors."""
    figures = team if role is Role.LEAD else own
    lines = []
    for entry in policy.weights.get(role, ()):
        figure = figures.figure(entry.metric)
        if figure is not None:
            reached = attainment(figure, policy.score_cap_percent)
            points = round(entry.weight * reached / 100, 2) if reached is not None else None
            lines.append(ScoreLine(figure, entry.weight, reached, points))
    known = [line for line in lines if line.points is not None]
    counted = sum(line.weight for line in known)
    earned = round(sum(line.points or 0.0 for line in known) * FULL / counted, 1) if counted else None
    errors = tuple(one for one in own.errors if one.count)
    lost = sum(one.points for one in errors)
    score = round(max(0.0, earned - lost), 1) if earned is not None else None
    return ScoreSheet(agent, role, period, *dates, tuple(lines), errors, counted, earned, lost, score)

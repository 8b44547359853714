"""Score sheets of the month and the quarter (rule K1). Pay and penalties stay outside the product."""

from __future__ import annotations

from cs_console.domain.entities import Actor
from cs_console.domain.figures import Group, figures_of
from cs_console.domain.scores import ScoreSheet, score_sheet
from cs_console.errors import NotFound
from cs_console.i18n import listed
from cs_console.services.context import ServiceContext
from cs_console.services.figures import EVERYBODYS, FigureService, own_only, period_named
from cs_console.services.roles import MAY, Permission, refusal


class ScoreService:
    """What ``cs-console report scores`` and the lead's desk show."""

    def __init__(self, context: ServiceContext, figures: FigureService) -> None:
        self._context = context
        self._figures = figures

    def sheet(self, period: str, agent: str, viewer: Actor = EVERYBODYS) -> ScoreSheet:
        """The sheet of one person for ``2026-06`` or ``2026-Q2``; against the quarter's targets in a quarter.

        A colleague's is the leads' to see.

        A lead's figures are the team's. A figure without rows is left out, and the sheet is scaled to the
        weights that could be counted. Raises `NotFound` for nobody of the roster.
        """
        member = self._context.policies().team.member(agent)
        if member is None:
            known = listed(one.name for one in self._context.policies().team.members)
            raise NotFound("agent.unknown", name=agent, known=known)
        if own_only(viewer) not in ("", member.name):
            raise refusal(viewer, MAY[Permission.SEE_FIGURES])
        return next(one for one in self.sheets(period, everybody=True) if one.agent == member.name)

    def sheets(self, period: str, *, everybody: bool = False, viewer: Actor = EVERYBODYS) -> tuple[ScoreSheet, ...]:
        """The sheets of all who have weights by their role, the best first; leavers only with `everybody`.

        A viewer who leads nobody has their own alone.
        """
        alone = own_only(viewer)
        chosen = period_named(period, ("month", "quarter"))
        start, end, quarter = chosen.start, chosen.end, chosen.kind == "quarter"
        policies = self._context.policies()
        table = self._figures.kpi(start, end, by="agent", quarter=quarter)
        own = {group.key: group for group in table.groups}
        nothing: Group = figures_of({}, policies.kpi, quarter=quarter)
        found = [
            score_sheet(
                one.name, one.role, chosen.name, (start, end), own.get(one.name, nothing), table.total, policies.kpi
            )
            for one in policies.team.members
            if (everybody or (one.active and policies.kpi.weights.get(one.role))) and alone in ("", one.name)
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda one: (one.score is None, -(one.score or 0.0), one.agent)))

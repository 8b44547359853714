"""Suggestions and product feedback: recorded, classified, passed on weekly, with what came of them (rule C5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cs_console.domain.entities import Actor, Inquiry, Order
from cs_console.domain.feedback import Suggestion, SuggestionState
from cs_console.domain.vocabulary import Priority
from cs_console.errors import BadInput, Refused
from cs_console.i18n import listed
from cs_console.services.context import ServiceContext
from cs_console.services.roles import Permission, require
from cs_console.services.saved import Saved
from cs_console.text.clean import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionFilter:
    """Which suggestions: states (none: all), department, nature, recorded since."""

    states: tuple[SuggestionState, ...] = ()
    department: str = ""
    nature: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Suggestions passed to their departments in one act."""

    act_id: int
    rows: tuple[Suggestion, ...]


class SuggestionService:
    """What ``cs-console suggestion`` does."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def add(
        self, actor: Actor, text: str, *, nature: str = "", urgency: Priority = Priority.NORMAL, department: str = "",
        buyer: str = "", goods: str = "", inquiry_id: int = 0, order_id: int = 0,
    ) -> Saved[Suggestion]:  # fmt: skip
        """Record a suggestion; buyer, order and goods follow from inquiry and order."""
        text = clean(text, multiline=True).strip()
        if not text:
            raise BadInput("suggestion.empty")
        nature, department = self._nature(nature), self._department(department)
        with self._context.uow.write(actor, "suggestion.add") as uow:
            inquiry = uow.require(Inquiry, inquiry_id) if inquiry_id else None
            order_id = order_id or (inquiry.order_id if inquiry else 0)
            order = uow.require(Order, order_id) if order_id else None
            row = uow.add(
                Suggestion(
                    text=text, nature=nature, urgency=urgency, department=department, inquiry_id=inquiry_id,
                    buyer=clean(buyer).strip() or (inquiry.buyer if inquiry else order.buyer_nick if order else ""),
                    order_no=order.order_no if order else "",
                    goods=clean(goods).strip() or (order.goods if order else ""),
                    agent=actor.agent, recorded_at=uow.now,
                )
            )  # fmt: skip
        return Saved(uow.act_id, row)

    def list(self, chosen: SuggestionFilter | None = None, limit: int | None = None) -> tuple[Suggestion, ...]:
        """Suggestions, the most urgent first, then the newest."""
        wanted = chosen or SuggestionFilter()
        states = [state.value for state in wanted.states or tuple(SuggestionState)]
        with self._context.uow.read() as uow:
            found = uow.find(Suggestion, newest_first=True, state=states)
        fits = [
            one
            for one in found
            if wanted.department in ("", one.department)
            and wanted.nature in ("", one.nature)
            and (wanted.since is None or one.recorded_at >= wanted.since)
        ]
        return tuple(sorted(fits, key=lambda one: one.urgency.rank))[:limit]

    def pass_on(self, actor: Actor, ids: Sequence[int] = (), *, department: str = "") -> PassedOn:
        """Pass recorded suggestions to the departments concerned, all at once; a lead does so every week.

        `department` sets, for the ids named, where they go; without ids everything with a department goes.
        """
        require(actor, Permission.PASS_SUGGESTION)
        department = self._department(department)
        with self._context.uow.write(actor, "suggestion.pass") as uow:
            if ids:
                rows = [uow.require(Suggestion, one) for one in dict.fromkeys(ids)]
            else:
                rows = [one for one in uow.find(Suggestion, state=SuggestionState.RECORDED.value) if one.department]
            for row in rows:
                if row.state is not SuggestionState.RECORDED:
                    raise Refused("suggestion.passed", id=row.id, department=row.department)
                if not (department or row.department):
                    raise Refused("suggestion.no_department", id=row.id)
            passed = uow.change_many(
                (
                    row,
                    {
                        "state": SuggestionState.PASSED, "department": department or row.department,
                        "passed_by": actor.agent, "passed_at": uow.now,
                    },
                )
                for row in rows
            )  # fmt: skip
        return PassedOn(uow.act_id, tuple(passed))

    def settle(self, actor: Actor, suggestion_id: int, outcome: str) -> Saved[Suggestion]:
        """Note what came of a suggestion."""
        outcome = clean(outcome, multiline=True).strip()
        if not outcome:
            raise BadInput("suggestion.no_outcome")
        with self._context.uow.write(actor, "suggestion.settle") as uow:
            row = uow.require(Suggestion, suggestion_id)
            if row.state is SuggestionState.SETTLED:
                raise Refused("suggestion.settled", id=suggestion_id, outcome=row.outcome)
            row = uow.change(row, state=SuggestionState.SETTLED, outcome=outcome, settled_at=uow.now)
        return Saved(uow.act_id, row)

    def _nature(self, nature: str) -> str:
        wanted = clean(nature).strip()
        known = self._context.policies().followups.suggestion_natures
        for one in known:
            if wanted in (one.key, one.title.zh, one.title.en):
                return one.key
        if wanted:
            raise BadInput("suggestion.nature", nature=wanted, known=tuple(known))
        return ""

    def _department(self, department: str) -> str:
        wanted = clean(department).strip()
        known = self._context.policies().followups.suggestion_departments
        if wanted and wanted not in known:
            raise BadInput("suggestion.department", department=wanted, known=listed(known))
        return wanted

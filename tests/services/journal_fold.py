"""The state of the shop folded from the journal's events alone, and the facts of the figures made from it (rule K5)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Engine, true

from cs_console.domain.complaints import Complaint
from cs_console.domain.entities import Case, CaseStep, Inquiry, Message, Order, Promise, Shift
from cs_console.domain.feedback import Csat, Review
from cs_console.domain.figure_facts import Asked, Bought, Facts, Returned, Said
from cs_console.domain.figures import Span
from cs_console.domain.followups import Followup
from cs_console.domain.order_ticks import OrderTick
from cs_console.domain.price_changes import PriceChange
from cs_console.domain.qa import QaReview
from cs_console.domain.replay import KINDS, restored
from cs_console.domain.vocabulary import MessageRole
from cs_console.services.case_effects import arrived_at
from cs_console.services.facade import Services
from cs_console.services.figure_facts import today_name
from cs_console.store.journal import read_events


class Folded:
    """Every row by kind and id, from the first event to the last; and every event."""

    def __init__(self, services: Services, engine: Engine) -> None:
        self._services = services
        self._states: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        self.closings: dict[int, list[Any]] = defaultdict(list)
        with services.context.uow.read() as uow, engine.connect() as connection:
            self.now = uow.now
            for event in read_events(connection, true(), newest_first=False):
                self._apply(event, taken_back=uow.journal.undone(event.act_id))

    def _apply(self, event: Any, *, taken_back: bool) -> None:
        if event.entity not in KINDS or event.op == "note":
            return
        rows = self._states[event.entity]
        if event.op == "remove":
            del rows[event.entity_id]
            return
        values = restored(KINDS[event.entity], event.after)
        rows[event.entity_id] = {**rows.get(event.entity_id, {}), **values, "id": event.entity_id}
        if event.act in ("inquiry.resolve", "inquiry.lose") and not taken_back:
            self.closings[event.entity_id].append(event.at)

    def rows(self, kind: type[Any]) -> list[Any]:
        """The rows of a kind, by id."""
        found = self._states[kind.__name__]
        return [kind(**found[number]) for number in sorted(found)]

    def facts(self, span: Span) -> Facts:
        """What the figures are counted from, without a look at the tables."""
        context = self._services.context
        policies = context.policies()
        said: dict[int, list[Said]] = defaultdict(list)
        for one in sorted(self.rows(Message), key=lambda row: (row.at, row.id)):
            if one.role in (MessageRole.BUYER, MessageRole.AGENT):
                said[one.inquiry_id].append(Said(one.id, one.inquiry_id, one.role, one.sender, one.at))
        buyers: dict[tuple[str, str], list[Bought]] = defaultdict(list)
        orders = [Bought.of(order) for order in self.rows(Order)]
        asked = [Asked.of(inquiry) for inquiry in self.rows(Inquiry)]
        for order in orders:
            buyers[order.platform.value, order.buyer_nick].append(order)
        steps: dict[int, list[CaseStep]] = defaultdict(list)
        for step in self.rows(CaseStep):
            steps[step.case_id].append(step)
        cases: list[Case] = self.rows(Case)
        returned = []
        for case in cases:
            flow, own = policies.aftersales.flow(case.flow), tuple(sorted(steps[case.id], key=lambda s: s.position))
            arrived = arrived_at(flow, own, context) if flow.kind == "return" else None
            if arrived is not None:
                receiver = next((s.done_by for s in own if dict(s.fields).get("arrived_on")), "")
                returned.append(Returned(case, arrived, receiver))
        return Facts(
            now=self.now, policies=policies, calendar=span.calendar, who=today_name(policies.team),
            inquiries=asked, earlier=asked, reviews=self.rows(Review), said=said,
            closings=self.closings,
            orders={order.id: order for order in orders}, buyer_orders=buyers,
            promises=self.rows(Promise), scores=self.rows(Csat), complaints=self.rows(Complaint),
            reminders=self.rows(Followup), cases=cases, returned=returned, prices=self.rows(PriceChange),
            ticks=self.rows(OrderTick), inspected=self.rows(QaReview),
        )  # fmt: skip

    def shifts(self) -> list[Shift]:
        """The shifts worked."""
        return self.rows(Shift)

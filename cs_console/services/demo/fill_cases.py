"""Leads a demo case through its steps with the answers an agent would type (rule A6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cs_console.domain.entities import Actor
from cs_console.domain.refunds import charged_freight
from cs_console.services.case_views import CaseView, FieldView
from cs_console.services.cases import CaseService
from cs_console.services.demo.model import DemoCase

_ANSWERS = {"bool": "true", "number": "1", "money": "0", "photo": "IMG_0613_2.jpg", "tracking": "YT0000006131842"}
"""What is typed into a field of each type where neither the case nor the data has an answer."""

_PLAIN = {"freight_insurance": "false"}


def open_case(cases: CaseService, case: DemoCase, order_id: int, actor: Actor) -> int:
    """The case as its agent opened it; gives its id."""
    return cases.open(actor, order_id, case.flow, reason=case.reason).case.id


def take_step(cases: CaseService, case: DemoCase, case_id: int, actors: Mapping[str, Actor], now: datetime) -> None:
    """Finish the step that waits, as whoever it belongs to; nothing once the case stands at `until`."""
    view = cases.view(case_id)
    waiting = view.current
    if waiting is None or waiting.step.key == case.until:
        return
    fields = {
        one.field.key: _answer(one, case, view, now)
        for one in waiting.fields
        if one.field.required or one.field.key in case.fields
    }
    cases.step(actors[waiting.step.owner], case_id, waiting.step.key, fields)


def _answer(one: FieldView, case: DemoCase, view: CaseView, now: datetime) -> str | int:
    """The case's own answer, what the data suggests, what the policy insists on, else a plain one."""
    if one.suggested and one.field.type in ("money", "balance"):
        return int(one.suggested)  # as it is kept: fen
    if one.field.key == "target_fen":  # the same article again costs what was paid for it
        return (view.order.paid_fen or 0) - charged_freight(view.order)
    known = case.fields.get(one.field.key) or one.suggested or one.field.must_be
    if known:
        return known
    if one.field.key in _PLAIN:
        return _PLAIN[one.field.key]
    if one.field.type == "date":
        return f"{now:%Y-%m-%d}"
    if one.field.type == "choice":
        return one.choices[0].key
    return _ANSWERS.get(one.field.type, case.reason or view.flow.title.zh)

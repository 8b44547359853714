"""What an after-sales case knows of the blanks in its messages: amounts, parcels, goods (rules A2–A8, P3)."""

from __future__ import annotations

from collections.abc import Mapping

from cs_console.domain import aftersales
from cs_console.domain.entities import Case
from cs_console.domain.money import format_fen
from cs_console.domain.vocabulary import CaseState
from cs_console.services.ports.uow import UnitOfWork

FIELDS: Mapping[str, tuple[str, ...]] = {
    "退款金额": ("refunded_fen", "refund_fen"),
    "应退金额": ("refund_fen",),
    "补偿金额": ("refunded_fen",),
    "垫付金额": ("freight_fen",),
    "差价": ("settled_fen", "difference_fen"),
    "换货规格": ("target",),
    "换出快递": ("out_carrier",),
    "换出单号": ("out_tracking_no",),
    "补发单号": ("out_tracking_no",),
}
"""The label of a blank, and the fields of the steps that say what belongs there, the surest first."""


def case_words(uow: UnitOfWork, order_id: int) -> Mapping[str, str]:
    """What the order's open cases say for blanks by label, the newest case first; {} without one."""
    found: dict[str, str] = {}
    cases = uow.find(Case, order_id=order_id, state=CaseState.OPEN) if order_id else []
    for case in sorted(cases, key=lambda one: one.id):
        values = aftersales.collected(uow.aftersales.steps([case.id]))
        for label, names in FIELDS.items():
            if value := next((values[name] for name in names if values.get(name)), ""):
                found[label] = _yuan(value) if names[0].endswith("_fen") else value
    return found


def _yuan(fen: str) -> str:
    """Plain yuan for a sentence; which way it goes the sentence says."""
    return format_fen(abs(int(fen))).lstrip("¥").replace(",", "").removesuffix(".00")

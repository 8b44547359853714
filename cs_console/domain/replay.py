"""Journal payloads back into entities: what undo and recounting read (rule K5)."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, cast

from cs_console.domain import (
    complaints,
    entities,
    feedback,
    followups,
    gaps,
    goods,
    order_ticks,
    practice,
    price_changes,
    qa,
    rules_history,
    seats,
    writebacks,
)
from cs_console.domain.entities import Entity

KINDS: Mapping[str, type[Entity]] = {
    kind.__name__: kind
    for kind in (
        entities.Buyer, entities.Order, entities.OrderLine, entities.Refund, entities.Inquiry, entities.Message,
        entities.Promise, entities.Case, entities.CaseStep, entities.Shift, entities.Break, entities.Handover,
        entities.HandoverItem, entities.Addendum, entities.HandoverReview, entities.PhraseUse, entities.ImportRun,
        goods.Goods, price_changes.PriceApplication, price_changes.PriceChange, order_ticks.OrderTick, seats.Seat,
        followups.Followup, complaints.Complaint, complaints.ComplaintStep, gaps.Gap, gaps.LeadQuestion,
        feedback.Suggestion, feedback.Csat, feedback.ProblemItem, feedback.Review, qa.QaReview, practice.PracticeRun,
        rules_history.RulesVersion,
        writebacks.WriteBack, writebacks.WriteBackBatch,
    )
}  # fmt: skip
"""Entity classes by the name that the journal writes."""


def entity_kind(name: str) -> type[Entity]:
    """The class for a journal row's entity name."""
    return KINDS[name]


@cache
def _options(kind: Any) -> dict[str, tuple[Any, ...]]:
    hints = typing.get_type_hints(kind)
    return {
        name: typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,) for name, hint in hints.items()
    }


def restored(kind: type[Entity], payload: Mapping[str, Any]) -> dict[str, Any]:
    """Field values as the entity holds them, from the JSON types of a payload."""
    options = _options(cast(Any, kind))
    return {name: _value(options[name], value) for name, value in payload.items()}


def _value(options: tuple[Any, ...], value: Any) -> Any:
    if value is None:
        return None
    for option in options:
        if isinstance(option, type) and issubclass(option, StrEnum):
            return option(value)
        if option is datetime:
            return datetime.fromisoformat(value)
        if option is date:
            return date.fromisoformat(value)
    return _tuples(value)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list | tuple) else value

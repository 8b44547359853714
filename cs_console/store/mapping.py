"""Entities ↔ rows. Field names equal column names, so the map is the type hints themselves."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Table

from cs_console.domain import entities as e
from cs_console.domain.complaints import Complaint, ComplaintStep
from cs_console.domain.feedback import Csat, ProblemItem, Review, Suggestion
from cs_console.domain.followups import Followup
from cs_console.domain.gaps import Gap, LeadQuestion
from cs_console.domain.goods import Goods
from cs_console.domain.order_ticks import OrderTick
from cs_console.domain.practice import PracticeRun
from cs_console.domain.price_changes import PriceApplication, PriceChange
from cs_console.domain.qa import QaReview
from cs_console.domain.rules_history import RulesVersion
from cs_console.domain.seats import Seat
from cs_console.domain.vocabulary import Flag
from cs_console.domain.writebacks import WriteBack, WriteBackBatch
from cs_console.errors import StoreUnavailable
from cs_console.store import tables as rows
from cs_console.store.types import to_iso

E = TypeVar("E", bound=e.Entity)
S = TypeVar("S", bound=tuple[Any, ...])

_ROWS: dict[type[e.Entity], type[Any]] = {
    e.Buyer: rows.BuyerRow,
    e.Order: rows.OrderRow,
    e.OrderLine: rows.OrderLineRow,
    e.Refund: rows.RefundRow,
    e.Inquiry: rows.InquiryRow,
    e.Message: rows.MessageRow,
    e.Promise: rows.PromiseRow,
    e.Case: rows.CaseRow,
    e.CaseStep: rows.CaseStepRow,
    e.Shift: rows.ShiftRow,
    e.Break: rows.BreakRow,
    e.Handover: rows.HandoverRow,
    e.HandoverItem: rows.HandoverItemRow,
    e.Addendum: rows.AddendumRow,
    e.HandoverReview: rows.HandoverReviewRow,
    e.PhraseUse: rows.PhraseUseRow,
    e.ImportRun: rows.ImportRunRow,
    Goods: rows.GoodsRow,
    WriteBack: rows.WriteBackRow,
    WriteBackBatch: rows.WriteBackBatchRow,
    PriceApplication: rows.PriceApplicationRow,
    PriceChange: rows.PriceChangeRow,
    OrderTick: rows.OrderTickRow,
    Seat: rows.SeatRow,
    Followup: rows.FollowupRow,
    Complaint: rows.ComplaintRow,
    ComplaintStep: rows.ComplaintStepRow,
    Gap: rows.GapRow,
    LeadQuestion: rows.LeadQuestionRow,
    Review: rows.ReviewRow,
    Suggestion: rows.SuggestionRow,
    Csat: rows.CsatRow,
    ProblemItem: rows.ProblemItemRow,
    QaReview: rows.QaReviewRow,
    PracticeRun: rows.PracticeRunRow,
    RulesVersion: rows.RulesVersionRow,
}


def table(kind: type[e.Entity]) -> Table:
    """The table that keeps this kind of entity."""
    return typing.cast(Table, _ROWS[kind].__table__)


@cache
def _converters(kind: Any) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    hints = typing.get_type_hints(kind)
    return tuple((field.name, _enum_of(hints[field.name])) for field in fields(kind))


def _enum_of(hint: Any) -> Callable[[Any], Any] | None:
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    for option in options:
        if isinstance(option, type) and issubclass(option, StrEnum):
            return _flag if option is Flag else _member(option)
    return None


def _member(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    """The member of a value, looked up: calling the enum costs half of reading a row."""
    known = kind._value2member_map_

    def member(value: str) -> StrEnum:
        found = known.get(value)
        if not isinstance(found, StrEnum):
            raise StoreUnavailable("store.damaged")
        return found

    return member


def _flag(value: str) -> Flag:
    """An unknown colour from a newer platform map is shown as other, never a crash (FORMATS)."""
    return Flag(value) if value in Flag._value2member_map_ else Flag.OTHER


def from_row(kind: type[E], row: Any) -> E:
    """The frozen entity of one result row (a `Row` or a mapping with our column names)."""
    mapping: Mapping[str, Any] = getattr(row, "_mapping", row)
    values = {}
    for name, convert in _converters(typing.cast(Any, kind)):
        value = mapping[name]
        values[name] = convert(value) if convert is not None and value is not None else value
    return kind(**values)


def shaped(kind: type[e.Entity], shape: type[S], rows: Iterable[Any]) -> list[S]:
    """Named tuples of some of a kind's columns, from rows with exactly these: a third of reading whole entities."""
    columns = list(zip(*rows, strict=True))
    converters = dict(_converters(typing.cast(Any, kind)))
    for place, name in enumerate(typing.cast(Any, shape)._fields if columns else ()):
        convert = converters[name]
        if convert is not None:
            columns[place] = tuple(convert(value) if value is not None else None for value in columns[place])
    return [shape(*values) for values in zip(*columns, strict=True)]


def to_row(entity: e.Entity) -> dict[str, Any]:
    """Column values of an entity; enums as their tokens; id left out while it has none."""
    row = {name: _plain(getattr(entity, name)) for name, _ in _converters(typing.cast(Any, type(entity)))}
    if not row["id"]:
        del row["id"]
    return row


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value


def to_payload(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the journal keeps them: JSON types only, times as UTC ISO text."""
    return {name: _json(value) for name, value in values.items()}


def _json(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return to_iso(value)
    if isinstance(value, date):
        return value.isoformat()
    return value

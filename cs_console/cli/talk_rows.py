"""Rows of questions, complaints, suggestions, scores and problem items, as JSON and for a person (rule X1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from enum import StrEnum
from typing import Any

from cs_console.cli.common import State, emit, table, when
from cs_console.cli.order_rows import find_order
from cs_console.domain.entities import Entity
from cs_console.domain.vocabulary import Platform
from cs_console.i18n import t, token
from cs_console.text.mask import mask_text

_INNER = frozenset({"version", "changed_by", "changed_at", "compared"})
_CODES = frozenset({"order_no", "slip_no", "proposal"})
"""Fields that look like phones and are not: numbers of orders and parcels."""


def row_json(row: Entity) -> dict[str, Any]:
    """A stored row with its own field names; ``due_at`` is ``due``, private text is masked."""
    found: dict[str, Any] = {}
    for name in (field.name for field in fields(row)):
        if name in _INNER:
            continue
        value = getattr(row, name)
        if isinstance(value, StrEnum):
            value = value.value
        elif isinstance(value, str) and name not in _CODES:
            value = mask_text(value)
        found["due" if name == "due_at" else name] = value
    return found


def row_table(rows: Sequence[Entity], state: State, columns: Sequence[str]) -> Iterable[str]:
    """Rows as a table; a column is a field, or ``field:vocabulary`` for one whose tokens have words."""
    if not rows:
        return [t("talk.none")]
    cells = [[_cell(row, column, state) for column in columns] for row in rows]
    return table(cells, [t(f"report.col.{column.partition(':')[0]}") for column in columns])


def _cell(row: Entity, column: str, state: State) -> str:
    name, _, kind = column.partition(":")
    value = getattr(row, name)
    if value is None:
        return ""
    if kind:
        return token(kind, value)
    if hasattr(value, "astimezone"):
        return when(value, state.zone)
    return str(value) if name in _CODES else mask_text(str(value).replace("\n", " "))


def show_rows(rows: Sequence[Entity], state: State, columns: Sequence[str], *, json: bool) -> None:
    """Print a list: a bare array, or a table."""
    emit([row_json(row) for row in rows], as_json=json, zone=state.zone, render=lambda: row_table(rows, state, columns))


def show_row(row: Entity, state: State, line: str, *, json: bool) -> None:
    """Print what a command did to one row: the row, or one line."""
    emit(row_json(row), as_json=json, zone=state.zone, render=lambda: [line])


def order_id(state: State, order: str, platform: Platform | None) -> int:
    """The row id of an order named by its number; 0 without one."""
    return find_order(state, order, platform).id if order else 0

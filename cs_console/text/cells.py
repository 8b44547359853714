"""Cells of delimited files that no spreadsheet takes for a formula (rule X2)."""

from __future__ import annotations

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet calculate a cell, or a reader see two."""


def inert(cell: str) -> str:
    """`cell` behind an apostrophe when a spreadsheet would calculate it."""
    return "'" + cell if cell.startswith(FORMULA_STARTS) else cell


def bare(cell: str) -> str:
    """`cell` without the apostrophe that `inert` put there, or the wrapping of ``="…"``."""
    if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS):
        return cell[1:]
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 3:
        return cell[2:-1]
    return cell

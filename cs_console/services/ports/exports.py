"""What services ask of the machine to give figures away as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol


class ExportsPort(Protocol):
    """Writes files that people asked for from the screen, each whole or absent."""

    def sheets(self, stem: str, tables: Mapping[str, Sequence[Sequence[object]]]) -> Path:
        """A workbook with a sheet for each table, its header first; says where it lies."""

    def document(self, stem: str, facts: Mapping[str, Any]) -> Path:
        """One JSON document of plain facts; says where it lies."""

    def file(self, name: str, data: bytes) -> Path:
        """A file rendered already, under its full name; says where it lies."""

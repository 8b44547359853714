"""The folder for what is exported from the screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cs_console.adapters.atomic import write_atomic

Tables = Mapping[str, Sequence[Sequence[object]]]


@dataclass(frozen=True, slots=True)
class ExportFolder:
    """Implements `services.ports.exports.ExportsPort`; `sheet` renders a workbook."""

    folder: Path
    sheet: Callable[[str, Tables], bytes]

    def sheets(self, stem: str, tables: Tables) -> Path:
        """A workbook with a sheet for each table."""
        path = self.folder / f"{stem}.xlsx"
        write_atomic(path, self.sheet("xlsx", tables))
        return path

    def document(self, stem: str, facts: Mapping[str, Any]) -> Path:
        """One JSON document."""
        path = self.folder / f"{stem}.json"
        write_atomic(path, f"{json.dumps(facts, ensure_ascii=False, indent=2)}\n".encode())
        return path

    def file(self, name: str, data: bytes) -> Path:
        """A file rendered already."""
        path = self.folder / name
        write_atomic(path, data)
        return path

"""Files in and out: inputs through the intake readers, exports and reports written whole."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cs_console.adapters.atomic import write_atomic
from cs_console.domain.records import ChatRecord, Parsed, Reject
from cs_console.domain.vocabulary import Platform
from cs_console.errors import BadInput

if TYPE_CHECKING:
    from cs_console.intake.options import IntakeOptions

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


class WorkspaceFiles:
    """Implements `services.ports.machine.FilesPort` for one workspace."""

    def __init__(self, options: Callable[[], IntakeOptions], rejects: Path, handovers: Path) -> None:
        self._options = options
        self._rejects = rejects
        self._handovers = handovers

    def read(
        self, path: Path, platform: Platform | None, progress: Callable[[int, int], None] | None
    ) -> Parsed:
        """Parse one input file; `BadInput` when it cannot be read at all."""
        from cs_console.intake.reader import read_file

        _require_file(path)
        return read_file(path, options=self._options(), platform=platform, progress=progress)

    def sha256(self, path: Path) -> str:
        """Hex digest of the file's bytes."""
        _require_file(path)
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()

    def parse_chat(self, text: str, now: datetime) -> tuple[ChatRecord, ...]:
        """Parse pasted chat lines."""
        from cs_console.intake.chat import parse_chat

        return parse_chat(text, options=self._options(), now=now)

    def write_rejects(self, path: Path, rejects: tuple[Reject, ...]) -> Path:
        """Write ``<input>.rejects.csv``: line, code, reason, column, value, ready for a spreadsheet."""
        from cs_console.i18n import t

        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow([t("rejects.row"), t("rejects.code"), t("rejects.reason"), t("rejects.column"), t("rejects.value")])
        for reject in rejects:
            reason = t(f"reject.{reject.code}", column=reject.column, value=reject.value)
            writer.writerow([reject.row, reject.code, reason, inert(reject.column), inert(reject.value)])
        target = self._rejects / f"{path.name}.rejects.csv"
        write_atomic(target, b"\xef\xbb\xbf" + text.getvalue().encode())
        return target

    def write_handover(self, name: str, documents: Mapping[str, str]) -> tuple[Path, ...]:
        """Write an exported handover, one file a suffix."""
        written = []
        for suffix, text in documents.items():
            target = self._handovers / f"{name}.{suffix}"
            write_atomic(target, text.encode())
            written.append(target)
        return tuple(written)


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (rule X2)."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _require_file(path: Path) -> None:
    if path.is_dir():
        raise BadInput("file.folder", path=path)
    if not path.exists():
        raise BadInput("file.missing", path=path)

"""Files in and out: inputs through the intake readers, exports and reports written whole."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cs_console.adapters.atomic import write_atomic
from cs_console.domain.quick_phrases import ParsedQuickPhrases, QuickPhrase
from cs_console.domain.records import ChatRecord, Parsed, Reject
from cs_console.domain.vocabulary import Platform
from cs_console.errors import BadInput
from cs_console.text.cells import inert


class Reader(Protocol):
    """Parses one input file (`intake.reader.read_file` with the policies' options bound)."""

    def __call__(self, path: Path, platform: Platform | None, progress: Callable[[int, int], None] | None) -> Parsed:
        """Parse; `BadInput` when the file cannot be read at all."""


class ChatParser(Protocol):
    """Parses pasted chat lines (`intake.chat.parse_chat` with the policies' options bound)."""

    def __call__(self, text: str, now: datetime) -> tuple[ChatRecord, ...]:
        """Parse."""


@dataclass(frozen=True, slots=True)
class WorkspaceFiles:
    """Implements `services.ports.machine.FilesPort`; readers and renderers are given by bootstrap."""

    reader: Reader
    chat_parser: ChatParser
    rejects: Path

    def read(self, path: Path, platform: Platform | None, progress: Callable[[int, int], None] | None) -> Parsed:
        """Parse one input file."""
        _require_file(path)
        return self.reader(path, platform, progress)

    def sha256(self, path: Path) -> str:
        """Hex digest of the file's bytes."""
        _require_file(path)
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()

    def parse_chat(self, text: str, now: datetime) -> tuple[ChatRecord, ...]:
        """Parse pasted chat lines."""
        return self.chat_parser(text, now)

    def write_rejects(self, path: Path, rejects: tuple[Reject, ...]) -> Path:
        """Write ``<input>.rejects.csv``: line, code, reason, column, value, ready for a spreadsheet."""
        from cs_console.i18n import t

        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(
            [
                t("rejects.row"),
                t("rejects.code"),
                t("rejects.reason"),
                t("rejects.column"),
                t("rejects.value"),
            ]
        )
        for reject in rejects:
            reason = t(reject.code, column=reject.column, value=reject.value)
            writer.writerow([reject.row, reject.code, reason, inert(reject.column), inert(reject.value)])
        target = self.rejects / f"{path.name}.rejects.csv"
        write_atomic(target, b"\xef\xbb\xbf" + text.getvalue().encode())
        return target


def _require_file(path: Path) -> None:
    if path.is_dir():
        raise BadInput("file.folder", path=path)
    if not path.exists():
        raise BadInput("file.missing", path=path)


@dataclass(frozen=True, slots=True)
class QuickPhraseFile:
    """Implements `services.ports.books.QuickPhraseFiles` over the reader and the renderer of Qianniu's CSV."""

    reader: Callable[[bytes, str], ParsedQuickPhrases]
    renderer: Callable[[Sequence[QuickPhrase]], bytes]

    def read(self, path: Path) -> ParsedQuickPhrases:
        """The rows of a file."""
        _require_file(path)
        return self.reader(path.read_bytes(), path.name)

    def render(self, rows: Sequence[QuickPhrase]) -> bytes:
        """The file's bytes."""
        return self.renderer(rows)

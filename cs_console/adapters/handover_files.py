"""Handover logs as files below `data/handovers/`, each whole or absent (rule H9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from cs_console.adapters.atomic import write_atomic
from cs_console.domain.handover import HandoverView
from cs_console.errors import BadInput

LARGEST = 32 * 1024 * 1024
"""Bytes of a file that is looked at; a log has thousands, not millions."""


class Renderer(Protocol):
    """Renders a log (`export.handover.render_handover`)."""

    def __call__(
        self, view: HandoverView, zone: ZoneInfo, forms: Sequence[str] = (), *, masked: bool = True, lang: str = ""
    ) -> Mapping[str, bytes]:
        """File suffix → bytes."""


class MarkReader(Protocol):
    """Finds the mark in a file's text (`export.handover_shown.read_mark`)."""

    def __call__(self, text: str) -> Mapping[str, str]:
        """The mark's facts."""


@dataclass(frozen=True, slots=True)
class HandoverFiles:
    """Implements `services.ports.handovers.HandoverFilesPort`; the renderer is given by bootstrap."""

    folder: Path
    renderer: Renderer
    mark_reader: MarkReader
    shape: Callable[[], Mapping[str, Any]]

    def render(
        self, view: HandoverView, zone: ZoneInfo, forms: Sequence[str], *, masked: bool = True, lang: str = ""
    ) -> Mapping[str, bytes]:
        """File suffix → bytes."""
        return self.renderer(view, zone, forms, masked=masked, lang=lang)

    def write(self, view: HandoverView, files: Mapping[str, bytes]) -> tuple[Path, ...]:
        """Write a log's files, named by business date, shift, author and number."""
        log = view.handover
        name = f"{log.business_date:%Y-%m-%d}-{log.shift_key}-{_file_name(log.author)}-{log.id}"
        written = []
        for suffix, content in files.items():
            target = self.folder / f"{name}.{suffix}"
            write_atomic(target, content)
            written.append(target)
        return tuple(written)

    def read(self, path: Path) -> bytes:
        """An exported file as it lies there."""
        if not path.is_file():
            raise BadInput("file.folder" if path.is_dir() else "file.missing", path=path)
        if path.stat().st_size > LARGEST:
            raise BadInput("handover.file_too_large", path=path)
        return path.read_bytes()

    def schema(self) -> Mapping[str, Any]:
        """The JSON Schema of the JSON format."""
        return self.shape()

    def mark(self, text: str) -> Mapping[str, str]:
        """What a file says about the log it was made of, {} where it says nothing."""
        return self.mark_reader(text)


def _file_name(text: str) -> str:
    """Text as part of a file name: letters, digits and hanzi only (rule X2: no paths)."""
    return "".join(character for character in text if character.isalnum()) or "none"

"""What services and screens ask of the machine: files, clipboard, drafts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cs_console.domain.news import ConfigNews
from cs_console.domain.records import ChatRecord, Parsed, Reject
from cs_console.domain.rules_history import RulesState
from cs_console.domain.vocabulary import Platform


class FilesPort(Protocol):
    """Reads inputs through `intake` and writes exports and reports below the workspace."""

    def read(self, path: Path, platform: Platform | None, progress: Callable[[int, int], None] | None) -> Parsed:
        """Parse one input file; `BadInput` when it cannot be read at all."""

    def sha256(self, path: Path) -> str:
        """Hex digest of the file's bytes."""

    def parse_chat(self, text: str, now: datetime) -> tuple[ChatRecord, ...]:
        """Parse pasted chat lines."""

    def write_rejects(self, path: Path, rejects: tuple[Reject, ...]) -> Path:
        """Write the reject file for an input; gives where it lies."""


class ClipboardPort(Protocol):
    """Copies text; says by which way, for the toast."""

    def connect(self, osc52: Callable[[str], None]) -> None:
        """Say how the terminal is asked to copy; called once by the screen."""

    def copy(self, text: str) -> str:
        """Copy; gives a token: ``native``, ``osc52``, ``both`` or ``none``."""


class DraftsPort(Protocol):
    """Unsaved text by key, kept across kill -9."""

    def load(self) -> Mapping[str, str]:
        """All drafts of this agent."""

    def save(self, drafts: Mapping[str, str]) -> None:
        """Write all drafts, fsynced."""


class InboxPort(Protocol):
    """The folder that is watched while a console runs."""

    def ready(self) -> tuple[Path, ...]:
        """Files that stand still, oldest first."""

    def put_away(self, path: Path, report: str, *, failed: bool) -> Path | None:
        """Move a file to `done/` or `failed/` with its report beside it; None when another console did."""


class ConfigWatch(Protocol):
    """Policies and books under one's feet: a broken edit never takes a running console down."""

    def problems(self) -> tuple[str, ...]:
        """What is wrong with the files in force now, worst first."""

    def state(self) -> RulesState:
        """The files as they lie now."""

    def poll(self) -> ConfigNews | None:
        """What changed since the last poll, already in force unless it asks first; None: nothing."""

    def accept(self) -> ConfigNews | None:
        """Put the edit that was asked about into force."""

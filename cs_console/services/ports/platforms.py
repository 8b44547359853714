"""What services ask of the platforms: gateways, batch files, and whether a worker still lives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from cs_console.domain.policy.platforms import PlatformDef
from cs_console.domain.vocabulary import Platform
from cs_console.domain.writeback_rules import OnPlatform
from cs_console.domain.writebacks import WriteBack


class Gateway(Protocol):
    """A platform that remarks are written to directly; both raise `SendTrouble`."""

    def read(self, row: WriteBack) -> OnPlatform:
        """What the platform has now."""

    def write(self, row: WriteBack, remark: str, code: int) -> str:
        """Overwrite remark and flag; gives the platform's new time of change."""


class BatchFile(Protocol):
    """One file's bytes and the rows that stand in it."""

    @property
    def suffix(self) -> str:
        """``csv`` or ``xlsx``."""

    @property
    def data(self) -> bytes:
        """The whole file."""

    @property
    def rows(self) -> tuple[WriteBack, ...]:
        """Its rows, in order."""


class PlatformsPort(Protocol):
    """The ways back to the platforms, and the files that go there by hand."""

    def gateway(self, platform: Platform, definition: PlatformDef) -> Gateway | None:
        """The platform's gateway; None where none is built or it has no keys. Raises for keys others can read."""

    def request(self, definition: PlatformDef, row: WriteBack) -> tuple[str, Mapping[str, str]]:
        """Method and parameters of the call that would write a row; ("", {}) where none is known."""

    def batch_files(self, definition: PlatformDef, rows: Sequence[WriteBack]) -> tuple[BatchFile, ...]:
        """The rows as files that the platform's tools take."""

    def folder(self) -> Path:
        """Where batch files go unless told otherwise."""

    def save(self, path: Path, data: bytes) -> None:
        """Write a file whole, fsynced; `StoreUnavailable` when the disk refuses."""

    def digest(self, path: Path) -> str | None:
        """SHA-256 of a file, None when it is not there; what a killed writer left beside it is swept away."""

    def discard(self, path: Path) -> None:
        """Take a file away again."""

    def worker(self) -> str:
        """This process, as others recognise it."""

    def alive(self, worker: str) -> bool | None:
        """Whether a process still lives; None when it cannot be told from here."""

"""The ways back to the platforms, wired: which platform has a gateway, where files go, who works (rule R7)."""

from __future__ import annotations

import hashlib
import os
import platform as machine
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cs_console.domain.policy.platforms import PlatformDef
from cs_console.domain.vocabulary import Platform
from cs_console.domain.writebacks import WriteBack
from cs_console.platforms.batch import BatchFile, batch_files
from cs_console.platforms.calls import flag_is_known, parameters
from cs_console.platforms.secrets import load_credentials
from cs_console.platforms.taobao import TaobaoGateway


@dataclass(frozen=True, slots=True)
class Platforms:
    """Implements `services.ports.platforms.PlatformsPort`."""

    secrets: Path
    out: Path
    write_file: Callable[[Path, bytes], None]
    clock: Callable[[], datetime]
    environment: Mapping[str, str] = field(repr=False, default_factory=lambda: os.environ)

    def gateway(self, platform: Platform, definition: PlatformDef) -> TaobaoGateway | None:
        """The platform's gateway; only Taobao's is built, the others go by batch file."""
        if platform is not Platform.TAOBAO or definition.gateway is None or definition.call is None:
            return None
        credentials = load_credentials(platform, self.secrets / f"{platform.value}.json", self.environment)
        if credentials is None:
            return None
        return TaobaoGateway(definition, definition.gateway, definition.call, credentials, self.clock)

    def request(self, definition: PlatformDef, row: WriteBack) -> tuple[str, Mapping[str, str]]:
        """Method and parameters of the call that would write a row; ("", {}) where none is known."""
        if definition.call is None:
            return "", {}
        code = definition.code(row.flag) if flag_is_known(row) else None
        return definition.call.method, parameters(definition.call, definition, row, code)

    def batch_files(self, definition: PlatformDef, rows: Sequence[WriteBack]) -> tuple[BatchFile, ...]:
        """The rows as files that the platform's tools take."""
        return batch_files(definition, rows)

    def folder(self) -> Path:
        """Where batch files go unless told otherwise."""
        return self.out

    def save(self, path: Path, data: bytes) -> None:
        """Write a file whole, fsynced."""
        self.write_file(path, data)

    def digest(self, path: Path) -> str | None:
        """SHA-256 of a file, None when it is not there; what a killed writer left beside it is swept away."""
        for left in path.parent.glob(f".{path.name}.*.part"):
            left.unlink(missing_ok=True)
        if not path.is_file():
            return None
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()

    def discard(self, path: Path) -> None:
        """Take a file away again."""
        path.unlink(missing_ok=True)

    def worker(self) -> str:
        """Machine and process."""
        return f"{machine.node()}:{os.getpid()}"

    def alive(self, worker: str) -> bool | None:
        """Whether a process of this machine still lives; None for another machine's."""
        node, _, number = worker.rpartition(":")
        if node != machine.node() or not number.isdigit() or os.name != "posix":
            return None
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            return False
        except OSError:
            return None
        return None if int(number) == os.getpid() else True

"""Drafts: what is typed and not yet used, on disk 0.3 s after the last key, there again after kill -9."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cs_console.services.ports.machine import DraftsPort

_LOG = logging.getLogger(__name__)


class DraftKeeper:
    """Keeps drafts by key and writes them, debounced, in a thread of its own.

    Every change restarts the delay but never puts off writing for more than a few delays, so that
    fast typing is saved too. `flush` writes at once and returns when it is on disk.
    """

    def __init__(self, port: DraftsPort, delay: float) -> None:
        self._port = port
        self._delay = delay
        self._guard = threading.Lock()
        self._saving = threading.Lock()
        self._drafts: dict[str, str] = {}
        self._written: Mapping[str, str] = {}
        self._timer: threading.Timer | None = None
        self.trouble = ""

    def load(self) -> None:
        """Read what the last console left."""
        found = dict(self._port.load())
        with self._guard:
            self._drafts = found | self._drafts
            self._written = found

    @property
    def count(self) -> int:
        """How many drafts wait to be used."""
        return len(self._drafts)

    def get(self, key: str) -> str | None:
        """The draft with this key."""
        return self._drafts.get(key)

    def put(self, key: str, text: str) -> None:
        """Keep a text; an empty one is no draft."""
        with self._guard:
            if text.strip():
                self._drafts[key] = text
            else:
                self._drafts.pop(key, None)
            self._arm()

    def drop(self, key: str) -> None:
        """The text was used or given up."""
        self.put(key, "")

    def flush(self) -> None:
        """Write now."""
        with self._guard:
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        self._write()

    def _arm(self) -> None:
        if self._timer is None:
            self._timer = threading.Timer(self._delay, self._due)
            self._timer.daemon = True
            self._timer.start()

    def _due(self) -> None:
        with self._guard:
            self._timer = None
        self._write()

    def _write(self) -> None:
        with self._saving:
            with self._guard:
                drafts = dict(self._drafts)
            if drafts == self._written:
                return
            try:
                self._port.save(drafts)
            except OSError as error:
                self.trouble = error.strerror or str(error)
                _LOG.error("drafts could not be written: %s", error)
                return
            self._written, self.trouble = drafts, ""

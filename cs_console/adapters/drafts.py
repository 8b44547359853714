"""Drafts: unsaved text by key, one JSON file an agent, kept across kill -9."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path

from cs_console.adapters.atomic import write_atomic

_LOG = logging.getLogger(__name__)


class FileDrafts:
    """Implements `services.ports.machine.DraftsPort`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Mapping[str, str]:
        """All drafts; a damaged file is set aside, never thrown away."""
        try:
            found = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (json.JSONDecodeError, UnicodeDecodeError):
            aside = self._path.with_suffix(".damaged.json")
            self._path.replace(aside)
            _LOG.warning("drafts were damaged and set aside at %s", aside)
            return {}
        return {str(key): str(value) for key, value in found.items()}

    def save(self, drafts: Mapping[str, str]) -> None:
        """Write all drafts so that they are whole after a crash."""
        write_atomic(self._path, json.dumps(dict(drafts), ensure_ascii=False, indent=1).encode())

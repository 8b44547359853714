"""Finds the workspace: a folder with `policies/`, `phrasebooks/`, `data/`; locations only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from cs_console.errors import NotFound, Usage

_PATHS = frozenset('/\\:*?"<>|\0')
"""What a file name cannot hold, or a path is made of."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where everything of one workspace lies; `url` is the store."""

    root: Path
    url: str

    @property
    def policies(self) -> Path:
        """Policy files."""
        return self.root / "policies"

    @property
    def phrasebooks(self) -> Path:
        """Team phrasebooks."""
        return self.root / "phrasebooks"

    @property
    def data(self) -> Path:
        """Store, inbox, exports, drafts, logs."""
        return self.root / "data"

    @property
    def inbox(self) -> Path:
        """Files dropped here are taken in."""
        return self.data / "inbox"

    @property
    def handovers(self) -> Path:
        """Exported handovers."""
        return self.data / "handovers"

    @property
    def exports(self) -> Path:
        """Figures that were exported from the screen."""
        return self.data / "exports"

    @property
    def rejects(self) -> Path:
        """Reject files of imports that did not come through the inbox."""
        return self.data / "rejects"

    @property
    def write_backs(self) -> Path:
        """Batch files of remarks and flags for the platforms."""
        return self.data / "write-back"

    @property
    def secrets(self) -> Path:
        """Keys of the platforms, readable by their owner alone."""
        return self.data / "secrets"

    @property
    def drafts(self) -> Path:
        """Unsaved text, one file an agent."""
        return self.data / "drafts"

    @property
    def cache(self) -> Path:
        """Compiled phrasebooks; may be deleted at any time."""
        return self.data / "cache"

    @property
    def logs(self) -> Path:
        """Log files, masked."""
        return self.data / "logs"

    @property
    def backups(self) -> Path:
        """Backups of the store."""
        return self.data / "backups"

    def personal_phrases(self, agent: str) -> Path:
        """One agent's own phrasebook; a name never leads out of the folder (rule X2)."""
        name = quote(agent, safe="") if _PATHS & set(agent) else agent
        return self.data / "phrases" / f"{name}.yaml"

    @property
    def former_books(self) -> Path:
        """Former texts of phrasebooks edited from the program, for taking an edit back."""
        return self.data / "phrases" / "former"

    @property
    def store_path(self) -> Path | None:
        """The SQLite file, or None on another engine."""
        prefix = "sqlite:///"
        return Path(self.url[len(prefix) :]) if self.url.startswith(prefix) else None


def is_workspace(folder: Path) -> bool:
    """Whether a folder looks like a workspace."""
    return (folder / "policies").is_dir() and (folder / "phrasebooks").is_dir()


def at(root: Path, url: str | None = None) -> Workspace:
    """The workspace rooted at a folder, with the given store or its own."""
    root = root.absolute()
    return Workspace(root, url or f"sqlite:///{root / 'data' / 'console.db'}")


def user_root() -> Path:
    """The workspace in the user-data folder, used where no other is found."""
    import platformdirs

    return Path(platformdirs.user_data_dir("cs-console", appauthor=False))


def find(explicit: str | None, url: str | None, *, cwd: Path, env: Mapping[str, str] = os.environ) -> Workspace:
    """The workspace by `--workspace`, `CS_CONSOLE_WORKSPACE`, the nearest parent folder, else the user's.

    Raises `NotFound` when a named folder is not a workspace, `Usage` for an empty name.
    """
    url = url or env.get("CS_CONSOLE_DB") or None
    named = explicit if explicit is not None else env.get("CS_CONSOLE_WORKSPACE")
    if named is not None:
        if not named.strip():
            raise Usage("workspace.empty")
        folder = Path(named).expanduser()
        if not is_workspace(folder):
            raise NotFound("workspace.unknown", path=folder)
        return at(folder, url)
    for folder in (cwd, *cwd.parents):
        if is_workspace(folder):
            return at(folder, url)
    return at(user_root(), url)

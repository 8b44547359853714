"""Opening the workstation: as little as possible before the first paint, the rest in its first worker."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cs_console.cli.common import State, os_user
from cs_console.errors import Usage
from cs_console.workspace import Workspace

if TYPE_CHECKING:
    from cs_console.bootstrap import Opened
    from cs_console.services.facade import Services


@dataclass(frozen=True, slots=True)
class ScreenFacts:
    """What the first paint needs of the policies, kept in `data/cache/screen.json` between runs.

    Parsing all policies costs more than painting; the facts carry the stamps of the files they came
    from, so an edited file is parsed before the paint and an untouched one is not.
    """

    zone: str = "Asia/Shanghai"
    language: str = "zh"
    theme: str = "cs-dark"
    alert: str = "bell"
    clipboard: str = "both"
    draft_ms: int = 300
    refresh_seconds: int = 1
    keys: Mapping[str, tuple[str, ...]] | None = None


def _stamps(workspace: Workspace) -> list[list[int]]:
    found = []
    for name in ("settings.yaml", "shop.yaml"):
        path = workspace.policies / name
        stat = path.stat() if path.is_file() else None
        found.append([stat.st_mtime_ns, stat.st_size] if stat else [0, 0])
    return found


def screen_facts(workspace: Workspace) -> ScreenFacts:
    """The facts from the cache while the files they came from are untouched, else from the policies."""
    cache = workspace.data / "cache" / "screen.json"
    stamps = _stamps(workspace)
    try:
        kept = json.loads(cache.read_text("utf-8"))
    except (OSError, ValueError):
        kept = {}
    if isinstance(kept, dict) and kept.get("stamps") == stamps:
        return ScreenFacts(**kept["facts"])
    facts = _facts_of_policies(workspace)
    from cs_console.adapters.atomic import write_atomic

    write_atomic(cache, json.dumps({"stamps": stamps, "facts": facts}, ensure_ascii=False).encode())
    return ScreenFacts(**facts)


def _facts_of_policies(workspace: Workspace) -> dict[str, Any]:
    from cs_console.config.policies import load_policies

    policies = load_policies(workspace.policies).policies
    settings = policies.settings
    return {
        "zone": policies.shop.zone, "language": settings.language, "theme": settings.theme,
        "alert": settings.alert, "clipboard": settings.clipboard, "draft_ms": settings.draft_delay_ms,
        "refresh_seconds": settings.refresh_seconds, "keys": dict(settings.keys),
    }  # fmt: skip


def open_workstation(state: State) -> int:
    """Run the workstation until it is left; gives its exit code.

    Raises `Usage` where there is no terminal to draw on.
    """
    if not sys.stdout.isatty() or not sys.stdin.isatty():
        raise Usage("tui.no_terminal")
    workspace = state.workspace()
    facts = screen_facts(workspace)
    return _run(state, workspace, facts)


def _run(state: State, workspace: Workspace, facts: ScreenFacts) -> int:
    from cs_console import i18n
    from cs_console.adapters.clipboard import Clipboard
    from cs_console.adapters.clock import system_clock
    from cs_console.adapters.drafts import FileDrafts
    from cs_console.store.glance import first_rows
    from cs_console.tui.context import ScreenSettings, Setup
    from cs_console.tui.launch import run

    zone = ZoneInfo(facts.zone)
    i18n.set_zone(zone)
    agent = state.agent_name()
    path = workspace.store_path
    opened: list[Opened] = []

    def open_services() -> Services:
        opened.append(state.opened())
        return opened[0].services

    setup = Setup(
        open_services=open_services,
        glance=lambda: first_rows(path) if path is not None else (),
        drafts=FileDrafts(workspace.drafts / f"{_seat(agent)}.json"),
        clipboard=Clipboard(mode=facts.clipboard),
        clock=system_clock,
        log_file=str(workspace.logs / "console.log"),
        agent=agent,
        os_user=os_user(),
        console=f"{os_user()}-{os.getpid()}",
        zone=zone,
        settings=ScreenSettings(
            keys=facts.keys or {}, theme=facts.theme, bell=facts.alert == "bell",
            draft_seconds=facts.draft_ms / 1000, refresh_seconds=float(facts.refresh_seconds),
        ),
    )  # fmt: skip
    return run(setup)


def _seat(agent: str | None) -> str:
    """A file name for a seat's drafts: letters, digits and hanzi of the agent's name (rule X2)."""
    name = "".join(character for character in (agent or os_user()) if character.isalnum())
    return name or "seat"


def default_workspace_hint(path: Path) -> str:
    """The command that opens a workspace again, to print after `demo` and `init`."""
    return f"cs-console --workspace {path}"

"""What the first paint needs of the policies, kept in a small cache between runs.

Parsing all policies costs more than painting. The cache carries the stamps of the files it came from,
so an edited file is parsed before the paint and an untouched one is not.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

_SOURCES = ("settings.yaml", "shop.yaml")

Stamps = list[list[int]]


@dataclass(frozen=True, slots=True)
class ScreenFacts:
    """Zone, language, looks, timings and keys, as `settings.yaml` and `shop.yaml` have them."""

    zone: str
    language: str
    theme: str
    alert: str
    clipboard: str
    draft_ms: int
    refresh_seconds: int
    keys: dict[str, list[str]]


def screen_facts(policies: Path, cache: Path, write: Callable[[Path, bytes], None]) -> ScreenFacts:
    """The facts from the cache while their files are untouched, else from the policies; `write` keeps them."""
    stamps = _stamps(policies)
    kept = _kept(cache, stamps)
    if kept is not None:
        return kept
    fresh = _fresh(policies)
    write(cache, json.dumps({"stamps": stamps, "facts": asdict(fresh)}, ensure_ascii=False).encode())
    return fresh


def _kept(cache: Path, stamps: Stamps) -> ScreenFacts | None:
    """The cached facts; None without a cache, with one of another version, or after an edit."""
    try:
        kept = json.loads(cache.read_text("utf-8"))
        return ScreenFacts(**kept["facts"]) if kept["stamps"] == stamps else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _fresh(folder: Path) -> ScreenFacts:
    from cs_console.config.policies import load_policies  # pydantic and the models: 0.2 s

    policies = load_policies(folder).policies
    settings = policies.settings
    return ScreenFacts(
        zone=policies.shop.zone,
        language=settings.language,
        theme=settings.theme,
        alert=settings.alert,
        clipboard=settings.clipboard,
        draft_ms=settings.draft_delay_ms,
        refresh_seconds=settings.refresh_seconds,
        keys={name: list(keys) for name, keys in settings.keys.items()},
    )


def _stamps(policies: Path) -> Stamps:
    found = []
    for name in _SOURCES:
        path = policies / name
        stat = path.stat() if path.is_file() else None
        found.append([stat.st_mtime_ns, stat.st_size] if stat else [0, 0])
    return found

"""What services ask of the store about phrases."""

from __future__ import annotations

from typing import Protocol


class PhraseReads(Protocol):
    """Reads about phrases."""

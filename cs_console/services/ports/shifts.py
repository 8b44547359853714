"""What services ask of the store about shifts."""

from __future__ import annotations

from typing import Protocol


class ShiftReads(Protocol):
    """Reads about shifts."""

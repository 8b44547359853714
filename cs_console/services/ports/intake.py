"""What services ask of the store about intake."""

from __future__ import annotations

from typing import Protocol


class IntakeReads(Protocol):
    """Reads about intake."""

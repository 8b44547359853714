"""What services ask of the store about queue."""

from __future__ import annotations

from typing import Protocol


class QueueReads(Protocol):
    """Reads about queue."""

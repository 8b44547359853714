"""What services ask of the store about handovers."""

from __future__ import annotations

from typing import Protocol


class HandoverReads(Protocol):
    """Reads about handovers."""

"""What services ask of the store about orders."""

from __future__ import annotations

from typing import Protocol


class OrderReads(Protocol):
    """Reads about orders."""

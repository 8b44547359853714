"""What services ask of the store about aftersales."""

from __future__ import annotations

from typing import Protocol


class AftersalesReads(Protocol):
    """Reads about aftersales."""

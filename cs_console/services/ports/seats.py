"""What services ask of the machine about PINs: hashing, and where the roster keeps them."""

from __future__ import annotations

from typing import Protocol


class SeatPort(Protocol):
    """PINs as argon2id hashes in the roster's file."""

    def hash(self, pin: str) -> str:
        """The hash to keep for a PIN."""

    def matches(self, pin_hash: str, pin: str) -> bool:
        """Whether a PIN belongs to a kept hash."""

    def save(self, name: str, pin_hash: str) -> None:
        """Write a member's hash ("" takes it away) into `team.yaml`, everything else kept as it stands."""

"""PINs: argon2id hashes, kept in the roster's file (DESIGN, Identity)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cs_console.adapters.atomic import write_atomic
from cs_console.errors import StoreUnavailable


@dataclass(frozen=True, slots=True)
class RosterPins:
    """Implements `services.ports.seats.SeatPort`; how the file is edited and read again is given by bootstrap."""

    file: Path
    edit: Callable[[bytes, str, str], bytes]
    reread: Callable[[], None]

    def hash(self, pin: str) -> str:
        """The argon2id hash to keep for a PIN."""
        from argon2 import PasswordHasher  # only when a PIN is set or asked for

        return PasswordHasher().hash(pin)

    def matches(self, pin_hash: str, pin: str) -> bool:
        """Whether a PIN belongs to a kept hash; a hash that is none matches nothing."""
        return pin_matches(pin_hash, pin)

    def save(self, name: str, pin_hash: str) -> None:
        """Write a member's hash into the file, whole or not at all; it is asked for from then on."""
        try:
            data = self.file.read_bytes()
        except OSError as error:
            raise StoreUnavailable(
                "file.read", where=str(self.file), reason=error.strerror or type(error).__name__
            ) from error
        write_atomic(self.file, self.edit(data, name, pin_hash))
        self.reread()


def pin_matches(pin_hash: str, pin: str) -> bool:
    """Whether a PIN belongs to a hash; a hash that is none matches nothing."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(pin_hash, pin)
    except (InvalidHashError, VerificationError):
        return False

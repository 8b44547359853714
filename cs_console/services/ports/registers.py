"""What services ask of the store about stretches of time, and who gives a register its outward form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from cs_console.domain.entities import Entity, Order
from cs_console.domain.registers import Register

E = TypeVar("E", bound=Entity)


class RegisterReads(Protocol):
    """Reads behind the registers (rule K2)."""

    def between(self, kind: type[E], moment: str, start: datetime, end: datetime, /, **equals: Any) -> list[E]:
        """Rows whose `moment` lies in [start, end) and whose fields equal the values (a tuple: any), by time."""

    def by_id(self, kind: type[E], ids: Sequence[int]) -> dict[int, E]:
        """Rows by their ids; what is gone is left out."""

    def never_paid(self, start: datetime, end: datetime, before: datetime) -> list[Order]:
        """Orders of [start, end) that were closed without payment, or wait for it since before a moment."""

    def orders_of(self, buyers: Sequence[str]) -> list[Order]:
        """All orders of these nicks."""


class RegisterFormsPort(Protocol):
    """Registers as files and as text; `export.tables` implements it."""

    def render(self, register: Register, form: str, zone: ZoneInfo) -> bytes:
        """The bytes of a register as ``csv``, ``xlsx`` or ``json``."""

    def workbook(self, registers: Sequence[Register], zone: ZoneInfo) -> bytes:
        """The bytes of a workbook with one sheet a register."""

    def texts(self, register: Register, zone: ZoneInfo) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Headings and rows as people read them."""

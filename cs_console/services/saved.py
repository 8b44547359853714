"""What a writing act gives back when there is nothing more to say than the row as it stands now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from cs_console.domain.entities import Entity

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, slots=True)
class Saved(Generic[E]):
    """A row as it stands now, and the act that undo takes back."""

    act_id: int
    row: E

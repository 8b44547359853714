"""What services ask of the store about after-sales cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from cs_console.domain.entities import Case, CaseStep
from cs_console.domain.vocabulary import CaseState, Flow


class AftersalesReads(Protocol):
    """Reads about cases and their steps."""

    def cases(
        self,
        limit: int | None = None,
        *,
        states: Sequence[CaseState] = (),
        flow: Flow | None = None,
        owner: str = "",
        due_by: datetime | None = None,
        order_id: int = 0,
    ) -> list[Case]:
        """Cases that fit every filter given, the most pressing first."""

    def steps(self, case_ids: Sequence[int]) -> list[CaseStep]:
        """The steps of these cases, in order within each."""

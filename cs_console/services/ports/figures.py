"""What services ask of the store about stretches of work (rule K1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from cs_console.domain.entities import Case, Entity, Promise
from cs_console.domain.figure_facts import Asked, Bought, Said
from cs_console.domain.vocabulary import Flag

E = TypeVar("E", bound=Entity)


class FigureReads(Protocol):
    """Reads behind the figures."""

    def inquiries(self, start: datetime, end: datetime) -> list[Asked]:
        """Inquiries that came before `end` and were open, talked in or closed since `start`."""

    def asked_by(self, buyers: Iterable[tuple[str, str]]) -> list[Asked]:
        """All inquiries of these buyers, given as (platform, nick)."""

    def bought(self, ids: Iterable[int]) -> dict[int, Bought]:
        """Orders by their ids; what is gone is left out."""

    def bought_by(self, nicks: Iterable[str]) -> list[Bought]:
        """All orders of these nicks, on whichever platform."""

    def flagged(self, ids: Iterable[int], flags: Collection[Flag]) -> frozenset[int]:
        """Which of these orders carry one of the flags."""

    def cases(self, start: datetime, end: datetime) -> list[Case]:
        """Cases opened before `end` that were open, opened or closed since `start`."""

    def promises(self, start: datetime, end: datetime) -> list[Promise]:
        """Promises given before `end` that were open, due or closed since `start`."""

    def of(self, kind: type[E], column: str, ids: Iterable[int]) -> list[E]:
        """All rows of a kind that name one of these ids, by id."""

    def said(self, ids: Sequence[int]) -> dict[int, list[Said]]:
        """What was said in these inquiries, by inquiry, in the order of time, without the words."""

    def closings(self, ids: Sequence[int]) -> dict[int, list[datetime]]:
        """When these inquiries were closed, those opened again later included."""

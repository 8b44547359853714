"""What services ask of the store about buyers (rules C1, E4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from cs_console.domain.buyers import BuyerFigures, BuyerQuery, Told
from cs_console.domain.complaints import Complaint
from cs_console.domain.entities import Buyer, Case, Inquiry, Order, Promise


class BuyerReads(Protocol):
    """Reads about buyers; a person is one or more nicks merged into one card."""

    def listed(self, wanted: BuyerQuery, limit: int) -> list[Buyer]:
        """The leading card of each person that fits: a nick typed in full first, then the newest card."""

    def named(self, nick: str) -> list[Buyer]:
        """Cards with this nick, on any platform."""

    def person(self, buyer: Buyer) -> list[Buyer]:
        """All cards of a person, the leading one first."""

    def persons(self, leading: Sequence[int]) -> Mapping[int, list[Buyer]]:
        """The cards of several persons by the leading card's id."""

    def same_phone(self, buyers: Sequence[Buyer], limit: int) -> list[int]:
        """Leading cards of other persons who gave a phone that this person gave too."""

    def figures(self, leading: Sequence[int], dispute_words: Sequence[str]) -> Mapping[int, BuyerFigures]:
        """The facts about persons, by the leading card's id."""

    def orders(self, buyers: Sequence[Buyer], limit: int) -> list[Order]:
        """A person's orders, newest first."""

    def inquiries(self, buyers: Sequence[Buyer], limit: int) -> list[Inquiry]:
        """A person's talks, newest first."""

    def cases(self, buyers: Sequence[Buyer], limit: int) -> list[Case]:
        """A person's after-sales cases, newest first."""

    def complaints(self, buyers: Sequence[Buyer], limit: int) -> list[Complaint]:
        """A person's complaints, newest first."""

    def promises(self, buyers: Sequence[Buyer], limit: int) -> list[Promise]:
        """What was promised to a person, newest first."""

    def told(self, buyers: Sequence[Buyer], limit: int) -> list[Told]:
        """Which phrases a person was told, newest first (rule P2)."""

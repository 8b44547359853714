"""The unit of work that services write through, and the factory that makes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from cs_console.domain.entities import Actor, Entity
from cs_console.services.ports.aftersales import AftersalesReads
from cs_console.services.ports.board import BoardReads
from cs_console.services.ports.buyers import BuyerReads
from cs_console.services.ports.figures import FigureReads
from cs_console.services.ports.followups import FollowupReads
from cs_console.services.ports.goods import GoodsReads
from cs_console.services.ports.handovers import HandoverReads
from cs_console.services.ports.intake import IntakeReads
from cs_console.services.ports.journal import JournalReads
from cs_console.services.ports.orders import OrderReads
from cs_console.services.ports.phrases import PhraseReads
from cs_console.services.ports.queue import QueueReads
from cs_console.services.ports.registers import RegisterReads
from cs_console.services.ports.shifts import ShiftReads
from cs_console.services.ports.writeback import WriteBackReads

E = TypeVar("E", bound=Entity)


class UnitOfWork(Protocol):
    """One transaction: state and journal together, or neither (rule K5)."""

    actor: Actor
    act: str
    now: datetime
    act_id: int

    @property
    def queue(self) -> QueueReads:
        """Reads about inquiries."""

    @property
    def board(self) -> BoardReads:
        """Counts for the live board."""

    @property
    def orders(self) -> OrderReads:
        """Reads about orders, buyers and promises."""

    @property
    def aftersales(self) -> AftersalesReads:
        """Reads about cases."""

    @property
    def buyers(self) -> BuyerReads:
        """Reads about buyers."""

    @property
    def goods(self) -> GoodsReads:
        """Reads about goods and special prices."""

    @property
    def shifts(self) -> ShiftReads:
        """Reads about shifts."""

    @property
    def handovers(self) -> HandoverReads:
        """Reads about handovers."""

    @property
    def phrases(self) -> PhraseReads:
        """Reads about phrase uses."""

    @property
    def intake(self) -> IntakeReads:
        """Reads for taking files in."""

    @property
    def followups(self) -> FollowupReads:
        """Reads about what falls due."""

    @property
    def figures(self) -> FigureReads:
        """Reads behind the figures."""

    @property
    def registers(self) -> RegisterReads:
        """Reads behind the registers."""

    @property
    def journal(self) -> JournalReads:
        """Reads about the journal."""

    @property
    def writebacks(self) -> WriteBackReads:
        """Reads about what goes back to the platforms."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit, or roll back when an error passes."""

    def get(self, kind: type[E], entity_id: int) -> E | None:
        """The entity with this id, or None."""

    def require(self, kind: type[E], entity_id: int) -> E:
        """The entity with this id, or `NotFound`."""

    def find(self, kind: type[E], *, limit: int | None = None, newest_first: bool = False, **equals: Any) -> list[E]:
        """Entities whose fields equal the values given (a list: any of them), by id."""

    def last_id(self, kind: type[Entity]) -> int:
        """The highest id of a kind, else 0."""

    def legible(self, kind: type[E], ids: Collection[int]) -> tuple[list[E], list[int]]:
        """Entities with these ids, and the ids of rows that cannot be read any more (rule K5)."""

    def add(self, entity: E) -> E:
        """Store a new entity."""

    def add_many(self, entities: Sequence[E]) -> list[E]:
        """Store many of one kind."""

    def change(self, entity: E, **changes: Any) -> E:
        """Change fields of an entity as last seen, or `Conflict`."""

    def changed(self, kind: type[Entity]) -> Mapping[int, Collection[str]]:
        """The fields that this unit of work changed so far, by entity id."""

    def change_many(self, pairs: Iterable[tuple[E, Mapping[str, Any]]]) -> list[E]:
        """Change many."""

    def remove(self, entity: Entity) -> None:
        """Take an entity out."""

    def note(self, kind: str, entity_id: int, **facts: Any) -> None:
        """Record an event that changes no state."""

    def undoes(self, act_id: int) -> None:
        """Mark this act as the compensation of another."""

    def touch_lease(self, inquiry_id: int, console: str, until: datetime) -> bool:
        """Renew a claim's lease without an event."""


class UnitOfWorkFactory(Protocol):
    """Makes units of work."""

    def write(self, actor: Actor, act: str, *, key: str | None = None) -> UnitOfWork:
        """A writing unit of work for one act (its kind, such as ``order.flag``)."""

    def read(self) -> UnitOfWork:
        """A reading unit of work."""

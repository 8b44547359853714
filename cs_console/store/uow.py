"""The unit of work: one transaction in which every change of state also writes its journal row.

`add`, `change` and `remove` are the only way to write, so no path can change business data without
an event (rule K5). A change names the version it saw; a row that moved on is a `Conflict` (rule R6).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from cs_console.domain.entities import Actor, Entity
from cs_console.errors import Conflict, NotFound, StoreUnavailable
from cs_console.store.engine import plain_errors, reading, writing
from cs_console.store.journal import JournalWriter
from cs_console.store.mapping import from_row, table, to_payload, to_row
from cs_console.store.queries.aftersales import AftersalesQueries
from cs_console.store.queries.board import BoardQueries
from cs_console.store.queries.buyers import BuyerQueries
from cs_console.store.queries.figures import FigureQueries
from cs_console.store.queries.followups import FollowupQueries
from cs_console.store.queries.goods import GoodsQueries
from cs_console.store.queries.handovers import HandoverQueries
from cs_console.store.queries.intake import IntakeQueries
from cs_console.store.queries.journal import JournalQueries
from cs_console.store.queries.orders import OrderQueries
from cs_console.store.queries.phrases import PhraseQueries
from cs_console.store.queries.queue import QueueQueries
from cs_console.store.queries.registers import RegisterQueries
from cs_console.store.queries.shifts import ShiftQueries
from cs_console.store.queries.writebacks import WriteBackQueries

E = TypeVar("E", bound=Entity)

NOBODY = Actor("")

BeforeCommit = Callable[["SqlUnitOfWork"], None]
"""What belongs to every act, whatever path it took; it runs in the act's own transaction."""


class SqlUnitOfWork:
    """One transaction on SQLite or PostgreSQL; see `services.ports.uow.UnitOfWork`."""

    def __init__(
        self, engine: Engine, where: str, actor: Actor, act: str, now: datetime,
        *, writes: bool, key: str | None = None, before_commit: BeforeCommit | None = None,
    ) -> None:  # fmt: skip
        self._engine = engine
        self._where = where
        self.actor = actor
        self.act = act
        self.now = now.astimezone(UTC).replace(microsecond=now.microsecond // 1000 * 1000)
        self.act_id = 0
        self._writes = writes
        self._key = key
        self._before_commit = before_commit
        self._touched: dict[type[Entity], dict[int, set[str]]] = {}

    def __enter__(self) -> SqlUnitOfWork:
        """Begin; the writer's lock is taken here."""
        with plain_errors(self._where):
            self.connection: Connection = writing(self._engine) if self._writes else reading(self._engine)
            try:
                self._transaction = self.connection.begin()
            except BaseException:
                self.connection.close()
                raise
        self._journal = JournalWriter(self.connection, self.actor, self.act, self.now, self._key)
        self.queue = QueueQueries(self.connection)
        self.board = BoardQueries(self.connection)
        self.orders = OrderQueries(self.connection)
        self.aftersales = AftersalesQueries(self.connection)
        self.buyers = BuyerQueries(self.connection)
        self.goods = GoodsQueries(self.connection)
        self.shifts = ShiftQueries(self.connection)
        self.handovers = HandoverQueries(self.connection)
        self.phrases = PhraseQueries(self.connection)
        self.intake = IntakeQueries(self.connection)
        self.followups = FollowupQueries(self.connection)
        self.figures = FigureQueries(self.connection)
        self.registers = RegisterQueries(self.connection)
        self.journal = JournalQueries(self.connection)
        self.writebacks = WriteBackQueries(self.connection)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit state and journal together, or leave no trace of either."""
        try:
            with plain_errors(self._where):
                if error is not None:
                    self._transaction.rollback()
                    if not isinstance(error, Exception):
                        return
                    raise error
                if self._writes:
                    if self._before_commit is not None:
                        self._before_commit(self)
                    self.act_id = self._journal.flush()
                self._transaction.commit()
        finally:
            self.connection.close()

    # -- reading ---------------------------------------------------------------------------

    def get(self, kind: type[E], entity_id: int) -> E | None:
        """The entity with this id, or None."""
        columns = table(kind)
        row = self.connection.execute(select(columns).where(columns.c.id == entity_id)).first()
        return from_row(kind, row) if row is not None else None

    def require(self, kind: type[E], entity_id: int) -> E:
        """The entity with this id; `NotFound` with code ``<kind>.unknown`` otherwise."""
        found = self.get(kind, entity_id)
        if found is None:
            raise NotFound(f"{kind.__name__.lower()}.unknown", id=entity_id)
        return found

    def find(self, kind: type[E], *, limit: int | None = None, newest_first: bool = False, **equals: Any) -> list[E]:
        """Entities whose fields equal the values given (a list value: any of them), by id."""
        columns = table(kind)
        statement = select(columns)
        for name, value in equals.items():
            column = columns.c[name]
            many = isinstance(value, list | tuple | set | frozenset)
            statement = statement.where(column.in_(list(value)) if many else column == value)
        statement = statement.order_by(columns.c.id.desc() if newest_first else columns.c.id)
        if limit is not None:
            statement = statement.limit(limit)
        return [from_row(kind, row) for row in self.connection.execute(statement)]

    def last_id(self, kind: type[Entity]) -> int:
        """The highest id of a kind, else 0."""
        return int(self.connection.execute(select(func.max(table(kind).c.id))).scalar() or 0)

    def legible(self, kind: type[E], ids: Collection[int]) -> tuple[list[E], list[int]]:
        """Entities with these ids, and the ids of rows that cannot be read: rubbish written past the journal (K5)."""
        try:
            with plain_errors(self._where):
                return self.find(kind, id=list(ids)), []
        except (StoreUnavailable, ValueError) as error:
            if getattr(error, "code", "store.damaged") != "store.damaged":
                raise
            if len(ids) == 1:
                return [], list(ids)
        found, damaged = zip(*(self.legible(kind, [number]) for number in sorted(ids)), strict=True)
        return [one for some in found for one in some], [number for some in damaged for number in some]

    # -- writing ---------------------------------------------------------------------------

    def add(self, entity: E) -> E:
        """Store a new entity; gives it back with its id."""
        return self.add_many([entity])[0]

    def add_many(self, entities: Sequence[E]) -> list[E]:
        """Store many new entities of one kind in one statement."""
        if not entities:
            return []
        kind = type(entities[0])
        stamped = [replace(one, version=1, changed_by=self.actor.agent, changed_at=self.now) for one in entities]
        columns = table(kind)
        rows = [to_row(one) for one in stamped]
        try:
            ids = self.connection.execute(
                insert(columns).returning(columns.c.id, sort_by_parameter_order=True), rows
            ).scalars()
        except IntegrityError as error:
            raise Conflict("store.duplicate", kind=kind.__name__) from error
        stored = [replace(one, id=int(new_id)) for one, new_id in zip(stamped, ids, strict=True)]
        for one, row in zip(stored, rows, strict=True):
            self._journal.record("add", kind.__name__, one.id, None, to_payload({**row, "id": one.id}))
        return stored

    def change(self, entity: E, **changes: Any) -> E:
        """Change fields of an entity as last seen; fields that already have the value are left alone.

        Gives the entity as it stands now. Raises `Conflict` when somebody changed it meanwhile.
        """
        real = {name: value for name, value in changes.items() if getattr(entity, name) != value}
        if not real:
            return entity
        kind = type(entity)
        changed = replace(entity, **real, version=entity.version + 1, changed_by=self.actor.agent, changed_at=self.now)
        columns = table(kind)
        row = to_row(changed)
        written = [*real, "version", "changed_by", "changed_at"]
        result = self.connection.execute(
            update(columns)
            .where(columns.c.id == entity.id, columns.c.version == entity.version)
            .values({name: row[name] for name in written})
        )
        if result.rowcount != 1:
            self._moved_on(kind, entity)
        before = {name: getattr(entity, name) for name in [*real, "version"]}
        after = {name: getattr(changed, name) for name in [*real, "version"]}
        self._journal.record("change", kind.__name__, entity.id, to_payload(before), to_payload(after))
        self._touched.setdefault(kind, {}).setdefault(entity.id, set()).update(real)
        return changed

    def changed(self, kind: type[Entity]) -> Mapping[int, Collection[str]]:
        """The fields that this unit of work changed so far, by entity id."""
        return self._touched.get(kind, {})

    def change_many(self, pairs: Iterable[tuple[E, Mapping[str, Any]]]) -> list[E]:
        """Change many entities; each as `change` does."""
        return [self.change(entity, **changes) for entity, changes in pairs]

    def remove(self, entity: Entity) -> None:
        """Take an entity out; the journal keeps all of it."""
        kind = type(entity)
        columns = table(kind)
        statement = delete(columns).where(columns.c.id == entity.id, columns.c.version == entity.version)
        try:
            result = self.connection.execute(statement)
        except IntegrityError as error:
            raise Conflict("row.used", kind=kind.__name__.lower(), id=entity.id) from error
        if result.rowcount != 1:
            self._moved_on(kind, entity)
        before = to_payload({**to_row(entity), "id": entity.id})
        self._journal.record("remove", kind.__name__, entity.id, before, None)

    def note(self, kind: str, entity_id: int, **facts: Any) -> None:
        """Record an event that changes no state, such as unmasking a phone (rule X1)."""
        self._journal.record("note", kind, entity_id, None, to_payload(facts))

    def undoes(self, act_id: int) -> None:
        """Mark this unit of work as the compensation of an earlier act."""
        self._journal.undoes(act_id)

    def touch_lease(self, inquiry_id: int, console: str, until: datetime) -> bool:
        """Renew a claim's lease; no event, for it says only that a console is alive (rule Q5)."""
        from cs_console.domain.entities import Inquiry

        columns = table(Inquiry)
        result = self.connection.execute(
            update(columns)
            .where(columns.c.id == inquiry_id, columns.c.lease_console == console, columns.c.owner != "")
            .values(lease_until=until)
        )
        return bool(result.rowcount == 1)

    def _moved_on(self, kind: type[E], entity: Entity) -> None:
        current = self.get(kind, entity.id)
        if current is None:
            raise NotFound(f"{kind.__name__.lower()}.unknown", id=entity.id)
        raise Conflict(
            "row.changed",
            kind=kind.__name__.lower(),
            id=entity.id,
            by=current.changed_by,
            at=current.changed_at,
        )


class SqlUnitOfWorkFactory:
    """Makes units of work on one engine; `clock` gives the aware time now."""

    def __init__(
        self, engine: Engine, clock: Callable[[], datetime], where: str, before_commit: BeforeCommit | None = None
    ) -> None:
        self.engine = engine
        self._clock = clock
        self.where = where
        self._before_commit = before_commit

    def write(self, actor: Actor, act: str, *, key: str | None = None) -> SqlUnitOfWork:
        """A writing unit of work for one act; `key` makes a repeated command a no-op elsewhere."""
        return SqlUnitOfWork(
            self.engine, self.where, actor, act, self._clock(), writes=True, key=key, before_commit=self._before_commit
        )

    def read(self) -> SqlUnitOfWork:
        """A reading unit of work: one consistent snapshot."""
        return SqlUnitOfWork(self.engine, self.where, NOBODY, "", self._clock(), writes=False)

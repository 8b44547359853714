"""Reads about goods cards and special prices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from cs_console.domain.goods import Goods
from cs_console.domain.price_changes import PriceApplication, PriceState
from cs_console.store.mapping import from_row, table


class GoodsQueries:
    """Reads about goods and their prices; see `services.ports.goods`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def stamp(self) -> tuple[int, int, int]:
        """How many cards, the highest id, the sum of versions: differs with every change."""
        columns = table(Goods).c
        row = self._connection.execute(select(func.count(), func.max(columns.id), func.sum(columns.version))).one()
        return int(row[0]), int(row[1] or 0), int(row[2] or 0)

    def all(self) -> list[Goods]:
        """Every card, by id."""
        rows = table(Goods)
        return [from_row(Goods, row) for row in self._connection.execute(select(rows).order_by(rows.c.id))]

    def applications(
        self,
        limit: int | None = None,
        *,
        states: Sequence[PriceState] = (),
        order_id: int = 0,
        applicant: str = "",
        due_by: datetime | None = None,
    ) -> list[PriceApplication]:
        """Special-price applications that fit every filter given, the most pressing first."""
        rows = table(PriceApplication)
        statement = select(rows).order_by(rows.c.state != PriceState.OPEN.value, rows.c.due_at, rows.c.id)
        if states:
            statement = statement.where(rows.c.state.in_([state.value for state in states]))
        if order_id:
            statement = statement.where(rows.c.order_id == order_id)
        if applicant:
            statement = statement.where(rows.c.applicant == applicant)
        if due_by is not None:
            statement = statement.where(rows.c.due_at <= due_by)
        return [from_row(PriceApplication, row) for row in self._connection.execute(statement.limit(limit))]

    def approvals(self, order_id: int, goods_ids: Sequence[int], buyer: str) -> list[PriceApplication]:
        """Approved and unused applications for an order, or for one of these goods and this buyer."""
        rows = table(PriceApplication)
        for_goods = and_(rows.c.order_id == 0, rows.c.goods_id.in_(list(goods_ids)), rows.c.buyer.in_(["", buyer]))
        statement = (
            select(rows)
            .where(rows.c.state == PriceState.APPROVED.value, or_(rows.c.order_id == order_id, for_goods))
            .order_by(rows.c.granted_fen, rows.c.id)
        )
        return [from_row(PriceApplication, row) for row in self._connection.execute(statement)]

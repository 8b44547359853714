"""Which goods a case is about: lines and pieces of an order, in and out (rules A2–A5, A8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cs_console.domain.entities import Case, Order, OrderLine
from cs_console.domain.refunds import NO_LINE, left_of, pieces, stand_in
from cs_console.errors import BadInput, Refused
from cs_console.services.case_money import parts_of
from cs_console.services.ports.uow import UnitOfWork


def goods_of(lines: Sequence[OrderLine], case: Case) -> tuple[tuple[str, int], ...]:
    """Title and pieces of what the case is about."""
    parts = parts_of(case)
    named = [(line, parts.get(line.id, 0) if parts else pieces(line)) for line in lines]
    return tuple((f"{line.title} {line.spec}".strip(), min(many, pieces(line))) for line, many in named if many)


def standing_in(
    uow: UnitOfWork, order: Order, wanted: Mapping[int, int | None]
) -> tuple[list[OrderLine], Mapping[int, int | None]]:
    """A line for an order whose lines no export has told, stored once a case is about some of its pieces."""
    stand, many = stand_in(order), wanted.get(NO_LINE)
    if stand is None or set(wanted) != {NO_LINE}:
        return [], wanted
    if many is None or many == stand.quantity:
        return [], {}
    line = uow.add(stand)
    return [line], {line.id: many}


def chosen_parts(
    order: Order, lines: Sequence[OrderLine], wanted: Mapping[int, int | None], back: Mapping[int, int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Line ids and pieces, ((), ()) for the whole order; None asks for all that is left of a line.

    A stranger's line, no piece at all, and more than was bought and not yet returned are refused.
    """
    known = {line.id: line for line in lines}
    left = left_of(lines, back)
    for line_id, many in wanted.items():
        if not known and stand_in(order) is None:
            raise Refused("case.lines_unknown", order_no=order.order_no)
        if line_id not in known:
            shown = ", ".join(map(str, sorted(known))) or str(NO_LINE)
            raise BadInput("case.no_line", id=line_id, order_no=order.order_no, known=shown)
        if many is not None and many < 1:
            raise BadInput("case.no_pieces", item=known[line_id].title)
        if (many or 1) > left[line_id]:
            bought, gone = pieces(known[line_id]), back.get(line_id, 0)
            raise BadInput("case.too_many", item=known[line_id].title, wanted=many or 1, bought=bought, back=gone)
    if lines and not any(left.values()):
        raise Refused("case.all_back", order_no=order.order_no)
    named = {line_id: many or left[line_id] for line_id, many in sorted(wanted.items())} if wanted else left
    named = {line_id: many for line_id, many in named.items() if many}
    full = {line.id: pieces(line) for line in lines}
    if named == full:
        return (), ()
    every = all(many == full[line_id] for line_id, many in named.items())
    return tuple(named), () if every else tuple(named.values())

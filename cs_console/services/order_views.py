"""What the order service hands out: cards, history, results of acts. Frozen, masked (rule X1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cs_console.domain.entities import Case, Event, Order, OrderLine, Promise, Refund
from cs_console.domain.order_doubts import Doubt, standing_doubts
from cs_console.domain.policy.flags import FlagDef
from cs_console.domain.policy.remarks import RemarkLimit
from cs_console.domain.remarks import SEPARATORS, join_both, joint
from cs_console.domain.replay import restored
from cs_console.domain.vocabulary import Flag, OrderStatus, Platform
from cs_console.services.masking import masked_value
from cs_console.services.promises import Suggested


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """Which orders to list; every filter given must fit."""

    platform: Platform | None = None
    status: tuple[OrderStatus, ...] = ()
    flag: tuple[Flag, ...] = ()
    shop: str = ""
    buyer: str = ""
    conflict: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's former and later value."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One event of an order: who did what when, and what stood there before (rule R6)."""

    at: datetime
    by: str
    act: str
    act_id: int
    changes: tuple[FieldChange, ...]
    undone: bool = False


@dataclass(frozen=True, slots=True)
class OrderCard:
    """Everything about one order on one screen."""

    order: Order
    lines: tuple[OrderLine, ...]
    refunds: tuple[Refund, ...]
    history: tuple[HistoryEntry, ...]
    promises: tuple[Promise, ...]
    cases: tuple[Case, ...]
    others: tuple[Order, ...]
    limit: RemarkLimit
    flag: FlagDef | None
    separator: str = SEPARATORS[0]

    @property
    def remark_limit(self) -> int:
        """The longest remark the platform takes, in `unit` (rule R5)."""
        return self.limit.maximum

    @property
    def unit(self) -> str:
        """``bytes`` or ``chars``."""
        return self.limit.unit

    @property
    def joint(self) -> str:
        """What stands between the remark and a new entry, so that no colleague's words run into it (rule R1)."""
        return joint(self.order.remark, self.separator)

    @property
    def both(self) -> str:
        """Ours and the platform's remark in one, while they are in conflict (rule R1)."""
        return join_both(self.order.remark, self.order.remark_conflict or "", self.separator)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What the order's own amounts and dates get wrong: said, never put right in silence."""
        return standing_doubts(self.order, self.lines)

    def remark_length(self, text: str) -> int:
        """How long `text` is in the platform's unit: the live count of the editor (rule R5)."""
        return self.limit.count(text)


@dataclass(frozen=True, slots=True)
class Changed:
    """An order as it stands after an act; `former` is what undo brings back."""

    act_id: int
    order: Order
    former: Order
    suggested: tuple[Suggested, ...] = ()
    promises: tuple[Promise, ...] = ()

    @property
    def promise(self) -> Promise | None:
        """The first ledger row that came with the act."""
        return self.promises[0] if self.promises else None


@dataclass(frozen=True, slots=True)
class BulkChanged:
    """Many orders changed by one act; undo takes all of them back."""

    act_id: int
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class PrivateDetails:
    """What stands behind the masks; reading it was an event (rule X1)."""

    order_id: int
    receiver: str
    phone: str
    address: str
    buyer_message: str


def history_entry(event: Event, undone: bool) -> HistoryEntry:
    """One journal row as people read it; a new row shows no fields, private values stay masked."""
    changes: tuple[FieldChange, ...] = ()
    if event.op == "change":
        before, after = restored(Order, event.before or {}), restored(Order, event.after or {})
        changes = tuple(
            FieldChange(name, masked_value(name, before.get(name)), masked_value(name, value))
            for name, value in after.items()
            if name != "version"
        )
    return HistoryEntry(event.at, event.actor, event.act, event.act_id, changes, undone)

"""The things the store keeps, as frozen dataclasses: what crosses every border between layers.

Money is integer fen. Times are aware `datetime`s in UTC. `id` is 0 until the store gave one.
`version` counts changes of a row; a write names the version it saw, so that nobody overwrites a
colleague (rule R6). `changed_by`/`changed_at` say who holds the latest version.
Field names equal the store's column names: the store maps them without a table of its own.
"""

from cs_console.domain.entities.aftersales import Case, CaseStep
from cs_console.domain.entities.base import Actor, Entity, Event
from cs_console.domain.entities.inquiries import Inquiry, Message, PhraseUse
from cs_console.domain.entities.orders import Buyer, ImportRun, Order, OrderLine, Promise, Refund
from cs_console.domain.entities.shifts import Addendum, Break, Handover, HandoverItem, HandoverReview, Shift

__all__ = [
    "Actor",
    "Addendum",
    "Break",
    "Buyer",
    "Case",
    "CaseStep",
    "Entity",
    "Event",
    "Handover",
    "HandoverItem",
    "HandoverReview",
    "ImportRun",
    "Inquiry",
    "Message",
    "Order",
    "OrderLine",
    "PhraseUse",
    "Promise",
    "Refund",
    "Shift",
]

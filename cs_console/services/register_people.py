"""The rows of the registers about handovers and buyers (交接本, 客户档案; rule K2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from cs_console.domain.entities import Buyer, Handover, HandoverItem
from cs_console.domain.registers import RegisterRow
from cs_console.i18n import coded
from cs_console.services.register_rows import Reading

_AT_ONCE = 500


def handovers(reading: Reading) -> Iterator[RegisterRow]:
    """What was handed over, item by item, with what the next shift said to it (交接本, rules H1–H7)."""
    logs = reading.uow.registers.between(Handover, "submitted_at", reading.start, reading.end)
    items: dict[int, list[HandoverItem]] = defaultdict(list)
    for item in reading.uow.figures.of(HandoverItem, "handover_id", [log.id for log in logs]):
        items[item.handover_id].append(item)
    for log in logs:
        for item in sorted(items[log.id], key=lambda one: (one.position, one.id)):
            yield RegisterRow(item.id, log.submitted_at, log.author, (
                item.id, log.business_date, log.shift_key, log.author, log.submitted_at, item.section,
                item.severity.value, item.buyer, item.order_no, coded(item.what), coded(item.action), item.owner,
                item.due_at, item.carried, item.decision.value, item.decided_by, item.decided_at, log.state.value,
            ), talk=int(item.ref.removeprefix("inquiry:")) if item.ref.startswith("inquiry:") else 0)  # fmt: skip


def buyers(reading: Reading) -> Iterator[RegisterRow]:
    """The buyers' cards, one row a person (客户档案, rule C1); names, phones and addresses stay on the card."""
    cards = reading.uow.registers.between(Buyer, "first_seen_at", reading.start, reading.end, merged_into=0)
    words = reading.policies.shop.buyer_marks.dispute_words
    for at in range(0, len(cards), _AT_ONCE):
        some = cards[at : at + _AT_ONCE]
        figures = reading.uow.buyers.figures([one.id for one in some], words)
        for one in some:
            facts = figures[one.id]
            yield RegisterRow(one.id, one.first_seen_at, "", (
                one.id, one.first_seen_at, one.nick, one.platform.value, one.group, one.credit, "、".join(one.tags),
                facts.orders, facts.paid_fen, facts.returns, facts.inquiries, facts.complaints, facts.last_order_at,
                one.preferences, one.notes,
            ))  # fmt: skip

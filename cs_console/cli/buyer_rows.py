"""Rows that the buyer commands print, as JSON and for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cs_console.cli.common import State, table, when
from cs_console.cli.order_rows import money, order_table, promise_json
from cs_console.domain.money import format_fen
from cs_console.i18n import language, listed, t, token

if TYPE_CHECKING:
    from cs_console.domain.buyers import Mark
    from cs_console.services.buyers import BuyerCard, BuyerRow, PrivateBuyer


def buyer_json(row: BuyerRow) -> dict[str, Any]:
    """One person; name and phone come masked from the service (rule X1)."""
    buyer, profile = row.buyer, row.profile
    return {
        "id": buyer.id,
        "nick": buyer.nick,
        "platform": buyer.platform.value,
        "nicks": [{"platform": platform.value, "nick": nick} for platform, nick in row.nicks],
        "name": buyer.name,
        "phone": buyer.phone,
        "group": profile.group,
        "tags": list(profile.tags),
        "credit": profile.credit,
        "preferences": profile.preferences,
        "notes": [{"nick": nick, "text": text} for nick, text in profile.notes],
        **asdict(row.figures),
        "marks": [asdict(mark) for mark in row.marks],
        "version": buyer.version,
    }


def buyer_table(rows: Sequence[BuyerRow], state: State) -> Iterable[str]:
    """Persons as a table, one a line."""
    cells = [
        (
            row.buyer.nick,
            _platforms(row),
            row.profile.group,
            row.figures.orders,
            money(row.figures.paid_fen),
            row.figures.returns + row.figures.exchanges,
            when(row.figures.last_order_at, state.zone),
            " ".join([*row.profile.tags, *(mark_text(mark) for mark in row.marks)]),
        )
        for row in rows
    ]
    names = ("nick", "platforms", "group", "orders", "paid", "returns", "last_order", "marks")
    return table(cells, [t(f"buyer.{name}") for name in names])


def _platforms(row: BuyerRow) -> str:
    return listed(dict.fromkeys(token("platform", platform) for platform, _ in row.nicks))


def mark_text(mark: Mark) -> str:
    """A mark with its figure: facts, not opinions (rule E4)."""
    count = format_fen(mark.count) if mark.code == "large" else mark.count
    return t(f"buyer.mark.{mark.code}", count=count, of=mark.of)


def buyer_lines(row: BuyerRow, state: State) -> Iterator[str]:
    """One person for a person: who, what staff wrote, the facts; empty fields left out."""
    buyer, profile, figures = row.buyer, row.profile, row.figures
    nicks = listed(f"{nick} ({token('platform', platform)})" for platform, nick in row.nicks)
    shown = {
        "nick": nicks,
        "contact": f"{buyer.name} {buyer.phone}".strip(),
        "group": profile.group,
        "tags": listed(profile.tags),
        "credit": profile.credit,
        "preferences": profile.preferences,
        "notes": " / ".join(text.replace("\n", " ") for _, text in profile.notes),
        "last_order": when(figures.last_order_at, state.zone),
        "marks": listed(mark_text(mark) for mark in row.marks),
    }
    yield from (f"{t(f'buyer.{name}')}: {value}" for name, value in shown.items() if value)
    yield t(
        "buyer.facts", orders=figures.orders, paid_orders=figures.paid_orders, paid=format_fen(figures.paid_fen),
        refunded=format_fen(figures.refunded_fen), returns=figures.returns, exchanges=figures.exchanges,
        claims=figures.claims, services=figures.services, disputes=figures.disputes, inquiries=figures.inquiries,
        complaints=figures.complaints,
    )  # fmt: skip


def card_json(card: BuyerCard) -> dict[str, Any]:
    """Everything about one person."""
    return {
        **buyer_json(card.row),
        "order_rows": [
            {
                "order_no": one.order_no, "platform": one.platform.value, "status": one.status.value,
                "goods": one.goods, "paid_fen": one.paid_fen, "flag": one.flag.value, "ordered_at": one.ordered_at,
            }
            for one in card.orders
        ],
        "inquiry_rows": [
            {
                "id": one.id, "platform": one.platform.value, "category": one.category.value,
                "state": one.state.value, "summary": one.summary, "received_at": one.received_at,
                "owner": one.owner, "outcome": one.outcome,
            }
            for one in card.inquiries
        ],
        "case_rows": [
            {
                "id": one.id, "flow": one.flow.value, "state": one.state.value, "order_no": one.order_no,
                "reason": one.reason, "opened_at": one.opened_at,
            }
            for one in card.cases
        ],
        "complaint_rows": [
            {
                "id": one.id, "state": one.state.value, "stage": one.stage.value, "cause": one.cause,
                "what": one.what, "received_at": one.received_at, "order_no": one.order_no,
            }
            for one in card.complaints
        ],
        "promise_rows": [promise_json(one) for one in card.promises],
        "told": [
            {"at": one.at, "agent": one.agent, "phrase": one.phrase_id, "text": one.text, "edited": one.edited}
            for one in card.told
        ],
    }  # fmt: skip


def card_lines(card: BuyerCard, private: PrivateBuyer | None, state: State) -> Iterator[str]:
    """Everything about one person, for a person."""
    policy = state.services().context.policies().aftersales
    yield from buyer_lines(card.row, state)
    if private is not None:
        yield from (f"  {value}" for value in (*private.names, *private.phones, *private.addresses))
    if card.orders:
        yield f"-- {t('buyer.orders')}"
        yield from order_table(card.orders, state)
    for talk in card.inquiries:
        category, stands = token("category", talk.category), token("state", talk.state)
        yield f"{t('buyer.talk')} #{talk.id} {when(talk.received_at, state.zone)} {category} [{stands}] {talk.summary}"
    for case in card.cases:
        stands = token("case_state", case.state)
        title = policy.reason(case.flow, case.reason)
        reason = title.text(language()) if title is not None else case.reason
        yield f"{t('order.case')} #{case.id} {token('flow', case.flow)} [{stands}] {reason}".rstrip()
    for one in card.complaints:
        stands = token("complaint_state", one.state)
        yield f"{t('buyer.complaint')} #{one.id} {when(one.received_at, state.zone)} [{stands}] {one.what}"
    for promise in card.promises:
        stands = token("promise_state", promise.state)
        yield f"{t('order.promise')} #{promise.id} {token('promise', promise.kind)} {promise.text} [{stands}]"
    for told in card.told:
        yield f"{t('buyer.told')} {when(told.at, state.zone)} {told.agent} [{told.phrase_id}] {told.text}"


def private_json(private: PrivateBuyer) -> dict[str, Any]:
    """What stands behind the masks."""
    return {"names": list(private.names), "phones": list(private.phones), "addresses": list(private.addresses)}

"""The buyer's card: one person over all nicks and platforms, facts first (rules C1, E4, X1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cs_console.domain.buyers import Mark
from cs_console.domain.entities import Buyer, Case, Inquiry, Order, Promise
from cs_console.domain.money import format_fen
from cs_console.domain.vocabulary import Flag
from cs_console.i18n import language, t, token
from cs_console.tui import clock
from cs_console.tui.deck import Deck
from cs_console.tui.screens.card import CardRow, CardScreen
from cs_console.tui.screens.popup import when_drawn
from cs_console.tui.widgets.lines import Line, wrap
from cs_console.tui.widgets.rows import Piece

if TYPE_CHECKING:
    from cs_console.domain.buyers import Told
    from cs_console.domain.complaints import Complaint
    from cs_console.domain.policy.aftersales import AftersalesPolicy
    from cs_console.services.buyers import BuyerCard, MergePreview, PrivateBuyer

FEW = 4
"""Rows of a section before the rest hides behind one row."""
WARNINGS = ("returns", "disputes", "complaints", "broken_promises")
"""Marks that ask for care; the others are good news."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the card is drawn with: the clock, the sections opened in full, what is unmasked for a moment."""

    zone: ZoneInfo
    now: datetime
    whole: Set[str] = frozenset()
    private: PrivateBuyer | None = None
    policy: AftersalesPolicy | None = None

    def reason(self, case: Case) -> str:
        """Why goods came back, in the words of the policy's list."""
        title = self.policy.reason(case.flow, case.reason) if self.policy is not None else None
        return title.text(language()) if title is not None else case.reason

    def when(self, at: datetime | None) -> str:
        """``10:31`` today, ``06-13`` on another day."""
        return clock.hour(at, self.zone, self.now)


class BuyerScreen(CardScreen):
    """The card of the person behind a nick."""

    def __init__(self, deck: Deck, buyer_id: int, act: Callable[[tuple[str, int]], None]) -> None:
        super().__init__(deck, t("command.buyer.card"), act)
        self.buyer_id = buyer_id
        self.card: BuyerCard | None = None
        self.private: PrivateBuyer | None = None
        self.whole: set[str] = set()

    @when_drawn
    def show(self, card: BuyerCard) -> None:
        """Show the card as it stands now."""
        self.card = card
        context = self._deck.context
        policy = self._deck.policies.aftersales
        sight = Sight(context.zone, context.clock(), frozenset(self.whole), self.private, policy)
        self.fill(lambda width: head_lines(card, width, sight), tuple(card_rows(card, self.buyer_id, sight)))

    @when_drawn
    def unmask(self, private: PrivateBuyer, seconds: int) -> None:
        """Show what stands behind the masks, and hide it again by itself (rule X1)."""
        self.private = private
        self.set_timer(seconds, self.mask)
        self._again()

    @when_drawn
    def mask(self) -> None:
        """Hide names, phones and addresses again."""
        self.private = None
        self._again()

    def open_section(self, name: str) -> None:
        """Show all rows of a section."""
        self.whole.add(name)
        self._again()

    def _again(self) -> None:
        if self.card is not None:
            self.show(self.card)


def head_lines(card: BuyerCard, width: int, sight: Sight) -> list[Line]:
    """Who it is on which platforms, what stands out, the figures."""
    row = card.row
    nicks = t("list.comma").join(f"{nick} {token('platform', platform)}" for platform, nick in row.nicks)
    lines: list[Line] = [[Piece(line, "title")] for line in wrap(nicks, width)[:2]]
    if row.marks:
        pieces: list[Piece] = []
        for mark in row.marks:
            care = mark.code in WARNINGS
            pieces.append(Piece(f"{'! ' if care else '+ '}{mark_words(mark)}   ", "warn" if care else "ok"))
        lines.append(pieces)
    lines += [[Piece(line)] for line in wrap(figures_words(card), width)[:3]]
    return [*lines, [Piece("-" * width, "dim")]]


def mark_words(mark: Mark) -> str:
    """A mark with its figure: a fact, never an opinion (rule E4)."""
    return t(
        f"buyer.mark.{mark.code}", count=format_fen(mark.count) if mark.code == "large" else mark.count, of=mark.of
    )


def figures_words(card: BuyerCard) -> str:
    """The facts in one sentence; what never happened is left out."""
    figures = card.row.figures
    counts = {
        "orders": figures.orders, "paid": figures.paid_orders, "refunded": figures.refunded_fen,
        "returns": figures.returns, "exchanges": figures.exchanges, "claims": figures.claims,
        "services": figures.services, "disputes": figures.disputes, "talks": figures.inquiries,
        "complaints": figures.complaints,
    }  # fmt: skip
    money = {"paid": figures.paid_fen, "refunded": figures.refunded_fen}
    words = [
        t(f"cards.fact.{name}", n=count, money=format_fen(money.get(name, 0)))
        for name, count in counts.items() if count or name == "orders"
    ]  # fmt: skip
    return "  ".join(words)


def card_rows(card: BuyerCard, buyer_id: int, sight: Sight) -> Iterator[CardRow]:
    """What can be done first, always by the same digits; then everything there is, newest first."""
    yield CardRow(("edit", buyer_id), t("cards.profile"), profile_words(card))
    yield CardRow(("unmask", buyer_id), t("buyer.contact"), _contact(card), style="" if _contact(card) else "dim")
    yield CardRow(("merge", buyer_id), t("cards.merge"), t("cards.merge_hint"), style="dim")
    yield from _private(sight)
    if len(card.cards) > 1:
        yield from (_nick_row(one, leading=not at) for at, one in enumerate(card.cards))
    for nick, text in card.row.profile.notes:
        of = next(one.id for one in card.cards if one.nick == nick)
        shown = text if len(card.cards) == 1 else f"{nick}: {text}"
        yield CardRow(("notes", of), t("buyer.notes"), shown)
    sections: Sequence[tuple[str, Sequence[CardRow]]] = (
        ("orders", [_order_row(one, sight) for one in card.orders]),
        ("talks", [_talk_row(one, sight) for one in card.inquiries]),
        ("cases", [_case_row(one, sight) for one in card.cases]),
        ("complaints", [_complaint_row(one, sight) for one in card.complaints]),
        ("promises", [_promise_row(one, sight) for one in card.promises]),
        ("told", [_told_row(at, one, sight) for at, one in enumerate(card.told)]),
    )
    for name, rows in sections:
        yield from _section(name, rows, sight)


def profile_words(card: BuyerCard) -> str:
    """What staff wrote, in one line; what is empty is left out."""
    profile = card.row.profile
    parts = {
        "group": profile.group, "tags": t("list.comma").join(profile.tags), "credit": profile.credit,
        "preferences": profile.preferences,
    }  # fmt: skip
    words = [f"{t(f'buyer.{name}')} {value}" for name, value in parts.items() if value]
    return "   ".join(words) or t("cards.profile_empty")


def _contact(card: BuyerCard) -> str:
    known = {(one.name, one.phone) for one in card.cards if one.name or one.phone}
    known |= {(one.receiver, one.phone) for one in card.orders[:3] if one.receiver or one.phone}
    shown = t("list.comma").join(f"{name} {phone}".strip() for name, phone in sorted(known)[:3])
    return f"{shown}   {t('cards.unmask_hint')}" if shown else t("buyer.nothing_private")


def _private(sight: Sight) -> Iterator[CardRow]:
    """Names, phones and addresses as they are, each to be copied by its digit."""
    if sight.private is None:
        return
    kinds = (("name", sight.private.names), ("phone", sight.private.phones), ("address", sight.private.addresses))
    for kind, values in kinds:
        for at, value in enumerate(values[:FEW]):
            yield CardRow((f"copy_{kind}", at), t(f"cards.{kind}"), value, style="warn")


def _section(name: str, rows: Sequence[CardRow], sight: Sight) -> Iterator[CardRow]:
    whole = name in sight.whole or len(rows) <= FEW + 1
    yield from rows if whole else rows[:FEW]
    if not whole:
        yield CardRow(("more", name), rows[0].label, t("cards.more", n=len(rows) - FEW), style="key")


def _nick_row(buyer: Buyer, *, leading: bool) -> CardRow:
    words = t("cards.leading") if leading else t("cards.split_hint")
    cells = ((token("platform", buyer.platform), 9, ""), (buyer.nick, 20, "strong"))
    return CardRow(("nick", buyer.id), t("buyer.nick"), words, cells, "dim")


def _order_row(order: Order, sight: Sight) -> CardRow:
    flag = token("flag", order.flag) if order.flag is not Flag.GREY else ""
    amount = order.paid_fen or order.total_fen
    cells = (
        (sight.when(order.ordered_at), 5, "dim"), (token("status", order.status), 8, ""),
        ("" if amount is None else format_fen(amount), 9, ""), (flag, 2, str(order.flag) if flag else ""),
        (order.order_no, 19, "dim"),
    )  # fmt: skip
    return CardRow(("order", order.id), t("buyer.orders"), order.goods, cells)


def _talk_row(talk: Inquiry, sight: Sight) -> CardRow:
    cells = (
        (sight.when(talk.received_at), 5, "dim"), (token("state", talk.state), 8, ""),
        (token("category", talk.category), 9, ""),
    )  # fmt: skip
    return CardRow(("talk", talk.id), t("buyer.talk"), talk.summary, cells)


def _case_row(case: Case, sight: Sight) -> CardRow:
    cells = ((sight.when(case.opened_at), 5, "dim"), (token("case_state", case.state), 8, ""))
    text = f"{token('flow', case.flow)}  {sight.reason(case)}".rstrip()
    return CardRow(("case", case.order_id), t("order.case"), text, cells)


def _complaint_row(one: Complaint, sight: Sight) -> CardRow:
    open_at = token("complaint_stage", one.stage) if one.state == "open" else ""
    cells = ((sight.when(one.received_at), 5, "dim"), (token("complaint_state", one.state), 8, ""), (open_at, 9, ""))
    return CardRow(("complaint", one.id), t("buyer.complaint"), one.what, cells)


def _promise_row(promise: Promise, sight: Sight) -> CardRow:
    late = promise.state == "open" and promise.due_at is not None and promise.due_at < sight.now
    state = token("promise_state", promise.state)
    style = "urgent" if late or promise.state == "broken" else ""
    cells = (
        (sight.when(promise.due_at), 5, style or "dim"),
        (state, 8, style),
        (token("promise", promise.kind), 9, ""),
    )
    return CardRow(("promise", promise.id), t("order.promise"), promise.text, cells)


def _told_row(at: int, told: Told, sight: Sight) -> CardRow:
    cells = ((sight.when(told.at), 5, "dim"), (told.agent, 8, ""))
    return CardRow(("told", at), t("buyer.told"), told.text or told.phrase_id, cells)


def preview_words(preview: MergePreview) -> str:
    """What a merge brings together, before it is done: both sides, grounds, what staff wrote on the two."""
    sides = []
    for row in (preview.keep, preview.other):
        nicks = t("list.comma").join(f"{nick} {token('platform', platform)}" for platform, nick in row.nicks)
        facts = t(
            "cards.side", orders=row.figures.orders, paid=format_fen(row.figures.paid_fen),
            returns=row.figures.returns + row.figures.exchanges, talks=row.figures.inquiries,
        )  # fmt: skip
        sides.append(f"{nicks}\n  {facts}")
    same = t("list.comma").join(t(f"cards.{name}") for name in preview.same)
    grounds = t("cards.same", what=same) if same else t("cards.nothing_same")
    tags = t("list.comma").join(preview.profile.tags)
    written = t(
        "cards.together", group=preview.profile.group or "-", tags=tags or "-", notes=len(preview.profile.notes)
    )
    return "\n".join([*sides, grounds, written])

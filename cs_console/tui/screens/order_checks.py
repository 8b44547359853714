"""What to look at before payment and before shipping, step by step, with what the data answers (rules O1–O3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from textual.binding import Binding

from cs_console.domain.checks import Check, Checklist
from cs_console.domain.money import format_fen
from cs_console.domain.vocabulary import OrderStatus, StepState
from cs_console.i18n import t, token
from cs_console.text.mask import mask_text
from cs_console.tui import clock, keymap
from cs_console.tui.context import context_of
from cs_console.tui.deck import Deck
from cs_console.tui.screens.card import CardRow, CardScreen
from cs_console.tui.screens.popup import when_drawn
from cs_console.tui.widgets.lines import Line, wrap
from cs_console.tui.widgets.rows import Piece, column, highlighted

if TYPE_CHECKING:
    from cs_console.domain.entities import Order
    from cs_console.services.goods import LineGoods

MARKS = {StepState.DONE: "[x]", StepState.TODO: "[ ]", StepState.NA: "[-]", StepState.PROBLEM: "[!]"}
STYLES = {StepState.DONE: "ok", StepState.NA: "dim", StepState.PROBLEM: "urgent"}
NAME = 22
COUNT, PRICE, FLOOR = 5, 10, 17
LINES = 4
"""Order lines shown above the steps."""


class CheckScreen(CardScreen):
    """The checklist of an order; a digit ticks, Delete gives another outcome."""

    HINT = "checks.hint"

    def __init__(
        self, deck: Deck, order_id: int, act: Callable[[tuple[str, Any]], None], otherwise: Callable[[Check], None]
    ) -> None:
        super().__init__(deck, t("command.order.check"), act)
        self.order_id = order_id
        self.checklist: Checklist | None = None
        self._otherwise = otherwise

    def on_mount(self) -> None:
        """Delete asks what else a step came to."""
        keys = context_of(self).keymap["case.not_applicable"].keys
        keymap.install(self, [Binding(key, "screen.otherwise", show=False) for key in keys])

    @when_drawn
    def show(self, order: Order, checklist: Checklist, lines: Sequence[LineGoods]) -> None:
        """Show the steps as they stand now."""
        self.checklist = checklist
        context = self._deck.context
        rows = [check_row(check, context.zone, context.clock()) for check in checklist.checks]
        if checklist.kind == "o1":
            rows.append(CardRow(("price", order.id), "", t("checks.price_hint"), style="key"))
        rows += [
            CardRow(("goods", one.goods.id), "", t("checks.goods_hint", title=one.goods.title), style="key")
            for one in lines
            if one.goods is not None
        ]
        self.fill(lambda width: head_lines(order, checklist, lines, width), rows)

    def action_otherwise(self) -> None:
        """Not applicable, a problem, or not yet."""
        row = self.rows.chosen
        if row is not None and isinstance(row.key, tuple) and row.key[0] == "check":
            self._otherwise(self.check_of(row.key[1]))

    def check_of(self, key: str) -> Check:
        """The step with this key."""
        checks = self.checklist.checks if self.checklist is not None else ()
        return next(check for check in checks if check.key == key)


def head_lines(order: Order, checklist: Checklist, lines: Sequence[LineGoods], width: int) -> list[Line]:
    """Which order, who gets it where, what is on it; how far the list is."""
    facts = f"{token('platform', order.platform)} {order.order_no}  {order.buyer_nick}  {token('status', order.status)}"
    head: list[Line] = [[Piece(f"{facts}  ", "strong"), Piece(*progress(checklist))]]
    where = f"{order.receiver} {order.phone}  {order.address}".strip()
    head += [[Piece(line)] for line in wrap(where, width, 1)[:1] if where]
    head += [line_pieces(one, width) for one in lines[:LINES]]
    if len(lines) > LINES:
        head.append([Piece(t("checks.more_lines", n=len(lines) - LINES), "dim")])
    return [*head, [Piece("-" * width, "dim")]]


def line_pieces(one: LineGoods, width: int) -> Line:
    """How many at which price, the floor for the agent alone, then what it is (rules O2, G3)."""
    line, floor = one.line, one.goods.floor_fen if one.goods is not None else None
    price = "" if line.price_fen is None else format_fen(line.price_fen)
    inner = "" if floor is None else t("goods.floor_short", price=format_fen(floor))
    room = width - COUNT - PRICE - FLOOR
    return [
        column(f"x{line.quantity}", COUNT, "strong"), column(price, PRICE), column(inner, FLOOR, "warn"),
        *highlighted(f"{line.title} {line.spec}".strip(), (), max(room, 0)),
    ]  # fmt: skip


def progress(checklist: Checklist) -> tuple[str, str]:
    """How far a checklist is, and in which style to say it."""
    done = len(checklist.checks) - checklist.open - checklist.problems
    words = t("checks.progress", done=done, of=len(checklist.checks))
    if checklist.problems:
        return f"{words} {t('checks.problems', n=checklist.problems)}", "urgent"
    return words, "dim" if checklist.open else "ok"


def check_row(check: Check, zone: ZoneInfo, now: datetime) -> CardRow:
    """One step: state, name, what the data shows, who found what."""
    style = STYLES.get(check.state, "")
    words = check_words(check)
    if check.by:
        code = "check.overtaken" if check.stale else "check.found"
        found = t(code, by=check.by, at=clock.moment(check.at, zone, now), note=mask_text(check.note)).rstrip()
        words = f"{found}  {words}"
    shown = "warn" if check.stale else style if check.state is StepState.PROBLEM else ""
    return CardRow(("check", check.key), MARKS[check.state], words, ((t(f"check.{check.key}"), NAME, style),), shown)


def check_words(check: Check) -> str:
    """What the data shows at a step, private text masked (rule X1)."""
    return t(f"check.{check.code}", **{name: _readable(name, value) for name, value in check.params.items()})


def _readable(name: str, value: object) -> object:
    if name.endswith("_fen") and isinstance(value, int):
        return format_fen(value)
    if name == "flag":
        return token("flag", value)
    if isinstance(value, tuple):
        return t("list.comma").join(t(f"order.{one}") for one in value)
    return mask_text(value) if isinstance(value, str) else value


def has_checklist(order: Order) -> bool:
    """Whether there is anything to check: before payment, and before shipping."""
    return order.status in (OrderStatus.UNPAID, OrderStatus.PAID)

"""Lines of the order pane: flags by digit, what saving would change, who changed what (rules R1, R3, R6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cs_console.domain.money import format_fen
from cs_console.domain.remarks import difference
from cs_console.domain.vocabulary import FLAG_DIGITS, Flag
from cs_console.i18n import t, token
from cs_console.text.width import cell_width
from cs_console.tui import clock
from cs_console.tui.widgets.lines import Line, wrap
from cs_console.tui.widgets.rows import Piece, cells_for

if TYPE_CHECKING:
    from cs_console.domain.entities import Order
    from cs_console.domain.order_doubts import Doubt
    from cs_console.services.order_views import HistoryEntry

LABELS = ("goods", "due", "paid", "parcel", "message", "doubt", "conflict", "flag", "change", "history", "remark")


def label_cells() -> int:
    """Cells of the labels, a blank behind the longest of the language shown."""
    return cells_for("card", LABELS, 6, 10)


def labelled(code: str, parts: Sequence[str], style: str = "") -> list[Line]:
    """Lines whose first begins with a label, the others below it."""
    label = t(code) if code else ""
    head = f" {label}" + " " * max(label_cells() - cell_width(label), 1)
    return [
        [Piece(head if number == 0 else " " * (label_cells() + 1), "dim"), Piece(part, style)]
        for number, part in enumerate(parts)
    ]


def flag_line(order: Order, by_digit: Mapping[int, Flag] = FLAG_DIGITS) -> Line:
    """``1 红  2 黄  3 绿<``: every colour by the policy's digit, 0 last, the one set marked beside its colour."""
    pieces = [Piece(labelled("card.flag", [""])[0][0].text, "dim")]
    for digit, flag in sorted(by_digit.items(), key=lambda one: one[0] or 10):
        chosen = flag is order.flag
        word = token("flag", flag) if flag is not Flag.GREY else t("card.flag_none")
        pieces.append(Piece(f"{digit} ", "dim"))
        pieces.append(Piece(f"{word}{'<' if chosen else ' '} ", str(flag)))
    return pieces


def doubt_words(found: Sequence[Doubt]) -> str:
    """What the order's own amounts and dates get wrong, in one line."""
    parts = []
    for one in found:
        dates = "、".join(t(f"doubt.field.{name}") for name in one.fields)
        amounts = {"found": format_fen(one.found_fen), "expected": format_fen(one.expected_fen)}
        parts.append(t(f"doubt.{one.code}", dates=dates, **amounts))
    return "  ".join(parts)


def difference_lines(old: str, new: str, width: int) -> list[Line]:
    """What saving would add and take away (rule R1); nothing while nothing changed."""
    if old == new:
        return []
    marks = {"added": ("+", "ok"), "removed": ("-", "urgent")}
    pieces = [Piece(labelled("card.change", [""])[0][0].text, "dim")]
    room = width - label_cells() - 2
    for span in difference(old, new):
        if span.kind == "same":
            continue
        sign, style = marks[span.kind]
        shown = wrap(f"{sign}{span.text}".replace("\n", " "), max(room, 4))[0]
        pieces += [Piece(shown, style), Piece(" ")]
        room -= cell_width(shown) + 1
        if room <= 4:
            break
    return [pieces]


def history_lines(history: Sequence[HistoryEntry], width: int, zone: ZoneInfo, now: datetime) -> list[Line]:
    """Who changed remark or flag when, and what stood there before (rule R6)."""
    lines: list[Line] = []
    for entry in history:
        for change in entry.changes:
            if change.field not in ("remark", "flag"):
                continue
            words = history_words(change.field, change.before, change.after)
            undone = f"  {t('card.undone')}" if entry.undone else ""
            head = f"{clock.moment(entry.at, zone, now)} {entry.by}  "
            label = "card.history" if not lines else ""
            shown = wrap(head + words + undone, width - label_cells() - 1)[:2]
            lines += labelled(label, shown, "dim" if entry.undone else "")
    return lines


def history_words(name: str, before: object, after: object) -> str:
    """One change in words."""
    if name == "flag":
        return t("card.flag_change", before=token("flag", before), after=token("flag", after))
    return t("card.remark_change", before=before or "-", after=after or "-")

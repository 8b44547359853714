"""The due list as the screen draws it: a row each, the chosen one in full, what can be done with it (rules U1, C3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from cs_console.domain.followups import OUTCOMES, DueItem, FollowupKind, FollowupOutcome
from cs_console.domain.money import brief_fen, format_fen
from cs_console.i18n import t, token
from cs_console.text.mask import mask_text
from cs_console.text.width import cell_width
from cs_console.tui import clock
from cs_console.tui.screens.listing import labelled
from cs_console.tui.screens.popup import Choice
from cs_console.tui.widgets.lines import Line
from cs_console.tui.widgets.rows import Piece, cells_for, column, highlighted

_K = FollowupKind

ROOMY = 84
"""From this many cells on, order, amount and owner have columns of their own."""
PRESSING = frozenset({_K.PROMISE, _K.CASE, _K.COMPLAINT})
"""Kinds whose time a buyer was told or may hold against us: late ones stand out."""
KEEP_OPEN = frozenset({_K.SIGNED, _K.CSAT})
"""Kinds whose outcome is only known once the buyer has answered the text."""


def paint_due(item: DueItem, width: int, zone: ZoneInfo, now: datetime) -> Sequence[Piece]:
    """Urgency, since when, kind, buyer, what about, how late; wider rows add order, amount and owner."""
    left, style = clock.limit(item.due_at, now)
    pressing = style == "urgent" and item.kind in PRESSING
    look = "urgent" if pressing else "dim" if style == "urgent" else style
    mark = Piece("! ", "urgent") if pressing else Piece("* " if item.due_at <= now else "  ", "mark")
    kinds = cells_for("followup_kind", _K, 11, 19)
    head = [mark, column(clock.hour(item.due_at, zone, now), 6, "dim")]
    head += [column(token("followup_kind", item.kind), kinds, "key"), column(item.buyer or "-", 11), Piece(" ")]
    tail = [column(left, 7, look, right=True)]
    if width >= ROOMY:
        amount = "" if item.amount_fen is None else brief_fen(item.amount_fen)
        tail = [Piece(" "), column(item.order_no, 22, "dim"), column(amount, 10, right=True), *tail]
        tail.append(column(f" {item.owner}", 8, "dim"))
    room = width - sum(cell_width(piece.text) for piece in (*head, *tail))
    return [*head, *highlighted(" ".join(mask_text(item.what).split()), (), max(room, 0)), *tail]


def due_lines(item: DueItem, told: str, width: int, zone: ZoneInfo, now: datetime) -> list[Line]:
    """The item in full: whom and what about, since when and whose, the text to send."""
    amount = "" if item.amount_fen is None else format_fen(item.amount_fen)
    owner = item.owner or t("due.nobody")
    stage = t("due.stage", n=item.stage) if item.kind is _K.UNPAID else ""
    about = "  ".join(part for part in (item.buyer, item.order_no, amount) if part)
    since = "  ".join(part for part in (clock.moment(item.due_at, zone, now), stage, owner) if part)
    return labelled(
        (
            (t("due.label.say"), told, "strong"),
            (t("due.label.about"), about, ""),
            (t("due.label.what"), mask_text(item.what), ""),
            (t("due.label.due"), since, ""),
        ),
        width,
    )


def work_order(item: DueItem, now: datetime) -> tuple[bool, bool, datetime]:
    """What is due before what is to come, what a buyer holds us to before reminders, then the longest due."""
    return item.due_at > now, item.kind not in PRESSING, item.due_at


def due_words(item: DueItem) -> str:
    """What a filter looks through."""
    return f"{token('followup_kind', item.kind)} {item.buyer} {item.order_no} {item.what} {item.owner}"


def due_choices(item: DueItem) -> list[Choice]:
    """What can be done with an item, the usual first, going there last."""
    if item.kind in (_K.CASE, _K.SNOOZED):
        return [Choice("open", t(f"due.open.{item.kind.value}"))]
    if item.kind in (_K.COMPLAINT, _K.GAP, _K.PROBLEM):
        return [Choice("work", t(f"due.work.{item.kind.value}")), *_open(item)]
    found: list[Choice] = []
    if item.kind is _K.REVIEWS:
        found.append(Choice("review", t("command.review.add"), t("due.review_detail")))
    usual, *others = OUTCOMES[item.kind]
    if item.phrase_id and item.kind in KEEP_OPEN:
        found.append(Choice("copy", t("due.copy"), t("due.copy_detail")))
        others = [usual, *others]
    elif item.phrase_id:
        found.append(Choice(("copy", usual), t("due.copy_done", outcome=token("followup_outcome", usual))))
        found.append(Choice(("done", usual), t("due.own_words", outcome=token("followup_outcome", usual))))
    else:
        others = [usual, *others]
    found += [_outcome(one) for one in others]
    if item.kind is _K.PROMISE:
        found.append(Choice("broken", t("due.broken"), style="warn"))
    return [*found, Choice("snooze", t("command.inquiry.snooze")), *_open(item)]


def _outcome(outcome: FollowupOutcome) -> Choice:
    words = token("followup_outcome", outcome)
    return Choice(("done", outcome), t("due.with_note", outcome=words) if outcome is FollowupOutcome.OTHER else words)


def _open(item: DueItem) -> list[Choice]:
    return [Choice("open", t("due.open"))] if item.order_id or item.inquiry_id else []

"""Handover items as the screens draw them: one row each, and the chosen one in full (rules H3, H6)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cs_console.domain.handover import SECTIONS, days_open, lacks, why_code
from cs_console.domain.vocabulary import ItemDecision, Severity
from cs_console.i18n import coded, language, owner_name, t, token
from cs_console.text.clean import clean
from cs_console.text.width import cell_width, cut
from cs_console.tui import clock
from cs_console.tui.widgets.lines import Line, wrap
from cs_console.tui.widgets.rows import Piece, column, highlighted

if TYPE_CHECKING:
    from cs_console.domain.entities import HandoverItem
    from cs_console.domain.handover import HandoverView

DECISION, WHO, OWNER, DUE, LABEL = 9, 12, 10, 12, 10
ROOMY = 90
"""From this many cells on, owner and due stand in columns of their own."""

BRIEF = 140
"""Cells of an item's text above a question about it: two lines, however long the text."""

MARKS: Mapping[Severity, tuple[str, str]] = {
    Severity.URGENT: ("! ", "urgent"),
    Severity.NORMAL: ("  ", ""),
    Severity.INFO: ("i ", "dim"),
}
DECISION_STYLES: Mapping[ItemDecision, str] = {
    ItemDecision.PENDING: "dim",
    ItemDecision.ACCEPTED: "ok",
    ItemDecision.QUERIED: "warn",
    ItemDecision.DECLINED: "urgent",
}


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line of a log: an item, or a section that has none."""

    section: str
    item: HandoverItem | None = None
    first: bool = True

    @property
    def key(self) -> Hashable:
        """What stays the same when the row moves."""
        return self.item.id if self.item is not None else self.section


def log_rows(view: HandoverView, *, empty: bool, section: str = "") -> list[LogRow]:
    """Items in reading order, of one `section` or all; with `empty` one without items says so (rule H3)."""
    rows: list[LogRow] = []
    for one in view.sections:
        if section not in ("", one.key):
            continue
        rows += [LogRow(one.key, item, at == 0) for at, item in enumerate(one.items)]
        if empty and not one.items:
            rows.append(LogRow(one.key))
    return rows


def paint_log_row(
    row: LogRow, width: int, zone: ZoneInfo, now: datetime, *, decided: bool = False, gaps: bool = False,
    changed: bool = False,
) -> Sequence[Piece]:  # fmt: skip
    """Section, severity, buyer or order, what happened; `gaps` names what an item still lacks."""
    named = _section_cells(language())
    head = column(t(f"section.{row.section}"), named, "key" if row.first else "dim")
    item = row.item
    if item is None:
        return [head, *highlighted(f"  {t('handover.empty_section')}", (), width - named, "dim")]
    mark, style = MARKS[item.severity]
    pieces = [head, Piece(mark, style), column(item.buyer or item.order_no or "-", WHO - 1), Piece(" ")]
    if decided:
        word = token("decision", item.decision)
        word = f"{word} {t('handover.accept.changed')}" if changed else word
        pieces.insert(0, column(word, DECISION, "warn" if changed else DECISION_STYLES[item.decision]))
    tail: list[Piece] = []
    if width >= ROOMY:
        due = clock.moment(item.due_at, zone, now) or "-"
        tail = [column(f" {owner_name(item.owner)}", OWNER, "dim"), column(f" {due}", DUE, "dim")]
    missing = lacks(item) if gaps else ()
    if missing:
        words = lack_words(missing)
        pieces.append(Piece(f"{words} ", "urgent"))
    room = width - sum(cell_width(piece.text) for piece in (*pieces, *tail))
    return [
        *pieces,
        *highlighted(item.what, (), max(room, 0), style if item.severity is Severity.URGENT else ""),
        *tail,
    ]


@cache
def _section_cells(lang: str) -> int:
    """What the sections' names take in a language, and a blank."""
    return 1 + max(cell_width(t(f"section.{one}")) for one in SECTIONS)


def brief(item: HandoverItem) -> str:
    """Whom and what an item is about, short enough to stand above a question."""
    who = "  ".join(part for part in (item.buyer, item.order_no) if part)
    return shortened(f"{who}  {item.what}".strip())


def shortened(text: str) -> str:
    """At most `BRIEF` cells of a text from outside."""
    shown = " ".join(clean(text, multiline=True).split())
    return shown if cell_width(shown) <= BRIEF else f"{cut(shown, BRIEF)}.."


def lack_words(missing: Sequence[str]) -> str:
    """``缺 下一步、期限``."""
    return t("handover.screen.lacks", names=t("list.comma").join(t(f"lacks.{name}") for name in missing))


def item_lines(
    item: HandoverItem, width: int, zone: ZoneInfo, now: datetime, view: HandoverView | None = None
) -> list[Line]:
    """The item in full: what, next action, owner and due, what changed since, its path and what was said to it."""
    who = "  ".join(part for part in (item.buyer, item.order_no) if part)
    due = clock.moment(item.due_at, zone, now) or "-"
    asked = [(why_code(item), item.question, "warn"), ("handover.answer", item.answer, "ok")]
    parts: list[tuple[str, str, str]] = [
        ("handover.screen.about", f"{who}  {item.what}".strip(), "strong"),
        *asked,  # what was said instead of accepting goes before what the log says: a small screen has four lines
        ("handover.action", coded(item.action) or "-", ""),
        ("handover.owner", t("handover.screen.owner_due", owner=owner_name(item.owner) or "-", due=due), ""),
        ("handover.since", since_words(view, item, zone, now), "warn"),
        ("handover.contingency", item.contingency, ""),
        ("handover.carry_reason", _carried(item), "urgent" if item.carried > 1 else "warn"),
        ("handover.path", path_words(view, item, now), "urgent" if item.carried > 1 else "warn"),
        ("handover.read_back", item.read_back, "ok"),
    ]
    if view is not None:
        parts += said_about(view, item.id, zone, now)
    return [line for code, text, style in parts if text for line in _labelled(t(code), text, width, style)]


def remark_lines(view: HandoverView | None, width: int, zone: ZoneInfo, now: datetime) -> list[Line]:
    """What was said about the log as a whole: what stands below a section that has no items."""
    parts = said_about(view, 0, zone, now) if view is not None else []
    return [line for code, text, style in parts for line in _labelled(t(code), text, width, style)]


def said_about(view: HandoverView, item_id: int, zone: ZoneInfo, now: datetime) -> list[tuple[str, str, str]]:
    """Addenda and reviews of an item and of the log as a whole (rules H7, H8)."""
    found = []
    for note in view.addenda:
        if note.item_id in (0, item_id):
            at = clock.moment(note.written_at, zone, now)
            text = t("handover.addendum_line", at=at, author=note.author, text=note.text)
            found.append(("handover.addenda", text, "warn"))
    for one in view.reviews:
        if one.item_id in (0, item_id):
            code = "handover.signed_off" if one.signed_off else "handover.review_line"
            at = clock.moment(one.written_at, zone, now)
            text = t(code, at=at, reviewer=one.reviewer, rating=one.rating, text=one.text).rstrip()
            found.append(("handover.reviews", text, "key"))
    return found


def since_words(view: HandoverView | None, item: HandoverItem, zone: ZoneInfo, now: datetime) -> str:
    """What happened to a handed-in thing since it was signed (rule H5)."""
    since = view.since.get(item.id) if view is not None else None
    if since is None:
        return ""
    return t(f"since.{since.kind}", by=owner_name(since.by), at=clock.moment(since.at, zone, now))


def path_words(view: HandoverView | None, item: HandoverItem, now: datetime) -> str:
    """The logs through which a carried thing came, and for how long (rule H6)."""
    legs = view.paths.get(item.id, ()) if view is not None else ()
    words = " > ".join(
        t("handover.leg", day=f"{one.business_date:%m-%d}", shift=token("shift", one.shift_key), author=one.author)
        for one in legs
    )
    return t("handover.path_line", legs=words, days=days_open(legs, now)) if legs else ""


def _carried(item: HandoverItem) -> str:
    if not item.carried:
        return ""
    return f"{t('handover.carried', count=item.carried)}  {item.carry_reason}".rstrip()


def _labelled(label: str, text: str, width: int, style: str) -> list[Line]:
    lines = wrap(text, width - LABEL)
    return [[column(label if at == 0 else "", LABEL, "dim"), Piece(line, style)] for at, line in enumerate(lines)]


def written_due(due: datetime | None, zone: ZoneInfo) -> str:
    """A due time as `typed_due` reads it again."""
    return due.astimezone(zone).strftime("%Y-%m-%d %H:%M") if due is not None else ""

"""The desk's first page: figures that lead to their rows, then everybody with what is in their hands."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from cs_console.domain.board import AgentLine, Board
from cs_console.domain.vocabulary import ShiftState
from cs_console.domain.worklist import QueueFilter, QueueRow
from cs_console.i18n import t, token
from cs_console.text.width import fit
from cs_console.tui import clock
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Cell, Item, Page, Told, WidePick
from cs_console.tui.screens.popup import Choice
from cs_console.tui.screens.shift import shift_title

BEHIND = 8
"""Rows that the look behind a figure shows."""
NAME, FIGURE = 10, -4
LATE = 8
"""Cells of how late somebody is."""
LONG_OVER = 1800
"""Seconds over the limit from which on a wait is one of the worst."""


class BoardPage(Page):
    """Who is on, who waits, what is late (rule H8); Enter goes to the rows behind a figure."""

    ID = "board"

    def read(self, desk: Desk) -> Board:
        """The board of this moment."""
        return desk.services.board.live(desk.actor)

    def badges(self, value: Board) -> Mapping[str, int]:
        """What waits on the other pages."""
        return {"approvals": value.approvals}

    def items(self, value: Board, *, wide: bool) -> Sequence[Item]:
        """Figures first, then people."""
        return [*self._figures(value), *(self._person(one, value, wide=wide) for one in value.agents)]

    # -- figures --------------------------------------------------------------------------------

    def _figures(self, board: Board) -> Iterator[Item]:
        counts, oldest = board.counts, board.oldest
        waiting = [self._waits(row) for row in board.waiting]
        longest = t("board.longest", buyer=oldest.buyer, span=self._since(oldest)) if oldest is not None else ""
        yield self._figure("waiting", counts.waiting, longest, waiting)
        overdue = [told for row, told in zip(board.waiting, waiting, strict=True) if row.overdue(self.now)]
        yield self._figure("overdue", counts.overdue, "", overdue, style="urgent")
        free = [told for row, told in zip(board.waiting, waiting, strict=True) if not row.owner]
        nobody = t("board.of_these_overdue", n=board.nobody.overdue) if board.nobody.overdue else ""
        yield self._figure("unclaimed", board.nobody.open, nobody, free)
        promises = [(one.order_no, self._line(one.due_at, one.owner or one.agent, one.text)) for one in board.promises]
        yield self._late("promises", promises)
        cases = [(one.order_no, self._line(one.due_at, one.owner, token("flow", one.flow))) for one in board.cases]
        yield self._late("cases", cases)

    def _late(self, key: str, rows: Sequence[tuple[str, str]]) -> Item:
        """What is late by its order: number, then the rest in words."""
        behind: list[Told] = [(f"{words}  {order_no}", "") for order_no, words in rows]
        return self._figure(key, len(rows), "", behind, style="warn", value=rows)

    def _figure(
        self, key: str, count: int, text: str, behind: Sequence[Told], *, style: str = "", value: Any = None
    ) -> Item:
        look = style if count else "dim"
        mark = "!" if count and style == "urgent" else " "
        cells: list[Cell] = [(mark, 1, look), (t(f"board.figure.{key}"), NAME, "" if count else "dim")]
        cells.append((str(count), FIGURE, look or "strong"))
        text = text or (_in_a_line(behind[0]) if behind else "")
        return Item(key, cells, text, "dim", behind[:BEHIND] or [(t("board.nothing"), "dim")], value)

    def _waits(self, row: QueueRow) -> Told:
        """How late in colour, then who and what in plain: the worst stand out of a long list."""
        late, soon = self.left(row.due_at)
        mark = _mark(row.due_at, self.now)
        style = {"!!": "urgent", "!": "warn"}.get(mark, soon)
        words = (row.buyer, row.owner or t("board.free"), token("category", row.category), row.summary)
        return "  ".join(word for word in words if word), style, fit(mark, 3) + fit(late, LATE)

    def _line(self, due: datetime | None, owner: str, text: str) -> str:
        return "  ".join(word for word in (self.left(due)[0], owner, text) if word)

    def _since(self, row: QueueRow) -> str:
        since = row.unanswered_since
        return clock.span((self.now - since).total_seconds()) if since is not None else ""

    # -- people ---------------------------------------------------------------------------------

    def _person(self, one: AgentLine, board: Board, *, wide: bool) -> Item:
        duty, style = self._duty(one)
        load = one.load
        cells: list[Cell] = [
            ("!" if one.absent_with_work or one.tired or one.expected or one.silent_since else " ", 1, "warn")
        ]
        cells += [(one.name, NAME, ""), (duty, 24 if wide else 18, style)]
        figures = (
            ("open", load.open, ""), ("waiting", load.waiting, ""), ("overdue", load.overdue, "urgent"),
            ("promises", one.promises, "warn"), ("cases", one.cases, "warn"), ("closed", one.closed_today, ""),
        )  # fmt: skip
        for name, count, look in figures:
            words = t(f"board.short.{name}", n=count)
            cells.append((words, 8 if wide else 6, look if count else "dim"))
        mine = [self._waits(row) for row in board.waiting if row.owner == one.name]
        return Item(("agent", one.name), cells, "", "", [*self._about(one), *mine[:BEHIND]], one)

    def _duty(self, one: AgentLine) -> tuple[str, str]:
        if one.shift is None:
            return (
                (t("board.missing", minutes=one.missing_minutes), "urgent") if one.expected else (t("board.off"), "dim")
            )
        if one.silent_since is not None:
            return t("board.silent", at=self.at(one.silent_since)), "urgent"
        words = [shift_title(self.deck, one.shift.key), token("shift_state", one.shift.state)]
        late = one.attendance.late if one.attendance is not None else 0
        words += [t("board.late_by", minutes=late)] if late else []
        return " ".join(words), "warn" if one.shift.state is ShiftState.BREAK or late else "ok"

    def _about(self, one: AgentLine) -> Iterator[Told]:
        role = "  ".join(word for word in (token("role", one.role) if one.role else "", one.team) if word)
        if one.shift is None:
            yield role, "dim"
            if one.absent_with_work:
                yield t("board.absent_with_work", n=one.load.open), "warn"
            return
        worked = one.attendance
        breaks = t("board.breaks", minutes=worked.breaks) if worked is not None else ""
        yield "  ".join((role, t("board.since", at=self.at(one.shift.started_at)), breaks)), "dim"
        if one.tired:
            yield t("board.tired", minutes=one.unrested), "warn"

    # -- drilling down --------------------------------------------------------------------------

    def choices(self, item: Item) -> Sequence[Choice]:
        """One way from each figure: to its rows."""
        if isinstance(item.key, tuple):
            free = "" if item.value.load.open else t("board.holds_nothing")
            absent = free or ("" if item.value.shift is None else t("board.is_there"))
            return (
                Choice("queue", t("board.to_queue"), why_not=free),
                Choice("moves", t("board.to_moves"), why_not=absent),
            )
        return (Choice("rows", ""),)

    def act(self, item: Item, choice: Hashable) -> None:
        """To the queue, narrowed; promises and cases by their orders."""
        filters = {
            "waiting": QueueFilter(waiting_only=True),
            "overdue": QueueFilter(overdue_only=True),
            "unclaimed": QueueFilter(owner=""),
        }
        if isinstance(item.key, tuple):
            if choice == "moves":
                self.room.go("moves")
            else:
                self.room.drill(QueueFilter(owner=item.value.name))
        elif item.key in filters:
            self.room.drill(filters[str(item.key)])
        elif item.value:
            entries = [Choice(order_no, order_no or words, words) for order_no, words in item.value]
            popup = WidePick(t(f"board.figure.{item.key}"), entries)
            self.room.ask(popup, lambda order_no: self.room.drill(_of_order(str(order_no))))
        else:
            self.room.note(t("board.nothing"), style="$text-muted")


def _mark(due: datetime | None, now: datetime) -> str:
    """``!!`` for what is over by half an hour and more, ``!`` for what is over: colour never stands alone."""
    over = (now - due).total_seconds() if due is not None else 0.0
    return "!!" if over >= LONG_OVER else "!" if over > 0 else ""


def _in_a_line(told: Told) -> str:
    return "  ".join(part.strip() for part in (*told[2:], told[0]) if part.strip())


def _of_order(order_no: str) -> QueueFilter:
    return QueueFilter(order_no=order_no, include_closed=True)

"""The handover on screen: the incoming log decided item by item, the own draft before it is signed (H1–H4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from cs_console.commands import DIGIT_OF
from cs_console.domain.vocabulary import ItemDecision, Severity
from cs_console.i18n import t, token
from cs_console.tui import clock, keymap
from cs_console.tui.context import Context, context_of
from cs_console.tui.safe import safe
from cs_console.tui.screens.popup import Popup
from cs_console.tui.screens.prompt import Ask, Prompt
from cs_console.tui.widgets.lines import Line, Lines, wrap
from cs_console.tui.widgets.rows import Piece, column, highlighted
from cs_console.tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from cs_console.domain.entities import HandoverItem
    from cs_console.domain.handover import HandoverView

DECISIONS = {1: ItemDecision.ACCEPTED, 2: ItemDecision.QUERIED, 3: ItemDecision.DECLINED}
MARKS = {
    ItemDecision.PENDING: ("[ ]", ""), ItemDecision.ACCEPTED: ("[x]", "ok"),
    ItemDecision.QUERIED: ("[?]", "warn"), ItemDecision.DECLINED: ("[-]", "urgent"),
}  # fmt: skip
EDITED = ("action", "owner", "contingency", "carry_reason")


@dataclass(frozen=True, slots=True)
class Decision:
    """What the incoming agent says to one item."""

    item_id: int
    decision: ItemDecision
    read_back: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class ItemEdit:
    """Changed fields of an item of one's own draft."""

    item_id: int
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    """An item, or the heading of a section; an empty section says so (rule H3)."""

    key: object
    heading: str = ""
    item: HandoverItem | None = None
    lacking: bool = False


def rows_of(view: HandoverView) -> list[_Row]:
    """Sections in their fixed order, each with its items or 「无」."""
    lacking = {gap.item_id for gap in view.gaps}
    rows: list[_Row] = []
    for section in view.sections:
        count = str(len(section.items)) if section.items else t("handover_view.empty")
        rows.append(_Row(section.key, f"{t(f'section.{section.key}')}  {count}"))
        rows += [_Row(item.id, "", item, item.id in lacking) for item in section.items]
    return rows


def paint_row(row: _Row, width: int) -> Sequence[Piece]:
    """Decision, urgency, buyer, what happened."""
    item = row.item
    if item is None:
        return highlighted(row.heading, (), width, "title")
    mark, style = MARKS[item.decision]
    urgent = item.severity is Severity.URGENT or item.carried >= 2
    head = [
        column(mark, 4, style),
        column("!" if urgent or row.lacking else "", 2, "urgent"),
        column(item.buyer, 10),
        Piece(" "),
    ]
    return [*head, *highlighted(item.what, (), max(width - 17, 4), "urgent" if row.lacking else "")]


def detail_lines(item: HandoverItem, context: Context, width: int) -> list[Line]:
    """Everything one item says: what happened, next action, owner, due, if/then, the path it came."""
    due = clock.moment(item.due_at, context.zone, context.clock())
    facts = [
        ("what", item.what), ("action", item.action), ("owner", item.owner), ("due_at", due),
        ("order_no", item.order_no), ("contingency", item.contingency), ("carry_reason", item.carry_reason),
        ("question", item.question), ("answer", item.answer), ("read_back", item.read_back),
    ]  # fmt: skip
    lines: list[Line] = []
    for name, text in facts:
        if text:
            for number, part in enumerate(wrap(text, width - 11)):
                lines.append([column(t(f"item.{name}") if number == 0 else "", 10, "dim"), Piece(part)])
    if item.carried:
        lines.append([column(t("item.carried"), 10, "dim"), Piece(str(item.carried), "urgent" if item.carried > 1 else "")])
    return lines


class _Log(Popup[None]):
    """A log with its items and the chosen one in full."""

    def __init__(self, context: Context, view: HandoverView, title: str) -> None:
        super().__init__(title)
        self._given, self._view = context, view

    def body(self) -> ComposeResult:
        """Items above, the chosen one below."""
        yield VirtualList(paint_row, digits=False, id="handover-items")
        yield Lines(id="handover-detail")
        yield Static("", id="wrong", markup=False)

    def on_mount(self) -> None:
        """Begin at the first item that wants something."""
        super().on_mount()
        self.query_one(".popup").add_class("-wide")
        self.set_focus(self.items)
        self.show(self._view)

    @property
    def items(self) -> VirtualList[_Row]:
        """The rows."""
        return self.query_one("#handover-items", VirtualList)

    @property
    def chosen(self) -> HandoverItem | None:
        """The chosen item, None on a heading."""
        row = self.items.chosen
        return row.item if row is not None else None

    def wanting(self, row: _Row) -> bool:
        """Whether a row wants something of the agent."""
        return row.item is not None

    def show(self, view: HandoverView) -> None:
        """Show the log as it stands now; the choice goes on to what still wants something."""
        self._view = view
        rows = rows_of(view)
        self.items.show_rows(rows, lambda row: row.key)
        if self.items.chosen is None or not self.wanting(self.items.chosen):
            after = [row for row in rows[self.items.index :] + rows if self.wanting(row)]
            fallback = [row for row in rows if row.item is not None]
            if after or fallback:
                self.items.select((after or fallback)[0].key)
        self.trouble(Content(""))
        self._show_detail()

    def trouble(self, words: Content) -> None:
        """Say what was refused."""
        self.query_one("#wrong", Static).update(words)

    @on(VirtualList.Moved)
    def _show_detail(self) -> None:
        item = self.chosen
        context = self._given
        self.query_one("#handover-detail", Lines).show(
            lambda width: detail_lines(item, context, width) if item is not None else []
        )


class Incoming(_Log):
    """1 accepts, 2 queries, 3 declines the chosen item; an urgent one is read back (rule H4)."""

    def __init__(self, context: Context, view: HandoverView, decide: Callable[[Decision], None]) -> None:
        title = t("incoming.title", author=view.handover.author or t("handover.nobody"))
        super().__init__(context, view, title)
        self._decide = decide

    def on_mount(self) -> None:
        """Digits decide here."""
        super().on_mount()
        keys = context_of(self).keymap["list.pick"].keys
        made = [
            Binding(key, f"screen.decide({DIGIT_OF[key]})", show=False, priority=True)
            for key in keys if DIGIT_OF[key] in DECISIONS
        ]  # fmt: skip
        keymap.install(self, [*made, Binding("enter", "screen.decide(1)", show=False)])

    def wanting(self, row: _Row) -> bool:
        """Items not decided yet."""
        return row.item is not None and row.item.decision is ItemDecision.PENDING

    def show(self, view: HandoverView) -> None:
        """Say how many are left."""
        super().show(view)
        self.set_hint(t("incoming.hint", n=len(view.pending)))

    def action_decide(self, digit: int) -> None:
        """Accept at once, or ask for the line that the decision needs."""
        item, decision = self.chosen, DECISIONS[digit]
        if item is None or item.decision is not ItemDecision.PENDING:
            return
        if decision is ItemDecision.ACCEPTED and item.severity is not Severity.URGENT:
            self._decide(Decision(item.id, decision))
            return
        name = "read_back" if decision is ItemDecision.ACCEPTED else "question"
        label = t(f"ask.handover.{decision}")
        prompt = Prompt(t(f"decision.{decision}"), [Ask(name, label)], intro=f"{item.what}\n{item.action}")
        self.app.push_screen(prompt, lambda given: self._answered(item.id, decision, given))

    def _answered(self, item_id: int, decision: ItemDecision, given: Mapping[str, str] | None) -> None:
        if given is not None:
            self._decide(Decision(item_id, decision, **given))


class DraftView(_Log):
    """The log that wrote itself, before it is signed: Enter edits an item, the accept key hands in (H1, H3)."""

    def __init__(
        self, context: Context, view: HandoverView, edit: Callable[[ItemEdit], None],
        submit: Callable[[str], None], add: Callable[[], None],
    ) -> None:  # fmt: skip
        super().__init__(context, view, t("command.handover.draft"))
        self._edit, self._submit, self._add = edit, submit, add

    def on_mount(self) -> None:
        """Enter edits, Insert and the add key add."""
        super().on_mount()
        add = context_of(self).keymap["handover.add"].keys
        made = [Binding(key, "screen.add", show=False) for key in ("insert", *add)]
        keymap.install(self, [*made, Binding("enter,space", "screen.edit", show=False)])

    def wanting(self, row: _Row) -> bool:
        """Items that lack something."""
        return row.lacking

    def show(self, view: HandoverView) -> None:
        """Say what still stops the hand-in."""
        super().show(view)
        if view.gaps:
            gap = view.gaps[0]
            lacks = "、".join(t(f"item.{_field(name)}") for name in gap.lacks)
            self.set_hint(t("draft.gaps", n=len(view.gaps), what=gap.what[:12], lacks=lacks))
        else:
            self.set_hint(t("draft.ready", n=len(view.items)))

    def action_add(self) -> None:
        """Another item by hand."""
        self._add()

    def action_edit(self) -> None:
        """What the chosen item says: action, owner, if/then, why it is carried."""
        item = self.chosen
        if item is None:
            return
        asks = [
            Ask(name, t(f"item.{name}"), getattr(item, name), required=name in ("action", "owner")) for name in EDITED
        ]
        prompt = Prompt(item.what[:30], asks)
        self.app.push_screen(prompt, lambda given: self._edit(ItemEdit(item.id, given)) if given is not None else None)

    def action_accept(self) -> None:
        """Sign and hand in, with one line about the shift."""
        prompt = Prompt(t("draft.submit"), [Ask("summary", t("ask.handover.summary"), required=False, multiline=True)])
        self.app.push_screen(prompt, self._signed)

    def _signed(self, given: Mapping[str, str] | None) -> None:
        if given is not None:
            self._submit(given["summary"])
            self.dismiss(None)


def _field(lack: str) -> str:
    return "due_at" if lack == "due" else lack

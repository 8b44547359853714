"""What a page of the lead's desk is made of: rows with fixed columns, a look behind each, what can be done with it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from cs_console.domain.worklist import QueueFilter
from cs_console.i18n import t
from cs_console.text.width import cell_width
from cs_console.tui import clock
from cs_console.tui.deck import Deck, Desk
from cs_console.tui.screens.popup import Choice, PickList
from cs_console.tui.widgets.lines import Line, wrap
from cs_console.tui.widgets.rows import Piece, column, highlighted

if TYPE_CHECKING:
    from textual.screen import Screen

HEAD_GAP = 2
WIDE_PICK = 112
"""Cells of a list whose rows carry words."""

Cell = tuple[str, int, str]
"""Text, cells (negative: from the right), style."""
Said = str | Callable[[Any], str]
"""What the last line says of a change."""
Told = tuple[str, str] | tuple[str, str, str]
"""A line of the look behind a row: text, style; with a third part that one is said first, alone in that style."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row: fixed columns, then free text; `detail` is the look behind it, `value` what it is about."""

    key: Hashable
    cells: Sequence[Cell] = ()
    text: str = ""
    style: str = ""
    detail: Sequence[Told] = ()
    value: Any = None


def paint_item(item: Item, width: int) -> Sequence[Piece]:
    """The columns that fit, then as much of the text as fits."""
    pieces: list[Piece] = []
    left = width
    for text, cells, style in item.cells:
        if left <= abs(cells):
            break
        pieces += [column(text, abs(cells), style, right=cells < 0), Piece(" ")]
        left -= abs(cells) + 1
    return [*pieces, *highlighted(item.text.replace("\n", " "), (), left, item.style)]


def detail_lines(item: Item, width: int) -> list[Line]:
    """The look behind a row, wrapped; only the head of a line with one has the style: a wall of red says nothing."""
    return [line for told in item.detail for line in _told(told, width)]


def _told(told: Told, width: int) -> list[Line]:
    text, style, head = told if len(told) == 3 else (*told, "")
    if not head:
        return [[Piece(line, style)] for line in wrap(text, width)]
    room = cell_width(head) + HEAD_GAP
    rest = [[Piece(line)] for line in wrap(text, max(width - room, 1))] or [[]]
    return [[Piece(head, style), Piece(" " * HEAD_GAP), *rest[0]], *([Piece(" " * room), *line] for line in rest[1:])]


class WidePick(PickList):
    """Choose one of rows that need the width: as broad as the terminal allows."""

    def on_mount(self) -> None:
        """Take the width."""
        self.query_one(".popup").styles.width = WIDE_PICK


class Room(Protocol):
    """What a page may ask of the desk it lies on."""

    def ask(self, popup: Screen[Any], then: Callable[[Any], None]) -> None:
        """Open a popup over the desk."""

    def write(self, call: Callable[[Desk], Any], said: Said) -> None:
        """Carry out a change; `said` is what the last line says once it is on disk, or makes it of what came back."""

    def give(self, call: Callable[[Desk], Path]) -> None:
        """Write a file; the last line says where it lies."""

    def note(self, text: str, *, style: str = "$error") -> None:
        """Say something in the desk's last line."""

    def read(self, call: Callable[[Desk], Any], then: Callable[[Any], None]) -> None:
        """Read what stands behind a row, then go on with it."""

    def reload(self) -> None:
        """Read the page again."""

    def go(self, page: str) -> None:
        """Turn to another page."""

    def drill(self, wanted: QueueFilter, inquiry_id: int = 0) -> None:
        """Leave the desk for the queue, narrowed to what a figure counts."""


class Page(ABC):
    """One page of the desk; it reads in the gateway's thread and only renders what it was given."""

    ID = ""
    LIVE = True
    """Whether every act may change what it shows; figures over days are read again now and then."""
    AGAIN_SECONDS = 15
    """How often an open page is read again when nothing else happens: limits break by the clock alone."""

    def __init__(self, deck: Deck, room: Room) -> None:
        self.deck, self.room = deck, room

    @property
    def title(self) -> str:
        """What its tab says."""
        return t(f"lead.page.{self.ID}")

    @property
    def empty(self) -> str:
        """What it says where there is nothing to do."""
        return t(f"lead.empty.{self.ID}")

    @property
    def now(self) -> datetime:
        """The time by which waits are counted."""
        return self.deck.context.clock()

    def at(self, moment: datetime | None) -> str:
        """A time as the desk shows it."""
        return clock.moment(moment, self.deck.context.zone, self.now)

    def left(self, due: datetime | None) -> tuple[str, str]:
        """What is left until a time, or by how much it is over, and its style."""
        return clock.limit(due, self.now)

    @abstractmethod
    def read(self, desk: Desk) -> Any:
        """What the page shows; carried out in the gateway's thread."""

    @abstractmethod
    def items(self, value: Any, *, wide: bool) -> Sequence[Item]:
        """The rows of what was read, as of now."""

    def badges(self, value: Any) -> Mapping[str, int]:
        """How many things wait on pages, as far as this page knows."""
        return {}

    def choices(self, item: Item) -> Sequence[Choice]:
        """What can be done with a row; a single entry is done at once."""
        return ()

    @abstractmethod
    def act(self, item: Item, choice: Hashable) -> None:
        """Do it."""

    def step(self, by: int) -> bool:
        """The days before or after those shown; False on a page that is not about days."""
        return False


class SheetPage(Page):
    """A page that can go out as a file, and is heavy enough not to be read again all the time."""

    LIVE = False
    AGAIN_SECONDS = 300
    FORMS: tuple[str, ...] = ("xlsx", "csv")
    """What it can be exported as."""

    @abstractmethod
    def export(self, desk: Desk, value: Any, form: str) -> Path:
        """Write what is shown into a file."""

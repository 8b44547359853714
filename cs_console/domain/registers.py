"""Registers (rule K2): rows of one kind over a stretch of days, and figures whose rows can be named.

A register carries typed cells, so that a spreadsheet gets real numbers and dates, JSON gets fen and ISO
times, and a person gets words. Grouping gives a register again: each of its figures lists its rows' ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from cs_console.domain.entities import Shift
from cs_console.domain.policy.shifts import ShiftsPolicy
from cs_console.domain.shifts import slots_around

RowId = int | str
Cell = str | int | float | bool | date | datetime | tuple[RowId, ...] | None


class CellKind(StrEnum):
    """What a column holds: decides how it is masked, added up and shown. CODE is an order or slip number."""

    TEXT = "text"
    CODE = "code"
    NICK = "nick"
    TOKEN = "token"
    CHOICE = "choice"
    MONEY = "money"
    COUNT = "count"
    SCORE = "score"
    PERCENT = "percent"
    TIME = "time"
    DATE = "date"
    FLAG = "flag"
    IDS = "ids"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `tokens` names the vocabulary of a TOKEN column, or the choices of a CHOICE column.

    `title` is a heading that a policy gives, in the user's language; "" takes the catalogue's for the key.
    """

    key: str
    kind: CellKind = CellKind.TEXT
    tokens: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row: its id (``case:4`` where a register mixes kinds), when it counts, whose it is, its cells.

    `talk` is the inquiry that the row came from, 0 when it came from none: an order's row leads to its order.
    """

    id: RowId
    at: datetime | None
    agent: str
    cells: tuple[Cell, ...]
    talk: int = 0


@dataclass(frozen=True, slots=True)
class Register:
    """A register over the business dates `start` (None: from the beginning) to `end`, both included.

    `words` names the choices of CHOICE columns: vocabulary → key → title in the user's language. `title` is its
    own title where the catalogue has none for the name.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[RegisterRow, ...]
    start: date | None
    end: date
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    title: str = ""

    def word(self, column: Column, cell: Cell) -> str:
        """The title of a choice, or what was typed instead of one."""
        return self.words.get(column.tokens, {}).get(str(cell), str(cell))

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns' keys in order."""
        return tuple(column.key for column in self.columns)

    def records(self) -> list[dict[str, Cell]]:
        """Rows by column key."""
        return [dict(zip(self.keys, row.cells, strict=True)) for row in self.rows]


DayOf = Callable[[datetime], date]


def business_days(policy: ShiftsPolicy, zone: ZoneInfo, recorded: Iterable[Shift] = ()) -> DayOf:
    """The business date of any moment (rule S2): work after midnight belongs to the shift that began before.

    So does the extended time of the `recorded` shifts, as far as no planned shift of the new day has begun.
    """
    known: dict[date, tuple[datetime | None, datetime | None]] = {}
    extended: dict[date, datetime] = {}
    for shift in recorded:
        following, end = shift.business_date + timedelta(days=1), shift.ended_at or shift.extended_until
        if end is not None and end > shift.planned_end and end.astimezone(zone).date() == following:
            extended[following] = max(end, extended.get(following, end))

    def bounds(today: date) -> tuple[datetime | None, datetime | None]:
        """Until when yesterday's shifts run by the plan, and when today's first shift begins."""
        slots = slots_around(policy, zone, datetime.combine(today, time(12), zone), days=0)
        ends = [slot.end for slot in slots if slot.business_date < today and slot.end.astimezone(zone).date() >= today]
        return max(ends, default=None), min((one.start for one in slots if one.business_date == today), default=None)

    def day_of(moment: datetime) -> date:
        today = moment.astimezone(zone).date()
        if today not in known:
            known[today] = bounds(today)
        end, begins = known[today]
        if end is not None and moment < end:
            return today - timedelta(days=1)
        longer = extended.get(today)
        if longer is not None and moment < longer and (begins is None or moment < begins):
            return today - timedelta(days=1)
        return today

    return day_of


PERIODS = ("day", "week", "month")
"""What any register may be grouped by, beside its columns and ``agent``."""


def period(key: str, day: date) -> str:
    """The name of the day, ISO week or month: sorts as text."""
    if key == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return f"{day:%Y-%m}" if key == "month" else day.isoformat()


def groupings(register: Register) -> tuple[str, ...]:
    """What a register can be grouped by."""
    figures = (CellKind.MONEY, CellKind.COUNT, CellKind.SCORE, CellKind.PERCENT, CellKind.TIME, CellKind.IDS)
    columns = tuple(column.key for column in register.columns if column.kind not in figures)
    return tuple(dict.fromkeys((*PERIODS, "agent", *columns)))


def grouped(register: Register, keys: Sequence[str], day_of: DayOf, *, top: int = 0) -> Register:
    """How many rows fall to each value of `keys`, their share, and their ids (rule K2: figures drill down).

    Money is added up, scores are averaged. Periods are in the order of time, everything else by count. With
    `top` a column says which groups are among the first so many; groups that tie with the last are too.
    """
    columns = {column.key: column for column in register.columns}
    groups: dict[tuple[Cell, ...], list[RegisterRow]] = {}
    for row in register.rows:
        cells = dict(zip(register.keys, row.cells, strict=True))
        groups.setdefault(tuple(_group_cell(key, row, cells, day_of) for key in keys), []).append(row)
    summed = [column for column in register.columns if column.kind in (CellKind.MONEY, CellKind.SCORE)]
    by_time = [position for position, key in enumerate(keys) if key in PERIODS]
    ordered = sorted(
        groups.items(),
        key=lambda item: (
            [str(item[0][position]) for position in by_time], -len(item[1]), [str(cell) for cell in item[0]],
        ),
    )  # fmt: skip
    shares = shared_percent([len(rows) for _, rows in ordered])
    least = sorted((len(rows) for _, rows in ordered), reverse=True)[:top][-1:] or [0]
    found = []
    for rank, ((values, rows), share) in enumerate(zip(ordered, shares, strict=True), 1):
        figures = [_figure(register, column, rows) for column in summed]
        marks: list[Cell] = [len(rows) >= least[0]] if top else []
        ids = tuple(row.id for row in rows)
        found.append(RegisterRow(rank, None, "", (*values, len(rows), share, *marks, *figures, ids)))
    head = [columns.get(key, Column(key)) for key in keys]
    tail = [Column("count", CellKind.COUNT), Column("share", CellKind.PERCENT)]
    tail += [Column("top", CellKind.FLAG)] if top else []
    return replace(register, columns=(*head, *tail, *summed, Column("ids", CellKind.IDS)), rows=tuple(found))


def _group_cell(key: str, row: RegisterRow, cells: Mapping[str, Cell], day_of: DayOf) -> Cell:
    if key in cells:
        return cells[key]
    if key == "agent":
        return row.agent
    return period(key, day_of(row.at)) if row.at is not None else ""


def _figure(register: Register, column: Column, rows: Sequence[RegisterRow]) -> Cell:
    place = register.columns.index(column)
    known = [cell for row in rows if isinstance(cell := row.cells[place], int | float)]
    if column.kind is CellKind.SCORE:
        return round(sum(known) / len(known), 2) if known else None
    return sum(known)


def shared_percent(counts: Sequence[int]) -> list[float]:
    """Shares in percent with one decimal that add up to exactly 100 (largest remainder, earlier first)."""
    total = sum(counts)
    if not total:
        return [0.0 for _ in counts]
    tenths = [count * 1000 // total for count in counts]
    rest = 1000 - sum(tenths)
    by_remainder = sorted(range(len(counts)), key=lambda at: -(counts[at] * 1000 % total))
    for at in by_remainder[:rest]:
        tenths[at] += 1
    return [part / 10 for part in tenths]

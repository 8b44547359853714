"""Figures, score sheets and morning sheets as registers, so that they go out in every form (rules K1, K3, X2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from cs_console.domain.figures import ErrorCount, Figure, Group, Table
from cs_console.domain.policy.shifts import ShiftsPolicy
from cs_console.domain.registers import Cell, CellKind, Column, Register, RegisterRow
from cs_console.domain.scores import ScoreSheet
from cs_console.i18n import has, language, t
from cs_console.services.figures import FigureRow
from cs_console.services.morning import BrokenLimit, MorningSheet

_K = CellKind
_WORST = 3
_KINDS = {"seconds": _K.COUNT, "percent": _K.PERCENT, "score": _K.SCORE, "fen": _K.MONEY, "count": _K.COUNT}


def _cell(figure: Figure, value: float | None) -> Cell:
    """A value as a spreadsheet takes it: whole seconds and fen, percent and scores as they are."""
    if value is None:
        return None
    return round(value) if figure.unit in ("seconds", "fen") else value


def amount(figure: Figure, value: float | None) -> str:
    """A value as people say it: 48 秒, 4.5 分钟, 92.3%, ¥155.00; a dash without one."""
    if value is None:
        return "-"
    if figure.unit == "seconds":
        if value < 120:
            return t("figures.seconds", n=round(value))
        return (
            t("figures.minutes", n=f"{value / 60:.1f}")
            if value < 7_200
            else t("figures.hours", n=f"{value / 3600:.1f}")
        )
    if figure.unit == "percent":
        return f"{value:.1f}%"
    return f"¥{value / 100:.2f}" if figure.unit == "fen" else f"{value:.2f}".rstrip("0").rstrip(".")


def group_title(key: str, by: str, shifts: ShiftsPolicy) -> str:
    """A group's name: a shift's title, who, which day; nobody's rows and the whole have their own words."""
    if not by:
        return t("figures.total")
    if not key:
        return t("figures.nobody")
    shift = shifts.shift(key) if by == "shift" else None
    return shift.title.text(language()) if shift is not None else key


def _heading(figure: Figure) -> str:
    title = _title(figure)
    unit = f"figures.unit.{figure.unit}"
    return f"{title}({t(unit)})" if has(unit) else title


def kpi_register(table: Table, shifts: ShiftsPolicy) -> Register:
    """A row a group, a column a figure and an error, the whole last; numbers are numbers."""
    columns = [Column("group", title=t(f"figures.by.{table.by or 'total'}"))]
    columns += [Column(one.key, _KINDS[one.unit], title=_heading(one)) for one in table.total.figures]
    columns += [Column(one.key, _K.COUNT, title=_title(one)) for one in table.total.errors]
    rows = [
        _wide(number, group, group_title(group.key, table.by, shifts)) for number, group in enumerate(table.groups, 1)
    ]
    rows.append(_wide(len(rows) + 1, table.total, t("figures.total")))
    return Register("kpi", tuple(columns), tuple(rows), table.start, table.end)


def _wide(number: int, group: Group, title: str) -> RegisterRow:
    values = (*(_cell(one, one.value) for one in group.figures), *(one.count for one in group.errors))
    return RegisterRow(number, None, group.key, (title, *values))


def kpi_lines(table: Table, shifts: ShiftsPolicy, *, most: int = 7) -> Register:
    """For reading: a line a figure with target, value and a column a group; many groups get a line each instead."""
    if len(table.groups) > most:
        return _day_lines(table, shifts)
    groups = table.groups
    columns = [Column("figure"), Column("target"), Column("value"), Column("met"), Column("rows", _K.COUNT)]
    columns += [Column(f"g{at}", title=group_title(one.key, table.by, shifts)) for at, one in enumerate(groups)]
    rows = []
    for place, one in enumerate(table.total.figures):
        met = t("report.yes") if one.met else "-" if one.met is None else t("report.no")
        own = [amount(group.figures[place], group.figures[place].value) for group in groups]
        head = (_title(one), _target(one), amount(one, one.value), met, one.count)
        rows.append(RegisterRow(place, None, "", (*head, *own)))
    for place, error in enumerate(table.total.errors):
        found = [str(group.errors[place].count) for group in groups]
        head = (_title(error), "-", t("figures.times", n=error.count), "-", error.count)
        rows.append(RegisterRow(100 + place, None, "", (*head, *found)))
    return Register("kpi", tuple(columns), tuple(rows), table.start, table.end)


def _day_lines(table: Table, shifts: ShiftsPolicy) -> Register:
    places = [at for at in range(len(table.total.figures)) if any(group.figures[at].count for group in table.groups)]
    columns = [Column("group", title=t(f"figures.by.{table.by}"))]
    columns += [Column(table.total.figures[at].key, title=_title(table.total.figures[at])) for at in places]
    columns.append(Column("errors", _K.COUNT))
    rows = []
    for number, group in enumerate((*table.groups, table.total)):
        title = t("figures.total") if group is table.total else group_title(group.key, table.by, shifts)
        values = [amount(group.figures[at], group.figures[at].value) for at in places]
        rows.append(RegisterRow(number, None, "", (title, *values, sum(one.count for one in group.errors))))
    return Register("kpi", tuple(columns), tuple(rows), table.start, table.end)


def _title(one: Figure | ErrorCount) -> str:
    return one.title.text(language())


def _target(one: Figure) -> str:
    return f"{'≥' if one.higher_is_better else '≤'}{amount(one, one.target)}"


def targets_register(table: Table) -> Register:
    """Each figure with its target, whether it is reached, and how many rows it is made of."""
    columns = (
        Column("figure"), Column("unit"), Column("value", _K.SCORE), Column("target", _K.SCORE), Column("met", _K.FLAG),
        Column("rows", _K.COUNT), Column("hits", _K.COUNT),
    )  # fmt: skip
    rows = tuple(
        RegisterRow(number, None, "", (
            _title(one), t(f"figures.unit.{one.unit}"), _yuan(one, one.value), _yuan(one, one.target),
            one.met, one.count, one.hits,
        ))
        for number, one in enumerate(table.total.figures, 1)
    )  # fmt: skip
    return Register("kpi-targets", columns, rows, table.start, table.end)


def _yuan(figure: Figure, value: float | None) -> float | None:
    return value / 100 if value is not None and figure.unit == "fen" else value


def rows_register(named: Iterable[tuple[str, Sequence[FigureRow]]], table: Table, shifts: ShiftsPolicy) -> Register:
    """The rows behind figures or errors: `named` are (title, rows); errors carry their evidence in words."""
    columns = (
        Column("figure"), Column("id", _K.CODE), Column("business_date", _K.DATE), Column("shift"),
        Column("at", _K.TIME), Column("agent"), Column("value", _K.SCORE), Column("hit", _K.FLAG),
        Column("buyer", _K.NICK), Column("order_no", _K.CODE), Column("evidence"),
    )  # fmt: skip
    rows = tuple(
        RegisterRow(one.row, one.at, " ".join(one.agents), (
            title, one.row, one.day, group_title(one.shift, "shift", shifts), one.at, "、".join(one.agents), one.value,
            one.hit, one.buyer, one.order_no, evidence(one),
        ))
        for title, found in named
        for one in found
    )  # fmt: skip
    return Register("kpi-rows", columns, rows, table.start, table.end)


def evidence(one: FigureRow) -> str:
    """Why a row counts as an error, in words; "" for the rows of a figure."""
    if not one.why:
        return ""
    facts = {name: f"¥{value / 100:.2f}" if name.endswith("_fen") and isinstance(value, int) else value
             for name, value in one.facts}  # fmt: skip
    return t(f"figures.why.{one.measure}.{one.why}", **facts)


def score_lines(sheet: ScoreSheet, *, reading: bool = True) -> Register:
    """One person's sheet: a line a figure, a line an error, the sum last; for a file numbers with their unit."""
    kind = _K.TEXT if reading else _K.SCORE
    unit = () if reading else (Column("unit"),)
    columns = (
        Column("figure"), *unit, Column("weight", _K.COUNT), Column("target", kind), Column("value", kind),
        Column("attainment", _K.PERCENT), Column("points", _K.SCORE), Column("rows", _K.COUNT),
    )  # fmt: skip

    def row(number: int, title: str, unit: str, *cells: Cell) -> RegisterRow:
        return RegisterRow(number, None, sheet.agent, (title, *(() if reading else (unit,)), *cells))

    rows = []
    for number, line in enumerate(sheet.lines, 1):
        one = line.figure
        target, value = _target(one), amount(one, one.value)
        cells: tuple[Cell, Cell] = (target, value) if reading else (_yuan(one, one.target), _yuan(one, one.value))
        measured = t(f"figures.unit.{one.unit}")
        rows.append(row(number, _title(one), measured, line.weight, *cells, line.attainment, line.points, one.count))
    for number, error in enumerate(sheet.errors, 100):
        times: Cell = t("figures.times", n=error.count) if reading else error.count
        measured = t("figures.unit.count")
        rows.append(row(number, _title(error), measured, None, None, times, None, -error.points, error.count))
    words = t("figures.score", counted=sheet.counted)
    rows.append(row(200, words, "", sheet.counted, None, None, None, sheet.score, None))
    return Register("scores", columns, tuple(rows), sheet.start, sheet.end, title=sheet.agent)


def scores_register(sheets: Sequence[ScoreSheet]) -> Register:
    """Everybody's sheets, a row a person."""
    columns = (
        Column("agent"), Column("role", _K.TOKEN, "role"), Column("score", _K.SCORE), Column("earned", _K.SCORE),
        Column("lost", _K.COUNT), Column("weights_counted", _K.COUNT),
    )  # fmt: skip
    rows = tuple(
        RegisterRow(number, None, one.agent, (one.agent, one.role.value, one.score, one.earned, one.lost, one.counted))
        for number, one in enumerate(sheets, 1)
    )
    return Register("scores", columns, rows, sheets[0].start, sheets[0].end)


def _worst(limit: BrokenLimit) -> str:
    """The worst few rows with their evidence, for a line on the sheet."""
    named = [" ".join(part for part in (row.row, "、".join(row.agents), evidence(row)) if part) for row in limit.rows]
    return "; ".join((named or list(limit.refs))[:_WORST])


def morning_registers(
    sheet: MorningSheet, shifts: ShiftsPolicy, zone: ZoneInfo, *, reading: bool = True
) -> tuple[Register, ...]:
    """The morning sheet as one register a section; empty sections stay, so that nobody wonders.

    For a file the figures are numbers: a row an agent, and each figure with its target.
    """

    def made(name: str, columns: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]]) -> Register:
        found = tuple(RegisterRow(number, None, "", cells) for number, cells in enumerate(rows, 1))
        return Register(f"morning-{name}", columns, found, sheet.of, sheet.of)

    table, count = sheet.figures, Column("count", _K.COUNT)
    figures = (kpi_lines(table, shifts),) if reading else (kpi_register(table, shifts), targets_register(table))
    return (
        *figures,
        made("questions", (Column("question"), count), ((one.question, one.times) for one in sheet.questions)),
        made("gaps", (Column("question"), count, Column("answered", _K.FLAG)),
             ((one.question, one.times, one.answered) for one in sheet.gaps)),
        made("reasons", (Column("reason"), count, Column("share", _K.PERCENT)),
             ((one.title, one.count, one.share) for one in sheet.reasons)),
        made("limits", (Column("limit"), count, Column("worst")),
             ((t(f"morning.limit.{one.kind}"), one.count, _worst(one)) for one in sheet.limits)),
        made("campaigns", (Column("campaign"), Column("begins", _K.TIME), Column("ends", _K.TIME), Column("note")),
             ((one.name, one.start.replace(tzinfo=zone), one.end.replace(tzinfo=zone), one.note)
              for one in sheet.campaigns)),
    )  # fmt: skip

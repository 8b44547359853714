"""The desk's page of the morning meeting: yesterday's figures and what they ask for today (晨会, rule K3)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date, timedelta
from pathlib import Path

from cs_console.domain.figures import ErrorCount, Figure
from cs_console.domain.worklist import QueueFilter
from cs_console.i18n import language, t
from cs_console.services.figure_tables import morning_registers
from cs_console.services.figure_trends import ReasonShare
from cs_console.services.figures import FigureRow
from cs_console.services.morning import MorningSheet
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Item, SheetPage, Told, WidePick
from cs_console.tui.screens.lead_rows import look_behind, shown, wanted
from cs_console.tui.screens.popup import Choice, PickList

DAYS = 7
"""Meetings of how many days can be looked at."""
SECTION = 16
"""Cells of a section's name."""


class MorningPage(SheetPage):
    """A row a section, its lines below; Enter goes to what stands behind them."""

    ID = "morning"
    FORMS = ("xlsx",)
    day: date | None = None

    def read(self, desk: Desk) -> MorningSheet:
        """The sheet of the chosen day's meeting, at first of today's."""
        return desk.services.morning.sheet(self.day)

    def items(self, value: MorningSheet, *, wide: bool) -> Sequence[Item]:
        """The day, then the sections in the order of the meeting; an empty one says so."""
        met = [one for one in value.figures.total.figures if one.met is not None]
        missed = [one.title.text(language()) for one in met if one.met is False]
        figures = t("list.comma").join(missed) if missed else t("morning.desk.all_met") if met else ""
        head = t("morning.head", day=f"{value.day:%m-%d}", of=f"{value.of:%m-%d}")
        return [
            Item("day", [(t("morning.desk.day"), SECTION, "mark")], head, "strong", [(t("morning.desk.how"), "dim")],
                 value),
            self._section("figures", len(missed), figures, _figures(value), value, missed=bool(missed)),
            self._section("limits", sum(one.count for one in value.limits), "", [
                (f"{t(f'morning.limit.{one.kind}')}  {one.count}", "warn") for one in value.limits
            ], value, missed=bool(value.limits)),
            self._section("questions", len(value.questions), "", [
                (f"{t('gaps.times', n=one.times)}  {one.question}", "") for one in value.questions
            ], value),
            self._section("gaps", len(value.gaps), "", [
                (f"{t('gaps.times', n=one.times)}  {one.question}  "
                 f"{t('gaps.answered' if one.answered else 'gaps.open')}", "" if one.answered else "warn")
                for one in value.gaps
            ], value),
            self._section("reasons", len(value.reasons), "", [
                (f"{one.title}  {one.count}  {one.share:g}%", "") for one in value.reasons
            ], value),
            self._section("campaigns", len(value.campaigns), "", [
                (f"{one.name}  {one.start:%m-%d %H:%M}-{one.end:%m-%d %H:%M}  {one.note}", "mark")
                for one in value.campaigns
            ], value),
        ]  # fmt: skip

    def _section(
        self, key: str, count: int, text: str, lines: Sequence[Told], value: MorningSheet, *, missed: bool = False
    ) -> Item:
        look = "warn" if missed else "" if count else "dim"
        text = text or t("list.comma").join(told[0] for told in lines[:3])
        nothing = [(t("board.nothing"), "dim")]
        cells = [(t(f"morning.desk.{key}"), SECTION, "" if lines else "dim"), (str(count), -4, look)]
        return Item(key, cells, text or t("board.nothing"), "dim", list(lines) or nothing, value)

    # -- drilling down --------------------------------------------------------------------------

    def choices(self, item: Item) -> Sequence[Choice]:
        """What has something behind it leads there."""
        sheet: MorningSheet = item.value
        there = {
            "day": True, "figures": True, "limits": bool(sheet.limits), "gaps": True, "reasons": bool(sheet.reasons),
        }  # fmt: skip
        if item.key not in there:
            return ()
        return (Choice(item.key, "", why_not="" if there[str(item.key)] else t("board.nothing")),)

    def act(self, item: Item, choice: Hashable) -> None:
        """Figures and limits to their rows, reasons to their cases' orders, open questions to their page."""
        sheet: MorningSheet = item.value
        if choice == "day":
            self._pick_day()
        elif choice == "figures":
            self._pick_figure(sheet)
        elif choice == "limits":
            self._pick_limit(sheet)
        elif choice == "reasons":
            entries = [Choice(at, f"{one.title}  {one.count}") for at, one in enumerate(sheet.reasons)]
            popup = PickList(t("morning.desk.reasons"), entries)
            self.room.ask(popup, lambda at: self._cases(sheet, sheet.reasons[int(str(at))]))
        else:
            self.room.go("gaps")

    def step(self, by: int) -> bool:
        """The meeting of the day before or after; there is none of tomorrow yet."""
        today = self.now.astimezone(self.deck.context.zone).date()
        day = (self.day or today) + timedelta(days=by)
        if day > today:
            self.room.note(t("period.newest"), style="$text-muted")
        else:
            self.day = day if day != today else None
            self.room.note("")
            self.room.reload()
        return True

    def _pick_day(self) -> None:
        today = self.now.astimezone(self.deck.context.zone).date()
        days = [today - timedelta(days=back) for back in range(DAYS)]

        def chosen(day: Hashable) -> None:
            self.day = day if isinstance(day, date) and day != today else None
            self.room.reload()

        self.room.ask(PickList(t("morning.desk.day"), [Choice(day, f"{day:%m-%d}") for day in days]), chosen)

    def _pick_figure(self, sheet: MorningSheet) -> None:
        total = sheet.figures.total
        both: list[Figure | ErrorCount] = [*total.figures, *total.errors]
        named = {one.key: one.title.text(language()) for one in both}
        entries = [
            Choice(one.key, named[one.key], f"{shown(one.value, one.unit)}  {wanted(one)}",
                   why_not="" if one.count else t("board.nothing"), style="warn" if one.met is False else "")
            for one in total.figures
        ]  # fmt: skip
        wrong = [one for one in total.errors if one.count]
        entries += [Choice(one.key, named[one.key], str(one.count), style="warn") for one in wrong]
        self.room.ask(
            WidePick(t("morning.desk.figures"), entries), lambda key: self._rows(sheet, str(key), named[str(key)])
        )

    def _rows(self, sheet: MorningSheet, key: str, title: str) -> None:
        look_behind(self, title, lambda desk: desk.services.figures.rows(key, sheet.of, sheet.of))

    def _pick_limit(self, sheet: MorningSheet) -> None:
        entries = [
            Choice(at, t(f"morning.limit.{one.kind}"), str(one.count), style="warn",
                   why_not="" if one.rows else t("morning.desk.complaints"))
            for at, one in enumerate(sheet.limits)
        ]  # fmt: skip

        def chosen(at: Hashable) -> None:
            limit = sheet.limits[int(str(at))]
            rows: Sequence[FigureRow] = limit.rows
            look_behind(self, t(f"morning.limit.{limit.kind}"), lambda desk: rows)

        self.room.ask(PickList(t("morning.desk.limits"), entries), chosen)

    def _cases(self, sheet: MorningSheet, reason: ReasonShare) -> None:
        def read(desk: Desk) -> list[tuple[str, str]]:
            from cs_console.services.registers import Scope

            register = desk.services.registers.read(
                desk.actor, "return-reasons", Scope(start=sheet.of, end=sheet.of), by="none"
            )
            place = register.keys.index("order_no")
            return [(str(row.cells[place]), row.agent) for row in register.rows if f"case:{row.id}" in reason.rows]

        def listed(found: Sequence[tuple[str, str]]) -> None:
            entries = [Choice(order_no, order_no, who) for order_no, who in found]
            self.room.ask(
                PickList(reason.title, entries),
                lambda order_no: self.room.drill(QueueFilter(order_no=str(order_no), include_closed=True)),
            )

        self.room.read(read, listed)

    def export(self, desk: Desk, value: MorningSheet, form: str) -> Path:
        """The whole sheet, numbers as numbers."""
        context = desk.services.context
        registers = morning_registers(value, context.policies().shifts, context.zone, reading=False)
        return desk.services.registers.write(f"{t('report.morning')}-{value.day:%Y%m%d}", registers, form)


def _figures(sheet: MorningSheet) -> list[Told]:
    """Every figure with its target and how it came out, then the errors that there were."""
    total = sheet.figures.total
    lines = [
        (f"{one.title.text(language())}  {shown(one.value, one.unit)}  {wanted(one)}",
         {True: "ok", False: "warn", None: "dim"}[one.met])
        for one in sorted(total.figures, key=lambda one: (one.met is not False, one.met is None))
        if one.count
    ]  # fmt: skip
    return [*lines, *((f"{one.title.text(language())}  {one.count}", "warn") for one in total.errors if one.count)]

"""The desk's page of charts: first replies by day or week, inquiries by hour, reasons of returns (rules K1, K2)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cs_console.i18n import t
from cs_console.services.figure_trends import ReasonShare, Trend
from cs_console.services.figures import FigureView
from cs_console.text.width import cell_width, fit
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Item, Told, WidePick
from cs_console.tui.screens.lead_periods import ROW, DatedPage, Stretch
from cs_console.tui.screens.lead_rows import look_behind, shown
from cs_console.tui.screens.popup import Choice

if TYPE_CHECKING:
    from textual_plotext import PlotextPlot

LEGEND = ("p50", "p90")
"""Hanzi in a plotted line would push its frame out of line."""
BAR = 40
"""Cells of the longest bar of reasons."""


@dataclass(frozen=True, slots=True)
class Charts:
    """What the charts show over some days, and the snapshot that gives the rows behind each bar."""

    trend: Trend
    view: FigureView
    stretch: Stretch


class TrendsPage(DatedPage):
    """The chosen row's chart stands below the list; Enter goes to its bars, and from one to its rows."""

    ID = "trends"
    LIVE = False
    AGAIN_SECONDS = 300

    def read(self, desk: Desk) -> Charts:
        """The chosen days."""
        stretch = self.stretch(desk)
        view = desk.services.figures.view(stretch.period.start, stretch.period.end)
        return Charts(view.trend(), view, stretch)

    def items(self, value: Charts, *, wide: bool) -> Sequence[Item]:
        """The days, then three charts, each with what it says in a line."""
        found = value.trend
        answered = [one for one in found.days if one.median is not None]
        busiest = max(found.hours, key=lambda one: one.received).hour
        came = sum(one.received for one in found.hours)
        reasons = sum(one.count for one in found.reasons)
        last = answered[-1] if answered else None
        replies = (
            t("trends.replies", day=f"{last.day:%m-%d}", last=shown(last.median, "seconds"))
            if last is not None
            else t("trends.replies_none")
        )
        return [
            self.period_row(value.stretch, value=value),
            Item("replies", (), replies, value=value),
            Item("hours", (), t("trends.hours", n=came, hour=busiest) if came else t("trends.hours_none"), value=value),
            Item("reasons", (), t("trends.reasons", n=reasons), detail=_bars(found.reasons), value=value),
        ]

    # -- drilling down --------------------------------------------------------------------------

    def own_choices(self, item: Item) -> Sequence[Choice]:
        """To the bars."""
        return (Choice("bars", "", why_not="" if _entries(item) else t("board.nothing")),)

    def own_act(self, item: Item, choice: Hashable) -> None:
        """A bar in figures, then the rows behind it."""
        chart, view = str(item.key), item.value.view
        entries = _entries(item)
        titles = {one.key: one.text for one in entries}
        self.room.ask(
            WidePick(t(f"trends.bars.{chart}"), entries),
            lambda key: look_behind(self, titles[key].strip(), lambda _: view.trend_rows(chart, str(key))),
        )


def _entries(item: Item) -> list[Choice]:
    """The bars of a chart as figures, empty ones left out."""
    found: Trend = item.value.trend
    if item.key == "replies":
        return [
            Choice(one.day.isoformat(), f"{one.day:%m-%d}", t(
                "trends.bar.replies", n=one.count, median=shown(one.median, "seconds"), p90=shown(one.p90, "seconds"),
                share=shown(one.in_target, "percent"),
            ))
            for one in found.days if one.count
        ]  # fmt: skip
    if item.key == "hours":
        return [
            Choice(f"{one.hour:02d}", f"{one.hour:02d}:00", t("trends.bar.hours", n=one.received, replied=one.replied))
            for one in found.hours
            if one.received
        ]
    return [Choice(one.key, one.title, f"{one.count}  {one.share:g}%") for one in found.reasons]


def plots(item: Item) -> bool:
    """Whether a row's chart is drawn by the plotting library: hanzi beside bars are drawn by cells instead."""
    if not isinstance(item.value, Charts):
        return False
    found = item.value.trend
    return (item.key in (ROW, "replies") and any(one.median is not None for one in found.days)) or (
        item.key == "hours" and any(one.received for one in found.hours)
    )


def draw(plot: PlotextPlot, item: Item) -> None:
    """Draw a row's chart."""
    found: Trend = item.value.trend
    canvas = plot.plt
    canvas.clear_data()
    canvas.clear_figure()
    if item.key == "hours":
        canvas.bar([f"{one.hour:02d}" for one in found.hours], [one.received for one in found.hours], width=0.6)
    else:
        bars = [[one.median or 0 for one in found.days], [one.p90 or 0 for one in found.days]]
        days = [one.day.strftime("%m-%d") for one in found.days]
        canvas.multiple_bar(days, bars, labels=list(LEGEND))  # type: ignore[call-arg]  # the stub says label
    plot.refresh()


def _bars(reasons: Sequence[ReasonShare]) -> list[Told]:
    """A bar a reason, with its count and share."""
    if not reasons:
        return [(t("trends.no_returns"), "dim")]
    width, most = max(cell_width(one.title) for one in reasons), reasons[0].count
    bars = [(one, "█" * max(1, round(BAR * one.count / most))) for one in reasons]
    return [(f"{fit(one.title, width)}  {bar} {one.count}  {one.share:g}%", "") for one, bar in bars]

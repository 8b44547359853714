"""The desk's page of charts: first replies by day, inquiries by hour, reasons of returns (rules K1, K2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cs_console.domain.board import Trends
from cs_console.i18n import t
from cs_console.text.width import cell_width, fit
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Item, Page, Told

if TYPE_CHECKING:
    from textual_plotext import PlotextPlot

BAR = 40
"""Cells of the longest bar of reasons."""


class TrendsPage(Page):
    """The chosen row's chart stands below the list."""

    ID = "trends"

    def read(self, desk: Desk) -> Trends:
        """The last days."""
        return desk.services.board.trends(desk.actor)

    def items(self, value: Trends, *, wide: bool) -> Sequence[Item]:
        """Three charts, each with what it says in a line."""
        last = value.median_seconds[-1] if value.median_seconds else 0
        busiest = max(range(24), key=lambda hour: value.by_hour[hour])
        reasons = sum(times for _, times in value.reasons)
        return [
            Item("replies", (), t("trends.replies", last=round(last)), value=value),
            Item("hours", (), t("trends.hours", n=sum(value.by_hour), hour=busiest), value=value),
            Item("reasons", (), t("trends.reasons", n=reasons), detail=_bars(value.reasons), value=value),
        ]


def plots(item: Item) -> bool:
    """Whether a row's chart is drawn by the plotting library: hanzi beside bars are drawn by cells instead."""
    if not isinstance(item.value, Trends):
        return False
    return (item.key == "replies" and bool(item.value.days)) or (item.key == "hours" and any(item.value.by_hour))


def draw(plot: PlotextPlot, item: Item) -> None:
    """Draw a row's chart."""
    found: Trends = item.value
    canvas = plot.plt
    canvas.clear_data()
    canvas.clear_figure()
    if item.key == "hours":
        canvas.bar([f"{hour:02d}" for hour in range(24)], list(found.by_hour), width=0.6)
    else:
        named = [t("trends.median"), t("trends.p90")]
        bars = [list(found.median_seconds), list(found.p90_seconds)]
        canvas.multiple_bar(list(found.days), bars, labels=named)  # type: ignore[call-arg]  # the stub says label
    plot.refresh()


def _bars(reasons: Sequence[tuple[str, int]]) -> list[Told]:
    """A bar a reason, with its count and share."""
    if not reasons:
        return [(t("trends.no_returns"), "dim")]
    total, most = sum(times for _, times in reasons), reasons[0][1]
    width = max(cell_width(name) for name, _ in reasons)
    return [
        (f"{fit(name, width)}  {'█' * max(1, round(BAR * times / most))} {times}  {times / total:.0%}", "")
        for name, times in reasons
    ]

"""The desk's page of charts: first replies by day, inquiries by hour, reasons of returns (rules K1, K2)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from cs_console.i18n import t
from cs_console.services.figures import ReasonShare, Trend
from cs_console.text.width import cell_width, fit
from cs_console.tui.deck import Desk
from cs_console.tui.screens.lead_page import Item, Page, Told

if TYPE_CHECKING:
    from textual_plotext import PlotextPlot

DAYS = 7
LEGEND = ("p50", "p90")
"""Hanzi in a plotted line would push its frame out of line."""
BAR = 40
"""Cells of the longest bar of reasons."""


class TrendsPage(Page):
    """The chosen row's chart stands below the list."""

    ID = "trends"
    LIVE = False
    AGAIN_SECONDS = 300

    def read(self, desk: Desk) -> Trend:
        """The last days."""
        context = desk.services.context
        today = context.now().astimezone(context.zone).date()
        return desk.services.figures.trend(today - timedelta(days=DAYS - 1), today)

    def items(self, value: Trend, *, wide: bool) -> Sequence[Item]:
        """Three charts, each with what it says in a line."""
        last = value.days[-1].median if value.days else None
        busiest = max(value.hours, key=lambda one: one.received).hour
        came = sum(one.received for one in value.hours)
        reasons = sum(one.count for one in value.reasons)
        replies = t("trends.replies", last=round(last)) if last is not None else t("trends.replies_none")
        return [
            Item("replies", (), replies, value=value),
            Item("hours", (), t("trends.hours", n=came, hour=busiest), value=value),
            Item("reasons", (), t("trends.reasons", n=reasons), detail=_bars(value.reasons), value=value),
        ]

    def act(self, item: Item, choice: Hashable) -> None:
        """A chart is only looked at."""


def plots(item: Item) -> bool:
    """Whether a row's chart is drawn by the plotting library: hanzi beside bars are drawn by cells instead."""
    if not isinstance(item.value, Trend):
        return False
    return (item.key == "replies" and any(one.count for one in item.value.days)) or (
        item.key == "hours" and any(one.received for one in item.value.hours)
    )


def draw(plot: PlotextPlot, item: Item) -> None:
    """Draw a row's chart."""
    found: Trend = item.value
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

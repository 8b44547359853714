"""The phrasebook's figures as plain facts and as tables, for command line, screen and files alike (rule P10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from cs_console.i18n import t
from cs_console.services.phrase_figures import FigureRow, PhraseReport

Rows = Sequence[Sequence[object]]
Show = Callable[[datetime | None], object]
"""A moment as text for reading, or as it stands for a spreadsheet's own cells."""


class By(StrEnum):
    """What a row of figures is about."""

    PHRASE = "phrase"
    AGENT = "agent"
    WEEK = "week"


_KEYS: Mapping[By, str] = {By.PHRASE: "id", By.AGENT: "agent", By.WEEK: "week"}
_SHEETS: Mapping[By, str] = {By.PHRASE: "phrases", By.AGENT: "agents", By.WEEK: "weeks"}


def chosen(report: PhraseReport, by: By) -> Sequence[FigureRow]:
    """The rows of one kind."""
    return {By.PHRASE: report.by_phrase, By.AGENT: report.by_agent, By.WEEK: report.by_week}[by]


def facts(report: PhraseReport, by: By) -> dict[str, Any]:
    """The figures as facts with stable keys; times as they are."""

    def row(one: FigureRow) -> dict[str, Any]:
        found: dict[str, Any] = {
            _KEYS[by]: one.key, "used": one.used, "edited": one.edited, "rejected": one.rejected,
            "overridden": one.overridden, "last_used": one.last_used,
        }  # fmt: skip
        if by is By.PHRASE:
            return found | {"group": one.group, "question": one.question}
        return found | {"phrases": one.phrases}

    return {
        "from": report.since, "to": report.until, "by": by.value,
        "rows": [row(one) for one in chosen(report, by)],
        "dead": [
            {"id": one.id, "group": one.group, "question": one.question, "last_used": one.last_used}
            for one in report.dead
        ],
        "missing": [
            {"text": one.text, "times": one.times, "score": one.score, "nearest": one.nearest,
             "last_at": one.last_at, "inquiries": list(one.inquiries)}
            for one in report.missing
        ],
    }  # fmt: skip


def document(report: PhraseReport, zone: ZoneInfo) -> dict[str, Any]:
    """All figures as one JSON document: phrases, agents and weeks, then dead and missing ones."""
    found = facts(report, By.PHRASE)
    rows = {_SHEETS[by]: facts(report, by)["rows"] for by in By}
    whole: dict[str, Any] = _plain(
        {"from": found["from"], "to": found["to"], **rows, "dead": found["dead"], "missing": found["missing"]}, zone
    )
    return whole


def _plain(value: Any, zone: ZoneInfo) -> Any:
    """JSON types: times ISO 8601 with the shop's offset."""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, dict):
        return {key: _plain(item, zone) for key, item in value.items()}
    return [_plain(item, zone) for item in value] if isinstance(value, list) else value


def figures(rows: Iterable[FigureRow], by: By, show: Show) -> Rows:
    """The table of one kind, its header first."""
    if by is By.PHRASE:
        head = _head("key_phrase", "group", "question", "used", "edited", "rejected", "overridden", "last_used")
        return [head, *((one.key, one.group, one.question, one.used, one.edited, one.rejected, one.overridden,
                         show(one.last_used)) for one in rows)]  # fmt: skip
    head = _head(f"key_{by.value}", "used", "edited", "rejected", "overridden", "phrases", "last_used")
    return [head, *((one.key, one.used, one.edited, one.rejected, one.overridden, one.phrases, show(one.last_used))
                    for one in rows)]  # fmt: skip


def dead(report: PhraseReport, show: Show) -> Rows:
    """The table of phrases nobody used, its header first."""
    head = _head("key_phrase", "group", "question", "last_used")
    return [head, *((one.id, one.group, one.question, show(one.last_used) or t("phrase.never"))
                    for one in report.dead)]  # fmt: skip


def missing(report: PhraseReport, show: Show) -> Rows:
    """The table of questions without a phrase, its header first."""
    head = _head("text", "times", "score", "nearest", "last_at")
    return [head, *((one.text, one.times, one.score, one.nearest, show(one.last_at)) for one in report.missing)]


def sheets(report: PhraseReport, by: By, zone: ZoneInfo) -> dict[str, Rows]:
    """Every kind of figure by sheet, the one asked for first; times are moments on the shop's clock."""

    def show(moment: datetime | None) -> object:
        return moment.astimezone(zone) if moment is not None else ""

    ordered = [by, *(one for one in By if one is not by)]
    found = {t(f"phrase.sheet.{_SHEETS[one]}"): figures(chosen(report, one), one, show) for one in ordered}
    weeks = found[t(f"phrase.sheet.{_SHEETS[By.WEEK]}")]
    found[t(f"phrase.sheet.{_SHEETS[By.WEEK]}")] = [
        weeks[0], *((date.fromisoformat(str(row[0])), *row[1:]) for row in weeks[1:])
    ]  # fmt: skip
    return found | {t("phrase.sheet.dead"): dead(report, show), t("phrase.sheet.missing"): missing(report, show)}


def _head(*names: str) -> tuple[str, ...]:
    return tuple(t(f"phrase.col.{name}") for name in names)

"""The admin's file of goods cards through the screen: asked for by its path, told row by row what was refused (G1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from cs_console.i18n import t
from cs_console.text.clean import clean
from cs_console.tui.deck import Acts
from cs_console.tui.gateway import Failed
from cs_console.tui.safe import describe, safe, say
from cs_console.tui.screens.popup import Reader
from cs_console.tui.screens.prompt import Ask, Prompt

if TYPE_CHECKING:
    from cs_console.services.goods import GoodsReport

REJECTS_SHOWN = 200
"""Rows that are named one by one; the file of rejects has all of them."""


class GoodsImportActs(Acts):
    """What a lead or an administrator does with a new list of goods."""

    _running = ""

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """Handlers by command id."""
        return {"goods.import": self._ask}

    def loaded(self) -> Mapping[str, Callable[[Any], None]]:
        """What came of a file."""
        return {"goods.import": self._taken}

    def failed(self) -> Mapping[str, Callable[[Failed], None]]:
        """A file that cannot be read at all."""
        return {"goods.import": self._refused}

    def _ask(self) -> None:
        if self._running:
            self.deck.say(say("goods.importing", name=self._running), kind="warn")
            return
        ask = Ask("path", t("goods.file"), placeholder=t("goods.file_hint"), check=_wrong)
        prompt = Prompt(t("command.goods.import"), [ask], intro=t("goods.import_intro"))
        self.deck.ask(prompt, lambda given: self._take(typed_path(given["path"])))

    def _take(self, path: Path) -> None:
        """Beside all else: reading a large sheet takes longer than anybody should wait for a key."""
        self._running = path.name
        self.deck.say(say("goods.importing", name=path.name))
        self.deck.errand("goods.import", lambda desk: desk.services.goods.import_file(desk.actor, path))

    def _taken(self, report: GoodsReport) -> None:
        self._running = ""
        words = t(
            "goods.report", name=report.name, read=report.read, new=report.new, updated=report.updated,
            unchanged=report.unchanged, rejected=len(report.rejects),
        )  # fmt: skip
        self.deck.say(safe(words), kind="warn" if report.rejects else "ok", undo=bool(report.act_id))
        self.deck.refresh()
        lines = report_lines(report)
        if lines:
            self.deck.screen.app.push_screen(Reader(t("command.goods.import"), "\n".join([words, "", *lines])))

    def _refused(self, failure: Failed) -> None:
        self._running = ""
        self.deck.say(describe(failure.error), kind="error")


def report_lines(report: GoodsReport) -> list[str]:
    """What the file's owner has to see to: notices, then each row that was refused, by its line."""
    lines = [clean(t(code, **params)) for code, params in report.notices]
    lines += [
        clean(t("goods.reject_line", row=one.row, reason=t(one.code, column=one.column, value=one.value)))
        for one in report.rejects[:REJECTS_SHOWN]
    ]
    if len(report.rejects) > REJECTS_SHOWN:
        lines.append(t("cli.intake.more_rejects", count=len(report.rejects) - REJECTS_SHOWN))
    if report.reject_file is not None:
        lines.append(t("goods.reject_file", path=report.reject_file))
    return lines


def typed_path(text: str) -> Path:
    """A path as people bring it: typed, with ``~``, in quotes, dropped on the terminal as an address."""
    text = text.strip().strip("'\"").strip()
    if text.startswith("file://"):
        text = unquote(urlsplit(text).path)
    return Path(text.replace("\\ ", " ")).expanduser()


def _wrong(text: str) -> str:
    return "" if typed_path(text).is_file() else t("goods.no_file")

"""A handover log as one HTML file: no outside resources, light and dark, made to be printed (rules H9, X2)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cs_console.domain.handover import why_code
from cs_console.domain.vocabulary import ItemDecision, Severity
from cs_console.export.handover_markdown import about, counts, item_words, path_words, when
from cs_console.export.handover_shown import Shown
from cs_console.i18n import language, t, token

if TYPE_CHECKING:
    from jinja2 import Template


def html(log: Shown, zone: ZoneInfo) -> str:
    """The log as a page; every text from outside is escaped by the template engine."""
    return _template().render(
        log=log, row=log.view.handover, sections=log.view.sections, counts=counts(log), lang=language(),
        t=t, token=token, when=lambda moment: when(moment, zone), about=about, why_code=why_code, number=log.numbers,
        item_words=lambda item_id: item_words(log, item_id),
        path=lambda item: path_words(log, item),
        PENDING=ItemDecision.PENDING, NORMAL=Severity.NORMAL, URGENT=Severity.URGENT,
    )  # fmt: skip


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("cs_console.export")
    engine = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return engine.get_template("handover.html")

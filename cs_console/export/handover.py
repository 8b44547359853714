"""Handover logs as files: Markdown, HTML, XLSX, JSON, masked by default (rules H9, X1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from cs_console.domain.handover import HandoverView
from cs_console.export.handover_shown import FORMAT, Shown, read_mark, shown
from cs_console.i18n import language, set_language

__all__ = ["FORMAT", "FORMS", "handover_schema", "read_mark", "render_handover"]

FORMS = ("md", "html", "xlsx", "json")
"""The formats, also the files' suffixes."""


def render_handover(
    view: HandoverView, zone: ZoneInfo, forms: Sequence[str] = FORMS, *, masked: bool = True, lang: str = ""
) -> Mapping[str, bytes]:
    """File suffix → the file's bytes, in the language in use or in `lang`."""
    before = language()
    set_language(lang or before)
    try:
        return _rendered(shown(view, masked=masked), zone, forms)
    finally:
        set_language(before)


def _rendered(log: Shown, zone: ZoneInfo, forms: Sequence[str]) -> Mapping[str, bytes]:
    """The libraries of a format are loaded only when it is asked for."""
    written: dict[str, bytes] = {}
    for form in forms:
        if form == "md":
            from cs_console.export.handover_markdown import markdown

            written[form] = markdown(log, zone).encode()
        elif form == "html":
            from cs_console.export.handover_html import html

            written[form] = html(log, zone).encode()
        elif form == "xlsx":
            from cs_console.export.handover_xlsx import workbook

            written[form] = workbook(log, zone)
        else:
            from cs_console.export.handover_json import as_json

            written[form] = as_json(log, zone).encode()
    return written


def handover_schema() -> Mapping[str, Any]:
    """The JSON Schema of the JSON format."""
    from cs_console.export.handover_json import schema

    return schema()

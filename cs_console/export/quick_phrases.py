"""Phrases as Qianniu imports them: its three columns, GBK, one row a variant."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from cs_console.domain.quick_phrases import QuickPhrase
from cs_console.text.cells import inert

HEADER = ("快捷短语编码", "快捷短语", "快捷短语分组")


def quick_phrase_file(rows: Iterable[QuickPhrase]) -> bytes:
    """The file's bytes: GB18030, which is GBK for all that GBK has, with CRLF; formulas are inert (rule X2)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in rows:
        writer.writerow([inert(row.code), inert(row.text), inert(row.group)])
    return text.getvalue().encode("gb18030", errors="replace")

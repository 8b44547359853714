"""The console as it will look, drawn before textual is even imported: it seems open at once.

The same painter as the queue pane's draws the first rows, so that the real screen replaces them
without a jump. Standard library and our own light modules only.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from typing import TextIO

from cs_console.i18n import t
from cs_console.text.clean import clean
from cs_console.text.width import cell_width, fit
from cs_console.tui.context import GlanceRow, Setup
from cs_console.tui.widgets.queue_row import from_glance, paint_row

ENTER, LEAVE = "\x1b[?1049h\x1b[?25l\x1b[2J", "\x1b[?1049l\x1b[?25h"
NARROW, LEFT_CELLS, NARROW_ROWS = 110, 50, 6
GUTTER = 4


def draw(setup: Setup, rows: Sequence[GlanceRow], stream: TextIO) -> bool:
    """Draw the status line and the queue with its first rows; False where there is no terminal for it."""
    if not stream.isatty() or os.environ.get("TEXTUAL_DRIVER"):
        return False
    width, height = shutil.get_terminal_size()
    stream.write(ENTER + "".join(f"\x1b[{y};1H{line}" for y, line in enumerate(lines(setup, rows, width, height), 1)))
    stream.flush()
    return True


def leave(stream: TextIO) -> None:
    """Give the terminal back when the real screen never came."""
    stream.write(LEAVE)
    stream.flush()


def lines(setup: Setup, rows: Sequence[GlanceRow], width: int, height: int) -> Iterator[str]:
    """The screen's first lines, each harmless text."""
    cells = width if width < NARROW else LEFT_CELLS
    shown = NARROW_ROWS if width < NARROW else max((height - 2) // 2 - 2, 1)
    now = setup.clock()
    yield fit(f" {t('bar.title')}  {clean(setup.agent or '')}", width)
    title = f"━ F2 {t('command.pane.queue')} "
    yield f"┏{title}{'━' * (cells - 2 - cell_width(title))}┓"
    for at in range(shown):
        inner = " " * (cells - 2)
        if at < len(rows):
            pieces = paint_row(from_glance(rows[at]), cells - 2 - GUTTER, setup.zone, now)
            mark = ">" if at == 0 else " "
            digit = str(at + 1) if at < 9 else " "
            inner = f" {mark}{digit} " + "".join(piece.text for piece in pieces)
        yield f"┃{fit(inner, cells - 2)}┃"
    yield f"┗{'━' * (cells - 2)}┛"

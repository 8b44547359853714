"""The way in: draw the skeleton, then import and run the real screen."""

from __future__ import annotations

import sys

from cs_console.tui import skeleton
from cs_console.tui.context import Setup


def run(setup: Setup) -> int:
    """Run the workstation until it is left; gives the exit code, also after a crash."""
    rows = setup.glance()
    drawn = skeleton.draw(setup, rows, sys.__stderr__ or sys.stderr)
    try:
        from cs_console.tui.app import Workstation  # textual: 0.1 s, after something stands on the screen

        app = Workstation(setup, rows)
    except BaseException:
        if drawn:
            skeleton.leave(sys.__stderr__ or sys.stderr)
        raise
    app.run()
    return app.return_code or 0

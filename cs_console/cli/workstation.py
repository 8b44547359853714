"""Opening the workstation: as little as possible before the first paint, the rest in its first worker."""

from __future__ import annotations

import os
import sys

from cs_console.cli.common import State, os_user
from cs_console.errors import Usage


def open_workstation(state: State) -> int:
    """Run the workstation until it is left; gives its exit code.

    Raises `Usage` where there is no terminal to draw on.
    """
    browser = os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")
    if not browser and not (sys.stdout.isatty() and sys.stdin.isatty()):
        raise Usage("tui.no_terminal")
    from cs_console.bootstrap import screen_setup
    from cs_console.tui.launch import run

    user = os_user()
    setup = screen_setup(
        state.workspace(),
        state.services,
        agent=state.agent_name(),
        os_user=user,
        console=f"{user}-{os.getpid()}",
        language=state.lang_option or os.environ.get("CS_CONSOLE_LANG") or None,
        browser=browser,
    )
    return run(setup)

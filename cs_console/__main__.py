"""The command's first lines: answers `--version` before anything is imported, then hands over."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run `cs-console`; exits with the contract's codes (0 fine, 1 refused, 2 wrong usage)."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from cs_console import __version__

        print(f"cs-console {__version__}")
        return
    os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    from cs_console.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()

"""Write the generated key table into the README."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"

if __name__ == "__main__":
    command = [sys.executable, "-m", "cs_console", "--lang", "en", "keys", "--markdown"]
    table = subprocess.run(command, capture_output=True, text=True, check=True, cwd=README.parent).stdout.strip()
    text = README.read_text("utf-8")
    fresh = re.sub(
        r"(<!-- keys -->\n).*?(<!-- /keys -->)", lambda found: f"{found[1]}{table}\n{found[2]}", text, flags=re.S
    )
    README.write_text(fresh, "utf-8")
